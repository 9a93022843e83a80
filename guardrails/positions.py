"""What each source says of one decision, for this patient. One source, one position; none is blended."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING

from guardrails.criteria import Finding, compared_facts
from guardrails.rulefile import Stance
from guardrails.truth import Truth

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from guardrails.criteria import Facts
    from guardrails.rules import Rule


class Stand(StrEnum):
    """What a source's position comes to."""

    RECOMMENDED = "recommended"
    CONDITIONAL = "conditional"
    NOT_RECOMMENDED = "not_recommended"
    CRITERIA_NOT_MET = "criteria_not_met"
    NEEDS_FACTS = "needs_facts"
    INSUFFICIENT_EVIDENCE = "insufficient_evidence"
    NO_RECOMMENDATION = "no_recommendation"
    INFORMATION = "information"


DO = (Stance.RECOMMENDED, Stance.CONDITIONAL)
SAID = (Stance.INSUFFICIENT_EVIDENCE, Stance.NO_RECOMMENDATION)


@dataclass(frozen=True, eq=False)
class Judged:
    """A rule with what it came to; the proof is made when it is looked at."""

    rule: Rule
    facts: Facts
    truth: Truth

    @cached_property
    def finding(self) -> Finding:
        """The proof; whom the rule concerns is part of it while that is open."""
        proof = self.rule.criterion.judge(self.facts)
        concerns = self.rule.concerns.judge(self.facts)
        if concerns.truth is Truth.TRUE:
            return proof
        return Finding("all of", Truth.UNKNOWN, because=(concerns, proof))

    @property
    def informs(self) -> bool:
        """Whether it takes no stand."""
        return self.rule.spec.position is Stance.INFORMATION

    @cached_property
    def missing(self) -> frozenset[str]:
        """The facts that could still change it."""
        return self.finding.missing if self.truth is Truth.UNKNOWN else frozenset()


@dataclass(frozen=True, eq=False)
class Position:
    """One source's stand, the rule it rests on, and the proof.

    A `reported` position rests on texts that were not read at their source: it is listed, and moves nothing.
    `also` holds the source's other rules that are still open, or that inform besides.
    """

    guideline: str
    stand: Stand
    judged: Judged
    reported: bool
    also: tuple[Judged, ...] = ()

    @property
    def rule(self) -> Rule:
        """The rule it rests on."""
        return self.judged.rule

    @property
    def finding(self) -> Finding:
        """The proof."""
        return self.judged.finding

    @property
    def missing(self) -> frozenset[str]:
        """The facts that could still change it."""
        return self.judged.missing.union(*(each.missing for each in self.also))

    @cached_property
    def said(self) -> tuple[Judged, ...]:
        """The rules whose sentences it says: its own, and all that inform."""
        return (self.judged, *(each for each in self.also if each.truth is Truth.TRUE))

    @property
    def stands(self) -> bool:
        """Whether it may decide: it takes a stand, by texts that were read."""
        return not self.reported and self.stand is not Stand.INFORMATION

    @property
    def against(self) -> bool:
        """Whether it comes to a "no" for this patient."""
        return self.stand in (Stand.NOT_RECOMMENDED, Stand.CRITERIA_NOT_MET)

    @property
    def favours(self) -> bool:
        """Whether it comes to a "yes", with or without conditions."""
        return self.stand in (Stand.RECOMMENDED, Stand.CONDITIONAL)


@dataclass(frozen=True, eq=False)
class Source:
    """One source's rules on one decision."""

    guideline: str
    rules: tuple[Rule, ...]

    @cached_property
    def looks_at(self) -> tuple[str, ...]:
        """The facts that its position depends on."""
        criteria = (part for rule in self.rules for part in (rule.concerns, rule.criterion))
        return tuple(dict.fromkeys(each.fact for part in criteria for each in compared_facts(part)))

    def position(self, facts: Facts, on: date) -> Position | None:
        """Its position by the rules in force; None when it is silent."""
        judged = [each for rule in self.rules if rule.in_force(on) and (each := judge(rule, facts))]
        return position_of(self.guideline, judged)


def judge(rule: Rule, facts: Facts) -> Judged | None:
    """What a rule comes to, or None when it does not concern the patient; open while that is not known."""
    concerns = rule.concerns.truth(facts)
    if concerns is Truth.FALSE:
        return None
    return Judged(rule, facts, rule.criterion.truth(facts) if concerns is Truth.TRUE else Truth.UNKNOWN)


def position_of(guideline: str, judged: Sequence[Judged]) -> Position | None:
    """A source's position; what it says for information goes with it, and decides nothing."""
    informing = tuple(each for each in judged if each.informs and each.truth is Truth.TRUE)
    found = _stand(guideline, [each for each in judged if not each.informs])
    if found is None:
        return (
            Position(guideline, Stand.INFORMATION, informing[0], reported=False, also=informing[1:])
            if informing
            else None
        )
    return replace(found, also=(*found.also, *informing)) if informing else found


def _stand(guideline: str, judged: Sequence[Judged]) -> Position | None:
    """The calculus of design § 5, from one source's rules to its position; None when it is silent."""
    if not judged:
        return None
    dont = [each for each in judged if each.rule.spec.position is Stance.NOT_RECOMMENDED]
    do = [each for each in judged if each.rule.spec.position in DO]
    if hit := _first(dont, Truth.TRUE):
        return _position(guideline, Stand.NOT_RECOMMENDED, hit)
    waiting = [each for each in dont if each.truth is Truth.UNKNOWN]
    if (hit := _first(do, Truth.TRUE)) and not waiting:
        return _position(guideline, Stand(hit.rule.spec.position), hit)
    open_ones = [*([hit] if hit else []), *(each for each in do if each.truth is Truth.UNKNOWN), *waiting]
    if open_ones:
        return _open(guideline, open_ones)
    if do:
        return _not_met(guideline, do)
    return _said(guideline, judged)


def _first(judged: Sequence[Judged], truth: Truth) -> Judged | None:
    """The first rule that came to *truth*, one known at first hand before one that is only reported."""
    hits = [each for each in judged if each.truth is truth]
    return min(hits, key=lambda each: not each.rule.first_hand, default=None)


def _position(guideline: str, stand: Stand, judged: Judged) -> Position:
    return Position(guideline, stand, judged, reported=not judged.rule.first_hand)


def _open(guideline: str, judged: Sequence[Judged]) -> Position:
    first = min(judged, key=lambda each: (each.truth is not Truth.UNKNOWN, not each.rule.first_hand))
    also = tuple(each for each in judged if each is not first)
    reported = not any(each.rule.first_hand for each in judged)
    return Position(guideline, Stand.NEEDS_FACTS, first, reported, also)


def _not_met(guideline: str, do: Sequence[Judged]) -> Position:
    """None of its "do" rules can apply. It counts only if each that was read fails by a text that was read."""
    read = [each for each in do if each.rule.first_hand]
    firm = bool(read) and all(each.finding.first_hand for each in read)
    return Position(guideline, Stand.CRITERIA_NOT_MET, (read or do)[0], reported=not firm)


def _said(guideline: str, judged: Sequence[Judged]) -> Position | None:
    for stance in SAID:
        these = [each for each in judged if each.rule.spec.position is stance]
        for truth, stand in ((Truth.TRUE, Stand(stance)), (Truth.UNKNOWN, Stand.NEEDS_FACTS)):
            if hit := _first(these, truth):
                return _position(guideline, stand, hit)
    return None
