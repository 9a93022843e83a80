"""What follows, what is assumed, and what contradicts."""

from datetime import date

import pytest
from books import bench, rule

from guardrails.examples import facts_of
from guardrails.infer import infer

EXAMPLES = "[{name: a, facts: {}, outcome: applies}, {name: b, facts: {}, outcome: applies}]"
DERIVED = f"""
derive:
  - {{id: feverish, sets: {{ill: yes}}, when: {{fever: yes}}, say: Fever is illness., cite: [{{passage: one#do, quote: Give it.}}], examples: {EXAMPLES}}}
  - {{id: grade-of-the-old, sets: {{grade: high}}, assumption: yes, when: {{age: {{at_least: 65}}}}, unless: {{rash: no}}, say: Assumed., cite: [{{passage: one#do, quote: Give it.}}], examples: {EXAMPLES}}}
  - {{id: age-as-told, sets: {{ill: no}}, assumption: yes, when_given: [age], when: {{age: {{below: 18}}}}, say: Assumed., cite: [{{passage: one#do, quote: Give it.}}], examples: {EXAMPLES}}}
contradictions:
  - {{id: fever-in-the-low, withdraws: [fever, grade], when: {{all_of: [{{fever: yes}}, {{grade: low}}]}}, say: Both cannot be., cite: [{{passage: one#do, quote: Give it.}}], examples: {EXAMPLES}}}
"""


@pytest.fixture
def made(tmp_path):
    return bench(tmp_path, derived=DERIVED, one=("guideline", [rule("one", "recommended", "{ill: yes}")]))


def known(made, **facts):
    return infer(made.book, facts_of(made.book.vocabulary, facts))


def words(found):
    return {name: value.exact for name, value in found.facts.items() if hasattr(value, "of")}


def test_what_follows_is_a_fact(made):
    assert {"fever": "yes", "ill": "yes"} == words(known(made, fever=True))


def test_an_assumption_fills_in_and_is_named(made):
    found = known(made, age=70)

    assert "high" == words(found)["grade"]
    assert ["grade-of-the-old"] == [each.spec.id for each in found.assumed]


def test_a_given_fact_withdraws_the_assumption(made):
    found = known(made, age=70, grade="mid")

    assert ("mid", ()) == (words(found)["grade"], found.assumed)


def test_an_exception_holds_an_assumption_back_only_once_it_is_known(made):
    assert "grade" in known(made, age=70).facts
    assert "grade" not in known(made, age=70, rash=False).facts


def test_what_must_be_given_is_not_met_by_what_is_inferred(made):
    assert "ill" in known(made, age=7).facts
    assert "ill" not in known(made).facts


def test_contradicting_facts_are_both_set_aside_and_said(made):
    found = known(made, fever=True, grade="low", age=70)

    assert {"fever", "grade"} == found.withdrawn
    assert {"age"} == set(found.facts)


def test_a_fact_given_against_what_follows_is_not_used_either(made):
    found = known(made, fever=True, ill=False)

    assert ("ill" not in found.facts, ("ill",)) == (True, found.impossible)


def test_the_same_facts_in_any_order_give_the_same(made):
    one = made.judge("treat", facts_of(made.book.vocabulary, {"fever": True, "age": 70}), date(2025, 1, 1))
    other = made.judge("treat", facts_of(made.book.vocabulary, {"age": 70, "fever": True}), date(2025, 1, 1))

    assert one.known.facts == other.known.facts
