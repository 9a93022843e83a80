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
from eval.report.proof import plain
from guardrails.outcome import Outcome
from guardrails.positions import Stand

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.wiring import Bot
    from eval.gate import Verdict
    from eval.run import Run
    from eval.scorecard import Scorecard, Scored
    from guardrails.criteria import Finding
    from guardrails.positions import Position

MOST = 40  # cases of each kind that are shown whole
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
    differing: list[Differing]
    kinds: list[Kind]


@dataclass(frozen=True)
class Differing:
    """A question on which sources part, and who stands on either side: those who decide, or all where none does."""

    ask: str
    favour: list[str]
    against: list[str]


@dataclass(frozen=True)
class Kind:
    """Cases of one kind under a heading: as many as are shown, each with its proofs, and how many there are."""

    heading: str
    cases: list[tuple[Scored, tuple[tuple[Position, Finding], ...]]]
    total: int


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
    on = day_of(card.scored[0].asked.case)
    covered = coverage(bot, card.topic, on)
    return Shown(
        card, plots.forest(rows), _confusion(card), covered, list(_differing(card, bot)), list(_kinds(card, bot))
    )


def _differing(card: Scorecard, bot: Bot) -> Iterator[Differing]:
    """One wording of each case that is answered with a difference between sources."""
    seen: set[str] = set()
    for each in card.questions:
        case, answer = each.asked.case.id, each.asked.answer
        if answer is None or answer.outcome != Outcome.DIFFER or case in seen:
            continue
        seen.add(case)
        verdict = each.asked.verdicts(bot)[0]
        speaking = [position for position in verdict.positions if position.guideline in verdict.deciding]
        sides = speaking or verdict.positions
        favour = [position.guideline for position in sides if position.favours]
        against = [position.guideline for position in sides if position.against]
        yield Differing(each.asked.wording.ask, favour, against)


def _kinds(card: Scorecard, bot: Bot) -> Iterator[Kind]:
    """What is worth reading, the worst first: wrong outcomes, other faults, and recorded patients who come out anew."""
    worst = [each for each in card.questions if each.grade in WORST]
    worst.sort(key=lambda each: (WORST.index(each.grade), each.id))
    others = [each for each in card.questions if each.failing and each.grade not in WORST]
    changed = [each for each in card.patients if each.failing]
    headings = ("Worst cases, each with its proof", "Right outcome, something else amiss", "Recorded patients, changed")
    for heading, cases in zip(headings, (worst, others, changed), strict=True):
        if cases:
            yield Kind(heading, [(each, _proofs(each, bot)) for each in cases[:MOST]], len(cases))


def _proofs(each: Scored, bot: Bot) -> tuple[tuple[Position, Finding], ...]:
    """Every source that takes a stand, with the tree it rests on."""
    found = (position for verdict in each.asked.verdicts(bot)[:1] for position in verdict.positions)
    return tuple((each, plain(each.finding)) for each in found if each.stand is not Stand.INFORMATION)


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
