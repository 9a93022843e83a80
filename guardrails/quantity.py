"""Facts as data, to and from values: `11 umol/L`, `<11`, `30-65 %`, `yes`, `{below: 11}`, `[never, former]`."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING

from guardrails.values import Choice, Interval, Value

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from guardrails.vocabulary import Fact, Unit

NUMBER = r"[-+]?\d+(?:[.,]\d+)?(?:[eE][-+]?\d+)?"
_QUANTITY = re.compile(
    rf"^\s*(?P<sign><=|>=|<|>|≤|≥|=)?\s*(?P<low>{NUMBER})\s*(?:(?:-|–|to)\s*(?P<high>{NUMBER}))?\s*(?P<unit>[^\d\s].*?)?\s*$"
)
BOUNDS: dict[str, Callable[[float], Interval]] = {
    "is": lambda n: Interval(n, n),
    "at_least": lambda n: Interval(n, math.inf),
    "above": lambda n: Interval(n, math.inf, low_open=True),
    "at_most": lambda n: Interval(-math.inf, n),
    "below": lambda n: Interval(-math.inf, n, high_open=True),
}
_SIGNS = {
    None: "is",
    "=": "is",
    "<": "below",
    ">": "above",
    "<=": "at_most",
    ">=": "at_least",
    "≤": "at_most",
    "≥": "at_least",
}
COMPARISONS = (*BOUNDS, "between", "one_of", "not")
EXACT_BELOW = 2**53  # a whole number beyond is written as a power of ten: no reader of JSON keeps its digits (RFC 7493)


class ValueProblem(ValueError):
    """A value cannot be one of its fact. The message says what is wrong and what to write instead."""


def parse(fact: Fact, raw: object, known: Mapping[str, Value] | None = None, *, units_needed: bool = False) -> Value:
    """Turn data into a value of *fact*, in its own unit.

    *known* holds the other facts that a conversion may depend on. With *units_needed* (rule files) a bare number
    is refused where more than one unit could be meant.
    """
    match raw:
        case None:
            raise ValueProblem(f"{fact.label} is compared with nothing. Give it a value.")
        case dict() if len(raw) == 1:
            [(comparison, operand)] = raw.items()
            return _compared(fact, str(comparison), operand, known, units_needed=units_needed)
        case dict() if len(raw) == 2 and fact.numeric:
            return _bounded(fact, raw, known, units_needed=units_needed)
        case dict():
            raise ValueProblem(
                f"{fact.label} has comparisons {list(raw)}. Use exactly one of: {', '.join(COMPARISONS)}."
            )
        case list() | tuple() if fact.numeric:
            return _compared(fact, "between", raw, known, units_needed=units_needed)
        case list() | tuple():
            return _compared(fact, "one_of", raw, known, units_needed=units_needed)
    return (
        _quantity(fact, raw, known, units_needed=units_needed) if fact.numeric else Choice.exactly(_choice(fact, raw))
    )


def _bounded(
    fact: Fact, raw: dict[object, object], known: Mapping[str, Value] | None, *, units_needed: bool
) -> Interval:
    """A lower and an upper bound: `{above: 65, at_most: 80}`."""
    low, high = (_compared(fact, str(key), raw[key], known, units_needed=units_needed) for key in sorted(raw, key=str))
    both = low.meet(high) if isinstance(low, Interval) and isinstance(high, Interval) else low
    if not isinstance(both, Interval) or both.empty or math.isinf(both.low) or math.isinf(both.high):
        raise ValueProblem(
            f"{fact.label} has comparisons {list(raw)}. Write a lower and an upper bound, or one comparison."
        )
    return both


def _compared(
    fact: Fact, comparison: str, operand: object, known: Mapping[str, Value] | None, *, units_needed: bool
) -> Value:
    if comparison not in COMPARISONS:
        raise ValueProblem(f"{fact.label} has comparison '{comparison}'. Use exactly one of: {', '.join(COMPARISONS)}.")
    if operand is None or operand in ([], ""):
        raise ValueProblem(f"{fact.label} is compared with nothing. Give it a value, e.g. `{comparison}: …`.")
    if not fact.numeric:
        return _chosen(fact, comparison, operand)
    if comparison == "between":
        low, high = _pair(fact, operand)
        ends = [_quantity(fact, end, known, units_needed=units_needed) for end in (low, high)]
        if ends[0].low > ends[1].high:
            raise ValueProblem(f"{fact.label} is between {low} and {high}: write the lower one first.")
        return Interval(ends[0].low, ends[1].high)
    if comparison not in BOUNDS:
        raise ValueProblem(
            f"{fact.label} is a number: '{comparison}' is for words. Use one of: {', '.join(BOUNDS)}, between."
        )
    number = _quantity(fact, operand, known, units_needed=units_needed)
    bound = BOUNDS[comparison]
    return Interval(bound(number.low).low, bound(number.high).high, bound(0).low_open, bound(0).high_open)


def _chosen(fact: Fact, comparison: str, operand: object) -> Choice:
    if comparison not in ("is", "one_of", "not"):
        raise ValueProblem(f"{fact.label} is a word: '{comparison}' is for numbers. Use is or one_of.")
    words = operand if isinstance(operand, list | tuple) else [operand]
    chosen = frozenset(name for word in words for name in _names(fact, word))
    return Choice(frozenset(fact.choices) - chosen) if comparison == "not" else Choice(chosen)


def _names(fact: Fact, word: object) -> tuple[str, ...]:
    """One word, or the members of a group of the vocabulary."""
    return fact.groups.get(str(word)) or (_choice(fact, word),)


def _choice(fact: Fact, word: object) -> str:
    try:
        return fact.choice(word)
    except ValueError as problem:
        raise ValueProblem(str(problem)) from None


def _pair(fact: Fact, operand: object) -> tuple[object, object]:
    match operand:
        case [low, high]:
            return low, high
    raise ValueProblem(f"{fact.label}: 'between' takes two values, the lower first: [25, 80].")


def _quantity(fact: Fact, raw: object, known: Mapping[str, Value] | None, *, units_needed: bool) -> Interval:
    found = None if isinstance(raw, bool) else _QUANTITY.match(str(raw))
    if not found:
        raise ValueProblem(f"'{raw}' is not a value of {fact.label}. Write a number{_unit_hint(fact)}.")
    unit = _unit(fact, found["unit"], units_needed=units_needed)
    low = as_number(found["low"])
    bounds = Interval(low, as_number(found["high"])) if found["high"] else BOUNDS[_SIGNS[found["sign"]]](low)
    return convert(bounds, unit, known)


def as_number(text: str) -> float:
    """A number as people type it: a decimal comma is a point. Raises ValueProblem when it is too large to hold."""
    number = float(text.replace(",", "."))
    if not math.isfinite(number):
        raise ValueProblem(f"'{text[:20]}' is too large to be a measurement.")
    return number


def _unit(fact: Fact, written: str | None, *, units_needed: bool) -> Unit | None:
    if written is None:
        bare = len(fact.units) < 2 or any(unit.bare for unit in fact.units.values())
        if units_needed and not bare:
            raise ValueProblem(f"{fact.label} has no unit. Write it with one of: {', '.join(fact.units)}.")
        return fact.units.get(fact.unit or "")
    name = unit_named(fact, written)
    if name is None:
        raise ValueProblem(
            f"'{written}' is not a unit of {fact.label}. Write one of: {', '.join(fact.units) or 'none'}."
        )
    return fact.units.get(name)


def unit_named(fact: Fact, written: str) -> str | None:
    """The name of a unit from any of its spellings, or None."""
    if written == fact.unit:
        return written
    folded = _fold(written)
    for name, unit in fact.units.items():
        if folded in {_fold(name), *map(_fold, unit.words)}:
            return name
    return None


def _fold(unit: str) -> str:
    return "".join(unit.casefold().replace("µ", "u").replace("μ", "u").split())


def convert(value: Interval, unit: Unit | None, known: Mapping[str, Value] | None = None) -> Interval:
    """A value in one of the accepted units, as the range of the fact's own unit that it may mean."""
    if unit is None:
        return value
    other = (known or {}).get(unit.by.fact) if unit.by else None
    return value.scaled(*unit.factors(other.exact if isinstance(other, Choice) else None))


def _unit_hint(fact: Fact) -> str:
    return f" with its unit, such as {', '.join(list(fact.units)[:3])}" if fact.units else ""


def describe(fact: Fact, value: Value) -> str:
    """A value in words: `below 11 umol/L`, `25 to 80 %`, `never or former`."""
    if isinstance(value, Choice):
        return _describe_choice(fact, value)
    unit = "" if not fact.unit else fact.unit if fact.unit.startswith("%") else f" {fact.unit}"
    return f"{_describe_interval(value)}{unit}"


def _describe_choice(fact: Fact, value: Choice) -> str:
    for name, members in fact.groups.items():
        if value.of == frozenset(members):
            return name.replace("_", " ")
    names = [each.label or name for name, each in fact.choices.items() if name in value.of]
    left_out = [each.label or name for name, each in fact.choices.items() if name not in value.of]
    if len(left_out) < len(names) and len(names) > 3:
        return "not " + " or ".join(left_out)
    return " or ".join(names)


def _describe_interval(value: Interval) -> str:
    low, high = (f"{number:.4g}" for number in (value.low, value.high))
    if value.exact is not None:
        return low
    if not (math.isinf(value.low) or math.isinf(value.high) or value.low_open or value.high_open):
        return f"{low} to {high}"
    lower = f"{'above' if value.low_open else 'at least'} {low}" if not math.isinf(value.low) else ""
    upper = f"{'below' if value.high_open else 'at most'} {high}" if not math.isinf(value.high) else ""
    return " and ".join(part for part in (lower, upper) if part) or "any"


def as_data(fact: Fact, value: Value) -> object:
    """A value as JSON that `parse` reads back: 11, {"below": 11}, "AB", true, {"one_of": […]}."""
    if isinstance(value, Choice):
        if value.exact is None:
            return {"one_of": [name for name in fact.choices if name in value.of]}
        return value.exact == "yes" if fact.type == "yes_no" else value.exact
    return _plain(value.low) if value.exact is not None else _bounds_as_data(value)


def _bounds_as_data(value: Interval) -> dict[str, object]:
    lower, upper = "above" if value.low_open else "at_least", "below" if value.high_open else "at_most"
    if (lower, upper) == ("at_least", "at_most") and not math.isinf(value.low) and not math.isinf(value.high):
        return {"between": [_plain(value.low), _plain(value.high)]}
    bounds = {lower: value.low, upper: value.high}
    return {name: _plain(number) for name, number in bounds.items() if not math.isinf(number)}


def _plain(number: float) -> float | int:
    shown = float(f"{number:.6g}")
    return int(shown) if shown.is_integer() and abs(shown) < EXACT_BELOW else shown
