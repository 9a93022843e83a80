"""What must be questioned, and the one sentence that asks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.reading.types import Doubt
from guardrails.quantity import describe
from guardrails.values import Interval

UNUSUAL = 5.0  # so many times beyond the usual range, a value is questioned

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.reading.measures import Bound
    from bot.reading.mentions import Mention
    from bot.reading.message import Message
    from bot.reading.types import ReadFact
    from guardrails.vocabulary import Fact, OtherMeasure, Unit


def wrong_unit(fact: Fact, mention: Mention, unit: Unit) -> Doubt:
    """A unit that can never be right."""
    says, meant = f"“{mention.words}”: {unit.never}", _meant(mention, _usual_units(fact, mention))
    return Doubt(mention.fact, mention.words, "wrong_unit", says, unit.cite, meant)


def unlikely_unit(fact: Fact, mention: Mention, unit: Unit) -> Doubt | None:
    """A value far outside what is usual in its unit, where another unit fits: 0.57 mg/dL."""
    if unit.usual is None or not isinstance(mention.value, Interval):
        return None
    low, high = (end * times for end, times in zip(unit.usual, (1 / UNUSUAL, UNUSUAL), strict=True))
    if _common(mention.value, (low, high)) or mention.value.high == 0:
        return None
    others = _usual_units(fact, mention)
    if not others:
        return None
    says = (
        f"“{mention.words}” is far from what is measured in that unit; "
        f"{' or '.join(others)} may be meant. Please give the {fact.label} with its unit again."
    )
    return Doubt(mention.fact, mention.words, "impossible_value", says, meant=_meant(mention, others))


def impossible(fact: Fact, mention: Mention, value: Interval) -> Doubt | None:
    """A value that no patient has."""
    if (
        mention.unit is None
        and (other := _by_unit_alone(fact))
        and fact.plausible
        and value.meet(Interval(*fact.plausible)).empty
    ):
        return _other_measure(mention.fact, mention.words, other)
    for bounds, how in ((fact.possible, "is not possible"), (fact.plausible, "is hardly possible")):
        if bounds and value.meet(Interval(*bounds)).empty:
            low, high = (f"{end:g}" for end in bounds)
            unit = f" {fact.unit}" if fact.unit else ""
            says = (
                f"“{mention.words}” {how}: {fact.label} would be {describe(fact, value)}, "
                f"and lies between {low} and {high}{unit}. Please give the value with its unit again."
            )
            meant = _meant(mention, _usual_units(fact, mention))
            return Doubt(mention.fact, mention.words, "impossible_value", says, meant=meant)
    return None


def _by_unit_alone(fact: Fact) -> OtherMeasure | None:
    """The other measure that only its unit tells from this fact."""
    return next((other for other in fact.reading.other_measures if other.units and not other.words), None)


def bare_unit(fact: Fact, mention: Mention) -> str | Doubt | None:
    """The unit that a number without one is in, or the doubt that it may be in several."""
    bare = [name for name, unit in fact.units.items() if unit.bare]
    if bare or len(fact.units) == 1:
        name = bare[0] if bare else next(iter(fact.units))
        return name if bare or fact.type == "duration" else no_unit(fact, mention, [name])
    usual = _usual_units(fact, mention)
    return usual[0] if len(usual) == 1 else no_unit(fact, mention, usual or list(fact.units)[:3])


def _usual_units(fact: Fact, mention: Mention) -> list[str]:
    """The units in which the number is usual."""
    value = mention.value
    if not isinstance(value, Interval):
        return []
    return [name for name, unit in fact.units.items() if unit.usual and _common(value, unit.usual)]


def _meant(mention: Mention, units: Sequence[str]) -> tuple[str, ...]:
    """The number with each of some other units, where it is one number."""
    number = mention.value.exact if isinstance(mention.value, Interval) else None
    return () if number is None else tuple(f"{number:g} {unit}" for unit in units if unit != mention.unit)


def _common(value: Interval, usual: tuple[float, float]) -> bool:
    ends = [end for end in (value.low, value.high) if abs(end) != float("inf")]
    return bool(ends) and all(usual[0] <= end <= usual[1] for end in ends)


def no_unit(fact: Fact, mention: Mention, units: Sequence[str]) -> Doubt:
    """A number that may be in several units."""
    meanings = [_meaning(fact, mention, unit) for unit in units]
    says = (
        f"“{mention.words}” has no unit: it could be {' or '.join(meanings)}. "
        f"Please give the {fact.label} with its unit."
    )
    return Doubt(mention.fact, mention.words, "no_unit", says, meant=_meant(mention, units))


def _meaning(fact: Fact, mention: Mention, unit: str) -> str:
    if unit == fact.unit or not isinstance(mention.value, Interval):
        return unit
    times = fact.units[unit].times
    low = mention.value.scaled(times, times)
    return f"{unit} ({describe(fact, low)})"


def two_values(name: str, fact: Fact, read: Sequence[ReadFact]) -> Doubt:
    """Mentions of one fact that cannot all be true."""
    words = dict.fromkeys(each.words for each in read)
    given = ", ".join(f"“{each}”" for each in words)
    says = f"Two different values of {fact.label} were given: {given}. Which one is right?"
    return Doubt(name, " / ".join(words), "two_values", says)


def other_measure(message: Message, bound: Bound) -> Doubt:
    """A quantity in the words that is easily taken for the fact."""
    other = message.facts[bound.fact].reading.other_measures[bound.other or 0]
    return _other_measure(bound.fact, message.text.words(bound.first, bound.last), other)


def only_distance(message: Message, bound: Bound) -> Doubt:
    """A number that says only how far the fact is from another value of it."""
    fact, words = message.facts[bound.fact], message.text.words(bound.first, bound.last)
    says = f"“{words}” only says how far it is from another value. Please give the {fact.label} itself."
    return Doubt(bound.fact, words, "other_measure", says)


def _other_measure(name: str, words: str, other: OtherMeasure) -> Doubt:
    return Doubt(name, words, "other_measure", f"“{words}”: {other.says}", other.cite)


def did_you_mean(name: str, written: str, known: str) -> Doubt:
    """A word that is like a known one."""
    says = f"“{written}” is not known here; did you mean “{known}”? It was not used."
    return Doubt(name, written, "did_you_mean", says)


def not_known(name: str, fact: Fact, written: str) -> Doubt:
    """A value that looks like one of the fact's and is none."""
    examples = ", ".join(list(fact.choices)[:3])
    says = f"“{written}” is not a {fact.label} known here. Please check it; examples are {examples}."
    return Doubt(name, written, "did_you_mean", says)
