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

DIGITS = 4  # of a number as shown


@dataclass
class Merger:
    """Merges the mentions of one message.

    *known* are facts told elsewhere that a conversion may depend on; *corrections* the places of words that take back
    what was said before them.
    """

    vocabulary: Mapping[str, Fact]
    known: Mapping[str, Value] = field(default_factory=dict)
    corrections: Sequence[int] = ()
    facts: dict[str, ReadFact] = field(default_factory=dict)
    aside: list[ReadFact] = field(default_factory=list)
    doubts: list[Doubt] = field(default_factory=list)

    def merge(self, mentions: Sequence[Mention]) -> None:
        """Merge mentions into facts, those not to be used, and doubts; facts that units depend on come first."""
        grouped: dict[str, list[Mention]] = {}
        for mention in mentions:
            grouped.setdefault(mention.fact, []).append(mention)
        depends = {name: any(unit.by for unit in self.vocabulary[name].units.values()) for name in grouped}
        for name in sorted(grouped, key=depends.__getitem__):
            known = {**self.known, **values_of(self.facts.values())} if depends[name] else {}
            self._merge_one(name, grouped[name], known)
        self.doubts = list(dict.fromkeys(self.doubts))

    def _merge_one(self, name: str, mentions: Sequence[Mention], known: Mapping[str, Value]) -> None:
        fact = self.vocabulary[name]
        read: list[ReadFact] = []
        for mention in mentions:
            one = as_read(mention, fact, known)
            if isinstance(one, Doubt):
                self.doubts += [one] if mention.time != "history" else []
            else:
                (read if mention.used else self.aside).append(one)
        read = self._latest(read)
        together = _together(read)
        if read and together is None:
            self.doubts.append(two_values(name, fact, read))
        elif together and together.value != fact.whole:
            self.facts[name] = together

    def _latest(self, read: list[ReadFact]) -> list[ReadFact]:
        """Without what a correction took back, and without what was stated where something is supposed."""
        if self.corrections:
            newest = max((fact.start for fact in read), default=0)
            since = max((start for start in self.corrections if start < newest), default=-1)
            read = [fact for fact in read if fact.start > since]
        return [fact for fact in read if fact.certainty == "supposed"] or read


def _together(read: Sequence[ReadFact]) -> ReadFact | None:
    """One fact from all mentions of it: what is possible by each; None if that is nothing."""
    if len(read) <= 1:
        return read[0] if read and not read[0].value.empty else None
    value = reduce(meet, (fact.value for fact in read))
    if value.empty:
        return None
    best = min(
        (fact for fact in read if fact.value == value), key=lambda fact: fact.start, default=min(read, key=_width)
    )
    return best if best.value == value else replace(best, value=value)


def _width(fact: ReadFact) -> float:
    return len(fact.value.of) if isinstance(fact.value, Choice) else fact.value.high - fact.value.low


def as_read(mention: Mention, fact: Fact, known: Mapping[str, Value]) -> ReadFact | Doubt:
    """A mention in the fact's own unit, or what must be asked about it."""
    if isinstance(mention.value, Choice):
        return _fact(mention, mention.value, as_data(fact, mention.value))
    unit = bare_unit(fact, mention) if mention.unit is None and fact.units else mention.unit
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
        name=mention.fact,
        value=value,
        shown=shown,
        words=mention.words,
        start=mention.start,
        end=mention.end,
        about=mention.about,
        time=mention.time,
        certainty=mention.certainty,
    )


def _digits(value: Interval) -> Interval:
    return Interval(_round(value.low), _round(value.high), value.low_open, value.high_open)


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
    return old if both == old.value else replace(new, value=both)


def values_of(facts: Iterable[ReadFact]) -> dict[str, Value]:
    """The values by name."""
    return {fact.name: fact.value for fact in facts}
