"""Which of several readings of a number is meant: the one that is plausible, or usual."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.reading.measures import Bound
    from bot.reading.phrases import Sense
    from bot.reading.quantities import Quantity
    from guardrails.vocabulary import Fact, Unit


def likelier(bound: Bound, fact: Fact) -> Bound:
    """The same with `1,300 g/L` read as 1.3 where 1300 could not be."""
    other = bound.quantity.otherwise
    if other is None or fact.plausible is None:
        return bound
    times = fact.units[bound.unit].times if bound.unit in fact.units else 1.0
    low, high = fact.plausible
    plausible = [low <= number * times <= high for number in (bound.quantity.bounds.low, other.bounds.low)]
    return bound._replace(quantity=other) if plausible == [False, True] else bound


def usual(quantity: Quantity, unit: Unit) -> bool:
    """Whether a number is common in a unit."""
    return unit.usual is not None and quantity.exact is not None and unit.usual[0] <= quantity.exact <= unit.usual[1]


def likely_unit(fact: Fact, quantity: Quantity, units: Sequence[Sense]) -> Sense | None:
    """Of the units that the words after a number may be, the first in which it is plausible, or else the first."""
    if len(units) > 1 and fact.plausible and quantity.exact is not None:
        low, high = fact.plausible
        own = [unit for unit in units if unit.value in fact.units]
        fitting = [unit for unit in own if low <= quantity.exact * fact.units[unit.value].times <= high]
        return (fitting or units)[0]
    return units[0] if units else None
