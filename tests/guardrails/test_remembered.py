"""What the engine remembers is never another patient's, another text's, nor another rule book's."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from random import Random
from typing import TYPE_CHECKING

import pytest
from books import bench, rule
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.wiring import build
from guardrails.examples import facts_of
from guardrails.infer import infer
from guardrails.privacy import find, mask
from guardrails.values import Choice, Interval

if TYPE_CHECKING:
    from pathlib import Path

    from guardrails.criteria import Facts
    from guardrails.outcome import Bench
    from guardrails.values import Value

DAY = date(2026, 11, 21)
BOT = build()
DECISIONS = [(name, decision) for name, made in BOT.benches.items() for decision in sorted(made.book.by_decision)]
PIECES = (
    "augmentation", "for", "a", "ZZ", "FEV1", "50", "%", "Case", "1234", "12345678", "brother", "Kjetil", "lives", "at",
    "12", "Baker", "Street", "Hauptweg", "221", "Box", "apo", "AA", "09876", "MRN", "00482913", "id", "X1234567", "call",
    "me", "0161", "496", "0234", "+49", "(08)", "1234", "fax", "a.b@example.org", "www.x.de", "DOB", "12/03/1961", "born",
    "1958", "01-02-1980", "2001:db8:0:1:1:1:2:3", "192.168.1.20", "M5V", "2T6", "CH-8001", "SW1A", "1AA", "zip", "my",
    "name", "is", "ana", "lopez", "Smith,", "John,", "Dr.", "says", "Iwase", "M.", "Giacopuzzi", "AB", "12", "34", "56",
    "C", "DE89", "3704", "0044", "0532", "0130", "00", "number", "office", "e-mailed", "selma", "here", "and", "has",
)  # fmt: skip


def patients(made: Bench, count: int, seed: int) -> list[Facts]:
    """Patients of whom something is known."""
    chance, vocabulary = Random(seed), made.book.vocabulary

    def some(name: str) -> Value:
        fact = vocabulary[name]
        if not fact.numeric:
            return Choice.exactly(chance.choice(list(fact.choices)))
        low, high = fact.possible or (0.0, 100.0)
        return Interval.exactly(round(chance.uniform(max(low, 0), min(high, 400)), 1))

    names = sorted(vocabulary.facts)
    return [{name: some(name) for name in chance.sample(names, chance.randint(0, 6))} for _ in range(count)]


@pytest.mark.parametrize(("name", "decision"), DECISIONS)
def test_what_another_fact_would_bring_is_what_it_brings_to_that_patient(name: str, decision: str) -> None:
    warm, chance = BOT.benches[name], Random(5)
    asked = sorted(warm.book.relevant(decision))
    for told in patients(warm, 25, 7):
        panel = warm.judge(decision, told, DAY).panel
        for fact in {*sorted(told)[:2], *chance.sample(asked, min(2, len(asked)))}:
            for value in warm.alike(decision).cells(fact)[:4]:
                fresh = replace(warm).judge(decision, {**told, fact: value}, DAY).outcome

                assert warm.outcome_with(panel, fact, value) is fresh


@pytest.mark.parametrize(("name", "decision"), DECISIONS)
def test_what_is_inferred_is_inferred_from_that_patients_own_facts(name: str, decision: str) -> None:
    warm = BOT.benches[name]
    everybody = patients(warm, 60, 3)
    for told in [*everybody, *reversed(everybody)]:
        seen = warm.alike(decision).of(told)

        known = warm.judge(decision, told, DAY).panel.known

        assert known == infer(warm.book, seen)


def test_one_rule_books_decisions_are_not_anothers(tmp_path: Path) -> None:
    do = bench(tmp_path / "do", one=("guideline", [rule("one", "recommended", "{fever: yes}")]))
    dont = bench(tmp_path / "dont", one=("guideline", [rule("one", "not_recommended", "{fever: yes}")]))
    told = facts_of(do.book.vocabulary, {"fever": True})

    outcomes = [made.judge("treat", told, DAY).outcome.value for made in (do, dont, do, dont)]

    assert outcomes == ["conditional", "not_recommended"] * 2


def test_a_day_before_a_rule_was_in_force_is_not_a_day_after_it(tmp_path: Path) -> None:
    made = bench(tmp_path, one=("guideline", [rule("one", "recommended", "{fever: yes}")]))
    told = facts_of(made.book.vocabulary, {"fever": True})

    days = [date(2023, 12, 31), date(2024, 1, 1), date(2023, 12, 31)]

    assert [made.judge("treat", told, day).outcome.value for day in days] == [
        "not_covered",
        "conditional",
        "not_covered",
    ]


def test_personal_data_is_found_anew_for_another_text_and_another_field() -> None:
    text = "seen with Giacopuzzi Kjetil, ZZ"

    first = find(text)
    first.clear()  # whoever was handed it may do with it what he likes

    assert mask(text) != text
    assert find(text, owned=lambda word: word in ("giacopuzzi", "kjetil")) == []
    assert find(text) == find(text) != []
    assert find("seen with Kjetil, ZZ") != find(text)


@example(["her", "number", "12-345"])  # each with no more signs than it is written with
@example(["AB", "12", "34", "56", "C"])
@example(["near", "M5V", "2T6"])
@example(["SZ,", "CH-8001"])
@example(["12", "Baker", "Street"])
@settings(deadline=None, max_examples=200)
@given(st.lists(st.sampled_from(PIECES), min_size=1, max_size=14))
def test_what_a_glance_tells_is_not_there_is_not_there(pieces: list[str]) -> None:
    text = " ".join(pieces)
    before = "ø. "  # beyond ASCII a glance tells nothing: all is looked for

    looked_for = [(each.kind, each.start - len(before), each.end - len(before)) for each in find(before + text)]

    assert [(each.kind, each.start, each.end) for each in find(text)] == looked_for
