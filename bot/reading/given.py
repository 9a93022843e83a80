"""Facts given apart from the words, as data: they win over words, and what is wrong with them is refused.

A fact given as None is withheld: it is not given, whatever the words say of it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bot.reading.types import ReadFact
from guardrails.quantity import ValueProblem, as_data, parse
from guardrails.values import Interval

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from guardrails.values import Value
    from guardrails.vocabulary import Fact


@dataclass(frozen=True)
class Given:
    """The facts given apart by name, and the names of those that are withheld."""

    facts: Mapping[str, ReadFact] = field(default_factory=dict)
    withheld: frozenset[str] = frozenset()


NOTHING = Given()


def given_to(topics: Sequence[Mapping[str, Fact]], given: Mapping[str, object]) -> list[Given]:
    """What each topic's vocabulary knows of *given*; no facts where it refuses what another takes.

    Raises ValueProblem for a name that no topic knows, and for a value that every topic refuses that knows its name.
    """
    if not given:
        return [NOTHING for _ in topics]
    known = {name: fact for facts in reversed(topics) for name, fact in facts.items()}
    if strangers := [name for name in given if name not in known]:
        raise ValueProblem(unknown_name(strangers[0], known))
    withheld = frozenset(name for name, value in given.items() if value is None)
    given = {name: value for name, value in given.items() if name not in withheld}
    taken: list[dict[str, ReadFact] | ValueProblem] = [_taken(facts, given) for facts in topics]
    accepted = {name for each in taken if not isinstance(each, ValueProblem) for name in each}
    for facts, each in zip(topics, taken, strict=True):
        if isinstance(each, ValueProblem) and not accepted.issuperset(name for name in given if name in facts):
            raise each
    return [Given({} if isinstance(each, ValueProblem) else each, withheld) for each in taken]


def not_of(facts: Mapping[str, Fact], given: Mapping[str, object]) -> tuple[str, ...]:
    """The facts of *given* that a vocabulary does not know."""
    return tuple(name for name, value in given.items() if name not in facts and value is not None)


def _taken(facts: Mapping[str, Fact], given: Mapping[str, object]) -> dict[str, ReadFact] | ValueProblem:
    try:
        return given_facts({name: value for name, value in given.items() if name in facts}, facts)
    except ValueProblem as problem:
        return problem


def given_facts(given: Mapping[str, object], facts: Mapping[str, Fact]) -> dict[str, ReadFact]:
    """The facts of *given* by name, all of them known. Raises ValueProblem with what a value may be."""
    values: dict[str, Value] = {}
    for name in sorted(given, key=lambda each: bool(_depends(facts.get(each)))):
        values[name] = parse(facts[name], given[name], values)
        if problem := _impossible(facts[name], given[name], values[name]):
            raise ValueProblem(problem)
    return {name: _given(name, values[name], given[name], facts[name]) for name in facts if name in values}


def unknown_name(name: str, facts: Mapping[str, Fact]) -> str:
    """What to say of a name that is no fact."""
    from rapidfuzz.process import extractOne

    nearest = extractOne(name, list(facts))
    hint = f" Did you mean '{nearest[0]}'?" if nearest and nearest[1] > 60 else ""
    return f"'{name}' is not a fact.{hint} Facts are: {', '.join(facts)}."


def _depends(fact: Fact | None) -> bool:
    return fact is not None and any(unit.by for unit in fact.units.values())


def _impossible(fact: Fact, raw: object, value: Value) -> str | None:
    if not isinstance(value, Interval) or not value.meet(_whole(fact)).empty:
        return None
    low, high = fact.possible or (float("-inf"), float("inf"))
    return f"'{raw}' is not possible for {fact.label}: it lies between {low:g} and {high:g} {fact.unit or ''}.".replace(
        " .", "."
    )


def _whole(fact: Fact) -> Interval:
    low, high = fact.possible or (float("-inf"), float("inf"))
    return Interval(low, high)


def _given(name: str, value: Value, raw: object, fact: Fact) -> ReadFact:
    return ReadFact(name, value, as_data(fact, value), str(raw), 0, len(str(raw)), source="given")
