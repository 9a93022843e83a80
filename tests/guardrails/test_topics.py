"""Every rule of every topic in the repository: its examples, its citations, its promises."""

from dataclasses import replace
from datetime import date
from functools import partial
from math import isfinite

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.library import TOPICS, load_library
from guardrails.criteria import AllOf, compared_facts
from guardrails.examples import difference, wrong_examples
from guardrails.outcome import Bench
from guardrails.positions import Stand
from guardrails.rules import RULES, load_rulebook
from guardrails.topic import load_topic
from guardrails.values import Interval

LIBRARY = load_library()
NAMES = sorted(set(LIBRARY.topic_of.values()))
BOOKS = {name: load_rulebook(RULES / name, LIBRARY) for name in NAMES}
TOPICS_BY_NAME = {name: load_topic(TOPICS / name / "topic.yaml", RULES / name / "facts.yaml") for name in NAMES}
BENCHES = {
    name: Bench(BOOKS[name], LIBRARY, {d.id: d.decided_by for d in TOPICS_BY_NAME[name].decisions}) for name in NAMES
}
DAY = date(2026, 11, 21)
RULE_CASES = [pytest.param(book, rule, id=rule.id) for book in BOOKS.values() for rule in book.rules]


@pytest.mark.parametrize("name", NAMES)
def test_every_example_comes_out_as_its_author_said(name):
    assert [] == [str(problem) for problem in wrong_examples(RULES / name, BOOKS[name])]


@pytest.mark.parametrize("name", NAMES)
def test_every_rule_belongs_to_a_decision_that_can_be_asked_for(name):
    known = {decision.id for decision in TOPICS_BY_NAME[name].decisions}

    assert set() == set(BOOKS[name].by_decision) - known


def unnoticed_moves(criterion, wrong):
    """The ends of thresholds that can move by one unit, up or down, without an example coming out `wrong`."""
    numeric = [each for each in compared_facts(criterion) if isinstance(each.allowed, Interval)]
    ends = [(each, end) for each in numeric for end in ("low", "high") if isfinite(getattr(each.allowed, end))]
    return [
        f"{each.fact} {end} {step:+}" for each, end in ends for step in (-1, 1) if not noticed(each, end, step, wrong)
    ]


def noticed(compare, end, step, wrong):
    original = compare.allowed
    object.__setattr__(compare, "allowed", replace(original, **{end: getattr(original, end) + step}))
    try:
        return wrong()
    finally:
        object.__setattr__(compare, "allowed", original)


@pytest.mark.parametrize(("book", "rule"), RULE_CASES)
def test_every_threshold_of_a_rule_has_an_example_on_each_side(book, rule):
    def wrong():
        return any(difference(rule, example, book.vocabulary) for example in rule.spec.examples)

    assert [] == unnoticed_moves(AllOf((rule.concerns, rule.criterion)), wrong)


@pytest.mark.parametrize("name", NAMES)
def test_every_threshold_of_what_is_derived_has_an_example_on_each_side(name):
    book = BOOKS[name]

    alone = [(each, replace(book, rules=(), derived=(each,), conflicts=())) for each in book.derived]
    alone += [(each, replace(book, rules=(), derived=(), conflicts=(each,))) for each in book.conflicts]

    for each, only in alone:
        assert [] == unnoticed_moves(each.criterion, partial(wrong_examples, RULES / name, only)), each.spec.id


def patients(name, decision):
    """Patients of whom some facts are known, each fact in a piece of its range that rules tell apart."""
    bench = BENCHES[name]
    asked = sorted(bench.book.relevant(decision))
    values = {fact: bench.alike(decision).cells(fact) for fact in asked}
    usable = [fact for fact in asked if values[fact] and bench.book.vocabulary[fact].ask]
    return st.fixed_dictionaries({}, optional={fact: st.sampled_from(values[fact]) for fact in usable})


VERDICTS = [(name, decision) for name in NAMES for decision in sorted(BOOKS[name].by_decision)]


@pytest.mark.parametrize(("name", "decision"), VERDICTS)
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_learning_one_more_fact_never_overturns_a_settled_position(name, decision, data):
    """It may settle an open one; it may overturn a settled one only by withdrawing an assumption that was shown."""
    bench = BENCHES[name]
    known = data.draw(patients(name, decision))
    more = {**data.draw(patients(name, decision)), **known}
    before, after = bench.judge(decision, known, DAY), bench.judge(decision, more, DAY)

    shown = {each.spec.id for each in before.known.assumed}
    kept = {each.spec.id for each in after.known.assumed}
    if shown <= kept:
        stands = {each.guideline: each.stand for each in after.positions}
        overturned = [
            each.guideline
            for each in before.positions
            if each.stand not in (Stand.NEEDS_FACTS, Stand.INFORMATION) and stands.get(each.guideline) is not each.stand
        ]
        assert [] == overturned


@pytest.mark.parametrize("name", NAMES)
def test_every_quote_of_every_rule_is_in_the_passage_that_it_names(name):
    for rule in BOOKS[name].rules:
        for quote in rule.spec.cite:
            assert quote.quote in LIBRARY.passages[quote.passage].text
