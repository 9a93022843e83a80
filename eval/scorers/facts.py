"""Are the words read right? Facts found, facts invented, values."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from eval.marks import Mark
from guardrails.quantity import describe
from guardrails.values import Choice, Interval

if TYPE_CHECKING:
    from bot.wiring import Bot
    from eval.asking import Asked
    from guardrails.values import Value
    from guardrails.vocabulary import Vocabulary


def recall(asked: Asked, _: Bot) -> Mark | None:
    """How many of the facts stated were read."""
    wanted = [*asked.wording.facts, *asked.wording.about]
    lost = [name for name in wanted if name not in read_facts(asked)]
    return Mark.of(len(wanted) - len(lost), len(wanted), f"not read: {', '.join(lost)}" if lost else "")


def precision(asked: Asked, _: Bot) -> Mark | None:
    """How many of the facts read were stated."""
    wording = asked.wording
    if asked.case.recorded:
        return None
    read = [name for name in read_facts(asked) if name not in wording.may]
    invented = [name for name in read if name not in wording.facts and name not in wording.about]
    return Mark.of(len(read) - len(invented), len(read), f"not stated: {', '.join(invented)}" if invented else "")


def values(asked: Asked, bot: Bot) -> Mark | None:
    """How many of the facts read have the value stated."""
    vocabulary = bot.benches[asked.topic].book.vocabulary
    read, wanted = read_facts(asked), asked.wording.values(vocabulary)
    wrong = [_differs(vocabulary, name, read[name], value) for name, value in wanted.items() if name in read]
    wrong += [_outside(name, read[name], between) for name, between in asked.wording.about.items() if name in read]
    said = [each for each in wrong if each]
    return Mark.of(len(wrong) - len(said), len(wrong), "; ".join(said))


def read_facts(asked: Asked) -> dict[str, Value]:
    """What was read in the words: not what was handed over apart."""
    facts = asked.reading.facts if asked.reading else ()
    return {each.name: each.value for each in facts if each.source != "given"}


def _differs(vocabulary: Vocabulary, name: str, got: Value, wanted: Value) -> str | None:
    if same(got, wanted):
        return None
    fact = vocabulary[name]
    return f"{name}: {describe(fact, got)}, not {describe(fact, wanted)}"


def _outside(name: str, got: Value, between: tuple[float, float]) -> str | None:
    low, high = between
    inside = isinstance(got, Interval) and low <= got.low and got.high <= high
    return None if inside else f"{name}: {got}, not between {low:g} and {high:g}"


def same(one: Value, other: Value) -> bool:
    """Whether two values are the same, but for the last digits of a conversion."""
    match one, other:
        case Interval(), Interval():
            ends = math.isclose(one.low, other.low, rel_tol=1e-4) and math.isclose(one.high, other.high, rel_tol=1e-4)
            return ends and (one.low_open, one.high_open) == (other.low_open, other.high_open)
        case Choice(), Choice():
            return one.of == other.of
    return False
