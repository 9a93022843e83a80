"""Who notices a mutant: the loader, an example of the rule, a recorded patient, or a question of the gold set."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from bot.answer import read, search
from bot.draft import Draft, settled_outcome
from eval.asking import question_of, wordings
from eval.mutation.difference import makes_a_difference
from eval.record import compared
from eval.scorers.verdict import cites_of, coming_to, differing
from guardrails.examples import APPLIES, facts_of
from guardrails.infer import Known, infer
from guardrails.outcome import Bench
from guardrails.rulefile import Applies
from guardrails.rules import Derived, Rule

if TYPE_CHECKING:
    from datetime import date

    from bot.question import Question
    from bot.reading.types import Reading
    from bot.wiring import Bot
    from corpus.library import Library
    from eval.gold import Case, Gold
    from eval.mutation.mutants import Anything, Mutant
    from guardrails.outcome import Outcome, Verdict
    from guardrails.rules import RuleBook
    from guardrails.values import Value


@dataclass(frozen=True)
class Posed:
    """A gold wording as the rules see it: facts, what follows from them, decision, day. Read once, for all mutants."""

    id: str
    case: Case
    facts: Mapping[str, Value]
    known: Known
    decision: str
    question: Question
    reading: Reading
    bot: Bot

    @property
    def on(self) -> date:
        """The day it is asked on."""
        return self.question.as_of

    def notices(self, bench: Bench) -> bool:
        """Whether this case fails with these rules."""
        verdict = bench.judge(self.decision, self.facts, self.on)
        return not (
            (verdict.outcome in self.case.accept or self._answered(verdict) in self.case.accept)
            and self._positions_hold(verdict)
            and self._rules_hold(verdict, bench.book)
            and self._citations_hold(verdict)
            and not (self.case.knows and differing(self.case.knows, verdict, bench.book.vocabulary))
        )

    def _answered(self, verdict: Verdict) -> Outcome:
        """The outcome of the whole answer, which may come from passages where no rule decides."""
        passages = search(self.reading, (verdict,), self.bot)
        return Draft(self.question, self.reading, self.bot, (verdict,), passages).outcome

    def _positions_hold(self, verdict: Verdict) -> bool:
        got = {each.guideline: each.stand for each in verdict.positions}
        return all(got.get(name, "silent") == stand for name, stand in self.case.positions.items())

    def _rules_hold(self, verdict: Verdict, book: RuleBook) -> bool:
        return coming_to(self.case.rules, verdict.known, book) == self.case.rules

    def _citations_hold(self, verdict: Verdict) -> bool:
        return all(cites_of(name, verdict) == passages for name, passages in self.case.cites.items())


@dataclass(frozen=True)
class Court:
    """Everything that can notice a mutant of one topic."""

    bench: Bench
    posed: tuple[Posed, ...]

    @classmethod
    def of(cls, bot: Bot, gold: Gold) -> Court:
        """The cases that hold with the rules as they are: one that fails already notices nothing."""
        bench = bot.benches[gold.topic]
        return cls(bench, tuple(each for each in _posed(bot, gold) if not each.notices(bench)))

    def killer(self, mutant: Mutant) -> str | None:
        """Who notices first, or None: the mutant survives."""
        if refused(mutant.new, self.bench.library):
            return "loader"
        if example := next(iter(failing_examples(mutant.new, self.bench.book)), None):
            return f"example: {example}"
        return next((f"case: {each.id}" for each in self._touched(mutant) if each.notices(self.mutated(mutant))), None)

    def mutated(self, mutant: Mutant) -> Bench:
        """The rules with the mutant among them."""
        return Bench(mutant.book(self.bench.book), self.bench.library, self.bench.decided_by)

    def _touched(self, mutant: Mutant) -> Iterator[Posed]:
        """The cases in which the mutant makes any difference at all; those of the rule itself first."""
        changed = makes_a_difference(mutant, self.bench)
        for each in self._cases(mutant.old):
            if changed(each.known, each.decision, each.on):
                yield each

    def _cases(self, rule: Anything) -> Iterator[Posed]:
        own = self._by_rule.get(rule.spec.id, [])
        yield from own
        decisions = rule.spec.decisions if isinstance(rule, Rule) else None
        mine = {each.id for each in own}
        yield from (
            each for each in self.posed if each.id not in mine and (decisions is None or each.decision in decisions)
        )

    @cached_property
    def _by_rule(self) -> dict[str, list[Posed]]:
        found: dict[str, list[Posed]] = {}
        for each in self.posed:
            if each.case.recorded:
                found.setdefault(each.case.id.partition(".")[0], []).append(each)
        return found


def _posed(bot: Bot, gold: Gold) -> Iterator[Posed]:
    book = bot.benches[gold.topic].book
    for case, number in wordings(gold.cases):
        question = question_of(case, case.questions[number - 1])
        reading = read(question, bot)
        if reading.topic == gold.topic and settled_outcome(reading) is None and reading.decisions:
            facts = {fact.name: fact.value for fact in reading.facts}
            known, decision = infer(book, facts), reading.decisions[0]
            yield Posed(f"{case.id}/{number}", case, facts, known, decision, question, reading, bot)


def refused(rule: Anything, library: Library) -> bool:
    """Whether loading refuses it: a quote that is not in its passage."""
    own = [quote for each in compared(rule) for quote in each.cite]
    return any(quote.quote not in library.passages[quote.passage].text for quote in (*rule.spec.cite, *own))


def failing_examples(rule: Anything, book: RuleBook) -> Iterable[str]:
    """The examples that do not come out as written."""
    for example in rule.spec.examples:
        facts = facts_of(book.vocabulary, example.facts)
        if isinstance(rule, Rule):
            finding = rule.criterion.judge(facts)
            missed = example.missing is not None and example.missing != finding.missing
            wrong = APPLIES[finding.truth] is not example.outcome or missed
        else:
            applies = rule.applies(facts, facts) if isinstance(rule, Derived) else rule.applies(facts)
            wrong = applies is not (example.outcome is Applies.APPLIES)
        if wrong:
            yield example.name
