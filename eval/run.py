"""One run of the judge: every gold case asked, in this process, in others and on every surface, and scored."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from eval.asking import question_of
from eval.processes import Put
from eval.scorecard import Scorecard, ask_and_score
from eval.scorers.groups import agreement, fingerprints, invariance
from eval.scorers.retrieval import retrieval
from eval.sharing import workers
from eval.surfaces import other_processes, other_surfaces

if TYPE_CHECKING:
    from bot.wiring import Bot
    from eval.asking import Asked
    from eval.gold import Gold
    from eval.marks import Mark

Progress = Callable[[str], None]


@dataclass(frozen=True)
class Run:
    """The scorecards by topic, the edition they are of, and how long each answer took."""

    cards: Mapping[str, Scorecard]
    edition: tuple[tuple[str, str], ...]
    milliseconds: Mapping[str, float]

    @property
    def unscored(self) -> list[str]:
        """Everything that could not be scored."""
        return [each for card in self.cards.values() for each in card.unscored]

    @property
    def harmful(self) -> list[str]:
        """The wordings whose outcome is forbidden."""
        return [
            each.id
            for card in self.cards.values()
            for each in card.scored
            if "harm" in each.marks and not each.marks["harm"].passed
        ]


def run(bot: Bot, gold: Mapping[str, Gold], repeat: int = 2, say: Progress = lambda _: None) -> Run:
    """Score every topic. *repeat* is how many further processes must give the same answers."""
    cards = {}
    times: dict[str, float] = {}
    for topic, cases in gold.items():
        say(f"{topic}: {cases.wordings} questions in {len(cases.cases)} cases")
        scored = ask_and_score(cases, bot, workers())
        asked = [each.asked for each in scored]
        times |= {each.id: each.milliseconds for each in asked}
        typed = [each for each in asked if not each.case.recorded]
        say(f"{topic}: {repeat} other processes, and every surface")
        groups = {"invariance": invariance(typed), **_elsewhere(typed, bot, repeat)}
        cards[topic] = Scorecard(topic, scored, groups, retrieval(cases, bot.library))
    return Run(cards, bot.edition, times)


def _elsewhere(asked: Sequence[Asked], bot: Bot, repeat: int) -> dict[str, dict[str, Mark]]:
    here, questions = fingerprints(asked), [put(each) for each in asked]
    return {
        "determinism": agreement(here, other_processes(questions, repeat)),
        "surface_parity": agreement(here, other_surfaces(questions, bot)),
    }


def put(asked: Asked) -> Put:
    """A wording as it is put to another process or surface."""
    question = question_of(asked.case, asked.wording)
    return Put(asked.id, question.text, question.as_of.isoformat(), question.history, question.facts)
