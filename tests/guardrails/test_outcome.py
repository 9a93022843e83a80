"""From the sources' positions to one outcome: who decides, who is only shown, and who may veto."""

from datetime import date

import pytest
from books import bench, rule

from guardrails.examples import facts_of
from guardrails.inquiry import changes, missing
from guardrails.outcome import Outcome

DAY = date(2025, 1, 1)
DO, DONT = "{fever: yes}", "{rash: yes}"


def outcome(made, **facts):
    return made.judge("treat", facts_of(made.book.vocabulary, facts), DAY).outcome


@pytest.mark.parametrize(
    ("one", "two", "facts", "expected"),
    [
        (
            rule("one", "recommended", DO, strength="strong"),
            rule("two", "recommended", DO),
            {"fever": True},
            "recommended",
        ),
        (rule("one", "recommended", DO), rule("two", "recommended", DO), {"fever": True}, "conditional"),
        (
            rule("one", "recommended", DO, strength="strong"),
            rule("two", "conditional", DO),
            {"fever": True},
            "recommended",
        ),
        (rule("one", "recommended", DO), rule("two", "not_recommended", DONT), {"fever": True, "rash": True}, "differ"),
        (
            rule("one", "recommended", DO),
            rule("two", "recommended", "{rash: yes}"),
            {"fever": True, "rash": False},
            "differ",
        ),
        (
            rule("one", "recommended", DO),
            rule("two", "not_recommended", DONT),
            {"fever": False, "rash": True},
            "not_recommended",
        ),
        (rule("one", "recommended", DO), rule("two", "recommended", "{rash: yes}"), {"fever": False}, "needs_facts"),
        (
            rule("one", "insufficient_evidence", "always"),
            rule("two", "no_recommendation", "always"),
            {},
            "insufficient_evidence",
        ),
        (rule("one", "no_recommendation", "always"), rule("two", "no_recommendation", "always"), {}, "information"),
    ],
)
def test_clinical_sources_decide_together(tmp_path, one, two, facts, expected):
    made = bench(tmp_path, one=("guideline", [one]), two=("statement", [two]))

    assert expected == outcome(made, **facts)


@pytest.mark.parametrize("kind", ["funding", "label", "evidence"])
def test_what_is_no_clinical_recommendation_moves_nothing(tmp_path, kind):
    against = rule("two", "not_recommended", "always")
    made = bench(tmp_path, one=("guideline", [rule("one", "conditional", DO)]), two=(kind, [against]))

    assert (Outcome.CONDITIONAL, 2) == (outcome(made, fever=True), len(made.judge("treat", {}, DAY).positions))


def test_what_is_only_reported_moves_nothing(tmp_path):
    heard = rule("two", "recommended", "always", anchor="heard", strength="strong")
    made = bench(tmp_path, one=("guideline", [rule("one", "not_recommended", DONT)]), two=("guideline", [heard]))

    assert Outcome.NOT_RECOMMENDED is outcome(made, rash=True)


def test_a_contraindication_counts_against_every_yes_whoever_says_it(tmp_path):
    veto = rule("two", "not_recommended", DONT, contraindication="yes")
    made = bench(tmp_path, one=("guideline", [rule("one", "recommended", DO)]), two=("label", [veto]))

    assert Outcome.NOT_RECOMMENDED is outcome(made, fever=True, rash=True)
    verdict = made.judge("treat", facts_of(made.book.vocabulary, {"fever": True}), DAY)
    assert ["rash"] == [each.fact for each in missing(made, verdict)]


def test_a_decision_may_be_left_to_other_kinds_of_source(tmp_path):
    made = bench(
        tmp_path, decided_by={"treat": ("funding",)}, one=("funding", [rule("one", "not_recommended", "always")])
    )

    assert Outcome.NOT_RECOMMENDED is outcome(made)


@pytest.mark.parametrize(
    ("one", "two", "expected"),
    [
        ("recommended", "not_recommended", "differ"),
        ("recommended", "recommended", "insufficient_evidence"),
        ("not_recommended", "not_recommended", "insufficient_evidence"),
        ("information", "information", "information"),
    ],
)
def test_where_no_clinical_source_speaks_there_is_never_a_yes_or_a_no(tmp_path, one, two, expected):
    made = bench(
        tmp_path, one=("evidence", [rule("one", one, "always")]), two=("evidence", [rule("two", two, "always")])
    )

    assert expected == outcome(made)


def test_silence_is_not_no(tmp_path):
    made = bench(tmp_path, one=("guideline", [rule("one", "recommended", DO)]))

    assert Outcome.NOT_COVERED is made.judge("another", {}, DAY).outcome


def test_a_gap_in_the_evidence_is_said_instead_of_criteria_not_met(tmp_path):
    gap = rule("two", "insufficient_evidence", "{rash: yes}")
    made = bench(tmp_path, one=("guideline", [rule("one", "recommended", DO)]), two=("evidence", [gap]))

    assert Outcome.INSUFFICIENT_EVIDENCE is outcome(made, fever=False, rash=True)
    assert Outcome.NOT_RECOMMENDED is outcome(made, fever=False, rash=False)


def test_only_facts_that_can_still_change_the_outcome_are_asked_for(tmp_path):
    rules = [rule("one", "recommended", "{all_of: [{fever: yes}, {age: {at_least: 18}}]}")]
    made = bench(tmp_path, one=("guideline", rules))

    def asked(**facts):
        verdict = made.judge("treat", facts_of(made.book.vocabulary, facts), DAY)
        return [each.fact for each in missing(made, verdict)]

    assert ["age", "fever"] == asked()
    assert ["age"] == asked(fever=True)
    assert [] == asked(fever=False)


def test_what_would_change_the_answer_changes_it(tmp_path):
    """Each counterfactual is true: with that fact, the rules do come to that outcome."""
    rules = [rule("one", "recommended", "{all_of: [{fever: yes}, {age: {between: [18, 65]}}]}")]
    made = bench(tmp_path, one=("guideline", rules))
    given = facts_of(made.book.vocabulary, {"fever": True, "age": 70})

    found = changes(made, made.judge("treat", given, DAY), [])

    assert {("age", "conditional")} == {(each.fact, each.outcome) for each in found}
    for each in found:
        assert each.outcome is made.judge("treat", {**given, each.fact: each.value}, DAY).outcome
