"""Where a formula holds, as few and wide boxes that read well: "FEV1 above 65 and at most 80 %; rash".

Each box starts at one patient; what the solver does not need to keep the formula true is dropped (its unsatisfiable
core), fact by fact, then bound by bound.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import z3

from guardrails.prove.formula import answered, conj, implies, neg
from guardrails.prove.logic import Facts, Formula, is_boolean
from guardrails.quantity import describe
from guardrails.truth import Truth
from guardrails.values import Choice, Interval, Value, within

if TYPE_CHECKING:
    from guardrails.rules import RuleBook
    from guardrails.vocabulary import Fact

MOST_BOXES = 8
MOST_WORDS = 8
TIMEOUT_MS = 5_000


@dataclass(frozen=True)
class Box:
    """A region of patients: what each named fact may be. Facts that are not named may be anything."""

    limits: tuple[tuple[str, Value], ...]

    def said(self, book: RuleBook) -> str:
        """The region in words."""
        if not self.limits:
            return "everyone"
        return "; ".join(said(book.vocabulary[name], value) for name, value in self.limits)


def said(fact: Fact, value: Value) -> str:
    """One fact and what it may be, in words."""
    if isinstance(value, Choice) and is_boolean(fact):
        return fact.label if "yes" in value.of else f"no {fact.label}"
    if isinstance(value, Choice) and len(value.of) > MOST_WORDS and len(fact.choices) - len(value.of) > MOST_WORDS:
        shown = [word for word in (*fact.common, *fact.choices) if word in value.of]
        return f"{fact.label}: {', '.join(dict.fromkeys(shown[:MOST_WORDS]))} and {len(value.of) - MOST_WORDS} more"
    return f"{fact.label}: {describe(fact, value)}"


@dataclass(frozen=True)
class _Literal:
    """One bound of a box: the fact, what it leaves out, and its formula under a name the solver can report."""

    fact: str
    value: Value
    label: str
    name: Formula


class Regions:
    """Boxes of one background: what is always so (ranges, consistency)."""

    def __init__(self, facts: Facts, background: Formula) -> None:
        """Take the facts, and what holds of every patient considered."""
        self.facts = facts
        self.background = background
        self._literals = {name: list(self._of(name)) for name in facts.pieces}
        named = [
            implies(each.name, facts.within(each.fact, each.value)) for all_ in self._literals.values() for each in all_
        ]
        self.finder = solver(background)
        self.widener = solver(background, *named)

    def _of(self, name: str) -> Iterator[_Literal]:
        """The bounds of a fact: a number's cuts from below and above, a category's pieces left out one by one."""
        pieces = self.facts.pieces[name]
        for n, piece in enumerate(pieces):
            if isinstance(piece, Interval):
                if n:
                    yield self._literal(name, Interval(piece.low, math.inf, piece.low_open), f"{name}>{n}")
                if n < len(pieces) - 1:
                    yield self._literal(name, Interval(-math.inf, piece.high, high_open=piece.high_open), f"{name}<{n}")
            else:
                rest = frozenset(self.facts.book.vocabulary[name].choices) - piece.of
                yield self._literal(name, Choice(rest), f"{name}!{n}")

    def _literal(self, name: str, value: Value, label: str) -> _Literal:
        return _Literal(name, value, f"bound:{label}", z3.Bool(f"bound:{label}"))

    def boxes(self, formula: Formula, most: int = MOST_BOXES) -> tuple[list[Box], list[Any], bool]:
        """Boxes that cover where a formula holds, the model each grew from, and whether they cover all of it."""
        self.finder.push()
        self.widener.push()
        self.finder.add(formula)
        self.widener.add(neg(formula))
        try:
            return self._boxes(most)
        finally:
            self.finder.pop()
            self.widener.pop()

    def _boxes(self, most: int) -> tuple[list[Box], list[Any], bool]:
        found: list[Box] = []
        models: list[Any] = []
        while self.finder.check() == z3.sat:
            if len(found) == most:
                return found, models, False
            models.append(self.finder.model())
            found.append(self._widened(models[-1]))
            self.finder.add(neg(self.inside(found[-1])))
        return found, models, True

    def possible(self, *formulas: Formula) -> Any:
        """A model of some formulas on this background, or None."""
        self.finder.push()
        self.finder.add(*formulas)
        model = self.finder.model() if self.finder.check() == z3.sat else None
        self.finder.pop()
        return model

    def inside(self, box: Box) -> Formula:
        """Whether a patient is in a box."""
        return conj([self.facts.within(name, value) for name, value in box.limits])

    def _widened(self, model: Any) -> Box:
        """The widest box around a patient that one pass finds."""
        here = {name: self.facts.piece_in(model, name) for name in self._literals}
        true_here = [
            each
            for name, literals in self._literals.items()
            for each in literals
            if within(here[name], each.value) is Truth.TRUE
        ]
        widener = self.widener
        kept = _core(widener, true_here)
        for name in list(dict.fromkeys(each.fact for each in kept)):
            fewer = [each for each in kept if each.fact != name]
            if _never(widener, fewer):
                kept = fewer
        for each in list(kept):
            fewer = [other for other in kept if other is not each]
            if _never(widener, fewer):
                kept = fewer
        return Box(tuple(self._joined(kept)))

    def _joined(self, kept: Sequence[_Literal]) -> Iterator[tuple[str, Value]]:
        for name in (name for name in self.facts.book.vocabulary.facts if any(each.fact == name for each in kept)):
            value = self.facts.book.vocabulary[name].whole
            for each in kept:
                if each.fact == name:
                    value = value.meet(each.value)  # type: ignore[arg-type]
            yield name, _open_ended(self.facts.book.vocabulary[name], value)


def _open_ended(fact: Fact, value: Value) -> Value:
    """A bound that is only the end of what is possible is no bound to speak of."""
    whole = fact.whole
    if not isinstance(value, Interval) or not isinstance(whole, Interval):
        return value
    low = (
        (-math.inf, False)
        if (value.low, value.low_open) == (whole.low, whole.low_open)
        else (value.low, value.low_open)
    )
    high = (
        (math.inf, False)
        if (value.high, value.high_open) == (whole.high, whole.high_open)
        else (value.high, value.high_open)
    )
    return Interval(low[0], high[0], low[1], high[1])


def _core(widener: z3.Solver, literals: Sequence[_Literal]) -> list[_Literal]:
    if not _never(widener, literals):
        return list(literals)
    core = {name.decl().name() for name in widener.unsat_core()}
    return [each for each in literals if each.label in core]


def _never(widener: z3.Solver, literals: Sequence[_Literal]) -> bool:
    """Whether no patient is within some bounds."""
    return bool(answered(widener, [each.name for each in literals]) == z3.unsat)


def solver(*formulas: Formula) -> z3.Solver:
    """A solver with a time limit; what it cannot decide in time counts as not proved."""
    made = z3.Solver()
    made.set("timeout", TIMEOUT_MS)
    made.add(*formulas)
    return made
