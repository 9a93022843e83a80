"""Rules as formulas: typed, ranged facts as solver variables, criteria as pairs "certainly true, certainly false".

A number is a real in its possible range and its own unit, a category an integer, yes or no a Boolean. A fact is known
exactly or not at all (`given`); what follows or is assumed is encoded by the pieces of a fact that stay possible, so
that every derivation, assumption and three-valued truth is the engine's own (guardrails/infer.py, truth.py).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

import z3

from guardrails.criteria import AllOf, Compare, Criterion, Not, compared_facts
from guardrails.prove.formula import conj, disj, implies, neg
from guardrails.truth import Truth
from guardrails.values import Choice, Interval, Value, within

if TYPE_CHECKING:
    from guardrails.rules import Derived, RuleBook
    from guardrails.vocabulary import Fact

Formula = Any  # z3's expressions carry no types
YES = z3.BoolVal(val=True)
NO = z3.BoolVal(val=False)


class Pair(NamedTuple):
    """A three-valued truth: two formulas, and the same where the truth rests on texts read first-hand."""

    true: Formula
    false: Formula
    true_read: Formula
    false_read: Formula


@dataclass(eq=False)
class Facts:
    """One assignment of a topic's facts: a variable each, shared by every state of the same patient.

    *besides* are criteria of nobody's rules that facts are cut by as well, such as those of invariants.
    """

    book: RuleBook
    besides: tuple[Criterion, ...] = ()
    variables: dict[str, Formula] = field(default_factory=dict)
    limits: list[Formula] = field(default_factory=list)
    _within: dict[tuple[str, Value], Formula] = field(default_factory=dict)

    def variable(self, name: str) -> Formula:
        """The variable of a fact, made on first use with its range."""
        if name not in self.variables:
            self.variables[name] = self._made(name)
        return self.variables[name]

    def _made(self, name: str) -> Formula:
        fact = self.book.vocabulary[name]
        if is_boolean(fact):
            return z3.Bool(name)
        if not fact.numeric:
            number = z3.Int(name)  # the piece: all words of one are treated alike
            self.limits += [number >= 0, number < len(self.pieces[name])]
            return number
        real = z3.Real(name)
        self.limits.append(in_interval(real, fact.whole))
        return real

    def within(self, name: str, allowed: Value) -> Formula:
        """Whether a fact's exact value is one of those allowed."""
        if (name, allowed) not in self._within:
            self._within[name, allowed] = self._inside(name, allowed)
        return self._within[name, allowed]

    def _inside(self, name: str, allowed: Value) -> Formula:
        fact, variable = self.book.vocabulary[name], self.variable(name)
        if isinstance(allowed, Interval):
            return in_interval(variable, allowed)
        if is_boolean(fact):
            return {2: YES, 0: NO}.get(len(allowed.of), variable if "yes" in allowed.of else neg(variable))
        inside = [n for n, piece in enumerate(self.pieces[name]) if within(piece, allowed) is not Truth.FALSE]
        return disj([variable == n for n in inside])

    def piece_in(self, model: Any, name: str) -> Value:
        """The piece of a fact that a model chose."""
        pieces = self.pieces[name]
        return next(each for each in pieces if z3.is_true(model.eval(self.within(name, each), model_completion=True)))

    @cached_property
    def pieces(self) -> dict[str, tuple[Value, ...]]:
        """Every fact cut where any rule or derivation cuts it: all values of a piece are treated alike."""
        allowed: dict[str, list[Value]] = {}
        for each in (*comparisons(self.book), *(each for part in self.besides for each in compared_facts(part))):
            allowed.setdefault(each.fact, []).append(each.allowed)
        for derived in self.book.derived:
            allowed.setdefault(derived.fact, []).append(derived.value)
        return {name: tuple(cut(self.book.vocabulary[name], values)) for name, values in allowed.items()}


def is_boolean(fact: Fact) -> bool:
    """Whether a fact is just yes or no."""
    return not fact.numeric and set(fact.choices) == {"yes", "no"}


def in_interval(variable: Formula, allowed: Value) -> Formula:
    """A number within bounds; an infinite bound is none."""
    if not isinstance(allowed, Interval):
        return NO
    parts = []
    if math.isfinite(allowed.low):
        low = z3.RealVal(repr(allowed.low))
        parts.append(variable > low if allowed.low_open else variable >= low)
    if math.isfinite(allowed.high):
        high = z3.RealVal(repr(allowed.high))
        parts.append(variable < high if allowed.high_open else variable <= high)
    return conj(parts) if parts else YES


def comparisons(book: RuleBook) -> Iterator[Compare]:
    """Every comparison of a topic's rules, derivations and contradictions."""
    for rule in book.rules:
        yield from compared_facts(rule.concerns)
        yield from compared_facts(rule.criterion)
    for criterion in (*(each.criterion for each in book.derived), *(each.criterion for each in book.conflicts)):
        yield from compared_facts(criterion)


def cut(fact: Fact, allowed: Sequence[Value]) -> Iterator[Value]:
    """The pieces of a fact between all thresholds; a threshold itself belongs to the side that includes it."""
    if not fact.numeric:
        yield from _classes(fact, [each.of for each in allowed if isinstance(each, Choice)])
        return
    low, high = fact.possible or (-math.inf, math.inf)
    whole = Interval(low, high)
    cuts = {(whole.low, False), (whole.high, True)}  # (number, whether the piece below includes it)
    for each in (each for each in allowed if isinstance(each, Interval)):
        if whole.low <= each.low <= whole.high and (each.low, each.low_open) != (whole.low, False):
            cuts.add((each.low, each.low_open))
        if whole.low <= each.high <= whole.high and (each.high, each.high_open) != (whole.high, False):
            cuts.add((each.high, not each.high_open))
    for (low, excluded), (high, included) in pairwise(sorted(cuts)):
        piece = Interval(low, high, excluded, not included)
        if not piece.empty:
            yield piece


def _classes(fact: Fact, allowed: Sequence[frozenset[str]]) -> Iterator[Choice]:
    """The words that no comparison tells apart, together."""
    alike: dict[tuple[bool, ...], list[str]] = {}
    for word in fact.choices:
        alike.setdefault(tuple(word in each for each in allowed), []).append(word)
    yield from (Choice(frozenset(words)) for words in alike.values())


@dataclass(eq=False)
class State:
    """What is known of a patient at one moment: which facts were given, and all that follows.

    `prefix` None stands for a patient of whom everything is known exactly.
    """

    facts: Facts
    prefix: str | None = None
    _sources: dict[str, list[tuple[Derived, Formula]]] = field(default_factory=dict)
    _working: set[str] = field(default_factory=set)
    _pairs: dict[int, Pair] = field(default_factory=dict)

    def given(self, name: str) -> Formula:
        """Whether a fact was given."""
        return YES if self.prefix is None else z3.Bool(f"{self.prefix}:{name}")

    def pair(self, criterion: Criterion) -> Pair:
        """The truth of a criterion, as formulas."""
        if id(criterion) not in self._pairs:
            self._pairs[id(criterion)] = self._pair(criterion)
        return self._pairs[id(criterion)]

    def _pair(self, criterion: Criterion) -> Pair:
        match criterion:
            case Compare():
                true, false = self.compared(criterion.fact, criterion.allowed)
                return Pair(true, false, true, false) if criterion.first_hand else Pair(true, false, NO, NO)
            case Not():
                inner = self.pair(criterion.part)
                return Pair(inner.false, inner.true, inner.false_read, inner.true_read)
        parts = [self.pair(each) for each in criterion.parts]
        true, false, true_read, false_read = ([getattr(each, name) for each in parts] for name in Pair._fields)
        if isinstance(criterion, AllOf):
            return Pair(conj(true), disj(false), conj(true_read), disj(false_read))
        return Pair(disj(true), conj(false), disj(true_read), conj(false_read))

    def compared(self, name: str, allowed: Value) -> tuple[Formula, Formula]:
        """Whether a comparison holds for certain, and whether it certainly does not."""
        inside = self.facts.within(name, allowed)
        if self.prefix is None:
            return inside, neg(inside)
        sources = self.sources(name)
        if not sources:
            return conj(self.given(name), inside), conj(self.given(name), neg(inside))
        known = disj(self.given(name), *(applies for _, applies in sources))
        pieces = self.facts.pieces[name]
        outside = [self.possible(name, piece) for piece in pieces if within(piece, allowed) is Truth.FALSE]
        within_it = [self.possible(name, piece) for piece in pieces if within(piece, allowed) is Truth.TRUE]
        return conj(known, neg(disj(outside))), conj(known, neg(disj(within_it)))

    def possible(self, name: str, piece: Value) -> Formula:
        """Whether a piece of a fact is still possible, by what was given and what follows."""
        parts = [implies(self.given(name), self.facts.within(name, piece))]
        parts += [neg(applies) for each, applies in self.sources(name) if within(piece, each.value) is Truth.FALSE]
        return conj(parts)

    def sources(self, name: str) -> list[tuple[Derived, Formula]]:
        """What may set a fact besides being given, each with when it applies. A circle is cut where it closes."""
        if self.prefix is None or name in self._working:
            return []
        if name not in self._sources:
            self._working.add(name)
            found: list[tuple[Derived, Formula]] = []
            for each in self.facts.book.derived:
                if each.fact == name:
                    found.append((each, self._applies(each, [applies for _, applies in found])))
            self._working.discard(name)
            self._sources[name] = found
        return self._sources[name]

    def _applies(self, each: Derived, before: Iterable[Formula]) -> Formula:
        told = [self.given(name) for name in each.spec.when_given]
        when, unless = self.pair(each.when), self.pair(each.unless)
        if not each.spec.assumption:
            return conj(when.true, unless.false, *told)
        return conj(when.true, neg(unless.true), neg(self.given(each.fact)), neg(disj(list(before))), *told)

    @cached_property
    def assumptions(self) -> list[tuple[Derived, Formula]]:
        """Every assumption, and when it is made."""
        names = dict.fromkeys(each.fact for each in self.facts.book.derived)
        return [pair for name in names for pair in self.sources(name) if pair[0].spec.assumption]

    @cached_property
    def consistent(self) -> Formula:
        """No contradiction between what was given, nothing that follows from it impossible."""
        book = self.facts.book
        parts: list[Formula] = []
        for conflict in book.conflicts:
            told = [self.given(name) for name in conflict.spec.when_given]
            parts.append(neg(conj(self._told(conflict.criterion), *told)))
        if self.prefix is None:
            parts += [
                implies(self.pair(each.criterion).true, self.facts.within(each.fact, each.value))
                for each in book.derived
                if not each.spec.assumption
            ]
        else:
            names = dict.fromkeys(each.fact for each in book.derived)
            parts += [disj([self.possible(name, piece) for piece in self.facts.pieces[name]]) for name in names]
        return conj(*parts, *self.facts.limits)

    def _told(self, criterion: Criterion) -> Formula:
        """Whether a criterion holds by what was given alone: contradictions look at nothing else."""
        return Told(self.facts, self.prefix).pair(criterion).true


class Told(State):
    """A state in which nothing follows: only what was given counts."""

    def sources(self, name: str) -> list[tuple[Derived, Formula]]:
        """Nothing is derived."""
        del name
        return []
