"""Questions whose everyday words fit a topic, and whose own words only a document of the house knows."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from types import MappingProxyType

import pytest

from bot.answer import answer
from bot.question import Question
from bot.reading.types import Reading
from bot.wiring import Bot, build
from corpus.guideline import Guideline, Passage, Provenance

DAY = date(2026, 11, 21)
TEXT = "Children with folate deficiency receive folic acid 1 mg/kg once daily."


def source(bot: Bot) -> Guideline:
    """A document of the house."""
    first = next(iter(bot.built_in.guidelines.values()))
    return first.model_copy(update={"id": "norwick", "title": "Anaemia", "short": "Norwick", "jurisdiction": "INT"})


@pytest.fixture(scope="module")
def bot() -> Bot:
    """The bot with one document, which answers whatever has a word of it."""
    plain = build()
    passage = Passage("norwick#p1", "norwick", "Folic acid, page 1", TEXT, Provenance.VERIFIED)

    def search(reading: Reading) -> tuple[Passage, ...]:
        return (passage,) if "folate" in reading.text.lower() else ()

    library = replace(
        plain.built_in,
        guidelines=MappingProxyType({**plain.built_in.guidelines, "norwick": source(plain)}),
        passages=MappingProxyType({**plain.built_in.passages, passage.id: passage}),
    )
    return replace(plain, library=library, search=search)


def test_what_only_a_document_knows_is_answered_from_it(bot: Bot) -> None:
    given = answer(Question("folate dose for a child", DAY), bot)

    assert given.outcome == "information"
    assert given.topic is None
    assert [each.quote for each in given.citations] == [TEXT]


@pytest.mark.parametrize("question", ["dose for a child", "melvodine dose for a child"])
def test_what_no_document_answers_stays_with_the_topic(bot: Bot, question: str) -> None:
    assert answer(Question(question, DAY), bot).decision == answer(Question(question, DAY), build()).decision


def test_a_word_of_the_topic_keeps_the_question_there(bot: Bot) -> None:
    first = next(iter(bot.topics.values())).starters[0]

    given = answer(Question(f"{first} She takes folate.", DAY), bot)

    assert given.topic == next(iter(bot.topics))
    assert given.outcome == answer(Question(first, DAY), bot).outcome


@pytest.mark.parametrize(
    "question",
    [
        "How much fluid is given to a child with sepsis?",
        "What is the dose of adrenaline in anaphylaxis in children?",
        "adrenaline dose for a child with anaphylaxis",
        "How long is dual antiplatelet therapy given after a stent?",
        "What is known about folic acid doses in infants below six months?",
        "Welche Dosis von Adrenalin bei Kindern?",
    ],
)
def test_what_is_asked_of_a_thing_nobody_here_knows_is_no_question_of_a_topic(bot: Bot, question: str) -> None:
    given = answer(Question(question, DAY), bot)

    assert (given.outcome, given.positions, given.citations) == ("out_of_scope", (), ())


def test_a_word_of_amounts_alone_is_still_one_of_the_topic(bot: Bot) -> None:
    assert answer(Question("usual dose?", DAY), bot).topic == next(iter(bot.topics))
