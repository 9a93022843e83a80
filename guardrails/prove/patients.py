"""Counterexample patients: exact, plain values from a solver's model, as few as show the fault; and the command."""

from __future__ import annotations

import math
import shlex
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from guardrails.prove.logic import Facts, is_boolean
from guardrails.quantity import as_data
from guardrails.values import Choice, Interval, Value

if TYPE_CHECKING:
    from guardrails.criteria import Compare
    from guardrails.rules import RuleBook
    from guardrails.vocabulary import Fact

Patient = Mapping[str, Value]


class Asked(NamedTuple):
    """The words that a decision is asked with, and the facts that they tell by themselves.

    Of patients who meet one of `elsewhere`, the same words ask for another decision; of those in general for whom
    `means` is false, which may turn on whether one of `turns_on` is known.
    """

    words: str
    tells: frozenset[str] = frozenset()
    elsewhere: tuple[Compare, ...] = ()
    means: Callable[[Patient], bool] = lambda _: True
    turns_on: tuple[str, ...] = ()

    def whole(self, patient: Patient, book: RuleBook) -> Iterator[Patient]:
        """A patient, and the same with one more fact known that may decide what the words ask for."""
        yield patient
        for name in self.turns_on:
            if name not in patient:
                yield from ({**patient, name: Choice.exactly(value)} for value in book.vocabulary[name].choices)


def patient_of(model: Any, facts: Facts, names: Iterable[str]) -> dict[str, Value]:
    """The values that a model gives some facts, each as the plainest number of its piece."""
    wanted = [name for name in names if name in facts.pieces]
    return {name: plainest(facts.book.vocabulary[name], facts.piece_in(model, name)) for name in wanted}


def plainest(fact: Fact, piece: Value) -> Value:
    """The value of a piece that reads best: a common word, a whole number, the fewest decimals."""
    if isinstance(piece, Choice):
        order = list(dict.fromkeys((*fact.common, *fact.choices)))
        return Choice.exactly(min(piece.of, key=order.index))
    return Interval.exactly(plain_number(piece))


def plain_number(piece: Interval) -> float:
    """The plainest number inside an interval, exact in few decimals."""
    low = piece.low if math.isfinite(piece.low) else (piece.high - 100 if math.isfinite(piece.high) else 0.0)
    high = piece.high if math.isfinite(piece.high) else low + 100
    middle = (low + high) / 2
    for decimals in range(7):
        step = 10.0**-decimals
        near = [round(round(middle / step) * step + shift * step, decimals) for shift in (0, -1, 1)]
        ends = [round(math.ceil(low / step) * step, decimals), round(math.floor(high / step) * step, decimals)]
        for number in (*near, *ends):
            if not piece.meet(Interval.exactly(number)).empty:
                return float(number)
    return middle


def smallest(patient: Patient, shows: Callable[[Patient], bool], keep: Collection[str] = ()) -> dict[str, Value]:
    """The fewest facts that still show a fault, by leaving out one after the other; some are kept."""
    left = dict(patient)
    for name in [name for name in left if name not in keep]:
        fewer = {other: value for other, value in left.items() if other != name}
        if shows(fewer):
            left = fewer
    return left


def in_words(patient: Patient, book: RuleBook) -> str:
    """A patient in plain words."""
    return "; ".join(_said(book.vocabulary[name], value) for name, value in patient.items()) or "anyone"


def _said(fact: Fact, value: Value) -> str:
    if isinstance(value, Choice) and is_boolean(fact):
        return fact.label if value.exact == "yes" else f"no {fact.label}"
    if isinstance(value, Choice):
        return f"{fact.label} {value.exact}"
    return f"{fact.label} {value.exact:g}{f' {fact.unit}' if fact.unit else ''}"


def command(patient: Patient, book: RuleBook, question: str) -> str:
    """What to type to see it."""
    facts = [
        f"--fact {shlex.quote(f'{name}={_typed(book.vocabulary[name], value)}')}" for name, value in patient.items()
    ]
    return " ".join(["guideline ask", shlex.quote(question), *facts])


def _typed(fact: Fact, value: Value) -> str:
    data = as_data(fact, value)
    if isinstance(data, bool):
        return "yes" if data else "no"
    unit = f" {fact.unit}" if isinstance(value, Interval) and fact.unit in fact.units else ""
    return f"{data}{unit}"
