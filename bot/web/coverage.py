"""The coverage map: what is answered and what is not, asked of the rules themselves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.web.card import OTHER_TONE, TONES
from guardrails.topic import DecisionKind
from guardrails.values import Choice

if TYPE_CHECKING:
    from datetime import date

    from bot.wiring import Bot
    from guardrails.topic import Decision

MOST_VALUES = 14


@dataclass(frozen=True)
class Cell:
    """What one decision comes to for one value."""

    outcome: str
    tone: str
    mark: str


@dataclass(frozen=True)
class Map:
    """Decisions down, values of the fact across, both by the names they have in the topic."""

    fact: str
    values: tuple[str, ...]
    rows: tuple[tuple[Decision, tuple[Cell, ...]], ...]


def coverage(bot: Bot, topic: str, on: date) -> Map:
    """The map of a topic: over the common values of the category that has some, nothing else known."""
    bench, about = bot.benches[topic], bot.topics[topic]
    name, fact = max(about.facts.items(), key=lambda each: (bool(each[1].common), bool(each[1].choices)))
    values = tuple(list(fact.common or fact.choices)[:MOST_VALUES])
    decisions = [each for each in about.decisions if each.kind is DecisionKind.VERDICT]
    rows = []
    for decision in decisions:
        outcomes = [bench.judge(decision.id, {name: Choice.exactly(value)}, on).outcome.value for value in values]
        rows.append((decision, tuple(Cell(each, *TONES.get(each, OTHER_TONE)) for each in outcomes)))
    return Map(name, values, tuple(rows))
