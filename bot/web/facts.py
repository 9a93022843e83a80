"""Facts in the reader's language: names, values, questions and controls, where somebody wrote them; else in English."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from bot.render.text import unit_shown, value_shown
from bot.web.inputs import Input, choice_shown, input_for
from guardrails.labels import labels

if TYPE_CHECKING:
    from pathlib import Path

    from bot.schema import FactRead
    from bot.web.words import Words
    from guardrails.labels import Label
    from guardrails.topic import Topic
    from guardrails.vocabulary import Fact

ENGLISH = "en"


@dataclass(frozen=True)
class FactWords:
    """The facts of a topic, as one reader sees them; `rules` is the folder with its vocabulary."""

    topic: Topic
    rules: Path
    words: Words

    def fact(self, name: str) -> Fact:
        """A fact under the names of the reader's language."""
        label, fact = self._labels.get(name), self.topic.facts[name]
        return label.on(fact) if label else fact

    def language(self, name: str) -> str:
        """The language that a fact is named in."""
        return self.words.language if name in self._labels else ENGLISH

    def value(self, name: str, value: object, unit: str | None) -> str:
        """A value for reading, with its unit."""
        fact, unit = self.fact(name), self._units(name).get(unit or "", unit)
        if isinstance(value, bool):
            return self.words("yes" if value else "no")
        if isinstance(value, str):  # a quantity has its unit
            return choice_shown(fact, value, self.words) if value in fact.choices else value
        if isinstance(value, dict) and self.language(name) != ENGLISH:
            bounds = [self.words.maybe(f"cmp_{comparison}") for comparison in value]
            if all(bounds) and not any(isinstance(each, list) for each in value.values()):
                told = (f"{bound} {number}" for bound, number in zip(bounds, value.values(), strict=True))
                return f"{', '.join(told)}{unit_shown(unit)}"
        return value_shown(value, unit)

    def read(self, fact: FactRead) -> str:
        """The value of a fact as understood; one that was given apart in another unit, as it was given."""
        others = tuple(f" {unit}" for unit in self.topic.facts[fact.name].units if unit != fact.unit)
        as_given = fact.from_ == "given" and fact.words.endswith(others)
        return fact.words if as_given else self.value(fact.name, fact.value, fact.unit)

    def control(self, name: str) -> Input:
        """What to give it with."""
        return input_for(name, self.fact(name), self.words, self._units(name))

    def _units(self, name: str) -> Mapping[str, str]:
        label = self._labels.get(name)
        return label.units if label else {}

    @cached_property
    def _labels(self) -> Mapping[str, Label]:
        return labels(self.rules, self.words.language)
