"""Facts as data: what is written is read exactly, or refused with the way out."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guardrails.quantity import ValueProblem, as_data, describe, parse
from guardrails.values import Choice, Interval
from guardrails.vocabulary import Fact

LEVEL = Fact.model_validate(
    {
        "type": "number",
        "label": "level",
        "unit": "umol/L",
        "units": {"umol/L": {"times": 1, "words": "µM"}, "g/L": {"times": 19.23, "between": [18.4, 19.24]}},
        "possible": [0, 150],
    }
)
AGE = Fact.model_validate(
    {"type": "number", "label": "age", "unit": "years", "units": {"years": {"times": 1, "bare": True}}}
)
SMOKING = Fact.model_validate(
    {"type": "category", "label": "smoking", "values": {w: {} for w in ("never", "former", "current")}}
)
RASH = Fact.model_validate({"type": "yes_no", "label": "rash"})
GENES = Fact.model_validate(
    {
        "type": "category",
        "label": "genotype",
        "pairs": {"parts": {"A": {}, "Bx": {}, "C": {}}, "prefixes": ["pi"]},
        "groups": {"rare": ["A/Bx", "CC"]},
    }
)
INF = float("inf")


@pytest.mark.parametrize(
    ("fact", "raw", "value"),
    [
        (LEVEL, "11 umol/L", Interval(11, 11)),
        (LEVEL, "<11 µM", Interval(-INF, 11, high_open=True)),
        (LEVEL, "≥ 23 umol/L", Interval(23, INF)),
        (LEVEL, "0,57 g/L", Interval(10.488, 10.9668)),
        (LEVEL, "8-16 umol/L", Interval(8, 16)),
        (LEVEL, 11, Interval(11, 11)),
        (LEVEL, {"below": "11 umol/L"}, Interval(-INF, 11, high_open=True)),
        (LEVEL, {"between": ["8 umol/L", "16 umol/L"]}, Interval(8, 16)),
        (LEVEL, {"above": "8 umol/L", "at_most": "16 umol/L"}, Interval(8, 16, low_open=True)),
        (SMOKING, "Never", Choice(frozenset({"never"}))),
        (SMOKING, ["never", "former"], Choice(frozenset({"never", "former"}))),
        (SMOKING, {"not": "current"}, Choice(frozenset({"never", "former"}))),
        (RASH, True, Choice(frozenset({"yes"}))),
        (RASH, "no", Choice(frozenset({"no"}))),
        (GENES, "c/a", Choice(frozenset({"AC"}))),
        (GENES, "PiCC", Choice(frozenset({"CC"}))),
        (GENES, "Bx/A", Choice(frozenset({"A/Bx"}))),
        (GENES, {"one_of": "rare"}, Choice(frozenset({"A/Bx", "CC"}))),
    ],
)
def test_is_read(fact, raw, value):
    assert value == parse(fact, raw)


@pytest.mark.parametrize(
    ("fact", "raw", "way_out"),
    [
        (LEVEL, "much", "Write a number with its unit, such as umol/L, g/L"),
        (LEVEL, "11 miles", "Write one of: umol/L, g/L"),
        (LEVEL, True, "Write a number"),
        (LEVEL, "1e999 umol/L", "too large"),
        (LEVEL, {"at_lest": 11}, "Use exactly one of: is, at_least"),
        (LEVEL, {"between": [16, 8]}, "write the lower one first"),
        (LEVEL, {"between": 8}, "takes two values"),
        (LEVEL, {"below": None}, "compared with nothing"),
        (LEVEL, {"below": 8, "at_most": 9}, "a lower and an upper bound"),
        (SMOKING, "sometimes", "Write one of: never, former, current"),
        (SMOKING, {"above": "never"}, "Use is or one_of"),
        (GENES, "XY", "Write one of:"),
        (RASH, None, "compared with nothing"),
    ],
)
def test_is_refused_with_the_way_out(fact, raw, way_out):
    with pytest.raises(ValueProblem, match=re.escape(way_out)):
        parse(fact, raw)


def test_rules_need_units_where_more_than_one_could_be_meant():
    with pytest.raises(ValueProblem, match="has no unit"):
        parse(LEVEL, {"below": 11}, units_needed=True)
    assert Interval(18, 18) == parse(AGE, 18, units_needed=True)


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (Interval(11, 11), "11 umol/L"),
        (Interval(-INF, 11, high_open=True), "below 11 umol/L"),
        (Interval(23, INF), "at least 23 umol/L"),
        (Interval(8, 16), "8 to 16 umol/L"),
        (Interval(8, 16, low_open=True), "above 8 and at most 16 umol/L"),
    ],
)
def test_values_read_as_a_nurse_would_say_them(value, words):
    assert words == describe(LEVEL, value)


ENDS = st.integers(0, 40).map(lambda n: n / 4)


@given(ENDS, ENDS, st.booleans(), st.booleans())
def test_a_value_printed_as_data_reads_back_as_itself(low, high, low_open, high_open):
    value = Interval(min(low, high), max(low, high), low_open and low != high, high_open and low != high)

    assert value == parse(LEVEL, as_data(LEVEL, value))


@given(st.text(max_size=30))
def test_any_text_is_read_or_refused(text):
    assert all(read_or_refused(fact, text) for fact in (LEVEL, AGE, SMOKING, GENES, RASH))


def read_or_refused(fact, text):
    try:
        return isinstance(parse(fact, text), Interval | Choice)
    except ValueProblem as problem:
        return str(problem)
