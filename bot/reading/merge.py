"""From mentions to facts: units converted, repeated mentions met, contradictions and impossible values questioned."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import reduce
from typing import TYPE_CHECKING

from bot.reading.doubts import bare_unit, impossible, two_values, unlikely_unit, wrong_unit
from bot.reading.types import Doubt, ReadFact
from guardrails.quantity import as_data, convert
from guardrails.truth import Truth
from guardrails.values import Choice, Interval, Value, meet, within

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from bot.reading.mentions import Mention
    from guardrails.vocabulary import Fact

DIGITS = 4


@dataclass
class Merged:
    """What one message comes to."""

    facts: dict[str, ReadFact] = field(default_factory=dict)
    aside: list[ReadFact] = field(default_factory=list)
    doubts: list[Doubt] = field(default_factory=list)


def merged(mentions: Sequence[Mention], facts: Mapping[str, Fact], known: Mapping[str, Value], corrected: Sequence[int] = ()) -> Merged:
    """Merge the mentions of one message; *known* are facts that conversions may depend on, *corrected* the starts of words that take back what was said before them."""
    result = Merged()
    order = sorted({mention.fact for mention in mentions}, key=list(facts).index)
    converted = {name: fact.units for name, fact in facts.items() if any(unit.by for unit in fact.units.values())}
    for name in sorted(order, key=lambda each: each in converted):
        group = [mention for mention in mentions if mention.fact == name]
        known = {**known, **{each: fact.value for each, fact in result.facts.items()}}
        _merge_one(name, facts[name], group, known, result, corrected)
    result.doubts = list(dict.fromkeys(result.doubts))
    result.facts = {name: result.facts[name] for name in facts if name in result.facts}
    return result


def _merge_one(name: str, fact: Fact, group: Sequence[Mention], known: Mapping[str, Value], result: Merged, corrected: Sequence[int]) -> None:
    read = []
    for mention in group:
        one = as_read(mention, fact, known)
        if isinstance(one, Doubt):
            result.doubts.append(one)
        elif mention.used:
            read.append(one)
        else:
            result.aside.append(one)
    read = _latest(read, corrected)
    if not read:
        return
    together = _together(read)
    if together and together.value == fact.whole:
        return
    if together:
        result.facts[name] = together
    else:
        result.doubts.append(two_values(name, fact, read))


def _latest(read: list[ReadFact], corrected: Sequence[int]) -> list[ReadFact]:
    """Without what a correction took back, and without what was stated where something is supposed."""
    for start in corrected:
        later = [fact for fact in read if fact.start > start]
        read = later or read
    supposed = [fact for fact in read if fact.certainty == "supposed"]
    return supposed or read


def _together(read: Sequence[ReadFact]) -> ReadFact | None:
    """One fact from all mentions of it: what is possible by each; None if that is nothing."""
    value = reduce(meet, (fact.value for fact in read))
    if value.empty:
        return None
    exact = [fact for fact in read if fact.value == value]
    best = exact[0] if exact else min(read, key=_width)
    return best if best.value == value else replace(best, value=value)


def _width(fact: ReadFact) -> float:
    return len(fact.value.of) if isinstance(fact.value, Choice) else fact.value.high - fact.value.low


def as_read(mention: Mention, fact: Fact, known: Mapping[str, Value]) -> ReadFact | Doubt:
    """A mention in the fact's own unit, or what must be asked about it."""
    if isinstance(mention.value, Choice):
        return _fact(mention, mention.value, as_data(fact, mention.value))
    unit = mention.unit
    if unit is None and fact.units:
        unit = bare_unit(fact, mention)
        if isinstance(unit, Doubt):
            return unit
    spec = fact.units.get(unit) if unit else None
    if spec and spec.never:
        return wrong_unit(fact, mention, spec)
    if mention.unit and spec and (doubt := unlikely_unit(fact, mention, spec)):
        return doubt
    shown = mention.value.scaled(spec.times, spec.times) if spec else mention.value
    if doubt := impossible(fact, mention, shown):
        return doubt
    return _fact(mention, convert(mention.value, spec, known), as_data(fact, _digits(shown)))


def _fact(mention: Mention, value: Value, shown: object) -> ReadFact:
    return ReadFact(
        mention.fact, value, shown, mention.words, mention.start, mention.end,
        about=mention.about, time=mention.time, certainty=mention.certainty,
    )


def _digits(value: Interval) -> Interval:
    return replace(value, low=_round(value.low), high=_round(value.high))


def _round(number: float) -> float:
    return float(f"{number:.{DIGITS}g}")


def consistent(facts: Mapping[str, ReadFact], vocabulary: Mapping[str, Fact]) -> dict[str, ReadFact]:
    """The facts without those whose implication another fact, told later, denies."""
    kept = dict(facts)
    for name in facts:
        for implied, wanted in vocabulary[name].reading.implies.items():
            other = kept.get(implied)
            if other and within(other.value, Choice.exactly(str(wanted))) is Truth.FALSE:
                kept.pop(name, None)
    return kept


def refined(old: ReadFact | None, new: ReadFact) -> ReadFact:
    """A newly told fact beside what was told before: what both allow, or else the new one."""
    if old is None or new.certainty == "supposed" or old.certainty == "supposed":
        return new
    both = meet(old.value, new.value)
    if both.empty:
        return new
    return replace(old, source="history") if both == old.value else replace(new, value=both)


def values_of(facts: Iterable[ReadFact]) -> dict[str, Value]:
    """The values by name."""
    return {fact.name: fact.value for fact in facts}
