"""The map of what is answered: each usual value of the topic's leading fact, by each decision."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from guardrails.values import Choice

if TYPE_CHECKING:
    from datetime import date

    from bot.wiring import Bot


@dataclass(frozen=True)
class Coverage:
    """Rows are values, columns decisions; a cell is the outcome when nothing else is known, and who speaks."""

    fact: str
    decisions: tuple[tuple[str, str], ...]  # id, title
    rows: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]  # value, (outcome, sources)


def coverage(bot: Bot, topic: str, on: date) -> Coverage | None:
    """The map of one topic; None if no fact of it is a word."""
    bench, about = bot.benches[topic], bot.topics[topic]
    facts = bench.book.vocabulary.facts
    leading = next((name for name, fact in facts.items() if fact.common), None)
    leading = leading or next((name for name, fact in facts.items() if fact.choices), None)
    if leading is None:
        return None
    values = facts[leading].common or tuple(facts[leading].choices)
    decisions = tuple((each.id, each.title) for each in about.decisions)
    rows = []
    for value in values:
        verdicts = [bench.judge(name, {leading: Choice.exactly(value)}, on) for name, _ in decisions]
        cells = tuple(
            (each.outcome.value, ", ".join(sorted({p.guideline for p in each.positions}))) for each in verdicts
        )
        rows.append((value, cells))
    return Coverage(facts[leading].label, decisions, tuple(rows))
