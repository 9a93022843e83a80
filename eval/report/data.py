"""A run as data: the same bytes from the same commit. Times are kept apart."""

from __future__ import annotations

import json
from statistics import median, quantiles
from typing import TYPE_CHECKING, Any

from eval.intervals import DIGITS

if TYPE_CHECKING:
    from eval.run import Run
    from eval.scorecard import Score, Scorecard, Scored

SCHEMA = "eval/1"


def results(run: Run) -> dict[str, Any]:
    """Everything that was scored."""
    return {
        "schema": SCHEMA,
        "edition": dict(run.edition),
        "unscored": run.unscored,
        "harmful": run.harmful,
        "topics": {topic: card_as_data(card) for topic, card in run.cards.items()},
    }


def card_as_data(card: Scorecard) -> dict[str, Any]:
    """One topic."""
    return {
        "questions": len(card.questions),
        "cases": len({each.asked.case.id for each in card.questions}),
        "recorded_patients": len(card.patients),
        "grades": card.grades,
        "scores": {score.name: score_as_data(score) for score in card.scores},
        "recorded_scores": {score.name: score_as_data(score) for score in card.patient_scores},
        "facts_f1": card.facts_f1,
        "retrieval": dict(card.figures),
        "disputed": {each.id: each.asked.wording.disputed for each in card.questions if each.asked.wording.disputed},
        "failures": card.failures,
        "wordings": [wording_as_data(each) for each in card.scored],
    }


def score_as_data(score: Score) -> dict[str, Any]:
    """One score with its interval and its counts."""
    return {
        "value": score.value,
        "interval": [score.low, score.high],
        "wordings": score.wordings,
        "passed": score.passed,
        "unscored": score.unscored,
    }


def wording_as_data(each: Scored) -> dict[str, Any]:
    """One wording with what was expected, what came, and every mark."""
    answer = each.asked.answer
    return {
        "id": each.id,
        "category": each.asked.case.category,
        "ask": each.asked.wording.ask,
        "accept": [outcome.value for outcome in each.asked.case.accept],
        "outcome": answer.outcome if answer else None,
        "grade": each.grade.value,
        "fingerprint": answer.fingerprint if answer else None,
        "marks": {name: [None if m.value is None else round(m.value, DIGITS), m.why] for name, m in each.marks.items()},
    }


def times(run: Run) -> dict[str, Any]:
    """How long the answers took, in milliseconds."""
    taken = sorted(run.milliseconds.values()) or [0.0]
    cuts = quantiles(taken, n=20) if len(taken) > 1 else taken * 19
    return {
        "median_ms": round(median(taken), 3),
        "p95_ms": round(cuts[18], 3),
        "worst_ms": round(taken[-1], 3),
        "answers": len(taken),
    }


def dumped(data: object) -> str:
    """JSON for files: readable, in one order, with a line end."""
    return json.dumps(data, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
