from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[1]
PACKAGES = ["corpus", "guardrails", "bot", "eval"]  # each may import itself and those before it
FILES = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))
HOMES = {
    "chromadb": {"corpus/index/chroma.py"},
    "langchain_chroma": {"corpus/index/chroma.py"},
    "sentence_transformers": {"corpus/index/export.py"},
    "transformers": {"corpus/index/export.py"},
    "torch": {"corpus/index/export.py"},
    "onnxruntime": {"corpus/index/embedding.py", "corpus/index/export.py"},  # which run it and write for it
    "pypdfium2": {"corpus/documents"},
    "pdfplumber": {"corpus/documents"},
    "slack_bolt": {"bot/slack"},
    "slack_sdk": {"bot/slack"},
    "ray": {"corpus/index/cluster.py"},
    "fastapi": {"bot"},
    "typer": {"bot"},
    "z3": {"guardrails"},
}
CLINICAL = """
    aatd antitrypsin antitrypsine serpina1 elastase emphysema copd bronchiectasis asthma cirrhosis fibrosis
    panniculitis vasculitis hepatitis pneumonia cancer diabetes hypertension transplant
    prolastin zemaira aralast glassia respreeza trypsone rymphysia fazirsiran alvelestat opioid naloxone
    warfarin metformin salbutamol tiotropium doxycycline pizz pimz pisz mmalton siiyama
""".split()


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


def imported(path: Path) -> Iterator[str]:
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_imports_run_one_way(path: Path) -> None:
    rank = PACKAGES.index(path.relative_to(ROOT).parts[0])

    assert [module for module in imported(path) if module.split(".")[0] in PACKAGES[rank + 1 :]] == []


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_nothing_imports_the_tests(path: Path) -> None:
    assert [module for module in imported(path) if module.split(".")[0] in {"tests", "conftest", "fakes"}] == []


@pytest.mark.parametrize("package", HOMES)
def test_a_heavy_package_has_one_home(package: str) -> None:
    users = {name_of(path) for path in FILES for module in imported(path) if module.split(".")[0] == package}

    # the judge's benchmarks measure other set-ups, so it may import what it measures
    strangers = {user for user in users if not user.startswith(("eval/", *HOMES[package]))}
    assert strangers == set()


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_a_module_stays_under_300_lines_and_a_function_under_40(path: Path) -> None:
    functions = [node for node in ast.walk(tree_of(path)) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    long = {node.name: length for node in functions if (length := node_length(node)) > 40}

    assert long == {}
    assert len(path.read_text("utf-8").splitlines()) <= 300


def node_length(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    return (node.end_lineno or 0) - node.lineno + 1


def test_the_median_function_has_at_most_ten_lines() -> None:
    lengths = sorted(
        node_length(node)
        for path in FILES
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    )

    assert lengths[len(lengths) // 2] <= 10
    assert lengths[len(lengths) * 9 // 10] <= 30


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_no_python_file_names_a_disease_a_gene_or_a_drug(path: Path) -> None:
    text = path.read_text("utf-8").lower()

    assert [word for word in topic_words() if re.search(rf"(?<![a-z]){re.escape(word)}(?![a-z])", text)] == []


@cache
def topic_words() -> tuple[str, ...]:
    """List what may only stand in data: the clinical words above, and the names that topics give themselves."""
    names = [name for path in (ROOT / "corpus" / "topics").glob("*/topic.yaml") for name in names_in(path)]
    return tuple(dict.fromkeys([*CLINICAL, *names]))


def names_in(path: Path) -> list[str]:
    topic: Any = yaml.safe_load(path.read_text("utf-8")) or {}
    found = [path.parent.name, topic.get("title", "")]
    for key in ("names", "other_names", "also_called"):
        found += topic.get(key) or []
    return [str(name).lower() for name in found if len(str(name)) > 3]


def test_the_search_for_names_finds_one_that_is_planted() -> None:
    assert "antitrypsin" in topic_words()
    assert re.search(r"(?<![a-z])copd(?![a-z])", "a copd_patient = 1")
