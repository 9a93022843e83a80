"""Rows of numbers under a line of headings: each has the unit of its column, and of several the newest counts."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from bot.reading.text import MARK, NUMBER, WORD

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from bot.reading.phrases import Hit, Lexicon
    from bot.reading.quantities import Quantity
    from bot.reading.text import Text
    from guardrails.vocabulary import Fact

SPACES = 2  # so many part two cells
CENTURIES = ("19", "20")


class Column(NamedTuple):
    """What heads a column: the units its numbers may have, a year, or words that make them nobody's values."""

    units: tuple[Hit, ...] = ()
    year: int = 0
    aside: bool = False


class Headings(NamedTuple):
    """What makes a heading: units, the facts they are of, and the keys over numbers that are no results."""

    units: Lexicon
    facts: Mapping[str, Fact]
    aside: Collection[str]


def in_tables(text: Text, quantities: list[Quantity], headings: Headings) -> list[Quantity]:
    """The quantities; of those in a row under headings the ones that count, with the unit of their column."""
    if len(quantities) <= 1 or "\n" not in text.clean:
        return quantities
    numbers = {each.number.first: each for each in quantities}
    columns: list[Column] = []
    for cells in lines_of(text):
        if _heads(text, cells):
            columns = [_column(text, cell, headings) for cell in cells]
        elif columns and len(cells) - len(columns) in (0, 1):
            under = list(zip(cells[len(cells) - len(columns) :], columns, strict=True))
            _count(numbers, [(n, column) for cell, column in under for n in cell if n in numbers], headings.facts)
    return list(numbers.values())


def lines_of(text: Text) -> list[list[range]]:
    """The cells of each line, by their tokens: parted by a bar or several spaces, numbers always."""
    lines: list[list[range]] = []
    for at_end, group in groupby(range(len(text.tokens)), key=lambda n: text.tokens[n].text == "\n"):
        if at_end:
            continue
        cells: list[range] = []
        for n in group:
            if cells and not _parted(text, n):
                cells[-1] = range(cells[-1].start, n + 1)
            else:
                cells.append(range(n, n + 1))
        lines.append(cells)
    return lines


def _parted(text: Text, n: int) -> bool:
    before, token = text.tokens[n - 1], text.tokens[n]
    between = text.clean[before.end : token.start]
    return (
        "|" in between
        or "\t" in between
        or len(between) >= SPACES
        or (bool(between) and before.kind == token.kind == NUMBER)
    )


def _heads(text: Text, cells: Sequence[range]) -> bool:
    """Whether a line heads a table: several cells with a word or year in each, and no other number."""
    tokens = text.tokens
    return len(cells) > 2 and all(
        all(token.kind != NUMBER or _year(token.text) for token in tokens[cell.start : cell.stop])
        and any(token.kind != MARK or token.text == "%" for token in tokens[cell.start : cell.stop])
        for cell in cells
    )


def _year(text: str) -> int:
    return int(text) if len(text) == len("2000") and text.isdecimal() and text[:2] in CENTURIES else 0


def _column(text: Text, cell: range, headings: Headings) -> Column:
    tokens = text.tokens[cell.start : cell.stop]
    hits = headings.units.find(tokens)
    longest = max((hit.last - hit.first for hit in hits), default=0)
    units = tuple(hit for hit in hits if hit.last - hit.first == longest and hit.sense.sort == "unit")
    aside = any(token.key in headings.aside for token in tokens if token.kind == WORD)
    return Column(() if aside else units, max(_year(token.text) for token in tokens), aside)


def _count(numbers: dict[int, Quantity], row: Sequence[tuple[int, Column]], facts: Mapping[str, Fact]) -> None:
    """Give the numbers of a row the units of their columns; of those alike leave the newest, else the last."""
    named = {n: units for n, column in row if (units := _fitting(numbers[n], column, facts))}
    newest = max((column.year for _, column in row), default=0)
    told = [n for n, column in row if (column.year == newest if newest else n in named)]
    if not told:
        return
    last = {frozenset(hit.sense.name for hit in named.get(n, ())): n for n in told}
    for n, _ in row:
        if n in last.values():
            numbers[n] = numbers[n]._replace(units=named.get(n, numbers[n].units))
        elif not numbers[n].units:
            del numbers[n]


def _fitting(quantity: Quantity, column: Column, facts: Mapping[str, Fact]) -> tuple[Hit, ...]:
    """The units of a column in which a bare number is plausible."""
    if quantity.units or quantity.months is not None or quantity.exact is None:
        return ()
    return tuple(hit for hit in column.units if _plausible(quantity.exact, facts[hit.sense.name], hit.sense.value))


def _plausible(number: float, fact: Fact, unit: str) -> bool:
    low, high = fact.plausible or (number, number)
    return unit in fact.units and low <= number * fact.units[unit].times <= high
