"""Proofs about one source's rules: no two opposite positions, none dead, none swallowed; and what it leaves open."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import z3

from guardrails.positions import DO
from guardrails.prove.formula import conj, disj, neg
from guardrails.prove.regions import solver
from guardrails.prove.result import Result, Status
from guardrails.prove.stands import Truths, truths
from guardrails.rulefile import Stance
from guardrails.truth import Truth

if TYPE_CHECKING:
    from collections.abc import Sequence

    from guardrails.prove.patients import Patient
    from guardrails.prove.prover import Prover
    from guardrails.rules import Rule


def of_rules(prover: Prover) -> Iterator[Result]:
    """Every proof about single sources, decision by decision."""
    seen: set[str] = set()
    for decision, by_source in prover.bench.book.by_decision.items():
        for guideline, rules in by_source.items():
            if not prover.bench.library.guidelines[guideline].in_force(prover.on):
                continue
            judged = [truths(prover.complete, rule) for rule in rules if rule.in_force(prover.on)]
            found = [*_opposite(prover, decision, judged), *_dead(prover, judged), *_swallowed(prover, judged)]
            fresh = [each for each in found if each.id not in seen]
            seen |= {each.id for each in fresh}
            yield from fresh
            yield from _left_open(prover, decision, guideline, judged)


def _opposite(prover: Prover, decision: str, judged: Sequence[Truths]) -> Iterator[Result]:
    """A contraindication is an exception by nature: it takes precedence over an indication and contradicts none."""
    for yes in (each for each in judged if each.rule.spec.position in DO):
        for no in (each for each in judged if each.rule.spec.position is Stance.NOT_RECOMMENDED):
            if no.rule.spec.contraindication:
                continue
            name = f"opposite:{yes.rule.id}/{no.rule.id}"
            both = conj(yes.true, no.true)
            witness = prover.example(both, decision, _both_apply(yes.rule, no.rule), _facts(prover, yes.rule, no.rule))
            if witness:
                says = (
                    f"{prover.short(yes.rule.guideline)} says yes ({yes.rule.id}) and no ({no.rule.id}) to one patient"
                )
                yield Result(name, Status.REFUTED, says, witness)
            else:
                yield Result(name, Status.PROVED, f"{yes.rule.id} and {no.rule.id} never apply to one patient")


def _both_apply(one: Rule, other: Rule) -> Callable[[Patient], bool]:
    def shows(patient: Patient) -> bool:
        return all(_applies(rule, patient) for rule in (one, other))

    return shows


def _applies(rule: Rule, patient: Patient) -> bool:
    return rule.criterion.truth(patient) is Truth.TRUE and rule.concerns.truth(patient) is Truth.TRUE


def _facts(prover: Prover, *rules: Rule) -> list[str]:
    from guardrails.criteria import compared_facts

    wanted = {each.fact for rule in rules for part in (rule.concerns, rule.criterion) for each in compared_facts(part)}
    return [name for name in prover.bench.book.vocabulary.facts if name in wanted]


def _dead(prover: Prover, judged: Sequence[Truths]) -> Iterator[Result]:
    for each in judged:
        told = truths(prover.partial, each.rule).true  # a fact may be one that nobody has who is known completely
        possible = (
            prover.ever(each.true) or solver(prover.partial.consistent, *prover.facts.limits, told).check() == z3.sat
        )
        status = Status.PROVED if possible else Status.REFUTED
        says = f"{each.rule.id} can apply to somebody" if possible else f"{each.rule.id} can apply to nobody"
        yield Result(f"dead:{each.rule.id}", status, says)


def _swallowed(prover: Prover, judged: Sequence[Truths]) -> Iterator[Result]:
    """A rule that never shows: wherever it applies, another of its source, before it or against it, applies too."""
    for n, each in enumerate(judged):
        if each.rule.spec.position is Stance.INFORMATION:
            continue
        before = [other for m, other in enumerate(judged) if _shadows(other.rule, each.rule, earlier=m < n)]
        if not prover.ever(each.true):
            continue
        swallowing = next((other for other in before if not prover.ever(each.true, neg(other.true))), None)
        if swallowing:
            says = f"{each.rule.id} never shows: wherever it applies, {swallowing.rule.id} applies too"
            yield Result(f"swallowed:{each.rule.id}", Status.REFUTED, says)
        else:
            yield Result(
                f"swallowed:{each.rule.id}", Status.PROVED, f"{each.rule.id} is not swallowed whole by another"
            )


def _shadows(other: Rule, rule: Rule, *, earlier: bool) -> bool:
    """Whether *other* would hide *rule* where both apply."""
    if other is rule:
        return False
    if rule.spec.position in DO and other.spec.position is Stance.NOT_RECOMMENDED:
        return True
    if other.spec.position is not rule.spec.position and not {other.spec.position, rule.spec.position} <= set(DO):
        return False
    return (other.first_hand, earlier) >= (rule.first_hand, True) and (earlier or other.first_hand > rule.first_hand)


def _left_open(prover: Prover, decision: str, guideline: str, judged: Sequence[Truths]) -> Iterator[Result]:
    """The patients whom a source claims to cover and of whom no rule of its speaks."""
    taking_a_stand = [each for each in judged if each.rule.spec.position is not Stance.INFORMATION]
    if not taking_a_stand:
        return
    claimed = disj([each.present for each in taking_a_stand])
    silent = conj(claimed, neg(disj([each.true for each in taking_a_stand])))
    boxes, _, whole = prover.regions.boxes(silent)
    covers = _claim(prover, taking_a_stand)
    says = f"{prover.short(guideline)} on {decision} claims to cover {covers}"
    says += "; of these no rule of its applies to:" if boxes else " and speaks of all of them"
    yield Result(
        f"open:{guideline}/{decision}",
        Status.MAP,
        says,
        regions=tuple(prover.region(box) for box in boxes),
        whole=whole,
    )


def _claim(prover: Prover, judged: Sequence[Truths]) -> str:
    claimed = disj([each.present for each in judged])
    if not prover.ever(neg(claimed)):
        return "everyone"
    boxes, *_ = prover.regions.boxes(claimed, most=3)
    return " or ".join(box.said(prover.bench.book) for box in boxes)
