"""Proofs about positions: more facts never overturn one; where two sources differ; what must never happen."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

import z3

from guardrails.infer import infer
from guardrails.outcome import CLINICAL, Outcome
from guardrails.positions import Stand
from guardrails.prove.formula import conj, disj, implies, neg
from guardrails.prove.logic import Formula, State
from guardrails.prove.patients import patient_of
from guardrails.prove.regions import Regions, solver
from guardrails.prove.result import Result, Status

if TYPE_CHECKING:
    from guardrails.outcome import Verdict
    from guardrails.prove.invariants import Invariant
    from guardrails.prove.patients import Patient
    from guardrails.prove.prover import Prover
    from guardrails.prove.stands import Source

MOST_TRIED = 20
SETTLED = tuple(stand for stand in Stand if stand not in (Stand.NEEDS_FACTS, Stand.INFORMATION))


def monotonic(prover: Prover) -> Iterator[Result]:
    """More facts never overturn a settled position, other than by withdrawing a shown assumption."""
    less, more = prover.partial, State(prover.facts, "more")
    grown = [implies(less.given(name), more.given(name)) for name in prover.facts.pieces]
    kept = [implies(applies, _same(more, each)) for each, applies in less.assumptions]
    search = solver(less.consistent, more.consistent, *prover.facts.limits, *grown, *kept)
    for decision in prover.bench.book.by_decision:
        pairs = zip(prover.sources(decision, less), prover.sources(decision, more), strict=True)
        for before, after in pairs:
            turns = [
                conj(before.stands[stand], neg(after.stands[stand])) for stand in SETTLED if stand in before.stands
            ]
            search.push()
            search.add(disj(turns))
            yield _monotonic(prover, decision, before, search, search.check())
            search.pop()


def _same(state: State, wanted: Any) -> Formula:
    return next((applies for each, applies in state.assumptions if each is wanted), z3.BoolVal(val=False))


def _monotonic(prover: Prover, decision: str, source: Source, found: Any, answer: Any) -> Result:
    name = f"overturned:{source.guideline}/{decision}"
    short = prover.short(source.guideline)
    if answer == z3.unsat:
        return Result(name, Status.PROVED, f"{short} on {decision}: no further fact overturns a settled position")
    if answer == z3.unknown:
        return Result(name, Status.UNDECIDED, f"{short} on {decision}: not decided in time")
    told, more = (_told(prover, found.model(), prefix) for prefix in ("given", "more"))
    before, after = (_stand(prover.bench.judge(decision, each, prover.on), source.guideline) for each in (told, more))
    says = f"{short} on {decision}: {before} becomes {after} as facts are added to: {_words(prover, told)}"
    return Result(name, Status.REFUTED, says, prover.witness(more, decision, lambda _: False))


def _told(prover: Prover, model: Any, prefix: str) -> dict[str, Any]:
    names = [name for name in prover.bench.book.vocabulary.facts if name in prover.facts.pieces]
    given = [name for name in names if z3.is_true(model.eval(z3.Bool(f"{prefix}:{name}"), model_completion=True))]
    return patient_of(model, prover.facts, given)


def _stand(verdict: Verdict, guideline: str) -> str:
    return next((each.stand.value for each in verdict.positions if each.guideline == guideline), "silent")


def _words(prover: Prover, patient: Patient) -> str:
    from guardrails.prove.patients import in_words

    return in_words(patient, prover.bench.book)


def differing(prover: Prover) -> Iterator[Result]:
    """Where one clinical source says yes and another no: the region, beside what the first asks for anyway."""
    for decision in prover.bench.book.by_decision:
        found = [each for each in prover.sources(decision) if each.kind in CLINICAL]
        for one in found:
            if len(found) > 1 and prover.ever(one.favours):
                yield from _from(prover, decision, one, [each for each in found if each is not one])


def _from(prover: Prover, decision: str, one: Source, others: Sequence[Source]) -> Iterator[Result]:
    """Where the others say no to patients whom one accepts."""
    beside = Regions(prover.facts, conj(prover.consistent, prover.meant(decision), one.favours))
    mine = prover.ever(one.favours_read)
    for other in others:
        boxes, models, whole = beside.boxes(other.against, most=3)
        if not boxes:
            continue
        shows = _shows(prover, decision, one, other)
        names = prover.relevant(decision, one.guideline, other.guideline)
        examples = [prover.example_of(model, decision, shows, names) for model in models]
        reported = "" if mine and prover.ever(other.against_read) else " (one of them only reported)"
        who = f"{prover.short(one.guideline)} says yes and {prover.short(other.guideline)} no on {decision}{reported}"
        regions = tuple(prover.region(box, example) for box, example in zip(boxes, examples, strict=True))
        name = f"differ:{one.guideline}/{other.guideline}/{decision}"
        yield Result(name, Status.MAP, f"{who}, of those the first accepts, for:", regions=regions, whole=whole)


def _shows(prover: Prover, decision: str, one: Source, other: Source) -> Callable[[Patient], bool]:
    """Whether the engine itself comes to a yes and a no."""

    def shows(patient: Patient) -> bool:
        stands = {each.guideline: each for each in prover.bench.judge(decision, patient, prover.on).positions}
        first, second = stands.get(one.guideline), stands.get(other.guideline)
        return bool(first and second and first.favours and second.against)

    return shows


def invariants(prover: Prover, wanted: Sequence[Invariant]) -> Iterator[Result]:
    """What must never happen, whatever is known or unknown besides."""
    for each in wanted:
        yield _invariant(prover, each)


def _invariant(prover: Prover, wanted: Invariant) -> Result:
    spec, state = wanted.spec, prover.partial
    background = (state.consistent, *prover.facts.limits, state.pair(wanted.when).true)
    found = prover.sources(spec.decision, state)
    kinds = prover.bench.decided_by.get(spec.decision) or ("guideline", "statement")
    breaks = [each.favours_read for each in found if each.kind in kinds] if spec.no_yes else []
    if spec.outcome_never:
        breaks.append(_outcome_breaks(found, kinds, spec.outcome_never))
    search = solver(*background, disj(breaks))
    name = f"invariant:{spec.id}"
    answer = search.check()
    if answer == z3.unsat:
        return Result(name, Status.PROVED, spec.say)
    for _ in range(MOST_TRIED):
        if answer != z3.sat:
            break
        model = search.model()
        told = _told(prover, model, "given")
        if _broken(prover, wanted, told):
            witness = prover.witness(told, spec.decision, lambda patient: _broken(prover, wanted, patient))
            return Result(name, Status.REFUTED, f"broken: {spec.say}", witness)
        known = {each: state.given(each) for each in prover.facts.pieces}
        search.add(disj([flag != model.eval(flag, model_completion=True) for flag in known.values()]))
        answer = search.check()
    return Result(name, Status.UNDECIDED, f"not decided: {spec.say}")


def _outcome_breaks(found: Sequence[Source], kinds: Sequence[Any], never: Sequence[Outcome]) -> Formula:
    """A net for forbidden outcomes that none of them escapes; the engine has the last word on what is in it."""
    veto = disj([each.vetoes for each in found])
    yes = disj([each.favours_read for each in found if each.kind in kinds])
    no = disj([each.against_read for each in found if each.kind in kinds])
    mixed = conj(disj([each.favours for each in found]), disj([each.against for each in found]))
    if set(never) <= {Outcome.RECOMMENDED, Outcome.CONDITIONAL, Outcome.DIFFER}:
        return conj(neg(veto), disj(yes, mixed) if Outcome.DIFFER in never else conj(yes, neg(no)))
    return disj(veto, yes, no, mixed)


def _broken(prover: Prover, wanted: Invariant, patient: Patient) -> bool:
    """Whether the engine itself breaks an invariant for a patient."""
    known = infer(prover.bench.book, patient)
    if wanted.when.truth(known.facts).name != "TRUE":
        return False
    verdict = prover.bench.judge(wanted.spec.decision, patient, prover.on)
    kinds = prover.bench.decided_by.get(wanted.spec.decision) or ("guideline", "statement")
    yes = any(each.favours and each.stands and prover.bench.kind(each.guideline) in kinds for each in verdict.positions)
    return (wanted.spec.no_yes and yes) or verdict.outcome in wanted.spec.outcome_never
