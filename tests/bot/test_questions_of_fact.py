"""Questions of fact that share their words with decisions: the texts are told, and the right sentence leads."""

from __future__ import annotations

import re
from datetime import date

import pytest

from bot.answer import answer
from bot.question import Question

AS_OF = date(2026, 11, 21)


def asked(question, bot, *history):
    return answer(Question(question, AS_OF, history), bot)


@pytest.mark.parametrize(
    ("question", "first"),
    [
        ("dapsone success rate panniculitis", "62%"),
        ("how often panniculitis in ZZ", "0.9%"),
        ("sensitivity of 120 mg/dl cutoff for genotyping", "97%"),
        ("which labels name SZ?", "SZ"),
        ("who uses 120 mg/kg every 15 days", "Spain"),
        ("90 mg/kg ever used?", "90 mg/kg"),
        ("MZ family study OR in ever-smokers", "10.65"),
        ("what AAT level does an SZ usually have?", "SZ"),
        ("nausea on infusion common?", "nausea"),
        ("IgA trace in Aralast?", "trace"),
        ("Q0cairo clinical picture", "Q0cairo"),
    ],
)
def test_who_asks_for_a_figure_a_name_or_an_unusual_thing_is_told_what_the_texts_say(bot, question, first):
    given = asked(question, bot)

    assert given.outcome == "information"
    assert first in given.headline


@pytest.mark.parametrize(
    ("question", "outcome"),
    [
        ("MZ smoker COPD, infusions?", "not_recommended"),
        ("panniculitis in ZZ, treat with augmentation?", "differ"),
        ("bronchiectasis - test for AATD?", "differ"),
        ("my ZZ patient has panniculitis, how often does he need augmentation?", "differ"),
        ("MZ smoker?", "not_recommended"),
    ],
)
def test_who_asks_for_a_decision_or_tells_of_somebody_gets_the_verdict(bot, question, outcome):
    assert asked(question, bot).outcome == outcome


@pytest.mark.parametrize(
    ("question", "first"),
    [
        ("WHO 1997 on cirrhosis after 50", "^WHO 1997"),
        ("does GINA advise AATD testing in asthma?", "^GINA"),
        ("True that NICE says test everybody with COPD?", "^NICE NG115 does not"),
        ("bronchiectasis - does BTS want AAT measured?", "^BTS"),
        ("CTS 2012 testing age cutoff?", "CTS 2012.*65"),
        ("FEV1 decline per year in the Spanish registry", "28 mL"),
    ],
)
def test_a_source_asked_about_answers_itself_what_it_says_of_a_condition(bot, question, first):
    assert re.search(first, asked(question, bot).headline)


def test_a_source_that_is_silent_does_not_hide_the_verdict_of_others(bot):
    assert asked("CTS recommends annual CT, right?", bot).outcome == "not_recommended"


def test_of_two_sources_compared_each_has_its_sentence_in_the_headline(bot):
    headline = asked("TSANZ vs SEPAR on testing in bronchiectasis", bot).headline

    assert "TSANZ" in headline
    assert "SEPAR" in headline


@pytest.mark.parametrize(
    ("question", "figure"), [("WVE-006 result", "60%"), ("efdoralprin dosing interval", "3 or 4 weeks")]
)
def test_a_sentence_that_prints_a_figure_leads_where_one_is_asked_for(bot, question, figure):
    assert figure in asked(question, bot).headline


def test_a_reply_after_a_patient_was_told_of_is_no_question_about_nobody(bot):
    given = asked("since when? 2021", bot, "ZZ 52 y FEV1 61 emphysema ex-smoker")

    assert given.outcome != "information"
