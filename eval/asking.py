"""Asking the bot every wording of every gold case, and keeping what came of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from time import perf_counter
from typing import TYPE_CHECKING

from bot.answer import answer, check, read, search
from bot.draft import Draft
from bot.question import Question
from bot.references import References
from bot.render.text import as_text
from bot.schema import Answer

if TYPE_CHECKING:
    from datetime import date

    from bot.reading.types import Reading
    from bot.wiring import Bot
    from eval.gold import Case, Gold, Wording
    from guardrails.outcome import Verdict


@dataclass(frozen=True)
class Asked:
    """One wording, the answer to it, and how long it took. Without an answer, `problem` says why."""

    topic: str
    case: Case
    number: int
    answer: Answer | None
    reading: Reading | None = None
    problem: str | None = None
    milliseconds: float = field(default=0.0, compare=False)
    kept: dict[str, tuple[Verdict, ...]] = field(default_factory=dict, compare=False, repr=False)

    @property
    def id(self) -> str:
        """The name of the wording: its case, and its number within it."""
        return f"{self.topic}/{self.case.id}/{self.number}"

    @property
    def wording(self) -> Wording:
        """The words."""
        return self.case.questions[self.number - 1]

    @property
    def question(self) -> Question:
        """The question as it was asked."""
        return question_of(self.case, self.wording)

    @property
    def given(self) -> Answer:
        """The answer. Raises ValueError when there is none."""
        if self.answer is None:
            raise ValueError(self.problem or "there is no answer")
        return self.answer

    @cached_property
    def text(self) -> str:
        """The answer as text, on one line."""
        return "" if self.answer is None else " ".join(as_text(self.answer).split())

    def verdicts(self, bot: Bot) -> tuple[Verdict, ...]:
        """What the rules came to: worked out once, for all scorers."""
        if "verdicts" not in self.kept:
            self.kept["verdicts"] = () if self.reading is None else check(self.question, self.reading, bot)
        return self.kept["verdicts"]


def question_of(case: Case, wording: Wording) -> Question:
    """The question that a wording asks."""
    return Question(wording.ask, day_of(case), history=wording.history, facts=wording.given)


def day_of(case: Case) -> date:
    """The day a case is asked on."""
    if case.as_of is None:
        raise ValueError(f"case {case.id} has no day: write as_of in its file")
    return case.as_of


def ask_all(gold: Gold, bot: Bot) -> list[Asked]:
    """Ask every wording, in order."""
    return [ask(gold.topic, case, number, bot) for case, number in wordings(gold.cases)]


def wordings(cases: Iterable[Case]) -> Iterator[tuple[Case, int]]:
    """Every wording of some cases, by its number."""
    for case in cases:
        for number in range(1, len(case.questions) + 1):
            yield case, number


def ask(topic: str, case: Case, number: int, bot: Bot) -> Asked:
    """Ask one wording. An exception is kept as a problem: the case could not be scored, and that has its own name."""
    question = question_of(case, case.questions[number - 1])
    started = perf_counter()
    try:
        given = ruled(question, bot) if case.only_rules else answer(question, bot)
        taken = (perf_counter() - started) * 1000
        return Asked(topic, case, number, given, read(question, bot), milliseconds=taken)
    except Exception as error:  # noqa: BLE001 (whatever it is, this case has no score and the gate fails)
        return Asked(topic, case, number, None, problem=f"{type(error).__name__}: {error}")


def ruled(question: Question, bot: Bot) -> Answer:
    """What the rules come to, with everything they cite, and no sentence of an answer."""
    reading = read(question, bot)
    verdicts = check(question, reading, bot)
    draft = Draft(question, reading, bot, verdicts, search(reading, verdicts, bot))
    references = References(bot.library)
    for verdict in draft.verdicts[:1]:
        for position in verdict.positions:
            references.cite(quote for judged in position.said for quote in judged.rule.spec.cite)
            references.cite(quote for leaf in position.finding.leaves() for quote in leaf.cite)
        references.cite(quote for each in verdict.known.assumed for quote in each.spec.cite)
        references.cite(quote for each in verdict.known.conflicts for quote in each.spec.cite)
    decision = draft.verdict.decision if draft.verdict else None
    cited = references.shown()
    return Answer(
        question.text, question.as_of.isoformat(), reading.topic, decision, draft.outcome.value, "", citations=cited
    )


def slug(text: str) -> str:
    """A text as part of a readable id."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")[:60]
