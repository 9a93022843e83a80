"""Which fact a number belongs to: by its label, by its unit, or by nothing, and then it is nobody's."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, field
from functools import cached_property
from itertools import takewhile
from typing import TYPE_CHECKING, NamedTuple

from bot.reading.likely import likelier, likely_unit, usual
from bot.reading.phrases import Lexicon
from bot.reading.text import NUMBER, WORD

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from bot.reading.phrases import Hit
    from bot.reading.quantities import Quantity
    from bot.reading.text import Token
    from guardrails.vocabulary import Fact

RENEWAL = 14  # how many words may stand between a number and the one that takes its place
BEFORE, AFTER = 8, 2  # how many tokens a label may stand before or after its number
AGAIN = ("(", "/", "=", ",", "-", ";")  # between two measures of one thing, or nothing
PARTING = frozenset({*",;:?!\n", "with", "mit", "avec", "con"})  # between a number and the label behind it
UNITED = {"(": ")", "[": "]", ",": ":="}  # what opens and closes the unit that is told with a label
AHEAD, BRACKET = 3, 5  # tokens between a date and its measure; those of a measure told once more in brackets
AGAIN_DATED = (":", "(", "=", "-", "in", "en", "im")  # between a measure and its date


class Bound(NamedTuple):
    """A quantity and the fact it belongs to; `other` is the number of the measure it is instead, if it is another.

    A `distance` is only how far a value is from another; what `renews` gives the value before it anew, otherwise.
    """

    quantity: Quantity
    fact: str
    unit: str | None = None
    label: Hit | None = None
    other: int | None = None
    superseded: bool = False
    distance: bool = False
    renews: bool = False

    @property
    def first(self) -> int:
        """The first token, label included."""
        return min(self.quantity.first, self.label.first) if self.label else self.quantity.first

    @property
    def last(self) -> int:
        """The last token, label included."""
        return max(self.quantity.last, self.label.last) if self.label else self.quantity.last


@dataclass(frozen=True)
class Binder:
    """Finds for each quantity of a message the fact it is a value of."""

    tokens: Sequence[Token]
    facts: Mapping[str, Fact]
    labels: list[Hit]
    quantities: Sequence[Quantity]
    renewals: Collection[str] = ()
    now: Collection[str] = ()
    instead: Mapping[str, str] | None = None
    leads: Collection[str] = ()
    dated: frozenset[int] = frozenset()
    phased: frozenset[int] = frozenset()
    units: Lexicon = field(default_factory=Lexicon)

    def bind(self) -> list[Bound]:
        """Every quantity that belongs to a fact; of `60, now 45` the first is superseded."""
        bound: list[Bound] = []
        for n, quantity in enumerate(self.quantities):
            if quantity.number.first in self.dated and not quantity.units:
                continue
            found = self._one(n, quantity) if self.labels or quantity.units else None
            if quantity.distance and not (found and self.facts[found.fact].reading.change):
                bound += [found._replace(distance=True)] if found and found.label else []
                continue
            again = self._again(bound[-1], quantity) if bound and (found is None or found.label is None) else None
            if again and (found is None or found.fact == again.fact):
                found = again
                if bound[-1].renews and len(bound) > 1:  # `1.6 L (50 %), now 1.7 L (53 %)`
                    bound[-2] = bound[-2]._replace(superseded=True)
                if bound[-1].other is None and not self._in_series(quantity):
                    bound[-1] = bound[-1]._replace(superseded=bound[-1].unit is None)
            ahead = found is not None and found.label is not None and found.label.first < quantity.first
            renewed = self._renewed(bound[-1], quantity) if bound and not ahead else None
            if renewed and (found is None or found.fact == renewed.fact):
                old = renewed.fact == bound[-1].fact and (renewed.other is None or bound[-1].other is not None)
                bound[-1] = bound[-1]._replace(superseded=bound[-1].superseded or old)
                found = renewed._replace(renews=renewed.other is not None and not old)
            if found:
                bound.append(likelier(found, self.facts[found.fact]))
        return bound

    def _again(self, before: Bound, quantity: Quantity) -> Bound | None:
        """A number that gives another or unnamed measure once more, as it is wanted: `volume 1.05 L (36 %)`."""
        between = range(before.quantity.last + 1, quantity.number.first)
        named = before.other is None and (before.unit is not None or self._in_series(before.quantity, only_dates=True))
        if before.label is None or len(between) > BEFORE:
            return None
        links = [n for n in between if self.tokens[n].text not in AGAIN and not self._is_share(n)]
        marks = sum(self.tokens[n].text in AGAIN and not self._is_share(n + 1) for n in between)
        beside = not named and marks <= 1 and all(self.tokens[n].form in self.leads for n in links)
        apart = self._between(between.start, between.stop) or any(self.tokens[n].text in ".?!\n" for n in between)
        beyond = before.quantity.limit and bool(quantity.units) and not apart  # `must be under 80 %, he has 62 %`
        of_several = named or (before.other is None and self._in_series(before.quantity))
        in_series = of_several and not apart and self._in_series(quantity)
        if not (beside or beyond or in_series):
            return None
        found = self._by_label(quantity, before.label)
        return found if found and (found.unit or in_series or self._only_likely(before, quantity)) else None

    def _is_share(self, n: int) -> bool:
        """Whether a number only tells what one before it is a part of: `1.05/2.9 (36 %)`."""
        return self.tokens[n].kind == NUMBER and self.tokens[n - 1].text == "/"

    def _only_likely(self, before: Bound, quantity: Quantity) -> bool:
        """Whether of two bare numbers of one thing only the second can be a value of it: `volume 1.05 (36)`."""
        low, high = self.facts[before.fact].plausible or (0.0, 0.0)
        bare = before.other is None and before.unit is None and not quantity.units and not quantity.months
        one, two = before.quantity.exact, quantity.exact
        return bare and one is not None and two is not None and one < low <= two <= high

    def _in_series(self, quantity: Quantity, *, only_dates: bool = False) -> bool:
        """Whether a date stands beside a number, or a word that tells which of several it is: `41 (pre)`."""
        beside = self._beside(quantity)
        return any(n in self.dated for n in beside) or not (only_dates or self.phased.isdisjoint(beside))

    def _beside(self, quantity: Quantity) -> list[int]:
        """The places right beside a number: `2021: 60 %`, `60 % (2021)`, `60 % in 2021`, `1.1 (60 %) post`."""
        ahead, behind, count = quantity.first - 1, quantity.last + 1, len(self.tokens)
        for _ in range(AHEAD):
            ahead -= ahead > 0 and (self.tokens[ahead].text in AGAIN_DATED or self.tokens[ahead].form in self.leads)
        if behind < count and self.tokens[behind].text == "(":
            ends = (n for n in range(behind, min(behind + BRACKET, count)) if self.tokens[n].text == ")")
            behind = next(ends, behind)
        opens = behind < count and (self.tokens[behind].text in "()" or self.tokens[behind].form in AGAIN_DATED)
        return [n for n in (ahead, quantity.last + 2, behind + opens) if 0 <= n < count]

    def _renewed(self, before: Bound, quantity: Quantity) -> Bound | None:
        """A number that takes the place of the one before it: `from 60 to 50`, `was 60, now 45`, `60, 45 today`."""
        if quantity.number.first - before.quantity.last - 1 > RENEWAL:
            return None
        between = self.tokens[before.quantity.last + 1 : quantity.number.first]
        behind = quantity.last + 1
        behind += behind < len(self.tokens) and self.tokens[behind].text == "("
        following = [
            token
            for token in takewhile(lambda each: each.kind == WORD, self.tokens[behind : behind + 3])
            if quantity.units or token is self.tokens[behind]
        ]
        renewed = self._renews(between) or any(token.form in self.now for token in following)
        if not renewed and not self._denied(before, between):
            return None
        near = self._between(before.quantity.last + 1, quantity.number.first)
        if any(not self.facts[hit.sense.name].reading.change for hit in near):
            return None
        if between and between[-1].sentence != self.tokens[before.first].sentence and not self._opens_anew(between):
            return None
        labels = [before.label] if before.label else []
        labels += reversed(self._between(before.first - BEFORE, before.first))
        found = (self._by_label(quantity, label) for label in labels if label.sense.sort == "label")
        return next(filter(None, found), None) or (None if before.label else self._by_unit(quantity))

    def _opens_anew(self, between: Sequence[Token]) -> bool:
        """Whether a new sentence begins with words of renewal, and no others: `was 60. Today: 51`."""
        opening = [token for token in between if token.sentence == between[-1].sentence]
        said = [token.form for token in opening if token.form in self.renewals]
        return bool(said) and all(token.form in (*said, *self.leads) for token in opening)

    def _renews(self, between: Sequence[Token]) -> bool:
        """Whether a word of renewal leads to a number: `now 45`, `to 45`; not `now smokes 20`, `today, was 60`."""
        words = [n for n, token in enumerate(between) if token.form in self.renewals]
        if not words or any(token.form not in self.leads for token in between[words[-1] + 1 :]):
            return False
        return not (words == [0] and len(between) > 1 and between[1].text in ",;(")

    def _denied(self, before: Bound, between: Sequence[Token]) -> bool:
        """Whether a number is denied for the one that follows: `not 40 but 80`, `isn't 40, as I wrote, but 80`."""
        denial = self.tokens[before.quantity.first - 1].form if before.quantity.first else ""
        return bool(between) and between[-1].form == (self.instead or {}).get(denial)

    def _one(self, n: int, quantity: Quantity) -> Bound | None:
        before = self._labels_before(n, quantity) if self.labels else []
        after = self._labels_after(n, quantity) if self.labels else []
        if other := next(
            (each for each in after if each.sense.sort == "other" and each.first == quantity.last + 1), None
        ):
            before = [other, *before]
        for labels in (before, after):
            for label in labels:
                if label.sense.sort == "decoy" and label.last + 1 == quantity.first:
                    return None
                if label.sense.sort == "label" and (label.sense.name, label.first - 1) in self._decoy_ends:
                    continue  # `salt level 140` is no level of another thing
                if found := self._by_label(quantity, label):
                    return found
        found = self._by_unit(quantity)
        others = {label.sense.name for label in (*before, *after) if label.sense.sort == "decoy"}
        return None if found and found.fact in others else found

    def _labels_before(self, n: int, quantity: Quantity) -> list[Hit]:
        """The labels before a number, nearest first, up to the number before it."""
        while n and self.quantities[n - 1].number.first in self.dated:
            n -= 1
        floor = max(quantity.first - BEFORE, self.quantities[n - 1].last + 1 if n else 0)
        used = floor if n and self.quantities[n - 1].last + 1 == floor else -1  # by the number before it
        near = [hit for hit in self._between(floor, quantity.number.first) if hit.last < quantity.number.first]
        near = [hit for hit in near if hit.sense.sort != "other" or hit.first != used]
        if not near:
            return near
        here = self.tokens[quantity.first].sentence
        near = [hit for hit in near if self.tokens[hit.first].sentence == here or self._answers(quantity, hit)]
        return sorted(near, key=lambda hit: (-hit.last, hit.first))

    def _answers(self, quantity: Quantity, label: Hit) -> bool:
        """Whether a number answers right after what asks for it: `volume? 92 %`."""
        return label.last + 2 == quantity.first and self.tokens[label.last + 1].text == "?"

    def _labels_after(self, n: int, quantity: Quantity) -> list[Hit]:
        """The labels right after a number, unless they have their own number after them."""
        following = self.quantities[n + 1] if n + 1 < len(self.quantities) else None
        near = self._between(quantity.last + 1, quantity.last + AFTER + 1)
        return [
            hit
            for hit in near
            if not self._separated(quantity.last + 1, hit.first)
            and not (
                following
                and 0 < following.number.first - hit.last <= 2
                and not self._separated(hit.last + 1, following.first)
            )
        ]

    def _between(self, start: int, stop: int) -> list[Hit]:
        """The labels that start between two tokens."""
        return self.labels[bisect_left(self._starts, start) : bisect_left(self._starts, stop)]

    @cached_property
    def _decoy_ends(self) -> set[tuple[str, int]]:
        """Where words end that name another measure, with the fact that it is not."""
        return {(hit.sense.name, hit.last) for hit in self.labels if hit.sense.sort == "decoy"}

    @cached_property
    def _starts(self) -> list[int]:
        return [hit.first for hit in self.labels]

    def _separated(self, start: int, stop: int) -> bool:
        return any(token.text in PARTING for token in self.tokens[start:stop])

    def _by_label(self, quantity: Quantity, label: Hit) -> Bound | None:
        name, fact = label.sense.name, self.facts[label.sense.name]
        if label.sense.sort == "other":
            return Bound(quantity, name, label=label, other=int(label.sense.value))
        if label.sense.sort != "label" or not fact.numeric or fact.reading.since:
            return None
        if not quantity.units and quantity.months is None and (named := self._named_units(label)):
            quantity = quantity._replace(units=named)
        if unit := likely_unit(fact, quantity, [hit.sense for hit in quantity.units if hit.sense.name == name]):
            other = int(unit.value) if unit.sort == "other" else None
            return Bound(quantity, name, unit.value if other is None else None, label, other)
        if fact.type == "duration":
            return Bound(quantity, name, fact.unit, label) if quantity.months else None
        bare = not (quantity.units or quantity.months) and _may_be_bare(fact)
        return Bound(quantity, name, None, label) if bare else None

    def _named_units(self, label: Hit) -> tuple[Hit, ...]:
        """The units in brackets behind a label, or behind its comma: `volume (L) 1.05`, `weight, kg: 70`."""
        opens = label.last + 1
        if opens >= len(self.tokens) or self.tokens[opens].text not in UNITED:
            return ()
        closes = UNITED[self.tokens[opens].text]
        hits = self.units.at(self.tokens, opens + 1)
        ends = {hit.last for hit in hits if hit.last + 1 < len(self.tokens)}
        last = max((n for n in ends if self.tokens[n + 1].text in closes), default=-1)
        return tuple(hit for hit in hits if hit.last == last)

    def _tells(self, hit: Hit, quantity: Quantity) -> bool:
        unit = self.facts[hit.sense.name].units[hit.sense.value]
        return unit.telling or usual(quantity, unit)

    def _by_unit(self, quantity: Quantity) -> Bound | None:
        """The one fact whose unit tells it without a label, or in whose unit the number is usual."""
        if not quantity.units:
            return None
        telling = [hit for hit in quantity.units if hit.sense.sort == "unit" and self._tells(hit, quantity)]
        if len({hit.sense.name for hit in telling}) != 1:
            return None
        return Bound(quantity, telling[0].sense.name, telling[0].sense.value)


def _may_be_bare(fact: Fact) -> bool:
    """Whether a number of this fact may stand without a unit."""
    return not fact.units or any(unit.bare or unit.usual for unit in fact.units.values())
