"""Each planted fault is caught by the scorer meant for it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from court import TOPIC, asked_of, card_of, toy

from corpus.problems import FileProblems
from eval.asking import Asked
from eval.marks import Grade, Mark, grade
from eval.scorers import marks_of
from eval.scorers.citations import relevant
from eval.scorers.groups import agreement, fingerprints, invariance
from eval.support import bears_out
from guardrails.outcome import Outcome


def failing(plant: dict[str, tuple[str, str]], folder: Path) -> dict[str, set[str]]:
    """Which wordings fail which scorers that they pass without the fault."""
    before = {each.id: set(each.failing) for each in card_of(toy()).scored}
    after = {each.id: set(each.failing) for each in card_of(toy(folder, plant)).scored}
    return {name: scorers - before[name] for name, scorers in after.items() if scorers - before[name]}


@pytest.mark.parametrize(
    ("accept", "got", "expected"),
    [
        ([Outcome.DIFFER], Outcome.DIFFER, Grade.RIGHT),
        ([Outcome.NEEDS_FACTS], Outcome.RECOMMENDED, Grade.OVERCONFIDENT),
        ([Outcome.OUT_OF_SCOPE, Outcome.NOT_COVERED], Outcome.INFORMATION, Grade.OVERCONFIDENT),
        ([Outcome.DIFFER], Outcome.NEEDS_FACTS, Grade.SILENT),
        ([Outcome.INFORMATION, Outcome.NEEDS_FACTS], Outcome.NOT_RECOMMENDED, Grade.WRONG),
        ([Outcome.DIFFER], Outcome.RECOMMENDED, Grade.WRONG),
        ([Outcome.REFUSED], Outcome.CHECK_VALUE, Grade.WRONG),
    ],
)
def test_being_sure_and_wrong_has_a_grade_of_its_own(accept: list[Outcome], got: Outcome, expected: Grade) -> None:
    assert grade(frozenset(accept), got) is expected


def test_a_wrong_threshold_is_caught_by_outcome_harm_and_positions(tmp_path: Path) -> None:
    planted = {"marlowe-fever-2024.yaml": ("fever_days: {above: 3}", "fever_days: {above: 2}")}

    assert {"positions"} <= failing(planted, tmp_path)[f"{TOPIC}/M002/1"]


def test_a_dropped_negation_is_caught(tmp_path: Path) -> None:
    planted = {"marlowe-fever-2024.yaml": ("    unless: {pregnant: yes}\n", "")}
    card = card_of(toy(tmp_path, planted))

    assert f"{TOPIC}/M003/1" not in [
        each.id for each in card.scored if "harm" in each.failing
    ]  # the "do not" rule still waits
    planted = {"marlowe-fever-2024.yaml": ("when: {pregnant: yes}", "when: {pregnant: no}")}
    assert "outcome" in failing(planted, tmp_path / "again")[f"{TOPIC}/M001/1"]


def test_a_broken_quote_is_refused_before_anything_is_scored(tmp_path: Path) -> None:
    planted = {"marlowe-fever-2024.yaml": ("quote: Offer exampline to adults", "quote: Offer exampline to everybody")}

    with pytest.raises(FileProblems, match="is not in passage"):
        toy(tmp_path, planted)


def test_a_quote_changed_after_loading_is_caught_by_fidelity() -> None:
    bot = toy()
    asked = asked_of(bot)[0]
    assert asked.answer is not None
    wrong = tuple(replace(each, quote="Offer it to everybody") for each in asked.answer.citations)
    marks = marks_of(replace(asked, answer=replace(asked.answer, citations=wrong)), bot)

    assert not marks["fidelity"].passed
    assert "not in" in marks["fidelity"].why


def test_a_citation_of_the_wrong_passage_is_caught_by_citation_recall() -> None:
    bot = toy()
    asked = asked_of(bot)[0]
    assert asked.answer is not None
    elsewhere = bot.library.passages["marlowe-fever-2024#spread"]
    wrong = tuple(replace(each, passage=elsewhere.id, quote=elsewhere.text) for each in asked.answer.citations)
    marks = marks_of(replace(asked, answer=replace(asked.answer, citations=wrong)), bot)

    assert (marks["citation_recall"].value or 0) < (marks_of(asked, bot)["citation_recall"].value or 0)


@pytest.mark.parametrize(
    ("text", "sources", "needed"),
    [
        ("Limit alcohol and avoid viral hepatitis.", ["Limit alcohol.", "Avoid viral hepatitis."], [True, True]),
        ("Limit alcohol.", ["Limit alcohol.", "Avoid viral hepatitis."], [True, False]),
        ("Limit alcohol.", ["Limit alcohol.", "To limit alcohol is advised."], [True, True]),
        ("Give 60 mg/kg and 5 days.", ["Give 60 mg/kg.", "For 5 days.", "The moon is green."], [True, True, False]),
    ],
)
def test_a_citation_that_alone_says_part_of_a_sentence_is_needed(
    text: str, sources: list[str], needed: list[bool]
) -> None:
    assert [relevant(text, sources, number, []) for number in range(len(sources))] == needed


def test_an_order_that_changes_between_processes_is_caught_by_determinism() -> None:
    bot = toy()
    here = fingerprints(asked_of(bot))
    other = {**here, f"{TOPIC}/M004/1": "sha256:of another order"}
    marks = agreement(here, {"process 1": other})

    assert [name for name, mark in marks.items() if not mark.passed] == [f"{TOPIC}/M004/1"]


def test_a_surface_that_cannot_be_asked_is_unscored_not_wrong() -> None:
    marks = agreement({"a": "1"}, {"web API": "ImportError: no httpx"})

    assert marks["a"].value is None
    assert "no httpx" in marks["a"].why


def test_an_exception_is_unscored_and_named() -> None:
    bot = toy()
    broken = replace(asked_of(bot)[0], answer=None, problem="ValueError: planted")

    assert marks_of(broken, bot) == {"outcome": Mark(None, "ValueError: planted")}


def test_wordings_of_one_case_must_come_to_one_outcome() -> None:
    bot = toy()
    one = next(each for each in asked_of(bot) if each.case.id == "M001")
    assert one.answer is not None
    case = one.case.model_copy(update={"questions": (one.wording, one.wording)})
    same = [Asked(TOPIC, case, number, one.answer, one.reading) for number in (1, 2)]
    other = [same[0], replace(same[1], answer=replace(one.answer, outcome="not_recommended"))]

    assert invariance(same)[f"{TOPIC}/M001"].passed
    assert not invariance(other)[f"{TOPIC}/M001"].passed


@pytest.mark.parametrize(
    ("sentence", "borne_out"),
    [
        ("Do not offer exampline in pregnancy.", True),
        ("Offer exampline in pregnancy.", False),
        ("Exampline is for adults; offer exampline in pregnancy.", False),
        ("Exampline is for adults; do not offer exampline in pregnancy.", True),
    ],
)
def test_a_sentence_that_affirms_what_its_source_denies_is_not_borne_out(sentence: str, *, borne_out: bool) -> None:
    sources = ["Do not offer exampline in pregnancy.", "Exampline is for adults: people of 18 years or older."]

    assert bears_out(sentence, sources) is borne_out


@pytest.mark.parametrize(
    ("sentence", "borne_out"),
    [
        ("Offer exampline to adults with a rash.", True),
        ("Do not offer exampline to adults with a rash.", False),
        ("Offer exampline to adults after 7 days with a rash.", False),
        ("The moon is made of green cheese.", False),
    ],
)
def test_support_needs_the_words_the_numbers_and_the_negation(sentence: str, *, borne_out: bool) -> None:
    source = "Offer exampline to adults with Marlowe fever that has lasted more than 3 days or comes with a rash."

    assert bears_out(sentence, [source]) is borne_out
