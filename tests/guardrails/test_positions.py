"""One source, one position: the calculus of the design, row by row."""

from datetime import date

import pytest
from books import bench, rule

from guardrails.examples import facts_of
from guardrails.positions import Stand

DAY = date(2025, 1, 1)


def position(made, **facts):
    [found] = made.judge("treat", facts_of(made.book.vocabulary, facts), DAY).positions
    return found


@pytest.fixture
def both(tmp_path):
    """A source that says do for fever and do not for a rash."""
    rules = [rule("one", "recommended", "{fever: yes}"), rule("one", "not_recommended", "{rash: yes}")]
    return bench(tmp_path, one=("guideline", rules))


@pytest.mark.parametrize(
    ("facts", "stand", "missing"),
    [
        ({"fever": True, "rash": False}, Stand.RECOMMENDED, set()),
        ({"fever": True, "rash": True}, Stand.NOT_RECOMMENDED, set()),
        ({"rash": True}, Stand.NOT_RECOMMENDED, set()),
        ({"fever": True}, Stand.NEEDS_FACTS, {"rash"}),
        ({}, Stand.NEEDS_FACTS, {"fever", "rash"}),
        ({"fever": False, "rash": False}, Stand.CRITERIA_NOT_MET, set()),
    ],
)
def test_a_do_waits_while_a_do_not_is_open(both, facts, stand, missing):
    found = position(both, **facts)

    assert (stand, missing) == (found.stand, set(found.missing))


def test_a_rule_that_does_not_concern_the_patient_is_silent_and_not_a_no(tmp_path):
    made = bench(
        tmp_path, one=("guideline", [rule("one", "recommended", "{fever: yes}", concerns="{age: {at_least: 18}}")])
    )

    verdict = made.judge("treat", facts_of(made.book.vocabulary, {"age": 7, "fever": False}), DAY)
    assert ((), "not_covered") == (verdict.positions, verdict.outcome)


def test_a_source_heard_of_is_reported(tmp_path):
    made = bench(tmp_path, one=("guideline", [rule("one", "recommended", "{fever: yes}", anchor="heard")]))

    assert position(made, fever=True).reported


def test_a_restriction_from_memory_holds_a_yes_back_and_makes_no_no(tmp_path):
    """Failing only by a text that was not read, a source moves nothing; failing by one that was, it counts."""
    limit = "{all_of: [{fever: yes}, {age: {above: 65}, cite: {passage: one#limit, quote: above 65}}]}"
    made = bench(tmp_path, one=("guideline", [rule("one", "recommended", limit)]))

    assert (Stand.CRITERIA_NOT_MET, True) == (
        position(made, fever=True, age=60).stand,
        position(made, fever=True, age=60).reported,
    )
    assert not position(made, fever=False, age=60).reported
    assert Stand.RECOMMENDED is position(made, fever=True, age=66).stand


def test_a_rule_is_silent_before_and_after_it_is_in_force(both):
    early = both.judge("treat", {}, date(2023, 12, 31))

    assert () == early.positions


@pytest.mark.parametrize("stance", ["insufficient_evidence", "no_recommendation"])
def test_a_source_may_say_that_it_does_not_decide(tmp_path, stance):
    made = bench(tmp_path, one=("guideline", [rule("one", stance, "always")]))

    assert stance == position(made).stand


def test_information_goes_with_a_position_and_takes_no_stand(tmp_path):
    rules = [rule("one", "recommended", "{fever: yes}"), rule("one", "information", "always")]
    made = bench(tmp_path, one=("guideline", rules))

    found = position(made, fever=True)
    assert (Stand.RECOMMENDED, 2) == (found.stand, len(found.said))
