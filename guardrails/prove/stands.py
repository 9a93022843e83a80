"""Positions and outcome as formulas: design § 5 (guardrails/positions.py, outcome.py), once more for the solver.

The tests hold the two against each other on random patients.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import z3

from corpus.guideline import Kind
from guardrails.outcome import CLINICAL, Outcome
from guardrails.positions import DO, SAID, Stand
from guardrails.prove.formula import conj, disj, implies, neg
from guardrails.prove.logic import NO, YES, Formula, State
from guardrails.rulefile import Stance, Wording

if TYPE_CHECKING:
    from datetime import date

    from guardrails.outcome import Bench
    from guardrails.rules import Rule


@dataclass(frozen=True)
class Truths:
    """One rule in one state: whether it concerns the patient, applies, is open, fails by a text that was read."""

    rule: Rule
    present: Formula
    true: Formula
    open: Formula
    fails_read: Formula


@dataclass(frozen=True)
class Source:
    """One source's stand in one state: a formula for each stand, and for each known at first hand."""

    guideline: str
    kind: Kind
    stands: dict[Stand, Formula]
    read: dict[Stand, Formula]
    vetoes: Formula
    binding: Formula

    @property
    def favours(self) -> Formula:
        """Whether it comes to a yes."""
        return disj(self.stands[Stand.RECOMMENDED], self.stands[Stand.CONDITIONAL])

    @property
    def favours_read(self) -> Formula:
        """Whether it comes to a yes by texts that were read."""
        return disj(self.read[Stand.RECOMMENDED], self.read[Stand.CONDITIONAL])

    @property
    def against(self) -> Formula:
        """Whether it comes to a no for this patient."""
        return disj(self.stands[Stand.NOT_RECOMMENDED], self.stands[Stand.CRITERIA_NOT_MET])

    @property
    def against_read(self) -> Formula:
        """Whether it comes to a no by texts that were read."""
        return disj(self.read[Stand.NOT_RECOMMENDED], self.read[Stand.CRITERIA_NOT_MET])


def truths(state: State, rule: Rule) -> Truths:
    """A rule as formulas."""
    concerns, criterion = state.pair(rule.concerns), state.pair(rule.criterion)
    present = neg(concerns.false)
    true = conj(concerns.true, criterion.true)
    fails = conj(concerns.true, criterion.false)
    return Truths(rule, present, true, conj(present, neg(true), neg(fails)), conj(fails, criterion.false_read))


def sources(state: State, bench: Bench, decision: str, on: date) -> list[Source]:
    """Every source in force, with its stand as formulas."""
    return [
        source(state, bench, guideline, [rule for rule in rules if rule.in_force(on)])
        for guideline, rules in bench.book.by_decision.get(decision, {}).items()
        if bench.library.guidelines[guideline].in_force(on)
    ]


def source(state: State, bench: Bench, guideline: str, rules: Sequence[Rule]) -> Source:
    """One source's stand."""
    judged = [truths(state, rule) for rule in rules]
    of = {stance: [each for each in judged if each.rule.spec.position is stance] for stance in Stance}
    do, dont = [each for each in judged if each.rule.spec.position in DO], of[Stance.NOT_RECOMMENDED]
    no = disj([each.true for each in dont])
    waiting = disj([each.open for each in dont])
    yes = conj(neg(no), neg(waiting), disj([each.true for each in do]))
    open_ = conj(neg(no), neg(yes), disj(waiting, *[disj(each.true, each.open) for each in do]))
    failed = conj(neg(disj(no, yes, open_)), disj([each.present for each in do]))
    hits = [(each.rule, conj(yes, first)) for each, first in _firsts(do)]
    stands = {
        Stand.NOT_RECOMMENDED: no,
        Stand.RECOMMENDED: disj([hit for rule, hit in hits if rule.spec.position is Stance.RECOMMENDED]),
        Stand.CONDITIONAL: disj([hit for rule, hit in hits if rule.spec.position is Stance.CONDITIONAL]),
        Stand.CRITERIA_NOT_MET: failed,
    }
    rest = neg(disj(no, yes, open_, failed))
    read = {
        Stand.NOT_RECOMMENDED: disj([each.true for each in dont if each.rule.first_hand]),
        **{stand: disj([hit for rule, hit in hits if rule.first_hand and rule.spec.position.value == stand.value])
           for stand in (Stand.RECOMMENDED, Stand.CONDITIONAL)},
        Stand.CRITERIA_NOT_MET: conj(failed, _firm(do)),
    }  # fmt: skip
    open_too = _said(of, rest, stands, read)
    stands[Stand.NEEDS_FACTS] = disj(open_, *open_too)
    read[Stand.NEEDS_FACTS] = disj(conj(open_, _open_read(do, dont)), *[NO] * (not open_too))
    settled = disj(list(stands.values()))
    informs = [each.true for each in of[Stance.INFORMATION]]
    stands[Stand.INFORMATION] = read[Stand.INFORMATION] = conj(neg(settled), disj(informs))
    vetoes = disj(
        [
            conj(hit, each.true)
            for each, hit in _firsts(dont)
            if each.rule.spec.contraindication and each.rule.first_hand
        ]
    )
    bound = [hit for rule, hit in hits if rule.first_hand and _binds(rule)]
    return Source(guideline, bench.kind(guideline), stands, read, vetoes, disj(bound))


def _firsts(rules: Sequence[Truths]) -> list[tuple[Truths, Formula]]:
    """Each rule, and whether it is the first that applies: one known at first hand before one only reported."""
    order = sorted(rules, key=lambda each: not each.rule.first_hand)
    return [(each, conj(each.true, neg(disj([before.true for before in order[:n]])))) for n, each in enumerate(order)]


def _firm(do: Sequence[Truths]) -> Formula:
    """Whether every "do" rule that was read fails by a text that was read, and there is one."""
    read = [each for each in do if each.rule.first_hand]
    return conj(disj([each.present for each in read]), *[implies(each.present, each.fails_read) for each in read])


def _open_read(do: Sequence[Truths], dont: Sequence[Truths]) -> Formula:
    return disj([disj(each.true, each.open) for each in (*do, *dont) if each.rule.first_hand])


def _said(
    of: dict[Stance, list[Truths]], rest: Formula, stands: dict[Stand, Formula], read: dict[Stand, Formula]
) -> list[Formula]:
    """What a source without a yes or no says of the evidence; returns what may still make it say so."""
    open_: list[Formula] = []
    for stance in SAID:
        stand = Stand(stance)
        stands[stand] = conj(rest, disj([each.true for each in of[stance]]))
        firsts = [first for each, first in _firsts(of[stance]) if each.rule.first_hand]
        read[stand] = conj(rest, disj(firsts))
        waiting = conj(rest, neg(stands[stand]), disj([each.open for each in of[stance]]))
        open_.append(waiting)
        rest = conj(rest, neg(stands[stand]), neg(waiting))
    return open_


def _binds(rule: Rule) -> bool:
    strong = rule.spec.strength == "strong" or rule.spec.wording is Wording.SHOULD
    return rule.spec.position is Stance.RECOMMENDED and strong


def outcomes(found: Sequence[Source], bench: Bench, decision: str) -> dict[Outcome, Formula]:
    """The outcome of a patient of whom everything is known: one formula for each."""
    kinds = bench.decided_by.get(decision, CLINICAL)
    deciders = [each for each in found if each.kind in kinds]
    veto = disj([each.vetoes for each in found])
    favours = disj([each.favours_read for each in deciders])
    against = disj([each.against_read for each in deciders])
    refused = disj([each.read[Stand.NOT_RECOMMENDED] for each in deciders])
    unsure, norec = (
        disj([each.read[stand] for each in deciders])
        for stand in (Stand.INSUFFICIENT_EVIDENCE, Stand.NO_RECOMMENDATION)
    )
    gap = conj(neg(refused), disj([each.read[Stand.INSUFFICIENT_EVIDENCE] for each in found]))
    bound = disj([each.binding for each in deciders])
    decided = disj(favours, against, unsure, norec)
    free = conj(neg(veto), decided)
    table = {
        Outcome.NOT_RECOMMENDED: disj(veto, conj(free, against, neg(favours), neg(gap))),
        Outcome.DIFFER: conj(free, favours, against),
        Outcome.RECOMMENDED: conj(free, favours, neg(against), bound),
        Outcome.CONDITIONAL: conj(free, favours, neg(against), neg(bound)),
        Outcome.INSUFFICIENT_EVIDENCE: conj(free, neg(favours), z3.If(against, gap, unsure)),
        Outcome.INFORMATION: conj(free, neg(favours), neg(against), neg(unsure)),
    }
    return _with_undecided(table, found, conj(neg(veto), neg(decided)))


def _with_undecided(table: dict[Outcome, Formula], found: Sequence[Source], none: Formula) -> dict[Outcome, Formula]:
    """Where no clinical source that was read speaks: the others show disagreement or doubt, never a yes or a no."""
    for_, against = disj([each.favours for each in found]), disj([each.against for each in found])
    unsure = disj([each.stands[Stand.INSUFFICIENT_EVIDENCE] for each in found])
    anybody = disj([stand for each in found for stand in each.stands.values()])
    informed = neg(disj(for_, against, unsure))
    table[Outcome.DIFFER] = disj(table[Outcome.DIFFER], conj(none, for_, against))
    table[Outcome.NOT_COVERED] = conj(none, neg(anybody))
    table[Outcome.INFORMATION] = disj(table[Outcome.INFORMATION], conj(none, anybody, informed))
    rest = conj(none, anybody, neg(informed), neg(conj(for_, against)))
    table[Outcome.INSUFFICIENT_EVIDENCE] = disj(table[Outcome.INSUFFICIENT_EVIDENCE], rest)
    return table


ALWAYS = YES
