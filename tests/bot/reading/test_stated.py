"""What messages of many styles state: letters, print-outs, notes, tables, dictation, lists, other languages."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

STATED: list[dict[str, Any]] = yaml.load(
    Path(__file__).with_name("stated.yaml").read_text(encoding="utf-8"),
    getattr(yaml, "CSafeLoader", yaml.SafeLoader),
)
NEAR = 0.02  # of a number


def alike(shown, expected):
    """Whether a fact as shown is what was expected."""
    match expected:
        case "some":
            return shown is not None
        case "range":
            return isinstance(shown, dict)
        case bool() | str():
            return shown == expected
    number = isinstance(shown, (int, float)) and not isinstance(shown, bool)
    return number and abs(shown - expected) <= NEAR * max(1, expected)


@pytest.mark.parametrize("case", STATED, ids=[case["ask"] for case in STATED])
def test_what_is_stated_is_read_and_nothing_else_is_taken_for_it(shown, case):
    facts = shown(case["ask"])

    missed = {name: facts.get(name) for name, value in case["facts"].items() if not alike(facts.get(name), value)}
    wrong = {
        name: facts.get(name)
        for name, values in case.get("never", {}).items()
        if any(alike(facts.get(name), value) for value in values)
    }
    assert (missed, wrong) == ({}, {})
