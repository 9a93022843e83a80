"""The vocabulary of a topic: every fact that rules or readers use, typed, ranged and in words.

It says what may be known, in which units, and how to ask for it: words are read by it, and rules speak of it alone.
"""

from __future__ import annotations

import itertools
import math
import re
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING, Any, Self

from pydantic import Field, model_validator

from corpus.guideline import Strict
from guardrails.values import Choice, Interval, Value
from guardrails.wording import PlainWords, Words

if TYPE_CHECKING:
    from collections.abc import Mapping

YES, NO = "yes", "no"
WHOLE_YES_NO = Choice(frozenset({YES, NO}))


class FactType(StrEnum):
    """What sort of value a fact has."""

    NUMBER = "number"
    CATEGORY = "category"
    YES_NO = "yes_no"
    DURATION = "duration"


class Quote(Strict):
    """A passage and the words of it that are meant, verbatim."""

    passage: str
    quote: str = Field(min_length=1)


class UnitByFact(Strict):
    """A conversion that depends on another fact, such as the assay: word → plausible factors."""

    fact: str
    factors: dict[str, tuple[float, float]]


class Unit(Strict):
    """One accepted unit: how many of the fact's own unit it is.

    `times` is the usual factor; `between` the plausible range of factors where sources differ, so that a value
    becomes the range that it may mean. `never` says why this unit cannot be right; values in it are questioned.
    `usual` is where values in this unit commonly lie: what a number without a unit may mean. A unit that is `bare`
    may be left out; one that is `telling` names its fact by itself; one not `offered` is understood and never printed.
    """

    times: float = Field(gt=0)
    between: tuple[float, float] | None = None
    by: UnitByFact | None = None
    never: str | None = None
    cite: tuple[Quote, ...] = ()
    words: PlainWords = ()
    bare: bool = False
    telling: bool = False
    offered: bool = True
    usual: tuple[float, float] | None = None

    def factors(self, word: str | None) -> tuple[float, float]:
        """The plausible factors, given the word that the fact `by` is known to be."""
        if self.by and word in self.by.factors:
            return self.by.factors[word]
        return self.between or (self.times, self.times)


class Word(Strict):
    """One value of a category: how it is shown, and the words it is read from.

    `kinds` are words for one kind, which denied leave it open; `names` count where no other value is told; `replies`
    answer a question; `denied` is what is possible when denied, where not every other value; `planned` and `past` what
    is so when only planned, or past; `inverse` the kinship from the other side; `when` are facts that say it too.
    """

    label: str | None = None
    words: Words = ()
    kinds: Words = ()
    names: Words = ()
    replies: Words = ()
    denied: tuple[str, ...] = ()
    planned: tuple[str, ...] = ()
    past: tuple[str, ...] = ()
    inverse: str | None = None
    when: tuple[dict[str, Any], ...] = ()


NOTHING_SAID = Word()


class Part(Strict):
    """One half of a pair: two `bare` ones are a pair without a prefix; a `telling` one makes any two a pair."""

    label: str | None = None
    words: Words = ()
    bare: bool = False
    telling: bool = False


class Pairs(Strict):
    """A category whose values are unordered pairs of parts, such as two alleles; order is as listed.

    `prefixes` may stand before a pair; `twice` are the words for the same part twice; `once` for one part beside the
    `usual` one; `filler` the words between these and the part; `absent` those behind a part that is not
    there; `named` the words that make any two letters a pair; `whole` are wordings of one pair; `doubtful` are pairs
    that mean something else in small letters.
    """

    parts: dict[str, Part]
    prefixes: tuple[str, ...] = ()
    usual: str | None = None
    twice: Words = ()
    once: Words = ()
    filler: Words = ()
    absent: Words = ()
    named: Words = ()
    whole: dict[str, Words] = {}
    doubtful: tuple[str, ...] = ()

    @property
    def values(self) -> dict[str, Word]:
        """Every pair by its canonical name: `AB` for two letters, `Alpha/B` otherwise."""
        pairs = itertools.combinations_with_replacement(self.parts, 2)
        return {self.name(one, other): NOTHING_SAID for one, other in pairs}

    def name(self, one: str, other: str) -> str:
        """The canonical name of two parts in either order."""
        order = list(self.parts)
        first, second = sorted((one, other), key=order.index)
        return first + second if len(first) == len(second) == 1 else f"{first}/{second}"


class Range(Strict):
    """Words that stand for numbers: `normal` → at least 80."""

    words: Words
    means: Any


class OtherMeasure(Strict):
    """A quantity that is easily taken for this fact, and what to tell the user."""

    words: Words = ()
    units: Words = ()
    says: str = Field(min_length=1)
    cite: tuple[Quote, ...] = ()


class FactReading(Strict):
    """How a fact is read from words.

    `labels` name a number, `decoys` are longer wordings for something else, `groups` words for a group of values.
    `past` says that what was so still counts, `deniable` that a denial says something, `plannable` that what is
    planned is not so yet, `since` that a date is the time since then, `suggests` that its words suggest the topic,
    `kinship` that they name relatives, `place` places, `change` that its numbers are a change. `not_for` are
    decisions that its words ask for, `only_for` the only ones it is read for, `implies` what else is then known,
    `concluded_from` facts it gives way to, `of_relative` and `of_parents` what it becomes when said of those.
    """

    labels: Words = ()
    decoys: Words = ()
    ranges: tuple[Range, ...] = ()
    other_measures: tuple[OtherMeasure, ...] = ()
    groups: dict[str, Words] = {}
    past: bool = True
    deniable: bool = True
    plannable: bool = False
    since: bool = False
    suggests: bool = False
    only_for: tuple[str, ...] = ()
    not_for: tuple[str, ...] = ()
    implies: dict[str, Any] = {}
    concluded_from: tuple[str, ...] = ()
    of_relative: str | None = None
    of_parents: str | None = None
    kinship: bool = False
    change: bool = False
    place: bool = False


class Fact(Strict):
    """One fact: its type, units and range, the words it is read from, the question to ask and why.

    `common` lists the values worth offering, most telling first, where there are too many to offer all.
    """

    type: FactType
    label: str = Field(min_length=1)
    unit: str | None = None
    units: dict[str, Unit] = {}
    possible: tuple[float, float] | None = None
    plausible: tuple[float, float] | None = None
    values: dict[str, Word] = {}
    pairs: Pairs | None = None
    groups: dict[str, tuple[str, ...]] = {}
    common: tuple[str, ...] = ()
    several: str | None = Field(default=None, pattern="^first$")
    ask: str | None = None
    why: str | None = None
    asked_with: str | None = None
    reading: FactReading = FactReading()

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        if self.type is FactType.CATEGORY and not self.choices:
            raise ValueError("a category needs 'values' (or 'pairs')")
        if self.unit and self.units and self.unit not in self.units:
            raise ValueError(f"its own unit '{self.unit}' is not among its units {list(self.units)}")
        unknown = {word for words in (*self.groups.values(), self.common) for word in words} - set(self.choices)
        if unknown:
            raise ValueError(f"groups name values it does not have: {', '.join(sorted(unknown))}")
        return self

    @cached_property
    def choices(self) -> dict[str, Word]:
        """The values of a category or yes/no fact by name."""
        if self.type is FactType.YES_NO:
            return {YES: NOTHING_SAID, NO: NOTHING_SAID} | self.values
        return dict(self.values) | (self.pairs.values if self.pairs else {})

    @property
    def numeric(self) -> bool:
        """Whether its values are numbers."""
        return self.type in (FactType.NUMBER, FactType.DURATION)

    @cached_property
    def whole(self) -> Value:
        """Everything that is possible at all."""
        if not self.numeric:
            return Choice(frozenset(self.choices))
        low, high = self.possible or (-math.inf, math.inf)
        return Interval(low, high)

    def choice(self, word: object) -> str:
        """The name of one value, from any of its spellings in data. Raises ValueError with the way out."""
        text = {True: YES, False: NO}.get(word, str(word)) if isinstance(word, bool) else str(word)
        if text in self.choices:
            return text
        if self.pairs and (pair := self._pair(text)):
            return pair
        folded = {name.casefold(): name for name in self.choices}
        if text.casefold() in folded:
            return folded[text.casefold()]
        known = ", ".join(list(self.choices)[:12]) + (", …" if len(self.choices) > 12 else "")
        raise ValueError(f"'{text}' is not a value of {self.label}. Write one of: {known}.")

    def _pair(self, text: str) -> str | None:
        if self.pairs is None:
            return None
        for prefix in self.pairs.prefixes:
            text = re.sub(rf"^{re.escape(prefix)}\W?", "", text, flags=re.IGNORECASE)
        halves = re.split(r"[/\s]+", text) if re.search(r"[/\s]", text) else list(text)
        names = {name.casefold(): name for name in self.pairs.parts}
        found = [names.get(half.casefold()) for half in halves]
        match found:
            case [str(one), str(other)]:
                return self.pairs.name(one, other)
        return None


class VocabularyFile(Strict):
    """A facts.yaml."""

    topic: str
    facts: dict[str, Fact]

    @model_validator(mode="after")
    def _names_exist(self) -> Self:
        for name, fact in self.facts.items():
            for other in (unit.by.fact for unit in fact.units.values() if unit.by):
                if other not in self.facts:
                    raise ValueError(f"{name}: a unit depends on '{other}', which is not a fact here")
            if fact.asked_with and fact.asked_with not in self.facts:
                raise ValueError(f"{name}: asked_with '{fact.asked_with}' is not a fact here")
        return self


@dataclass(frozen=True)
class Vocabulary:
    """The facts of one topic by name, in the order in which to ask for them."""

    topic: str
    facts: Mapping[str, Fact]

    def __getitem__(self, name: str) -> Fact:
        return self.facts[name]

    def __contains__(self, name: object) -> bool:
        return name in self.facts
