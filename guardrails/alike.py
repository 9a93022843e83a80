"""Patients whom no rule tells apart.

A rule sees a fact only through its comparisons. So what is decided, missing or worth changing is the same for every
number between two neighbouring thresholds, and for all words that no comparison tells apart. Only what is shown of a
patient needs the values themselves.
"""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING

from guardrails.criteria import compared_facts
from guardrails.values import Choice, Interval, Value

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from guardrails.criteria import Facts
    from guardrails.rules import RuleBook
    from guardrails.vocabulary import Fact

Cut = tuple[float, bool]  # a place between numbers: just below the number, or (True) just above it
ENDS = ((-math.inf, False), (math.inf, True))


@dataclass(frozen=True, eq=False)
class Alike:
    """What one decision's rules, and all that is inferred, tell apart."""

    book: RuleBook
    decision: str
    _kinds: dict[str, Numbers | Words] = field(default_factory=dict)

    def of(self, facts: Facts) -> dict[str, Value]:
        """The facts as rules see them: each value with all that are like it. Patients alike come out equal."""
        return {name: self._kind(name).like(value) for name, value in facts.items()}

    def cells(self, name: str) -> Sequence[Value]:
        """Values of a fact such that any other is treated like one of them by every rule."""
        return self._kind(name).cells

    def _kind(self, name: str) -> Numbers | Words:
        found = self._kinds.get(name)
        if found is None:
            fact, compared, inferred = self.book.vocabulary[name], self._compared.get(name, ()), self._inferred(name)
            made = Numbers.of(fact, compared, inferred) if fact.numeric else Words.of(fact, compared, inferred)
            found = self._kinds.setdefault(name, made)
        return found

    @cached_property
    def _compared(self) -> Mapping[str, tuple[Value, ...]]:
        """What each fact is compared with."""
        sources = self.book.by_decision.get(self.decision, {}).values()
        criteria = [part for rules in sources for rule in rules for part in (rule.criterion, rule.concerns)]
        criteria += [each.criterion for each in self.book.derived]
        criteria += [each.criterion for each in self.book.conflicts]
        found: dict[str, dict[Value, None]] = {}
        for criterion in criteria:
            for each in compared_facts(criterion):
                found.setdefault(each.fact, {})[each.allowed] = None
        return {name: tuple(values) for name, values in found.items()}

    def _inferred(self, name: str) -> tuple[Value, ...]:
        """What a fact may be inferred to be: where a value given meets it, its bounds tell patients apart too."""
        return tuple(each.value for each in self.book.derived if each.fact == name)


@dataclass(frozen=True)
class Numbers:
    """How the values of a number are told apart: by the places where some comparison begins or ends."""

    cuts: tuple[Cut, ...]
    cells: tuple[Interval, ...]

    @classmethod
    def of(cls, fact: Fact, compared: Sequence[Value], inferred: Sequence[Value]) -> Numbers:
        """The thresholds of one fact."""
        low, high = fact.possible or (-math.inf, math.inf)
        shown = [cut for cut in _cuts(compared) if low < cut[0] < high]
        return cls(_sorted(_cuts([*compared, *inferred])), tuple(_between(_sorted(shown))))

    def like(self, value: Value) -> Interval:
        """The interval, out to the nearest thresholds."""
        if not isinstance(value, Interval):
            raise TypeError(f"A word cannot be a number: {value}.")
        low = self.cuts[bisect_right(self.cuts, (value.low, value.low_open)) - 1]
        high = self.cuts[bisect_left(self.cuts, (value.high, not value.high_open))]
        return Interval(low[0], high[0], low[1], not high[1])


@dataclass(frozen=True)
class Words:
    """How the values of a category are told apart: each word stands for all that are in the same comparisons."""

    first: Mapping[str, str]
    cells: tuple[Choice, ...]

    @classmethod
    def of(cls, fact: Fact, compared: Sequence[Value], inferred: Sequence[Value]) -> Words:
        """The sorts of words of one fact, each by its first in the vocabulary's order."""
        offered = _firsts(fact.common or fact.choices, compared)
        cells = tuple(Choice.exactly(word) for word in dict.fromkeys(offered.values()))
        return cls(_firsts(fact.choices, [*compared, *inferred]), cells)

    def like(self, value: Value) -> Choice:
        """The words possible, each as the first of its sort."""
        if not isinstance(value, Choice):
            raise TypeError(f"A number cannot be a word: {value}.")
        return Choice(frozenset(self.first.get(word, word) for word in value.of))


def _cuts(values: Sequence[Value]) -> Iterator[Cut]:
    """Where intervals begin and end; a threshold itself belongs to the side its rules put it on."""
    for each in values:
        if isinstance(each, Interval):
            yield each.low, each.low_open
            yield each.high, not each.high_open


def _sorted(cuts: Iterator[Cut] | list[Cut]) -> tuple[Cut, ...]:
    return tuple(sorted({*cuts, *ENDS}))


def _between(cuts: Sequence[Cut]) -> Iterator[Interval]:
    """The pieces between all thresholds."""
    for (start, open_below), (end, includes_end) in pairwise(cuts):
        piece = Interval(start, end, open_below, not includes_end)
        if not piece.empty:
            yield piece


def _firsts(words: Sequence[str] | Mapping[str, object], compared: Sequence[Value]) -> dict[str, str]:
    """Look up: word → the first word that is in the same comparisons."""
    sets = [each.of for each in compared if isinstance(each, Choice)]
    first: dict[tuple[bool, ...], str] = {}
    return {word: first.setdefault(tuple(word in each for each in sets), word) for word in words}
