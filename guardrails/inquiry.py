"""What is worth asking, and what would change the answer: found by the engine, never written by hand."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby, pairwise
from operator import itemgetter
from typing import TYPE_CHECKING

from guardrails.criteria import Compare, compared_facts
from guardrails.outcome import Bench, Outcome, Verdict
from guardrails.positions import Judged, Stand
from guardrails.values import Choice, Interval, Value

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from guardrails.criteria import Facts
    from guardrails.vocabulary import Fact

MOST_CHANGES = 6
SETTLED = (Outcome.NOT_RECOMMENDED, Outcome.INFORMATION, Outcome.NOT_COVERED, Outcome.INSUFFICIENT_EVIDENCE)


@dataclass(frozen=True)
class Missing:
    """A fact that could still change the answer, and the sources that wait for it."""

    fact: str
    matters_to: tuple[str, ...]


@dataclass(frozen=True)
class Change:
    """One fact learned or changed, and the outcome it would bring."""

    fact: str
    value: Value
    outcome: Outcome


def missing(bench: Bench, verdict: Verdict) -> list[Missing]:
    """The facts that could still change the outcome, most decisive first: in the vocabulary's order."""
    waiting: dict[str, set[str]] = {}
    for judged in waited_for(verdict):
        for name in judged.missing:
            for base in bases(bench, name, verdict.known.facts):
                waiting.setdefault(base, set()).add(judged.rule.guideline)
    order = list(bench.book.vocabulary.facts)
    return [Missing(name, tuple(sorted(waiting[name]))) for name in sorted(waiting, key=order.index)]


def waited_for(verdict: Verdict) -> Iterator[Judged]:
    """The open rules that can still move the outcome: of sources that decide, and contraindications against a yes."""
    if verdict.outcome in SETTLED:
        return
    for position in verdict.positions:
        decides = position.guideline in verdict.deciding or not verdict.deciding
        for judged in (position.judged, *position.also):
            if judged.rule.spec.contraindication:
                if decides or verdict.outcome is not Outcome.NEEDS_FACTS:
                    yield judged
            elif decides and position.stand is Stand.NEEDS_FACTS:
                yield judged


def bases(bench: Bench, name: str, facts: Facts) -> frozenset[str]:
    """The facts a user can give for *name*: itself if it can be asked for, else what it is derived from."""
    if bench.book.vocabulary[name].ask:
        return frozenset({name})
    found: set[str] = set()
    for each in bench.book.derived:
        if each.fact == name:
            found |= {c.fact for c in compared_facts(each.criterion) if c.fact not in facts and c.fact != name}
    return frozenset(base for each in found for base in bases(bench, each, facts))


def changes(bench: Bench, verdict: Verdict, given: Facts, on: date, asked: Iterable[str]) -> list[Change]:
    """The single facts that would bring another outcome: one per fact and outcome, facts given first."""
    names = [*given, *(each.fact for each in verdict.known.assumed), *asked]
    found: dict[tuple[str, Outcome], Change] = {}
    for name in dict.fromkeys(names):
        if bench.book.vocabulary[name].ask:
            for value, outcome in regions(bench, verdict.decision, given, name, on):
                if outcome not in (verdict.outcome, Outcome.NOT_COVERED):
                    found.setdefault((name, outcome), Change(name, value, outcome))
    return list(found.values())[:MOST_CHANGES]


def regions(bench: Bench, decision: str, given: Facts, name: str, on: date) -> Iterator[tuple[Value, Outcome]]:
    """The values of one fact and the outcomes they bring, joined where neighbours bring the same."""
    outcomes = [(value, bench.outcome(decision, {**given, name: value}, on)) for value in cells(bench, decision, name)]
    for outcome, run in groupby(outcomes, key=itemgetter(1)):
        values = [value for value, _ in run]
        whole = _joined(values)
        if whole and bench.outcome(decision, {**given, name: whole}, on) is outcome:
            yield whole, outcome
        else:
            yield from ((value, outcome) for value in values)


def _joined(values: list[Value]) -> Interval | None:
    """Neighbouring pieces of a range as one, or None where there is nothing to join."""
    first, last = values[0], values[-1]
    if len(values) > 1 and isinstance(first, Interval) and isinstance(last, Interval):
        return Interval(first.low, last.high, first.low_open, last.high_open)
    return None


def cells(bench: Bench, decision: str, name: str) -> list[Value]:
    """Values of a fact such that any other is treated like one of them by every rule."""
    allowed = [each.allowed for each in _comparisons(bench, decision) if each.fact == name]
    fact = bench.book.vocabulary[name]
    if fact.numeric:
        return list(_intervals(fact, [each for each in allowed if isinstance(each, Interval)]))
    return list(_choices(fact, [each for each in allowed if isinstance(each, Choice)]))


def _comparisons(bench: Bench, decision: str) -> Iterator[Compare]:
    book = bench.book
    for rules in book.by_decision.get(decision, {}).values():
        for rule in rules:
            yield from compared_facts(rule.criterion)
            yield from compared_facts(rule.concerns)
    for criterion in (*(each.criterion for each in book.derived), *(each.criterion for each in book.conflicts)):
        yield from compared_facts(criterion)


def _intervals(fact: Fact, allowed: list[Interval]) -> Iterator[Interval]:
    """The pieces between all thresholds; a threshold itself belongs to the side its rules put it on."""
    low, high = fact.possible or (-math.inf, math.inf)
    cuts = {(-math.inf, False), (math.inf, True)}  # (number, whether the piece below includes it)
    for each in allowed:
        if low < each.low < high:
            cuts.add((each.low, each.low_open))
        if low < each.high < high:
            cuts.add((each.high, not each.high_open))
    for (start, closed_below), (end, includes_end) in pairwise(sorted(cuts)):
        piece = Interval(start, end, closed_below, not includes_end)
        if not piece.empty:
            yield piece


def _choices(fact: Fact, allowed: list[Choice]) -> Iterator[Choice]:
    """One word for each set of words that no rule tells apart, in the vocabulary's order."""
    seen = set()
    for word in fact.common or fact.choices:
        signature = tuple(word in each.of for each in allowed)
        if signature not in seen:
            seen.add(signature)
            yield Choice.exactly(word)
