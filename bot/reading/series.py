"""Several values of one thing: of dated ones the newest counts, and a limit is nobody's beside a value."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from bot.reading.text import NUMBER, WORD

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from bot.reading.dates import When
    from bot.reading.measures import Bound
    from bot.reading.text import Token

BEFORE = frozenset({":", "-", "="})  # from a date to its value
AFTER = frozenset(
    {"(", "[", "in", "on", "from", "of", "as", "dated", "at", "/", "im", "am", "vom", "en", "le", "el", "du", ")", "]"}
)
MARKS = frozenset("():[]=%")  # between a word and its number
LONG_AGO = 1e6  # months
NEAR = 3  # how many of these may stand between


class Found(NamedTuple):
    """The words and dates of a message; dates at *taken* tell something else, *earlier* and *later* mark a number.

    *leads* may stand between a date and its number, and what *goes_on* behind such a mark.
    """

    tokens: Sequence[Token]
    dates: Sequence[When]
    as_of: date
    taken: set[int]
    earlier: frozenset[str]
    later: frozenset[str]
    leads: frozenset[str]
    goes_on: frozenset[str]


def outdated(bounds: Sequence[Bound], found: Found) -> set[int]:
    """Which of some numbers another of the same fact takes the place of."""
    whens = [(when, when.months_before(found.as_of)) for when in found.dates if when.first not in found.taken]
    by_end = {when.last: months.low for when, months in whens if months is not None}
    by_start = {when.first: (when.last, months.low) for when, months in whens if months is not None}
    old: set[int] = set()
    for same in _by_fact(bounds):
        limits = {n for n in same if bounds[n].quantity.limit}
        values = [n for n in same if n not in limits]
        old |= limits if values else set()
        if len(values) > 1:
            first = {n: LONG_AGO for n in values if _beside(bounds[n], found, found.earlier)}
            ages = {n: first.get(n, _age(bounds[n], found, by_end, by_start)) for n in values}
            last = {n for n in values if _beside(bounds[n], found, found.later)}
            old |= {n for n in values if last and n not in last}
            newest = min(-1.0 if age is None else age for age in ages.values())
            old |= {n for n, age in ages.items() if age is not None and age > newest}
    return old


def _beside(bound: Bound, found: Found, words: frozenset[str]) -> bool:
    """Whether one of some words stands beside a number or its label: `pre 41`, `58 % (pre)`, `volume (pre): 41`."""
    tokens, behind = found.tokens, bound.quantity.last + 1
    bracket = tokens[behind].text if behind < len(tokens) and tokens[behind].text in "()" else ""
    behind += bool(bracket)
    ahead = [tokens[n].form for n in (bound.first - 1, bound.first) if n >= 0]
    n = bound.quantity.first - 1
    if n > 0 and tokens[n].text == "(" and any(token.kind == NUMBER for token in tokens[n - 2 : n]):
        n -= 2 + (tokens[n - 2].kind == NUMBER)  # `pre 1.95 L (62 %)`
    while n > bound.first and tokens[n].text in MARKS:
        n -= 1
    n -= n > 0 and tokens[n].key in found.goes_on
    ahead.append(tokens[n].form if n >= 0 else "")
    following = tokens[behind + 1] if behind + 1 < len(tokens) else None  # not `70 % before treatment`
    ends = following is None or (following.text == ")" if bracket == "(" else following.kind != WORD)
    ends = following is None or (ends and following.text != "/")
    ends = ends or (bracket != "(" and following is not None and following.key in found.goes_on)
    near = [*ahead, *([tokens[behind].form] if ends and behind < len(tokens) else ())]
    return not words.isdisjoint(near)


def _by_fact(bounds: Sequence[Bound]) -> Iterable[list[int]]:
    """The places of the numbers that are values of each fact."""
    found: dict[str, list[int]] = {}
    for n, bound in enumerate(bounds):
        if bound.other is None and not bound.superseded and not bound.quantity.distance:
            found.setdefault(bound.fact, []).append(n)
    return found.values()


def _age(
    bound: Bound, found: Found, by_end: Mapping[int, float], by_start: Mapping[int, tuple[int, float]]
) -> float | None:
    """How many months ago a number was found, by a date: right before it, behind it, or before its label."""
    own, named = (_date_ahead(found, start, by_end) for start in (bound.quantity.first, bound.first))
    behind = _date_behind(found.tokens, bound.quantity.last + 1, by_start)
    return next((months for months in (own, behind, named) if months is not None), None)


def _date_ahead(found: Found, start: int, by_end: Mapping[int, float]) -> float | None:
    """The months since a date that leads to a place: `2021: 60 %`, `in 2021 it was 60 %`."""
    n, tokens = start - 1, found.tokens
    while n >= max(0, start - NEAR) and n not in by_end and _leads(tokens[n], found):
        n -= 1
    return by_end.get(n)


def _leads(token: Token, found: Found) -> bool:
    return token.form in BEFORE or token.text in ")]" or token.key in found.leads


def _date_behind(tokens: Sequence[Token], stop: int, by_start: Mapping[int, tuple[int, float]]) -> float | None:
    """The months since a date that follows a place, and is not of what follows it: `60 % (2021)`."""
    n = stop
    while n < stop + NEAR and n < len(tokens) and n not in by_start and tokens[n].form in AFTER:
        n += 1
    last, months = by_start.get(n, (n, None))
    following = tokens[last + 1] if last + 1 < len(tokens) else None
    opens = following is not None and (following.text in BEFORE or following.kind == NUMBER)
    return None if opens else months
