"""What every proof of one topic works with: its bench, the day, and how to show a patient."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from guardrails.criteria import Criterion, compared_facts
from guardrails.prove.formula import disj, neg
from guardrails.prove.logic import Facts, Formula, State
from guardrails.prove.patients import Asked, Patient, command, in_words, patient_of, smallest
from guardrails.prove.regions import Regions
from guardrails.prove.result import Region, Witness
from guardrails.prove.stands import Source, sources
from guardrails.quantity import as_data

if TYPE_CHECKING:
    from datetime import date

    from guardrails.outcome import Bench
    from guardrails.prove.regions import Box


@dataclass(eq=False)
class Prover:
    """One topic on one day. `asked` gives the words that a decision is asked with."""

    bench: Bench
    on: date
    asked: Callable[[str], Asked]
    besides: tuple[Criterion, ...] = ()
    facts: Facts = field(init=False)

    def __post_init__(self) -> None:
        elsewhere = [each for decision in self.bench.book.by_decision for each in self.asked(decision).elsewhere]
        self.facts = Facts(self.bench.book, (*self.besides, *elsewhere))

    def meant(self, decision: str) -> Formula:
        """That a patient of whom everything is known is asked about with this decision, and no other instead."""
        return neg(disj([self.complete.pair(each).true for each in self.asked(decision).elsewhere]))

    @cached_property
    def complete(self) -> State:
        """A patient of whom everything is known."""
        return State(self.facts)

    @cached_property
    def partial(self) -> State:
        """A patient of whom some facts were given."""
        return State(self.facts, "given")

    @cached_property
    def consistent(self) -> Formula:
        """That a patient of whom everything is known is possible."""
        for name in self.facts.pieces:
            self.facts.variable(name)
        return self.complete.consistent

    @cached_property
    def regions(self) -> Regions:
        """Boxes of possible patients."""
        return Regions(self.facts, self.consistent)

    def sources(self, decision: str, state: State | None = None) -> list[Source]:
        """Every source's stand on a decision, in a state."""
        return sources(state or self.complete, self.bench, decision, self.on)

    def example(
        self, formula: Formula, decision: str, shows: Callable[[Patient], bool], names: Iterable[str] = ()
    ) -> Witness | None:
        """A patient for whom a formula holds, with as few facts as still show it; None where there is none."""
        model = self.regions.possible(formula)
        return None if model is None else self.example_of(model, decision, shows, names)

    def example_of(
        self, model: Any, decision: str, shows: Callable[[Patient], bool], names: Iterable[str] = ()
    ) -> Witness:
        """The patient of a model, as small as still shows what is to be shown."""
        return self.witness(patient_of(model, self.facts, names or self.relevant(decision)), decision, shows)

    def ever(self, *formulas: Formula) -> bool:
        """Whether a possible patient makes some formulas true."""
        return self.regions.possible(*formulas) is not None

    def witness(self, patient: Patient, decision: str, shows: Callable[[Patient], bool]) -> Witness:
        """A patient made small, in words, with the command that shows it: what its question tells is given too."""
        asked, book = self.asked(decision), self.bench.book

        def replays(patient: Patient) -> bool:
            return asked.means(patient) and shows(patient)

        whole = next(filter(replays, asked.whole(patient, book)), None)
        small = smallest(whole or patient, replays if whole else shows, asked.tells)
        data = {name: as_data(book.vocabulary[name], value) for name, value in small.items()}
        return Witness(data, in_words(small, book), command(small, book, asked.words))

    def relevant(self, decision: str, *guidelines: str) -> list[str]:
        """The facts that a decision's rules (of some sources) compare, or what these are derived from, in order."""
        book = self.bench.book
        by_source = book.by_decision.get(decision, {})
        rules = [rule for name, rules in by_source.items() if not guidelines or name in guidelines for rule in rules]
        wanted = {
            each.fact for rule in rules for part in (rule.concerns, rule.criterion) for each in compared_facts(part)
        }
        while more := {c.fact for d in book.derived if d.fact in wanted for c in compared_facts(d.criterion)} - wanted:
            wanted |= more
        return [name for name in book.vocabulary.facts if name in wanted and name in self.facts.pieces]

    def region(self, box: Box, example: Witness | None = None) -> Region:
        """A box in words."""
        return Region(box.said(self.bench.book), example)

    def short(self, guideline: str) -> str:
        """What a source is called."""
        return self.bench.library.guidelines[guideline].short
