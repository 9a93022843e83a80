"""The public material beside the project, where it is there; written by others, nothing here is fitted to single rows."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.reading.assertions import historical, negated
from bot.reading.language import load_language
from bot.reading.quantities import read_quantities
from bot.reading.text import cleaned, tokenised

SHARED = Path(__file__).parents[4] / "shared"
BENCHMARKS = SHARED / "benchmarks"
pytestmark = pytest.mark.skipif(not BENCHMARKS.exists(), reason=f"the public test material is not at {BENCHMARKS}")


def _rows(name: str) -> list[dict[str, str]]:
    return [json.loads(line) for line in (BENCHMARKS / name).read_text("utf-8").splitlines()]


def _f1(says: Callable[[str, str], bool], key: str, gold: str) -> float:
    rows = [(says(row["sentence"], row["concept"]), row[key] == gold) for row in _rows("negation/negex_public.jsonl")]
    hits = sum(said and true for said, true in rows)
    return 2 * hits / (sum(said for said, _ in rows) + sum(true for _, true in rows))


def test_denial_is_found_better_than_context_finds_it():
    assert _f1(negated, "negation", "Negated") >= 0.93


def test_history_is_found():
    assert _f1(historical, "temporality", "Historical") >= 0.75


def test_under_one_in_a_hundred_questions_on_other_subjects_is_answered(read):
    rows = _rows("scope/out_of_scope_public.jsonl")
    answered = [row["question"] for row in rows if read(row["question"]).scope == "in"]

    assert len(answered) < 0.01 * len(rows), answered


def test_at_least_95_in_a_hundred_gold_questions_are_not_declined(read):
    import yaml

    cases = yaml.safe_load((SHARED / "aatd/gold-dev.yaml").read_text("utf-8"))
    questions = [text for case in cases if case["category"] != "out_of_scope" for text in case["questions"]]
    declined = [text for text in questions if read(text).scope == "out"]

    assert len(declined) <= 0.05 * len(questions), declined


def test_times_and_weights_of_quantulum3_are_read(reader):
    units = {"year": 12, "month": 1, "week": 0.229979, "day": 0.032855}
    wrong = []
    for case in json.loads((BENCHMARKS / "quantities/quantulum3_quantities.json").read_text("utf-8")):
        read = read_quantities(tokenised(cleaned(case["req"])), reader._topics[0].units, load_language())
        for wanted in (
            each for each in case["res"] if each["unit"] in (*units, "kilogram", "pound-mass", "percentage")
        ):
            months = units.get(wanted["unit"])
            if not any(each.exact == wanted["value"] and (months is None or each.months == months) for each in read):
                wrong.append((case["req"], wanted["surface"]))

    assert wrong == []
