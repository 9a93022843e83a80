"""Who notices a mutant: the loader, an example of the rule, a recorded patient, or a question of the gold set."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from bot.answer import read
from bot.draft import settled_outcome
from eval.asking import day_of, question_of, wordings
from eval.record import cited_for
from guardrails.criteria import compared_facts
from guardrails.examples import APPLIES, facts_of
from guardrails.outcome import Bench
from guardrails.rulefile import Applies
from guardrails.rules import Rule

if TYPE_CHECKING:
    from datetime import date

    from bot.wiring import Bot
    from corpus.library import Library
    from eval.gold import Case, Gold
    from eval.mutation.mutants import Anything, Mutant
    from guardrails.outcome import Verdict
    from guardrails.rules import RuleBook
    from guardrails.values import Value


@dataclass(frozen=True)
class Posed:
    """A gold wording as the rules see it: facts, decision, day. The words are read once, for all mutants."""

    id: str
    case: Case
    facts: Mapping[str, Value]
    decision: str
    on: date

    def notices(self, bench: Bench) -> bool:
        """Whether this case fails with these rules."""
        verdict = bench.judge(self.decision, self.facts, self.on)
        return not (
            verdict.outcome in self.case.accept
            and self._positions_hold(verdict)
            and self._rules_hold(verdict, bench.book)
            and self._citations_hold(verdict)
        )

    def _positions_hold(self, verdict: Verdict) -> bool:
        got = {each.guideline: each.stand for each in verdict.positions}
        return all(got.get(name) == stand for name, stand in self.case.positions.items())

    def _rules_hold(self, verdict: Verdict, book: RuleBook) -> bool:
        wanted = self.case.rules
        return all(
            APPLIES[rule.criterion.truth(verdict.known.facts)] is wanted[rule.id] for rule in book.rules if rule.id in wanted
        )

    def _citations_hold(self, verdict: Verdict) -> bool:
        passages = [name for name in self.case.must_cite if "#" in name]
        if not passages:
            return True
        spoken = [each.rule for each in verdict.positions] + [*verdict.known.assumed, *verdict.known.conflicts]
        cited = {passage for rule in spoken for passage in cited_for(rule, verdict)}
        return all(passage in cited for passage in passages)


@dataclass(frozen=True)
class Court:
    """Everything that can notice a mutant of one topic."""

    bench: Bench
    posed: tuple[Posed, ...]

    @classmethod
    def of(cls, bot: Bot, gold: Gold) -> Court:
        """The cases that hold with the rules as they are: one that fails already notices nothing."""
        bench = bot.benches[gold.topic]
        posed = [each for each in _posed(bot, gold) if not each.notices(bench)]
        return cls(bench, tuple(posed))

    def killer(self, mutant: Mutant) -> str | None:
        """Who notices first, or None: the mutant survives."""
        if refused(mutant.new, self.bench.library):
            return "loader"
        if example := failing_example(mutant.new, self.bench.book):
            return f"example: {example}"
        mutated = Bench(mutant.book(self.bench.book), self.bench.library, self.bench.decided_by)
        return next((f"case: {each.id}" for each in self._cases(mutant.old) if each.notices(mutated)), None)

    def _cases(self, rule: Anything) -> Iterator[Posed]:
        """The cases of the rule itself first: they are the likeliest to notice."""
        own = self._by_rule.get(rule.spec.id, [])
        yield from own
        decisions = rule.spec.decisions if isinstance(rule, Rule) else None
        mine = {each.id for each in own}
        yield from (each for each in self.posed if each.id not in mine and (decisions is None or each.decision in decisions))

    @cached_property
    def _by_rule(self) -> dict[str, list[Posed]]:
        found: dict[str, list[Posed]] = {}
        for each in self.posed:
            if each.case.recorded:
                found.setdefault(each.case.id.partition(".")[0], []).append(each)
        return found


def _posed(bot: Bot, gold: Gold) -> Iterator[Posed]:
    for case, number in wordings(gold.cases):
        reading = read(question_of(case, case.questions[number - 1]), bot)
        if reading.topic == gold.topic and settled_outcome(reading) is None and reading.decisions:
            facts = {fact.name: fact.value for fact in reading.facts}
            yield Posed(f"{case.id}/{number}", case, facts, reading.decisions[0], day_of(case))


def refused(rule: Anything, library: Library) -> bool:
    """Whether loading refuses it: a quote that is not in its passage, or of another source."""
    own = [quote for each in compared_facts(rule.criterion) for quote in each.cite]
    return any(quote.quote not in library.passages[quote.passage].text for quote in (*rule.spec.cite, *own))


def failing_example(rule: Anything, book: RuleBook) -> str | None:
    """The first example that does not come out as written."""
    return next(_failing(rule, book), None)


def _failing(rule: Anything, book: RuleBook) -> Iterable[str]:
    for example in rule.spec.examples:
        facts = facts_of(book.vocabulary, example.facts)
        if isinstance(rule, Rule):
            finding = rule.criterion.judge(facts)
            missed = example.missing is not None and example.missing != finding.missing
            wrong = APPLIES[finding.truth] is not example.outcome or missed
        else:
            applies = rule.applies(facts, facts) if hasattr(rule, "fact") else rule.applies(facts)
            wrong = applies is not (example.outcome is Applies.APPLIES)
        if wrong:
            yield example.name
