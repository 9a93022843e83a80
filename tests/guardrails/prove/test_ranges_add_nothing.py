"""A patient known only by ranges ("FEV1 30 to 65") opens no case that the proofs over exact facts have not seen.

The argument: a comparison is true of a range only if it is true of every value in it, and false only if false of
every one; "all of", "any of", "not" and what is derived keep that. So whatever is settled for a range is settled the
same way for each exact patient inside it, unless a value contradicts an assumption that the range had left open. Two
opposite positions, a broken invariant or an overturned stand for a range would be one for an exact patient too.
"""

from __future__ import annotations

from datetime import date
from functools import cache
from itertools import pairwise
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from the_bot import the_bot

from bot.proving import asked
from guardrails.infer import infer
from guardrails.positions import Stand
from guardrails.prove.logic import Facts
from guardrails.prove.patients import plainest
from guardrails.prove.prover import Prover
from guardrails.values import Choice, Interval, Value

ON = date(2026, 11, 21)
TOPIC = "aatd"
OPEN = (Stand.NEEDS_FACTS,)


@cache
def the_facts() -> Facts:
    bot = the_bot()
    return Prover(bot.benches[TOPIC], ON, cache(lambda each: asked(bot, TOPIC, each, ON))).facts


def joined(pieces: tuple[Value, ...]) -> Value:
    """One range, or one choice of words, that holds every piece."""
    first, last = pieces[0], pieces[-1]
    if isinstance(first, Choice):
        return Choice(frozenset().union(*(piece.of for piece in pieces if isinstance(piece, Choice))))
    assert isinstance(first, Interval)
    assert isinstance(last, Interval)
    return Interval(first.low, last.high, low_open=first.low_open, high_open=last.high_open)


@st.composite
def patients(draw: st.DrawFn) -> tuple[str, dict[str, Value], dict[str, Value]]:
    """Draw a decision, a patient known by ranges, and one of the exact patients inside them."""
    decision = draw(st.sampled_from(sorted(the_bot().benches[TOPIC].book.by_decision)))
    names = draw(st.lists(st.sampled_from(sorted(the_facts().pieces)), min_size=1, max_size=7, unique=True))
    ranges: dict[str, Value] = {}
    exact: dict[str, Value] = {}
    for name in names:
        pieces = tuple(the_facts().pieces[name])
        start = draw(st.integers(0, len(pieces) - 1))
        end = draw(st.integers(start, min(start + 3, len(pieces) - 1)))
        ranges[name] = joined(pieces[start : end + 1])
        one = pieces[draw(st.integers(start, end))]
        exact[name] = plainest(the_facts().book.vocabulary[name], one)
    return decision, ranges, exact


def stands(decision: str, patient: dict[str, Value]) -> dict[str, Stand]:
    verdict = the_bot().benches[TOPIC].judge(decision, patient, ON)
    return {each.guideline: each.stand for each in verdict.positions}


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(patients())
def test_what_is_settled_for_a_range_is_settled_the_same_way_for_every_value_in_it(drawn: Any) -> None:
    decision, ranges, exact = drawn
    book = the_bot().benches[TOPIC].book
    before, after = infer(book, ranges), infer(book, exact)
    withdrawn = [each for each in before.assumed if each not in after.assumed]
    if before.conflicts or before.impossible or after.conflicts or after.impossible or withdrawn:
        return

    inside = stands(decision, exact)

    settled = {name: stand for name, stand in stands(decision, ranges).items() if stand not in OPEN}
    assert {name: inside.get(name) for name in settled} == settled


def test_pieces_of_numbers_follow_each_other_so_that_some_of_them_make_a_range() -> None:
    for name, pieces in the_facts().pieces.items():
        if all(isinstance(piece, Interval) for piece in pieces):
            assert all(one.high <= other.low for one, other in pairwise(pieces)), name
