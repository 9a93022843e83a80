"""What is worth asking, and what would change the answer: found by the engine, never written by hand."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby, islice
from operator import itemgetter
from typing import TYPE_CHECKING

from guardrails.criteria import compared_facts
from guardrails.outcome import MOST_PANELS, Bench, Outcome, Panel, Verdict
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


def missing(bench: Bench, verdict: Verdict) -> tuple[Missing, ...]:
    """The facts that could still change the outcome, most decisive first: in the vocabulary's order.

    Before all others come those by which something told may turn out to forbid it. What is asked with another fact
    waits until that is known: by itself it changes nothing.
    """
    return _missing(bench, verdict.panel)


@lru_cache(maxsize=MOST_PANELS)
def _missing(bench: Bench, panel: Panel) -> tuple[Missing, ...]:
    """The same for patients alike: it looks only at which facts are known."""
    waiting: dict[str, set[str]] = {}
    pressing = list(_half_told(bench, panel))
    for judged in (*pressing, *waited_for(panel)):
        for name in judged.missing:
            for base in bases(bench, name, panel.known.facts):
                waiting.setdefault(base, set()).add(judged.rule.guideline)
    first = {name for judged in pressing for name in judged.missing}
    facts = bench.book.vocabulary.facts
    alone = [name for name, fact in facts.items() if name in waiting and fact.asked_with not in waiting]
    order = sorted(alone, key=lambda name: name not in first)
    return tuple(Missing(name, tuple(sorted(waiting[name]))) for name in order)


def _half_told(bench: Bench, panel: Panel) -> Iterator[Judged]:
    """The open contraindications that wait only for what is asked with a fact that was given."""
    if panel.outcome in SETTLED:
        return
    vocabulary = bench.book.vocabulary
    for position in panel.positions:
        for judged in (position.judged, *position.also):
            partners = [vocabulary[name].asked_with for name in judged.missing]
            if judged.rule.spec.contraindication and partners and panel.known.given.keys() >= set(partners):
                yield judged


def waited_for(panel: Panel) -> Iterator[Judged]:
    """The open rules that can still move the outcome: of sources that decide, and contraindications against a yes."""
    if panel.outcome in SETTLED:
        return
    for position in panel.positions:
        decides = position.guideline in panel.deciding or not panel.deciding
        for judged in (position.judged, *position.also):
            if judged.rule.spec.contraindication:
                if decides or panel.outcome is not Outcome.NEEDS_FACTS:
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
    names = [*verdict.given, *(each.fact for each in verdict.assumed), *asked]
    found = (each for name in dict.fromkeys(names) for each in elsewhere(bench, verdict.panel, name))
    return list(islice(found, MOST_CHANGES))


@lru_cache(maxsize=8 * MOST_PANELS)
def elsewhere(bench: Bench, panel: Panel, name: str) -> tuple[Change, ...]:
    """The other outcomes that one fact would bring to patients alike, each by the first value that does."""
    if not bench.book.vocabulary[name].ask:
        return ()
    found: dict[Outcome, Change] = {}
    for value, outcome in regions(bench, panel, name):
        if outcome not in (panel.outcome, Outcome.NOT_COVERED):
            found.setdefault(outcome, Change(name, value, outcome))
    return tuple(found.values())


def regions(bench: Bench, panel: Panel, name: str) -> Iterator[tuple[Value, Outcome]]:
    """The values of one fact and the outcomes they bring, joined where neighbours bring the same."""

    def outcome_of(value: Value) -> Outcome:
        return bench.outcome_with(panel, name, value)

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
