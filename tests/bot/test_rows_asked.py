"""A number that no row prints asks for the row whose range holds it."""

from __future__ import annotations

import pytest

from bot.rows_asked import rows_for
from corpus.index import Entry

CLEARANCES = ("above 50 mL/min", "30 to 50 mL/min", "below 30 mL/min")
ROWS = [Entry(f"t#{n}", f"Clearance: {name}; Dose: {n} g", "", {"form": "row"}) for n, name in enumerate(CLEARANCES)]
COUNTS = [Entry(f"c#{n}", f"Risk factors: {n}; Risk: {n}0%", "", {"form": "row"}) for n in range(5)]


@pytest.mark.parametrize(
    ("question", "row"),
    [
        ("dose with a clearance of 40 mL/min", "t#1"),
        ("dose with a clearance of 75", "t#0"),
        ("dose with a clearance of 12,5 mL/min", "t#2"),
    ],
)
def test_a_number_is_looked_for_in_ranges(question: str, row: str) -> None:
    assert [each.id for each in rows_for(question, ROWS)] == [row]


@pytest.mark.parametrize("question", ["dose for 40 kg", "dose in a 40-year-old", "dose in kidney disease"])
def test_a_number_of_something_else_asks_for_no_row(question: str) -> None:
    assert rows_for(question, ROWS) == []


def test_a_number_in_words_is_a_number() -> None:
    assert [each.id for each in rows_for("prophylaxis with three risk factors", COUNTS)] == ["c#3"]


def test_what_is_no_row_is_left_out() -> None:
    assert rows_for("dose with a clearance of 40", [Entry("p#1", "Clearance: 30 to 50", "", {"form": "item"})]) == []
