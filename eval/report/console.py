"""What the terminal shows: the worst first."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from eval.gate import Verdict
    from eval.run import Run
    from eval.scorecard import Score, Scorecard

MOST = 20


def lines(run: Run, verdict: Verdict) -> Iterator[str]:
    """The whole summary."""
    for card in run.cards.values():
        yield from _card(card)
    for title, found in (("Worse", verdict.reasons), ("Better", verdict.better), ("Mended", verdict.mended)):
        if found:
            yield f"{title}:"
            yield from (f"  {each}" for each in found[:MOST])
        if len(found) > MOST:
            yield f"  … and {len(found) - MOST} more: see the report"


def _card(card: Scorecard) -> Iterator[str]:
    yield f"{card.topic}: {len(card.questions)} questions, {len(card.patients)} recorded patients"
    yield "  " + " · ".join(f"{name} {count}" for name, count in card.grades.items())
    yield from map(_score, card.scores)
    yield from (f"  recorded {_score(score).strip()}" for score in card.patient_scores)
    for name, value in card.figures.items():
        yield f"  retrieval {name:<12} {value:.3f}"
    yield f"  {'facts F1':<20} {card.facts_f1:.3f}"


def _score(score: Score) -> str:
    if score.value is None:
        return f"  {score.name:<20} not scored"
    return (
        f"  {score.name:<20} {score.value:.3f}  ({score.low:.3f} to {score.high:.3f})  {score.passed}/{score.wordings}"
    )
