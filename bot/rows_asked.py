"""Rows of a table that a number asks for though they print another: 40 in "30 to 50", 105 in "above 100", two as 2."""

from __future__ import annotations

import re
from math import inf
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from corpus.index import Entry

WORDS = {
    word: float(n)
    for n, word in enumerate("no one two three four five six seven eight nine ten eleven twelve".split())
    if n
}
_N = r"(\d+(?:[.,]\d+)?)"
ASKED = re.compile(rf"(?<![\w.,/-]){_N}(?:[\s-]*(%|[^\W\d_]+(?:/[^\W\d_]+)*))?(?![\d.,/-]*\d)")
RANGE = re.compile(rf"{_N}\s*%?\s*(?:to|bis|-|–|—)\s*<?\s*{_N}", re.IGNORECASE)
ABOVE = re.compile(
    rf"(?:above|over|more than|greater than|at least|from|über|ab|>=?|≥)\s*{_N}"
    rf"|{_N}\s*[^\W\d_]*(?:/[^\W\d_]+)*\s*(?:or|and) (?:more|above|over|higher|older)",
    re.IGNORECASE,
)
BELOW = re.compile(
    rf"(?:below|under|less than|up to|at most|unter|bis|<=?|≤)\s*{_N}"
    rf"|{_N}\s*[^\W\d_]*(?:/[^\W\d_]+)*\s*(?:or|and) (?:less|below|under|lower|younger)",
    re.IGNORECASE,
)


class _Span(NamedTuple):
    low: float
    high: float

    def holds(self, value: float) -> bool:
        return self.low <= value <= self.high


def rows_for(question: str, entries: Sequence[Entry]) -> list[Entry]:
    """Give the rows whose first cell is a range that holds a number of the question, or the number that it spells."""
    rows = [each for each in entries if each.fields.get("form") == "row"]
    held = [each for each in rows if any(_holds(each.text, value, unit) for value, unit in _asked(question))]
    return held or [each for each in rows if _cell(each.text) in _spelt(question)]


def _asked(question: str) -> Iterator[tuple[float, str]]:
    for number, unit in ASKED.findall(question):
        yield _value(number), unit.lower()


def _spelt(question: str) -> set[str]:
    return {f"{WORDS[word]:g}" for word in question.lower().split() if word in WORDS}


def _holds(row: str, value: float, unit: str) -> bool:
    first = row.partition("; ")[0]
    return (not unit or unit in first.lower()) and any(span.holds(value) for span in _spans(_cell(row)))


def _cell(row: str) -> str:
    """A row's first cell, without the name of its column."""
    return row.partition("; ")[0].rpartition(": ")[2].strip()


def _spans(cell: str) -> Iterator[_Span]:
    ranges = list(RANGE.finditer(cell))
    yield from (_Span(_value(found[1]), _value(found[2])) for found in ranges)
    if not ranges:
        yield from (_Span(_value(found[1] or found[2]), inf) for found in ABOVE.finditer(cell))
        yield from (_Span(-inf, _value(found[1] or found[2])) for found in BELOW.finditer(cell))


def _value(number: str) -> float:
    return float(number.replace(",", "."))
