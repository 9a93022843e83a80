from __future__ import annotations

from pathlib import Path

import pytest

from bot.meaning import COUNTS, Meanings, Meant, meanings
from bot.searching import search
from corpus.index import Entry, Keywords, Setup
from guardrails.topic import load_topic

TOY = Path(__file__).parents[1] / "toy"


@pytest.fixture(scope="module")
def toy() -> Meanings:
    name = "marlowe-fever"
    return Meanings([load_topic(TOY / "topics" / name / "topic.yaml", TOY / "rules" / name / "facts.yaml")])


def test_another_name_of_a_topic_is_looked_for_by_its_title(toy: Meanings) -> None:
    assert toy.of("dose in Marlowe's disease") == (Meant("Marlowe disease", "Marlowe fever"),)


@pytest.mark.parametrize("query", ["dose in Marlowe fever", "the rash of adults", "common strain", "", "fever"])
def test_nothing_is_added_to_a_query_that_says_it_or_means_nothing_known(toy: Meanings, query: str) -> None:
    assert toy.of(query) == ()


def test_a_built_in_value_is_looked_for_by_its_label() -> None:
    meant = meanings().of("Should those who quit be tested in England?")

    assert Meant("England", "United Kingdom") in meant


def test_a_row_that_says_it_in_the_vocabularys_words_is_found() -> None:
    rows = Keywords([Entry("a#1", "Offer it to former smokers."), Entry("a#2", "Offer it at home.")])

    without, also = rows.scores("those who quit"), rows.scores("those who quit", {"former smokers": COUNTS})

    assert without.tolist() == [0, 0]
    assert also[0] > 0 == also[1]


def test_a_search_says_what_it_also_looked_for_and_where_that_was_found(tmp_path: Path) -> None:
    found = search(Setup(tmp_path, "none", "0" * 64), "test kids in England", 5, None, {})

    also = found.as_data()["also"]
    hits = [found.hit_as_data(hit) for hit in found.hits]
    assert also == [{"said": "kids", "called": "child"}, {"said": "England", "called": "United Kingdom"}]
    assert any(each["meant"] == ["child"] and "child" not in str(each["matched"]) for each in hits)
    assert any("; meant: child)" in found.as_text(1, hit) for hit in found.hits)
