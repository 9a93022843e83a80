"""What is worth asking, and what would change the answer: found by the engine, never written by hand."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING

from guardrails.criteria import compared_facts
from guardrails.outcome import Bench, Outcome, Panel, Verdict
from guardrails.positions import Judged, Stand
from guardrails.values import Interval, Value

if TYPE_CHECKING:
    from collections.abc import Iterable

    from guardrails.criteria import Facts

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
    return [Missing(name, tuple(sorted(waiting[name]))) for name in bench.book.vocabulary.facts if name in waiting]


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


def changes(bench: Bench, verdict: Verdict, asked: Iterable[str]) -> list[Change]:
    """The single facts that would bring another outcome: one per fact and outcome, facts given first."""
    names = [*verdict.known.given, *(each.fact for each in verdict.known.assumed), *asked]
    found: dict[tuple[str, Outcome], Change] = {}
    for name in dict.fromkeys(names):
        if bench.book.vocabulary[name].ask:
            for value, outcome in regions(bench, verdict.panel, name):
                if outcome not in (verdict.outcome, Outcome.NOT_COVERED):
                    found.setdefault((name, outcome), Change(name, value, outcome))
    return list(found.values())[:MOST_CHANGES]


def regions(bench: Bench, panel: Panel, name: str) -> tuple[tuple[Value, Outcome], ...]:
    """The values of one fact and the outcomes they bring, joined where neighbours bring the same."""
    if name not in panel.regions:
        panel.regions[name] = tuple(_regions(bench, panel, name))
    return panel.regions[name]


def _regions(bench: Bench, panel: Panel, name: str) -> Iterator[tuple[Value, Outcome]]:
    def outcome_of(value: Value) -> Outcome:
        return bench.outcome(panel.decision, {**panel.given, name: value}, panel.on)

    outcomes = [(value, outcome_of(value)) for value in bench.alike(panel.decision).cells(name)]
    for outcome, run in groupby(outcomes, key=itemgetter(1)):
        values = [value for value, _ in run]
        whole = _joined(values)
        if whole and outcome_of(whole) is outcome:
            yield whole, outcome
        else:
            yield from ((value, outcome) for value in values)


def _joined(values: list[Value]) -> Interval | None:
    """Neighbouring pieces of a range as one, or None where there is nothing to join."""
    first, last = values[0], values[-1]
    if len(values) > 1 and isinstance(first, Interval) and isinstance(last, Interval):
        return Interval(first.low, last.high, first.low_open, last.high_open)
    return None
