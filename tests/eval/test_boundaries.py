"""Every threshold of the rules has a hand-written patient at the limit, and one just on its other side."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache

from bot.wiring import Bot, build
from eval.gold import Case, Gold, load_gold
from eval.record import Anything, bounds, compared, possible, unit_of
from guardrails.rules import RuleBook
from guardrails.truth import Truth
from guardrails.values import Interval
from guardrails.vocabulary import Vocabulary

NEAR = 1.0  # the least step that a clinician writes of any fact: one percent, month, year, kPa, umol/L
TOPIC = "aatd"


@cache
def court() -> tuple[Bot, Gold]:
    bot = build()
    return bot, load_gold(bot)[TOPIC]


def uncovered(book: RuleBook, cases: Iterable[Case]) -> list[str]:
    """The thresholds that no hand-written case touches on both sides, saying what the rule must come to."""
    written = [case for case in cases if not case.recorded]
    found = []
    for rule in (*book.rules, *book.derived, *book.conflicts):
        for fact, allowed, limit in limits(rule, book.vocabulary):
            values = set(values_of(fact, book.vocabulary, (case for case in written if rule.spec.id in case.rules)))
            beyond = [
                each
                for each in values
                if abs(each - limit) <= NEAR and inside(each, allowed) is not inside(limit, allowed)
            ]
            if limit not in values:
                found.append(f"{rule.spec.id}: no patient with {fact} at {limit:g}")
            if not beyond:
                found.append(f"{rule.spec.id}: no patient with {fact} just beyond {limit:g}")
    return found


def inside(number: float, allowed: Interval) -> bool:
    return Interval.exactly(number).within(allowed) is Truth.TRUE


def limits(rule: Anything, vocabulary: Vocabulary) -> Iterator[tuple[str, Interval, float]]:
    """Each finite end of each interval that a rule compares with, unless nothing possible lies beyond it."""
    for each in compared(rule):
        for limit in bounds(each.allowed):
            fact, step = vocabulary[each.fact], unit_of(limit)
            if isinstance(each.allowed, Interval) and possible(fact, limit - step) and possible(fact, limit + step):
                yield each.fact, each.allowed, limit


def values_of(fact: str, vocabulary: Vocabulary, cases: Iterable[Case]) -> Iterator[float]:
    """What the cases say exactly of a fact, in its own unit."""
    for case in cases:
        for wording in case.questions:
            value = wording.values(vocabulary).get(fact)
            if isinstance(value, Interval) and value.exact is not None:
                yield value.exact


def test_every_threshold_has_a_hand_written_patient_on_each_side() -> None:
    bot, gold = court()

    assert not uncovered(bot.benches[TOPIC].book, gold.cases)


def test_a_threshold_that_loses_its_patient_is_named() -> None:
    bot, gold = court()
    without = [case for case in gold.cases if case.id not in {"fev1-24", "quit-6-months"}]

    said = uncovered(bot.benches[TOPIC].book, without)

    assert "cts-2012-augmentation: no patient with fev1_percent just beyond 25" in said
    assert "separ-2006-augmentation: no patient with months_since_quit at 6" in said


def test_every_hand_written_patient_at_a_boundary_says_why_and_by_which_facts() -> None:
    _, gold = court()
    boundary = [case for case in gold.cases if case.category == "boundary"]

    assert boundary
    assert all(case.why and case.support and case.by and case.on for case in boundary)
    assert not [case.id for case in boundary for wording in case.questions if wording.disputed]
