"""Patients alike are decided once: what is remembered is what each would have been told alone."""

from dataclasses import replace
from datetime import date
from random import Random

import pytest
from books import bench, rule
from hypothesis import given, settings
from hypothesis import strategies as st
from the_bot import the_bot

from bot.answer import answer
from bot.question import Question
from guardrails.alike import Alike
from guardrails.examples import facts_of
from guardrails.infer import infer
from guardrails.positions import Source
from guardrails.quantity import as_data
from guardrails.values import Choice, Interval

DAY = date(2026, 11, 21)
BOT = the_bot()
VERDICTS = [(name, decision) for name, made in BOT.benches.items() for decision in sorted(made.book.by_decision)]
NUMBERS = st.floats(-10, 400).map(lambda number: round(number, 2))


def values(fact):
    """Any value of a fact: exact, or as far as it is known."""
    if not fact.numeric:
        return st.sets(st.sampled_from(sorted(fact.choices)), min_size=1, max_size=3).map(
            lambda of: Choice(frozenset(of))
        )
    ends = st.tuples(NUMBERS, NUMBERS, st.booleans(), st.booleans()).map(lambda each: (*sorted(each[:2]), *each[2:]))
    ranges = ends.map(lambda each: Interval(*each)).filter(lambda each: not each.empty)
    return st.one_of(NUMBERS.map(Interval.exactly), ranges, NUMBERS.map(lambda low: Interval(low=low)))


def patients(book, decision):
    facts = {name: values(book.vocabulary[name]) for name in sorted(book.relevant(decision))}
    return st.fixed_dictionaries({}, optional=facts)


@pytest.mark.parametrize(("name", "decision"), VERDICTS)
@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_a_patient_is_told_what_the_rules_come_to_for_the_exact_values(name, decision, data):
    made = BOT.benches[name]
    told = data.draw(patients(made.book, decision))
    facts = infer(made.book, told).facts
    sources = [Source(*each) for each in made.book.by_decision[decision].items()]

    verdict = made.judge(decision, told, DAY)

    in_force = [each for each in sources if made.library.guidelines[each.guideline].in_force(DAY)]
    exact = [found for each in in_force if (found := each.position(facts, DAY))]
    seen = [(each.guideline, each.stand, each.rule.id, each.finding, each.missing) for each in verdict.positions]
    assert [(each.guideline, each.stand, each.rule.id, each.finding, each.missing) for each in exact] == seen
    assert made.outcome(decision, told, DAY) is verdict.outcome
    known = infer(made.book, told)
    assert (verdict.assumed, verdict.conflicts) == (known.assumed, known.conflicts)
    assert {name: verdict.value(name) for name in verdict.panel.known.facts} == known.facts
    assert replace(made).judge(decision, told, DAY).outcome is verdict.outcome


def test_values_on_one_side_of_every_threshold_are_alike_and_those_on_two_sides_are_not(tmp_path):
    made = bench(tmp_path, one=("guideline", [rule("one", "recommended", "{age: {at_least: 18}}")]))
    alike = Alike(made.book, "treat")

    def seen(age):
        return alike.of(facts_of(made.book.vocabulary, {"age": age}))

    assert seen(18) == seen(60) == seen({"at_least": 18})
    assert seen(17) == seen(17.9) != seen(18)
    assert seen({"at_least": 17}) not in (seen(17), seen(18))


def random_patient(chance, facts):
    """Some facts of one patient, as a surface hands them over."""
    given_facts = {}
    for name in chance.sample(sorted(facts), chance.randint(0, 7)):
        fact = facts[name]
        if fact.numeric:
            low, high = fact.plausible or fact.possible or (0, 100)
            given_facts[name] = round(chance.uniform(max(low, 0), min(high, 1000)), 1)
        else:
            given_facts[name] = as_data(fact, Choice.exactly(chance.choice(list(fact.choices))))
    return given_facts


def test_an_answer_never_depends_on_what_was_asked_before():
    chance = Random(11)
    topics = list(BOT.topics.values())
    asked = [Question(text, DAY) for topic in topics for text in topic.starters]
    asked += [
        Question(chance.choice(topic.starters), DAY, facts=random_patient(chance, topic.facts))
        for topic in topics
        for _ in range(100)
    ]
    alone = [answer(each, replace(BOT, benches=fresh(BOT.benches))).as_json() for each in asked]

    for _ in range(2):
        order = list(range(len(asked)))
        chance.shuffle(order)
        warm = {n: answer(asked[n], BOT).as_json() for n in order}
        assert [warm[n] for n in range(len(asked))] == alone


def fresh(benches):
    """Benches that remember nothing."""
    return {name: replace(each) for name, each in benches.items()}
