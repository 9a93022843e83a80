"""The summary for a pull request: what decides first, then the scores, then names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from eval.gate import Verdict
    from eval.run import Run
    from eval.scorecard import Score, Scorecard

MOST = 25


def markdown(run: Run, verdict: Verdict) -> str:
    """The whole summary."""
    lines = [f"## Guideline eval: {'passed' if verdict.passed else 'FAILED'}", ""]
    lines += _listed("What fails", verdict.reasons)
    lines += _listed("What got better", verdict.better)
    lines += _listed("Mended", verdict.mended)
    for card in run.cards.values():
        lines += _topic(card)
    return "\n".join(lines).rstrip() + "\n"


def _listed(title: str, found: Sequence[str]) -> Iterator[str]:
    if found:
        yield f"### {title} ({len(found)})"
        yield ""
        yield from (f"- {_plain(each)}" for each in found[:MOST])
        if len(found) > MOST:
            yield f"- … and {len(found) - MOST} more: see the report"
        yield ""


def _topic(card: Scorecard) -> Iterator[str]:
    yield f"### {card.topic}: {len(card.questions)} questions, {len(card.patients)} recorded patients"
    yield ""
    yield "**" + " · ".join(f"{name} {count}" for name, count in card.grades.items()) + "**"
    yield ""
    yield "| score | value | 95 % interval | passed |"
    yield "|---|---|---|---|"
    yield from map(_row, card.scores)
    yield from (f"| recorded: {_row(score)[2:]}" for score in card.patient_scores)
    yield from (f"| retrieval {name} | {value:.3f} | | |" for name, value in card.figures.items())
    yield f"| facts F1 | {card.facts_f1:.3f} | | |"
    yield ""
    disputed = {each.id: str(each.asked.wording.disputed) for each in card.questions if each.asked.wording.disputed}
    yield from _table("Known disagreements between a case and the rules' calculus", disputed)
    failing = {
        each.id: f"{each.asked.wording.ask} → {'; '.join(f'{k}: {v}' for k, v in each.failing.items())}"
        for each in card.questions
        if each.failing
    }
    yield from _table("Wordings that fail", failing)


def _row(score: Score) -> str:
    if score.value is None:
        return f"| {score.name} | not scored | | {score.passed}/{score.wordings} |"
    return (
        f"| {score.name} | {score.value:.3f} | {score.low:.3f} to {score.high:.3f} | {score.passed}/{score.wordings} |"
    )


def _table(title: str, rows: Mapping[str, str]) -> Iterator[str]:
    if rows:
        yield f"<details><summary>{title} ({len(rows)})</summary>"
        yield ""
        yield from (f"- `{name}` {_plain(said)}" for name, said in rows.items())
        yield ""
        yield "</details>"
        yield ""


def _plain(text: str) -> str:
    return text.replace("\n", " ").replace("|", "\\|").replace("<", "&lt;")
