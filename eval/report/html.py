"""One page of HTML that stands by itself: what a person reads to see whether a change is right."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from eval.asking import day_of
from eval.marks import Grade
from eval.report import plots
from eval.report.coverage import coverage
from eval.report.data import times

if TYPE_CHECKING:
    from bot.wiring import Bot
    from eval.gate import Verdict
    from eval.run import Run
    from eval.scorecard import Scorecard, Scored

MOST = 40
WORST = (Grade.OVERCONFIDENT, Grade.WRONG, Grade.SILENT, Grade.UNSCORED)
WORDS = {
    "recommended": "yes",
    "conditional": "may",
    "not_recommended": "no",
    "differ": "differ",
    "insufficient_evidence": "open",
    "needs_facts": "asks",
    "information": "info",
    "not_covered": "–",
}


@dataclass(frozen=True)
class Shown:
    """One topic as the page shows it."""

    card: Scorecard
    forest: str
    confusion: str
    coverage: Any
    worst: list[Scored]
    failing: list[Scored]


def page(run: Run, verdict: Verdict, bot: Bot) -> str:
    """The whole page."""
    topics = [_shown(card, bot) for card in run.cards.values()]
    taken = [taken for name, taken in run.milliseconds.items()]
    return str(
        _template().render(
            run=run,
            verdict=verdict,
            topics=topics,
            times=times(run),
            latency=plots.histogram(taken, "ms"),
            words=WORDS,
            edition=dict(run.edition),
        )
    )


@cache
def _template() -> Any:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    folder = FileSystemLoader(Path(__file__).parent)
    return Environment(loader=folder, autoescape=True, undefined=StrictUndefined, trim_blocks=True).get_template(
        "report.html"
    )


def _shown(card: Scorecard, bot: Bot) -> Shown:
    rows = [
        (score.name, score.value, score.low or 0.0, score.high or 0.0, f"{score.passed}/{score.wordings}")
        for score in card.scores
        if score.value is not None
    ]
    worst = sorted(
        (each for each in card.questions if each.grade in WORST), key=lambda each: (WORST.index(each.grade), each.id)
    )
    failing = [each for each in card.scored if each.failing and each not in worst]
    on = day_of(card.scored[0].asked.case)
    return Shown(
        card, plots.forest(rows), _confusion(card), coverage(bot, card.topic, on), worst[:MOST], failing[: 3 * MOST]
    )


def _confusion(card: Scorecard) -> str:
    """Expected against given, where any of several expected outcomes is right: the first stands for all."""
    counts: Counter[tuple[str, str]] = Counter()
    right: set[tuple[str, str]] = set()
    for each in card.questions:
        got = each.asked.answer.outcome if each.asked.answer else "unscored"
        accepted = [outcome.value for outcome in each.asked.case.accept]
        wanted = got if got in accepted else accepted[0]
        counts[wanted, got] += 1
        if got in accepted:
            right.add((wanted, got))
    order = [*WORDS, "out_of_scope", "check_value", "urgent", "refused", "unscored"]
    expected = [name for name in order if any(pair[0] == name for pair in counts)]
    given = [name for name in order if any(pair[1] == name for pair in counts)]
    return plots.confusion(counts, expected, given, right)
