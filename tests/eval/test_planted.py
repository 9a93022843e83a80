"""Faults planted from end to end, in a copy of this project: each fails the gate, by the scorer meant for it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from court import TOPIC
from planted import guideline, plant, sound, worse

RULES = "guardrails/rules/marlowe-fever/marlowe-fever-2024.yaml"
THRESHOLD = (RULES, "fever_days: {above: 3}", "fever_days: {above: 2}")
IN_PREGNANCY = "cite: [{passage: marlowe-fever-2024#pregnancy, quote: Do not offer exampline in pregnancy}]"
FAULTS = {
    "a wrong threshold": (*THRESHOLD, "positions", f"{TOPIC}/M002/1"),
    "a dropped exception": (
        RULES,
        "    unless: {pregnant: yes}\n",
        "",
        "rules",
        f"{TOPIC}/exampline-first.pregnant/1",
    ),
    "another passage": (
        RULES,
        IN_PREGNANCY,
        "cite: [{passage: marlowe-fever-2024#spread, quote: Marlowe fever spreads by contact}]",
        "cites",
        f"{TOPIC}/exampline-not-in-pregnancy.pregnant/1",
    ),
    "a quote of its own": (
        "bot/references.py",
        "quote=quote,",
        "quote=quote.title(),",
        "fidelity",
        f"{TOPIC}/M001/1",
    ),
    "an order by hash": (
        "bot/references.py",
        "tuple(self._new)",
        "tuple(sorted(self._new, key=hash))",
        "determinism",
        f"{TOPIC}/M001/1",
    ),
}


DROPPED_NOT = (RULES, "2024: do not offer exampline in", "2024: offer exampline in")


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return sound(tmp_path_factory.mktemp("sound"))


def with_fault(tree: Path, folder: Path, fault: tuple[str, str, str]) -> Path:
    shutil.copytree(tree, folder / "tree")
    plant(folder / "tree", *fault)
    return folder / "tree"


@pytest.mark.parametrize("name", FAULTS)
def test_a_planted_fault_fails_the_gate_by_the_scorer_meant_for_it(name: str, tree: Path, tmp_path: Path) -> None:
    *fault, scorer, wording = FAULTS[name]
    faulty = with_fault(tree, tmp_path, tuple(fault))
    repeat = "2" if scorer == "determinism" else "0"

    done = guideline(faulty, "eval", "--gate", "--repeat", repeat)

    assert done.returncode == 1, done.stdout
    assert "The gate fails" in done.stderr
    assert wording in worse(faulty, than=tree)[scorer]
    assert wording in done.stdout or f"{scorer} fell" in done.stdout


def test_a_sentence_that_dropped_a_not_is_left_out_of_answers_and_fails_the_gate(tree: Path, tmp_path: Path) -> None:
    faulty = with_fault(tree, tmp_path, DROPPED_NOT)

    judged = guideline(faulty, "eval", "--gate", "--repeat", "0")
    said = guideline(faulty, "ask", "exampline in pregnancy, fever for 5 days?").stdout

    assert judged.returncode == 1
    assert "recorded_citation_recall fell" in judged.stdout
    assert "offer exampline in pregnancy" not in said.split("REFERENCES")[0].casefold()
    assert "left out because its source did not bear it out" in said


def test_a_sound_tree_passes_its_gate(tree: Path) -> None:
    done = guideline(tree, "eval", "--gate", "--repeat", "2")

    assert done.returncode == 0, done.stderr


def test_the_diff_names_the_rule_of_a_wrong_threshold(tree: Path, tmp_path: Path) -> None:
    faulty = with_fault(tree, tmp_path, THRESHOLD)

    done = guideline(faulty, "eval", "diff", "HEAD")

    assert done.returncode == 0, done.stderr
    first = done.stdout.split(f"{TOPIC}/M002/1")[1].split(f"\n  {TOPIC}/")[0]
    assert "needs_facts → recommended" in first or "not_recommended → recommended" in first
    assert "because of: rule exampline-first (changed, marlowe-fever-2024.yaml)" in first
