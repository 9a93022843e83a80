"""From the sources' positions to the outcome of the whole answer (design § 5)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from corpus.guideline import Kind
from guardrails.alike import Alike
from guardrails.infer import Known, infer
from guardrails.positions import Position, Source, Stand
from guardrails.rulefile import Stance, Wording

if TYPE_CHECKING:
    from datetime import date

    from corpus.library import Library
    from guardrails.criteria import Facts
    from guardrails.rules import Conflict, Derived, Rule, RuleBook
    from guardrails.values import Value

CLINICAL = (Kind.GUIDELINE, Kind.STATEMENT)
MOST_PANELS, MOST_OUTCOMES, MOST_POSITIONS = 1024, 8192, 8192  # remembered: a few dozen MB in all


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


@dataclass(frozen=True, eq=False)
class Panel:
    """What all sources say of one decision, to one patient and to all who are alike: one object for all of them.

    `known` is what is known of the patient as rules see him.
    """

    decision: str
    known: Known
    on: date
    outcome: Outcome
    positions: tuple[Position, ...]
    deciding: frozenset[str]


@dataclass(frozen=True)
class Verdict:
    """What a decision came to for one patient: what all sources say, and what is known of the patient."""

    panel: Panel
    book: RuleBook
    given: Facts

    @cached_property
    def known(self) -> Known:
        """All that is known, with the patient's own values."""
        return infer(self.book, self.given)

    def value(self, fact: str) -> Value:
        """What is known of a fact that is known: as it was given, where nothing else tells of it."""
        return self.given[fact] if fact in self.given and fact not in self.book.inferred else self.known.facts[fact]

    @property
    def assumed(self) -> tuple[Derived, ...]:
        """What was assumed: the same for patients alike."""
        return self.panel.known.assumed

    @property
    def conflicts(self) -> tuple[Conflict, ...]:
        """What contradicts: the same for patients alike."""
        return self.panel.known.conflicts

    @property
    def decision(self) -> str:
        """What was decided."""
        return self.panel.decision

    @property
    def outcome(self) -> Outcome:
        """What it came to."""
        return self.panel.outcome

    @property
    def positions(self) -> tuple[Position, ...]:
        """Every source's position."""
        return self.panel.positions

    @property
    def deciding(self) -> frozenset[str]:
        """The sources that the outcome rests on."""
        return self.panel.deciding

    @property
    def decided(self) -> tuple[Position, ...]:
        """The positions that the outcome rests on."""
        return tuple(each for each in self.positions if each.guideline in self.deciding)


Seen = tuple[tuple[str, "Value"], ...]  # a patient's facts as rules see them, in the order of their names


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
        return Verdict(self._panels(decision, self._seen(decision, given), on), self.book, given)

    def outcome(self, decision: str, given: Facts, on: date) -> Outcome:
        """Only the outcome, from the sources that can move it: the quick way, for counterfactuals."""
        return self._outcomes(decision, self._seen(decision, given), on)

    def outcome_with(self, panel: Panel, name: str, value: Value) -> Outcome:
        """The outcome for the patients of a panel, were one fact of theirs another."""
        facts = {**panel.known.given, **self.alike(panel.decision).of({name: value})}
        return self._outcomes(panel.decision, tuple(sorted(facts.items())), panel.on)

    def alike(self, decision: str) -> Alike:
        """Which patients its rules do not tell apart."""
        return self._alike.setdefault(decision, Alike(self.book, decision))

    @cached_property
    def _alike(self) -> dict[str, Alike]:
        return {}

    def _seen(self, decision: str, given: Facts) -> Seen:
        return tuple(sorted(self.alike(decision).of(given).items()))

    @cached_property
    def _panels(self) -> Callable[[str, Seen, date], Panel]:
        """Remembered, here and below: patients who are alike are decided once, and nothing shows which came first."""
        return lru_cache(maxsize=MOST_PANELS)(self._panel)

    @cached_property
    def _outcomes(self) -> Callable[[str, Seen, date], Outcome]:
        """One patient's counterfactuals are the next question's answers."""
        return lru_cache(maxsize=MOST_OUTCOMES)(self._outcome)

    def _known(self, seen: Seen) -> Known:
        """What is known of patients alike: worked out once for all who are alike in what anything follows from."""
        telling = tuple(each for each in seen if each[0] in self.book.tells)
        known = self._inferred(telling)
        rest = {name: value for name, value in seen if name not in self.book.tells}
        return replace(known, given=dict(seen), facts={**rest, **known.facts})

    @cached_property
    def _inferred(self) -> Callable[[Seen], Known]:
        return lru_cache(maxsize=MOST_OUTCOMES)(lambda seen: infer(self.book, dict(seen)))

    def _panel(self, decision: str, seen: Seen, on: date) -> Panel:
        known = self._known(seen)
        found = self._positions(self._sources.get(decision, ()), known.facts, on)
        deciders = self._deciders(decision, found)
        deciding = frozenset(each.guideline for each in found if each in deciders or vetoed(each))
        return Panel(decision, known, on, settle(deciders, found), tuple(found), deciding)

    def _outcome(self, decision: str, seen: Seen, on: date) -> Outcome:
        found = self._positions(self._moving.get(decision, ()), self._known(seen).facts, on)
        deciders = self._deciders(decision, found)
        return settle(deciders, found) if deciders else self._panels(decision, seen, on).outcome

    @cached_property
    def _sources(self) -> Mapping[str, tuple[Source, ...]]:
        """Look up: decision → all that is said of it."""
        return {
            decision: tuple(Source(name, rules) for name, rules in sources.items())
            for decision, sources in self.book.by_decision.items()
        }

    @cached_property
    def _moving(self) -> Mapping[str, tuple[Source, ...]]:
        """Look up: decision → what can move an outcome while some source decides."""
        return {decision: tuple(self._sides(decision, found)) for decision, found in self._sources.items()}

    def _sides(self, decision: str, sources: Iterable[Source]) -> Iterator[Source]:
        """The sources that may count, with the rules by which they take sides."""
        kinds = self.decided_by.get(decision, CLINICAL)
        for each in sources:
            sides = tuple(rule for rule in each.rules if rule.spec.position is not Stance.INFORMATION)
            counts = self.kind(each.guideline) in kinds or any(_moves_from_outside(rule) for rule in each.rules)
            if counts and any(rule.first_hand for rule in sides):
                yield Source(each.guideline, sides)

    def _positions(self, sources: Iterable[Source], facts: Facts, on: date) -> list[Position]:
        """Every source's position, in the order of their names; silent sources are not listed."""
        found = (self._position(each, tuple(map(facts.get, each.looks_at)), on) for each in sources)
        return [each for each in found if each]

    @cached_property
    def _position(self) -> Callable[[Source, tuple[Value | None, ...], date], Position | None]:
        """One source's position, by the facts it looks at."""
        return lru_cache(maxsize=MOST_POSITIONS)(self._position_of)

    def _position_of(self, source: Source, told: Sequence[Value | None], on: date) -> Position | None:
        if not self.library.guidelines[source.guideline].in_force(on):
            return None
        return source.position({name: value for name, value in zip(source.looks_at, told, strict=True) if value}, on)

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
