"""Several values of one thing: of dated ones the newest counts, and a limit is nobody's beside a value."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.reading.text import NUMBER

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from datetime import date

    from bot.reading.dates import When
    from bot.reading.measures import Bound
    from bot.reading.text import Token

BEFORE = frozenset({":", "-", "="})  # from a date to its value
AFTER = frozenset(
    {"(", "[", "in", "on", "from", "of", "as", "dated", "at", "/", "im", "am", "vom", "en", "le", "el", "du"}
)
NEAR = 3  # how many of these may stand between


def outdated(
    bounds: Sequence[Bound], tokens: Sequence[Token], dates: Sequence[When], as_of: date, taken: Collection[int]
) -> set[int]:
    """Which of some numbers another of the same fact takes the place of; dates at *taken* tell something else."""
    whens = [(when, when.months_before(as_of)) for when in dates if when.first not in taken]
    by_end = {when.last: months.low for when, months in whens if months is not None}
    by_start = {when.first: (when.last, months.low) for when, months in whens if months is not None}
    old: set[int] = set()
    for same in _by_fact(bounds):
        limits = {n for n in same if bounds[n].quantity.limit}
        values = [n for n in same if n not in limits]
        old |= limits if values else set()
        ages = {n: _age(bounds[n], tokens, by_end, by_start) for n in values}
        if len(values) > 1 and any(age is not None for age in ages.values()):
            newest = min(-1.0 if age is None else age for age in ages.values())
            old |= {n for n, age in ages.items() if age is not None and age > newest}
    return old


def _by_fact(bounds: Sequence[Bound]) -> Iterable[list[int]]:
    """The places of the numbers that are values of each fact."""
    found: dict[str, list[int]] = {}
    for n, bound in enumerate(bounds):
        if bound.other is None and not bound.superseded and not bound.quantity.distance:
            found.setdefault(bound.fact, []).append(n)
    return found.values()


def _age(
    bound: Bound, tokens: Sequence[Token], by_end: Mapping[int, float], by_start: Mapping[int, tuple[int, float]]
) -> float | None:
    """How many months ago a number was found, by a date: right before it, behind it, or before its label."""
    own, named = (_date_ahead(tokens, start, by_end) for start in (bound.quantity.first, bound.first))
    behind = _date_behind(tokens, bound.quantity.last + 1, by_start)
    return next((months for months in (own, behind, named) if months is not None), None)


def _date_ahead(tokens: Sequence[Token], start: int, by_end: Mapping[int, float]) -> float | None:
    """The months since a date that leads to a place: `2021: 60 %`."""
    n = start - 1
    while n >= max(0, start - NEAR) and n not in by_end and tokens[n].form in BEFORE:
        n -= 1
    return by_end.get(n)


def _date_behind(tokens: Sequence[Token], stop: int, by_start: Mapping[int, tuple[int, float]]) -> float | None:
    """The months since a date that follows a place, and is not of what follows it: `60 % (2021)`."""
    n = stop
    while n < stop + NEAR and n < len(tokens) and n not in by_start and tokens[n].form in AFTER:
        n += 1
    last, months = by_start.get(n, (n, None))
    following = tokens[last + 1] if last + 1 < len(tokens) else None
    opens = following is not None and (following.text in BEFORE or following.kind == NUMBER)
    return None if opens else months
