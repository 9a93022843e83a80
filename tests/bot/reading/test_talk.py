from __future__ import annotations

from datetime import date

import pytest

from bot.talk import Talk


@pytest.fixture
def talk(bot):
    return Talk(bot, date(2026, 11, 21))


def known(talk: Talk) -> dict[str, object]:
    return {fact.name: fact.value for fact in talk.last.facts}


def test_two_words_answer_what_was_asked(talk):
    for line in ("augment?", "ZZ", "45 %", "never", "yes on CT", "0.26 g/L"):
        talk.reply(line)

    assert known(talk) == {
        "genotype": "ZZ",
        "fev1_percent": 45,
        "smoking": "never",
        "emphysema": True,
        "serum_aat": 5,
    }


def test_a_follow_up_keeps_the_facts_and_the_decision(talk):
    before = talk.reply("ZZ, FEV1 50, quit 3y, emphysema, augment?")

    for line in ("why?", "source?", "what would change this?"):
        assert talk.reply(line).splitlines()[0] == before.splitlines()[0]


def test_the_facts_shown_are_those_that_the_next_question_begins_with(talk):
    for line in ("ZZ, quit 2 years ago, augment?", "what about MZ?", "/set smoking current"):
        talk.reply(line)

    assert talk.reply("/facts").splitlines() == ["  genotype = ZZ (ZZ)", "  smoking = current (set)"]


def test_a_new_patient_clears_and_a_set_fact_wins(talk):
    talk.reply("ZZ FEV1 50, augment?")
    talk.reply("new patient: MS")
    assert known(talk) == {"genotype": "MS"}

    talk.reply("/set genotype ZZ")
    talk.reply("augment?")
    assert known(talk) == {"genotype": "ZZ"}

    talk.reply("/clear")
    talk.reply("augment?")
    assert known(talk) == {}
