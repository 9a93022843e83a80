"""What is known of a fact is what is still possible: comparisons follow from that and from nothing else."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guardrails.truth import Truth
from guardrails.values import Choice, Interval, meet, within

NUMBERS = st.integers(-5, 5).map(float)


@st.composite
def intervals(draw):
    low, high = sorted((draw(NUMBERS), draw(NUMBERS)))
    open_ends = (False, False) if low == high else (draw(st.booleans()), draw(st.booleans()))
    return Interval(low, high, *open_ends)


def has(interval, number):
    above = number > interval.low or (number == interval.low and not interval.low_open)
    below = number < interval.high or (number == interval.high and not interval.high_open)
    return above and below


POINTS = [n / 4 for n in range(-24, 25)]


@given(intervals(), intervals())
def test_meeting_keeps_exactly_what_both_allow(one, other):
    assert [has(one, n) and has(other, n) for n in POINTS] == [has(one.meet(other), n) for n in POINTS]


@given(intervals(), intervals())
def test_within_is_certain_only_when_every_possible_value_agrees(one, allowed):
    inside = {has(allowed, n) for n in POINTS if has(one, n)}

    expected = {frozenset({True}): Truth.TRUE, frozenset({False}): Truth.FALSE}.get(frozenset(inside), Truth.UNKNOWN)
    assert expected is one.within(allowed)


@given(intervals(), intervals(), intervals())
def test_learning_more_never_overturns_a_comparison(one, more, allowed):
    narrower = one.meet(more)

    if not narrower.empty and one.within(allowed) is not Truth.UNKNOWN:
        assert one.within(allowed) is narrower.within(allowed)


@pytest.mark.parametrize(
    ("known", "allowed", "truth"),
    [
        ({"never"}, {"never", "former"}, Truth.TRUE),
        ({"current"}, {"never", "former"}, Truth.FALSE),
        ({"former", "current"}, {"never", "former"}, Truth.UNKNOWN),
    ],
)
def test_words_are_compared_as_sets(known, allowed, truth):
    assert truth is within(Choice(frozenset(known)), Choice(frozenset(allowed)))


def test_a_value_in_another_unit_is_the_range_that_it_may_mean():
    assert Interval(10.488, 10.9668) == Interval.exactly(0.57).scaled(18.4, 19.24)


def test_scaling_leaves_no_noise_of_binary_multiplication():
    assert Interval.exactly(0.3) == Interval.exactly(0.1).scaled(3, 3)
    assert math.inf == Interval(low=1).scaled(2, 2).high


def test_a_number_and_a_word_are_never_compared():
    with pytest.raises(TypeError, match="number and a word"):
        meet(Interval.exactly(1), Choice.exactly("yes"))
