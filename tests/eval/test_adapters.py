from __future__ import annotations

import json
from pathlib import Path

import pytest

from eval.adapters import ADAPTERS, measure
from eval.adapters.rules import judged


@pytest.mark.parametrize("name", ADAPTERS)
def test_a_set_that_is_not_there_is_said_plainly(name: str, tmp_path: Path) -> None:
    assert "is missing" in measure(name, tmp_path, None)


def test_negation_is_measured_beside_its_baseline(tmp_path: Path) -> None:
    rows = [
        {
            "concept": "edema",
            "sentence": "No peripheral EDEMA.",
            "negation": "Negated",
            "temporality": "Recent",
            "concept_found": True,
        },
        {
            "concept": "cough",
            "sentence": "He has a COUGH.",
            "negation": "Affirmed",
            "temporality": "Recent",
            "concept_found": True,
        },
    ]
    path = tmp_path / "negation" / "negex_public.jsonl"
    path.parent.mkdir()
    path.write_text("\n".join(map(json.dumps, rows)), "utf-8")

    said = measure("negex", tmp_path, None)

    assert "F1 1.000" in said
    assert "0.926" in said


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("true and null", "null"),
        ("false and null", "false"),
        ("null implies true", "true"),
        ("not null", "null"),
        ("4 between 2 and 6", "true"),
    ],
)
def test_unknown_is_a_value(expression: str, expected: str) -> None:
    assert judged(expression) == expected
