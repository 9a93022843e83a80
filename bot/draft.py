"""All that an answer is composed from."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from bot.parts import calculated
from guardrails.criteria import compared_facts
from guardrails.inquiry import Missing, missing
from guardrails.outcome import Bench, Outcome, Verdict

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.question import Question
    from bot.reading.types import Reading
    from bot.wiring import Bot
    from corpus.guideline import Passage
    from guardrails.positions import Position
    from guardrails.topic import Topic

BEFORE_RULES = {"refuse": Outcome.REFUSED, "urgent": Outcome.URGENT}
QUESTIONED = ("impossible_value", "wrong_unit")
NOTHING_TO_ASK = (Outcome.CHECK_VALUE, Outcome.REFUSED, Outcome.URGENT, Outcome.OUT_OF_SCOPE)


def settled_outcome(reading: Reading) -> Outcome | None:
    """The outcome that is settled before any rule is asked, if one is."""
    if early := BEFORE_RULES.get(reading.act):
        return early
    if reading.scope == "out":
        return Outcome.OUT_OF_SCOPE
    if any(doubt.code in QUESTIONED for doubt in reading.doubts):
        return Outcome.CHECK_VALUE
    return None


@dataclass(frozen=True)
class Draft:
    """The question, what was read in it, what the rules came to, and the passages found."""

    question: Question
    reading: Reading
    bot: Bot
    verdicts: tuple[Verdict, ...] = ()
    passages: tuple[Passage, ...] = ()

    @cached_property
    def topic(self) -> Topic:
        """The topic asked about, or the first there is."""
        topics = self.bot.topics
        return topics[self.reading.topic] if self.reading.topic else next(iter(topics.values()))

    @cached_property
    def bench(self) -> Bench:
        """The rules of the topic."""
        return self.bot.benches[self.topic.id]

    @cached_property
    def verdict(self) -> Verdict | None:
        """What the first decision asked for came to."""
        return self.verdicts[0] if self.verdicts else None

    @cached_property
    def outcome(self) -> Outcome:
        """The outcome of the answer: settled early, or of the decision; of the passages where no rule spoke."""
        early = settled_outcome(self.reading)
        if early and not (early is Outcome.OUT_OF_SCOPE and self.passages):  # own documents reach beyond the topics
            return early
        if self.named:
            return Outcome.INFORMATION
        if self.verdict and self.verdict.outcome is not Outcome.NOT_COVERED:
            return self.verdict.outcome
        return Outcome.INFORMATION if self.passages else Outcome.NOT_COVERED

    @cached_property
    def named(self) -> frozenset[str]:
        """The sources asked about, where no patient is: "what does X say?" is a question of fact."""
        if self.verdict is None or self.reading.facts or self.verdict.outcome is not Outcome.NEEDS_FACTS:
            return frozenset()
        return frozenset(self.reading.asks_about) & {each.guideline for each in self.verdict.positions}

    @cached_property
    def missing(self) -> tuple[Missing, ...]:
        """The facts that can still change it, most decisive first."""
        if self.verdict is None or self.named or self.outcome in NOTHING_TO_ASK:
            return ()
        return tuple(missing(self.bench, self.verdict))

    @cached_property
    def calculated(self) -> tuple[str, ...]:
        """The computed sentences: their numbers stand in no source, they follow from one."""
        found = [each.rule.spec for verdict in self.verdicts for at in verdict.positions for each in at.said]
        sentences = [calculated(self.bench, self.reading, spec) for spec in found]
        return tuple(sentence for sentence in sentences if sentence)

    def title(self, verdict: Verdict) -> str:
        """The title of a decision."""
        decision = self.topic.decision(verdict.decision)
        return decision.title if decision else verdict.decision

    def in_order(self, positions: Iterable[Position]) -> list[Position]:
        """Sources asked about and a preferred country's first, then those that decide. The order decides nothing."""
        deciding = frozenset().union(*(verdict.deciding for verdict in self.verdicts))
        wanted = (self.question.jurisdiction or "").upper()

        def rank(position: Position) -> tuple[bool | int | str, ...]:
            source = self.bot.library.guidelines[position.guideline]
            local = bool(wanted) and wanted in source.jurisdiction.upper().split(",")
            unasked = source.id not in self.reading.asks_about
            general = not any(True for _ in compared_facts(position.rule.criterion))
            read = position.rule.first_hand
            return (unasked, not local, source.id not in deciding, not read, general, -(source.year or 0), source.id)

        return sorted(positions, key=rank)
