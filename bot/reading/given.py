"""Facts given apart from the words, as data: they win over words, and what is wrong with them is refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rapidfuzz.process import extractOne

from bot.reading.types import ReadFact
from guardrails.quantity import ValueProblem, as_data, parse
from guardrails.values import Interval

if TYPE_CHECKING:
    from collections.abc import Mapping

    from guardrails.values import Value
    from guardrails.vocabulary import Fact


def given_facts(given: Mapping[str, object], facts: Mapping[str, Fact]) -> dict[str, ReadFact]:
    """The facts of *given* by name. Raises ValueProblem with the nearest known name, or what the value may be."""
    values: dict[str, Value] = {}
    for name in sorted(given, key=lambda each: bool(_depends(facts.get(each)))):
        if name not in facts:
            raise ValueProblem(unknown_name(name, facts))
        values[name] = parse(facts[name], given[name], values)
        if problem := _impossible(facts[name], given[name], values[name]):
            raise ValueProblem(problem)
    return {name: _given(name, values[name], given[name], facts[name]) for name in facts if name in values}


def unknown_name(name: str, facts: Mapping[str, Fact]) -> str:
    """What to say of a name that is no fact."""
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
