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


def test_why_is_asked_by_its_command_as_in_words(bot):
    by_command, in_words = Talk(bot, date(2026, 11, 21)), Talk(bot, date(2026, 11, 21))
    for talk in (by_command, in_words):
        talk.reply("ZZ, FEV1 50, quit 3y, emphysema, augment?")

    assert by_command.reply("/why") == in_words.reply("why?")


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


def test_what_was_set_holds_until_words_say_otherwise(talk):
    talk.reply("ZZ, never smoked, augment?")
    talk.reply("/set fev1_percent 72")

    assert [_fev1(talk, line) for line in ("and if FEV1 is 85?", "why?", "back to my patient")] == [85, 85, 72]
    assert _fev1(talk, "sorry, FEV1 is 61") == 61
    assert _fev1(talk, "augment?") == 61


def test_what_was_set_is_not_the_next_patients(talk):
    talk.reply("/set fev1_percent 72")
    talk.reply("new patient: MS, augment?")

    assert known(talk) == {"genotype": "MS"}


@pytest.mark.parametrize("told", ["ZZ, FEV1 45", "/set fev1_percent 45"])
def test_what_is_unset_is_forgotten_however_it_was_told(talk, told):
    talk.reply(told)

    assert talk.reply("/unset fev1_percent") == "fev1_percent is forgotten."
    assert "fev1_percent" not in talk.reply("/facts")
    assert talk.reply("/unset fev1_percent") == "fev1_percent is not known: /facts lists what is."


def _fev1(talk: Talk, line: str) -> object:
    talk.reply(line)
    return known(talk).get("fev1_percent")
