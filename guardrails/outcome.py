"""From the sources' positions to the outcome of the whole answer (design § 5)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from corpus.guideline import Kind
from guardrails.infer import Known, infer
from guardrails.positions import Position, Stand, positions
from guardrails.rulefile import Stance, Wording

if TYPE_CHECKING:
    from datetime import date

    from corpus.library import Library
    from guardrails.criteria import Facts
    from guardrails.rules import Rule, RuleBook
    from guardrails.values import Value

CLINICAL = (Kind.GUIDELINE, Kind.STATEMENT)
REMEMBERED = 8192  # outcomes kept: about 10 MB


class Outcome(StrEnum):
    """The outcome of an answer. The last five are settled before any rule is asked."""

    RECOMMENDED = "recommended"
    CONDITIONAL = "conditional"
    NOT_RECOMMENDED = "not_recommended"
    DIFFER = "differ"
    INSUFFICIENT_EVIDENCE = "insufficient_evidence"
    NEEDS_FACTS = "needs_facts"
    INFORMATION = "information"
    NOT_COVERED = "not_covered"
    OUT_OF_SCOPE = "out_of_scope"
    CHECK_VALUE = "check_value"
    URGENT = "urgent"
    REFUSED = "refused"


@dataclass(frozen=True)
class Verdict:
    """What a decision came to for one patient: the outcome, and every source's position."""

    decision: str
    outcome: Outcome
    positions: tuple[Position, ...]
    known: Known
    deciding: frozenset[str]

    @property
    def decided(self) -> tuple[Position, ...]:
        """The positions that the outcome rests on."""
        return tuple(each for each in self.positions if each.guideline in self.deciding)


@dataclass(frozen=True, eq=False)
class Bench:
    """What decides: the rules, the texts they quote, and which kinds of source settle which decision."""

    book: RuleBook
    library: Library
    decided_by: Mapping[str, tuple[Kind, ...]]

    def kind(self, guideline: str) -> Kind:
        """What sort of source a guideline is."""
        return self.library.guidelines[guideline].kind

    def judge(self, decision: str, given: Facts, on: date) -> Verdict:
        """Decide. Deterministic: no model, no clock, no network."""
        known = infer(self.book, given)
        found = self._positions(self.book.by_decision.get(decision, {}), known.facts, on)
        deciders = self._deciders(decision, found)
        deciding = frozenset(each.guideline for each in found if each in deciders or vetoed(each))
        return Verdict(decision, settle(deciders, found), tuple(found), known, deciding)

    def outcome(self, decision: str, given: Facts, on: date) -> Outcome:
        """Only the outcome, from the sources that can move it: the quick way, for counterfactuals.

        Remembered: one patient's counterfactuals are the next question's answers.
        """
        return self._remembered(decision, frozenset(given.items()), on)

    @cached_property
    def _remembered(self) -> Callable[[str, frozenset[tuple[str, Value]], date], Outcome]:
        return lru_cache(maxsize=REMEMBERED)(self._outcome)

    def _outcome(self, decision: str, given: frozenset[tuple[str, Value]], on: date) -> Outcome:
        facts = dict(given)
        found = self._positions(self._moving[decision], infer(self.book, facts).facts, on)
        deciders = self._deciders(decision, found)
        return settle(deciders, found) if deciders else self.judge(decision, facts, on).outcome

    @cached_property
    def _moving(self) -> Mapping[str, Mapping[str, tuple[Rule, ...]]]:
        """Look up: decision → source → rules, where they can move an outcome while some source decides."""
        moving: dict[str, dict[str, tuple[Rule, ...]]] = {}
        for decision, sources in self.book.by_decision.items():
            kinds = self.decided_by.get(decision, CLINICAL)
            moving[decision] = {
                name: taking_sides
                for name, rules in sources.items()
                if (taking_sides := tuple(each for each in rules if each.spec.position is not Stance.INFORMATION))
                and any(each.first_hand for each in taking_sides)
                and (self.kind(name) in kinds or any(_moves_from_outside(each) for each in rules))
            }
        return moving

    def _positions(self, sources: Mapping[str, Sequence[Rule]], facts: Facts, on: date) -> list[Position]:
        guidelines = self.library.guidelines
        return [each for each in positions(sources, facts, on) if guidelines[each.guideline].in_force(on)]

    def _deciders(self, decision: str, found: Iterable[Position]) -> list[Position]:
        kinds = self.decided_by.get(decision, CLINICAL)
        return [each for each in found if self.kind(each.guideline) in kinds and each.stands]


def _moves_from_outside(rule: Rule) -> bool:
    """Whether a rule counts even from a source that does not decide."""
    return rule.spec.contraindication or rule.spec.position is Stance.INSUFFICIENT_EVIDENCE


def settle(deciders: Sequence[Position], everyone: Iterable[Position]) -> Outcome:
    """The outcome, from the positions that decide; the others only where nobody does."""
    everyone = list(everyone)
    if any(vetoed(each) for each in everyone):
        return Outcome.NOT_RECOMMENDED
    if not deciders:
        return _undecided(everyone)
    stands = {each.stand for each in deciders}
    against = [each for each in deciders if each.against]
    if any(each.favours for each in deciders):
        return Outcome.DIFFER if against else _favoured(deciders)
    if Stand.NEEDS_FACTS in stands:
        return Outcome.NEEDS_FACTS
    if against:
        gap = all(each.stand is Stand.CRITERIA_NOT_MET for each in against) and _gap(everyone)
        return Outcome.INSUFFICIENT_EVIDENCE if gap else Outcome.NOT_RECOMMENDED
    return Outcome.INSUFFICIENT_EVIDENCE if Stand.INSUFFICIENT_EVIDENCE in stands else Outcome.INFORMATION


def vetoed(position: Position) -> bool:
    """Whether it is a contraindication that applies: it counts against whatever its kind of source."""
    spec = position.rule.spec
    return spec.contraindication and position.stand is Stand.NOT_RECOMMENDED and not position.reported


def _favoured(deciders: Sequence[Position]) -> Outcome:
    """All that speak say do: one strong and unconditional source makes it a recommendation."""
    strong = any(each.stand is Stand.RECOMMENDED and _binding(each) for each in deciders)
    return Outcome.RECOMMENDED if strong else Outcome.CONDITIONAL


def _binding(position: Position) -> bool:
    spec = position.rule.spec
    return spec.strength == "strong" or spec.wording is Wording.SHOULD


def _gap(everyone: Iterable[Position]) -> bool:
    """Whether a source that was read says that for this patient the evidence does not decide."""
    return any(each.stand is Stand.INSUFFICIENT_EVIDENCE and not each.reported for each in everyone)


def _undecided(everyone: Sequence[Position]) -> Outcome:
    """No clinical source that was read speaks: the others can show disagreement or doubt, never a yes or a no."""
    if not everyone:
        return Outcome.NOT_COVERED
    if any(each.favours for each in everyone) and any(each.against for each in everyone):
        return Outcome.DIFFER
    if all(each.stand in (Stand.INFORMATION, Stand.NO_RECOMMENDATION) for each in everyone):
        return Outcome.INFORMATION
    if any(each.stand is Stand.NEEDS_FACTS for each in everyone):
        return Outcome.NEEDS_FACTS
    return Outcome.INSUFFICIENT_EVIDENCE
