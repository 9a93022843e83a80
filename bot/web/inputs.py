"""How a fact is asked for on a page: one tap where there are few values, a number with its unit where it is one."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.web.words import Words
    from guardrails.vocabulary import Fact

MOST_TAPS = 6
MOST_CHOICES = 40


@dataclass(frozen=True)
class Input:
    """The control for one fact. `taps` are (facts as JSON, label); `choices` and `units` are (value, label)."""

    name: str
    label: str
    taps: tuple[tuple[str, str], ...] = ()
    choices: tuple[tuple[str, str], ...] = ()
    units: tuple[tuple[str, str], ...] = ()

    @property
    def number(self) -> bool:
        """Whether a number is typed."""
        return not self.taps and not self.choices


def input_for(name: str, fact: Fact, words: Words, called: Mapping[str, str]) -> Input:
    """The control that suits a fact; a unit is *called* something else in another language."""
    if fact.numeric:
        units = [unit for unit, spec in fact.units.items() if spec.never is None]
        own = [fact.unit] if fact.unit and fact.unit not in units else []
        first = sorted([*units, *own], key=lambda unit: unit != fact.unit)
        return Input(name, fact.label, units=tuple((unit, called.get(unit, unit)) for unit in first))
    values = list(fact.common or fact.choices)
    named = [(value, choice_shown(fact, value, words)) for value in values[:MOST_CHOICES]]
    if len(named) > MOST_TAPS:
        return Input(name, fact.label, choices=tuple(named))
    return Input(name, fact.label, taps=tuple((setting(name, value), label) for value, label in named))


def choice_shown(fact: Fact, value: str, words: Words) -> str:
    """What one value of a category, or yes or no, is called."""
    return words(value) if value in ("yes", "no") else fact.choices[value].label or value


def setting(name: str, value: object) -> str:
    """A fact with its value, as a button carries it."""
    return json.dumps({name: value}, ensure_ascii=False)
