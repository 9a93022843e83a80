"""Does a mutant make any difference to a patient? And if nobody noticed it: the patient who would have."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import islice, product
from typing import TYPE_CHECKING

from eval.record import compared
from guardrails.examples import facts_of
from guardrails.infer import Known, infer
from guardrails.positions import Judged, Position, position_of
from guardrails.rules import Rule
from guardrails.truth import Truth

if TYPE_CHECKING:
    from datetime import date

    from eval.mutation.mutants import Mutant
    from guardrails.outcome import Bench
    from guardrails.values import Value

Difference = Callable[[Known, str, "date"], bool]
MOST_PATIENTS = 400


def makes_a_difference(mutant: Mutant, bench: Bench, *, whole: bool = True) -> Difference:
    """Whether a source's position on a patient, or what is inferred of them, changes: quicker than judging them whole.

    *whole* also counts a rule that comes out otherwise and moves no position.
    """
    if isinstance(mutant.old, Rule):
        return _by_position(mutant, bench, whole=whole)
    book = mutant.book(bench.book)

    def inferred(known: Known, _: str, __: date) -> bool:
        return _shown(infer(book, known.given)) != _shown(known)

    return inferred


def _by_position(mutant: Mutant, bench: Bench, *, whole: bool) -> Difference:
    old, new = mutant.old, mutant.new
    if not (isinstance(old, Rule) and isinstance(new, Rule)):
        raise TypeError("only a rule has a position")

    def moved(known: Known, decision: str, on: date) -> bool:
        rules = bench.book.by_decision.get(decision, {}).get(old.guideline, ())
        changed = [new if each is old else each for each in rules]
        if whole and old.criterion.truth(known.facts) is not new.criterion.truth(known.facts):
            return True
        return _told(old.guideline, rules, known, on) != _told(old.guideline, changed, known, on)

    return moved


def _told(guideline: str, rules: Iterable[Rule], known: Known, on: date) -> object:
    """What a source's position comes to: its stand, its rule, whether it counts, and all that it cites."""
    judged = [
        Judged(rule, known.facts, rule.criterion.truth(known.facts))
        for rule in rules
        if rule.in_force(on) and rule.concerns.truth(known.facts) is not Truth.FALSE
    ]
    position = position_of(guideline, judged)
    return None if position is None else _seen(position)


def _seen(position: Position) -> object:
    leaves = tuple((leaf.cite, leaf.truth) for leaf in position.finding.leaves())
    cited = tuple(judged.rule.spec.cite for judged in position.said)
    return position.stand, position.rule.id, position.reported, leaves, cited, position.missing


def _shown(known: Known) -> object:
    spoken = [(each.spec.id, each.spec.cite) for each in known.assumed]
    spoken += [(each.spec.id, each.spec.cite) for each in known.conflicts]
    return known.facts, spoken, known.impossible


def patient_noticing(mutant: Mutant, bench: Bench, on: date) -> tuple[str, Mapping[str, Value]] | None:
    """A decision and a patient for whom the mutant changes something, if one is found among those at its boundaries."""
    changed = makes_a_difference(mutant, bench, whole=False)
    decisions = mutant.old.spec.decisions if isinstance(mutant.old, Rule) else tuple(bench.book.by_decision)
    for decision in decisions:
        for facts in patients_around(mutant, bench, decision):
            if changed(infer(bench.book, facts), decision, on):
                return decision, facts
    return None


def patients_around(mutant: Mutant, bench: Bench, decision: str) -> Iterator[dict[str, Value]]:
    """The rule's examples, each with one or two of its facts put to every value that rules tell apart."""
    bases = [facts_of(bench.book.vocabulary, example.facts) for example in mutant.old.spec.examples]
    names = list(dict.fromkeys(each.fact for rule in (mutant.old, mutant.new) for each in compared(rule)))
    values = {name: bench.alike(decision).cells(name) for name in names}
    for base in bases:
        yield base
        for name in names:
            yield from ({**base, name: value} for value in values[name])
    grid = product(*([(name, value) for value in values[name]] for name in names[:4]))
    yield from (dict(chosen) for chosen in islice(grid, MOST_PATIENTS))
