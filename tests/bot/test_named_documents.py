"""Which own documents a question names."""

from __future__ import annotations

from datetime import date

import pytest

from bot.named_documents import Names
from corpus.guideline import Guideline, Kind, Provenance, Review, ReviewStatus


def source(id_: str, title: str, organisation: str = "Society of Fevers", year: int = 2024) -> Guideline:
    return Guideline(
        id=id_, title=title, short=title, organisation=organisation, kind=Kind.GUIDELINE, year=year, jurisdiction="INT",
        language="en", url="document:0", licence="own", in_force_from=date(2024, 1, 1),
        review=Review(status=ReviewStatus.DRAFT), provenance=Provenance.VERIFIED,
    )  # fmt: skip


NORTH, SOUTH = source("n", "Northern guideline on fever"), source("s", "Southern protocol on thirst", year=2019)
NAMES = Names({"n": NORTH, "s": SOUTH})


@pytest.mark.parametrize(
    ("question", "named"),
    [
        ("What do the Northern and the Southern guideline say?", ["n", "s"]),
        ("southern and northern on salt", ["s", "n"]),
        ("What does the 2019 guideline say?", ["s"]),
        ("A cost of 2019 crowns", []),
        ("What do the guidelines say?", []),
    ],
)
def test_a_source_is_named_by_what_no_other_name_has(question: str, named: list[str]) -> None:
    assert [*NAMES.named(question)] == named


def test_a_word_of_the_subject_names_no_source() -> None:
    texts = ["Thirst is common.", "Thirst ends with water.", "Fever is not."]

    assert NAMES.named("What does the Northern guideline say about thirst?", texts) == {"n": {"northern"}}


def test_a_source_called_by_its_name_is_not_called_by_its_subject() -> None:
    assert NAMES.named("What does the Northern guideline say about fever?") == {"n": {"northern"}}


def test_only_what_is_written_as_a_name_is_one_where_that_is_wanted() -> None:
    assert NAMES.named("why is it colder in northern towns", as_names=True) == {}
    assert NAMES.named("Why is the Northern one stricter?", as_names=True) == {"n": {"northern"}}


def test_in_german_a_noun_of_the_subject_is_no_name() -> None:
    house = Names({"k": source("k", "Leitlinie Ketoazidose")})
    texts = ["Eine Ketoazidose ist selten.", "Bei Ketoazidose wird Insulin gegeben."]

    assert house.named("Was wird bei einer Ketoazidose gegeben?", texts, as_names=True) == {}


def test_a_source_goes_by_the_name_of_its_file_too() -> None:
    names = Names({"quill-haven-1a2b3c4d": source("quill-haven-1a2b3c4d", "Doses of drugs"), "s": SOUTH})

    assert names.named("What does Quill say?") == {"quill-haven-1a2b3c4d": {"quill"}}


def test_of_two_editions_the_newest_is_meant() -> None:
    names = Names({"o": source("o", "Northern fevers 2014", year=2014), "n": source("n", "Northern fevers, 2023")})

    assert [*names.named("What does Northern say?")] == ["n"]


def test_papers_are_told_apart_by_their_sort() -> None:
    assert NAMES.described("Does the hospital protocol differ?", ["n", "s"]) == ["s"]
    assert NAMES.described("Do they differ?", ["n", "s"]) == []
