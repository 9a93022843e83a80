"""The ranges that a laboratory prints beside its results: nobody's value, and often the only place of the unit."""

from __future__ import annotations

from itertools import takewhile
from math import isinf
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from bot.reading.phrases import Hit, Lexicon
    from bot.reading.quantities import Quantity
    from bot.reading.text import Token

LEADS = frozenset({":", "=", "(", "[", "is", "are", "of", "from", "between"})  # from `normal` to its range
NEAR = 6  # how many words may stand between a result and its range
OPENS, CLOSES = ("(", "["), (")", "]")


def with_references(
    tokens: Sequence[Token],
    quantities: list[Quantity],
    units: Lexicon,
    flags: Collection[str],
    named: Collection[int],
) -> list[Quantity]:
    """The quantities without the ranges of what is normal; a result before one has its unit: `0.6 (0.9-2.0 g/L)`.

    *named* are the tokens that end words such as `normal range`, *flags* what may stand between a result and its range.
    """
    if all(each.exact is not None for each in quantities):
        return quantities
    kept: list[Quantity] = []
    for quantity in quantities:
        if quantity.exact is not None or quantity.months is not None:
            kept.append(quantity)
            continue
        span = quantity._replace(units=_units_of_range(tokens, quantity, units))
        result = _result(tokens, kept, span, flags)
        if not (_named(tokens, quantity, named) or (result and _beside(tokens, result, span, flags))):
            kept.append(quantity)
        elif result and not result.units:
            kept[-1] = result._replace(units=span.units)
    return kept


def _units_of_range(tokens: Sequence[Token], quantity: Quantity, units: Lexicon) -> tuple[Hit, ...]:
    """The units of a range, or those behind its bracket: `(0.9-2.0) g/L`."""
    behind = quantity.last + 1
    if quantity.units or behind >= len(tokens) or tokens[behind].text not in CLOSES:
        return quantity.units
    hits = units.at(tokens, behind + 1)
    last = max((hit.last for hit in hits), default=behind)
    return tuple(hit for hit in hits if hit.last == last)


def _result(
    tokens: Sequence[Token], before: Sequence[Quantity], span: Quantity, flags: Collection[str]
) -> Quantity | None:
    """The number before a range that may be its result; an `L` behind it may say that it is low."""
    result = before[-1] if before else None
    if result is None or result.exact is None or result.months is not None or span.first - result.last > NEAR:
        return None
    if tokens[result.first].sentence != tokens[span.first].sentence:
        return None
    flagged = span.units and all(token.form in flags for token in tokens[result.number.last + 1 : result.last + 1])
    return result._replace(last=result.number.last, units=()) if flagged else result


def _named(tokens: Sequence[Token], quantity: Quantity, named: Collection[int]) -> bool:
    """Whether words such as `normal range` lead to a range."""
    if not named:
        return False
    near = range(quantity.number.first - 1, max(-1, quantity.first - NEAR), -1)
    leads = list(takewhile(lambda n: n >= quantity.first or tokens[n].form in LEADS, near))
    return any(n in named for n in (*leads, min(leads, default=quantity.first) - 1))


def _beside(tokens: Sequence[Token], result: Quantity, span: Quantity, flags: Collection[str]) -> bool:
    """Whether a range stands right behind a number, in brackets or in the next column: `0.6 g/L L 0.9-2.0`."""
    if isinf(span.bounds.low) or isinf(span.bounds.high):
        return False
    if result.units and span.units and not {hit.sense for hit in result.units} & {hit.sense for hit in span.units}:
        return False
    between = [token.form for token in tokens[result.last + 1 : span.first]]
    bracket = between[-1:] and between[-1] in OPENS
    between = between[:-1] if bracket else between
    return all(form in flags for form in between) and bool(bracket or between or result.units)
