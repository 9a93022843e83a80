"""All scorers by name: each takes one asked wording and gives a mark, or nothing where it does not apply."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from eval.marks import Mark
from eval.scorers import citations, content, facts, verdict

if TYPE_CHECKING:
    from bot.wiring import Bot
    from eval.asking import Asked

Scorer = Callable[["Asked", "Bot"], Mark | None]

SCORERS: Mapping[str, Scorer] = {
    "outcome": verdict.outcome,
    "harm": verdict.harm,
    "decision": verdict.decision,
    "positions": verdict.positions,
    "rules": verdict.rules,
    "cites": verdict.cites,
    "knows": verdict.knows,
    "facts_recall": facts.recall,
    "facts_precision": facts.precision,
    "facts_value": facts.values,
    "must_say": content.must_say,
    "must_not": content.must_not,
    "must_ask": content.must_ask,
    "must_cite": citations.must_cite,
    "citation_recall": citations.recall,
    "citation_precision": citations.precision,
    "fidelity": citations.fidelity,
}


def marks_of(asked: Asked, bot: Bot) -> dict[str, Mark]:
    """Every mark that applies. A scorer that fails leaves a mark without a value, never a gap."""
    if asked.answer is None:
        return {"outcome": Mark(None, asked.problem or "no answer")}
    found = {name: _mark(scorer, asked, bot) for name, scorer in SCORERS.items()}
    return {name: mark for name, mark in found.items() if mark is not None}


def _mark(scorer: Scorer, asked: Asked, bot: Bot) -> Mark | None:
    try:
        return scorer(asked, bot)
    except Exception as error:  # noqa: BLE001 (a broken scorer must not look like a case without a score)
        return Mark(None, f"{type(error).__name__}: {error}")
