"""Clinical Quality Language's conformance expressions, judged by the criteria that rules are made of."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path

from eval.adapters.rows import Figures, rows_of, share
from eval.adapters.signs import COMPARED, TURNED
from guardrails.criteria import AllOf, AnyOf, Compare, Criterion, Not
from guardrails.quantity import BOUNDS, ValueProblem, parse
from guardrails.truth import Truth
from guardrails.values import Choice, Interval, Value
from guardrails.vocabulary import NO, YES, Fact, FactType, Unit

NAMES = {Truth.TRUE: "true", Truth.FALSE: "false", Truth.UNKNOWN: "null"}
LENGTH = Fact(type=FactType.NUMBER, label="length", unit="cm", units={"cm": Unit(times=1), "m": Unit(times=100)})
ONE, OTHER = (Compare(name, Choice.exactly(YES), name) for name in ("one", "other"))
LOGIC: Mapping[str, Criterion] = {
    "and": AllOf((ONE, OTHER)),
    "or": AnyOf((ONE, OTHER)),
    "implies": AnyOf((Not(ONE), OTHER)),
    "xor": AnyOf((AllOf((ONE, Not(OTHER))), AllOf((Not(ONE), OTHER)))),
}
WORD = r"true|false|null(?: as \w+)?"
NUMBER = r"-?\d+(?:\.\d+)?"
QUANTITY = rf"{NUMBER}\s*'\w+'"
BOTH = re.compile(rf"({WORD}) (and|or|xor|implies) ({WORD})")
DENIED = re.compile(rf"not ({WORD})")
SIDES = re.compile(rf"({QUANTITY}|{NUMBER}|{WORD}) (>=|<=|!=|>|<|=) ({QUANTITY}|{NUMBER}|{WORD})")
BETWEEN = re.compile(rf"({NUMBER}) between ({NUMBER}) and ({NUMBER})")


def cql(path: Path, most: int | None) -> Figures:
    """The expressions on logic and comparison; those on strings, dates, tuples and programs are not what rules say."""
    rows = rows_of(path, most)
    ours = [(row, got) for row in rows if (got := judged(row["expression"])) is not None]
    logic = [(row, got) for row, got in ours if row["file"] == "CqlLogicalOperatorsTest"]
    wrong = [row["expression"] for row, got in ours if row["output"] != [got]]
    return {
        "truth tables right": _right(logic),
        "logic and comparisons right": _right(ours),
        "wrong": ", ".join(wrong) or "none",
        "not of our language": f"{len(rows) - len(ours)} of {len(rows)} (strings, dates, equivalence, programs)",
    }


def _right(told: list[tuple[dict[str, list[str]], str]]) -> str:
    return share(sum(row["output"] == [got] for row, got in told), len(told))


def judged(expression: str) -> str | None:
    """What an expression comes to as criteria over facts given, denied or unknown; None if it is not one of ours."""
    for form, judge in FORMS.items():
        if found := form.fullmatch(expression.strip()):
            return NAMES[judge(*found.groups())]
    return None


def _both(one: str, word: str, other: str) -> Truth:
    return LOGIC[word].truth(_facts(one=one, other=other))


def _denied(one: str) -> Truth:
    return Not(ONE).truth(_facts(one=one))


def _sides(one: str, sign: str, other: str) -> Truth:
    """A fact compared with a value; with nothing on the right, the sides change places: what is unknown is a fact."""
    if sign == "!=":
        return ~_sides(one, "=", other)
    if other.startswith("null"):
        one, sign, other = other, TURNED[sign], one
    if other.startswith("null"):
        return Compare("one", Interval.exactly(0), sign).truth({})
    try:
        there = _value(other)
    except ValueProblem:
        return Truth.UNKNOWN
    allowed = BOUNDS[COMPARED[sign]](there.low) if isinstance(there, Interval) else there
    return Compare("one", allowed, sign).truth(_facts(one=one))


def _between(one: str, low: str, high: str) -> Truth:
    return Compare("one", Interval(float(low), float(high)), "between").truth(_facts(one=one))


def _facts(**said: str) -> dict[str, Value]:
    """Facts by their words; null is a fact that nobody gave, and so is one in a unit that cannot be its own."""
    found: dict[str, Value] = {}
    for name, word in said.items():
        try:
            value = None if word.startswith("null") else _value(word)
        except ValueProblem:
            value = None
        if value is not None:
            found[name] = value
    return found


def _value(word: str) -> Value:
    """A literal as a value. Raises `ValueProblem` for a unit that the fact does not have."""
    if word in ("true", "false"):
        return Choice.exactly(YES if word == "true" else NO)
    number, quote, unit = word.partition("'")
    return parse(LENGTH, f"{number.strip()} {unit.rstrip(quote)}") if quote else Interval.exactly(float(number))


FORMS: Mapping[re.Pattern[str], Callable[..., Truth]] = {
    BOTH: _both,
    DENIED: _denied,
    SIDES: _sides,
    BETWEEN: _between,
}
