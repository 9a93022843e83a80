"""The truth tables, written out: there are few enough to read."""

import pytest

from guardrails.truth import Truth, all_of, any_of

F, U, T = Truth


@pytest.mark.parametrize(
    ("a", "b", "both", "either"),
    [(T, T, T, T), (T, U, U, T), (T, F, F, T), (U, U, U, U), (U, F, F, U), (F, F, F, F)],
)
def test_and_or(a, b, both, either):
    """Unknown never hides a false in "and", nor a true in "or"."""
    assert both is all_of([a, b]) is all_of([b, a])
    assert either is any_of([a, b]) is any_of([b, a])


def test_not_of_unknown_is_unknown():
    assert [T, U, F] == [~F, ~U, ~T]


def test_nothing_to_meet_is_met_and_nothing_to_choose_is_not():
    assert (T, F) == (all_of([]), any_of([]))


def test_truth_refuses_to_be_a_bool():
    """`if truth:` would read unknown as true; it must fail loudly instead."""
    with pytest.raises(TypeError, match="three values"):
        bool(Truth.UNKNOWN)
