"""Which sentence leads an answer to a question of fact."""

from datetime import date

import pytest

from bot.answer import answer
from bot.find import narrowest
from bot.question import Question
from bot.telling import figures_left_out, roots


def ask(bot, text):
    return answer(Question(text, date(2026, 11, 21)), bot)


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("how fast does FEV1 fall in ZZ?", "spanish-registry"),
        ("prevalence of AATD among COPD patients", "cts-2012"),
        ("how common is severe AATD in North America?", "cts-2012"),
        ("elastography cutoff for cirrhosis in AATD", "delphi-2025"),
        ("what is the risk of COPD in MS?", "hersh-2005-ms-sz"),
    ],
)
def test_the_sentence_that_says_most_of_the_question_leads(bot, text, source):
    found = ask(bot, text)

    assert found.citations[found.statements[0].citations[0] - 1].guideline == source


@pytest.mark.parametrize(
    ("text", "others"),
    [
        ("common side effects of Respreeza", {"us-zemaira", "us-glassia", "us-prolastin-c"}),
        ("infusion rate Glassia", {"us-zemaira", "eu-respreeza", "us-prolastin-c", "us-aralast-np"}),
        ("infusion rate Aralast NP", {"us-zemaira", "eu-respreeza", "us-prolastin-c", "us-glassia"}),
    ],
)
def test_the_label_of_another_product_does_not_lead(bot, text, others):
    found = ask(bot, text)

    assert found.citations[found.statements[0].citations[0] - 1].guideline not in others


def test_what_a_payer_asks_for_does_not_lead_where_nobody_asks_who_pays(bot):
    assert "CBS" not in ask(bot, "lung transplant criteria").headline


def test_a_claim_about_a_source_is_met_with_its_position_first(bot):
    assert "does not recommend" in ask(bot, "SMC accepted Respreeza in 2016, right?").headline


def test_a_source_asked_about_that_says_nothing_of_it_does_not_lead(bot):
    assert "siblings" not in ask(bot, "ATS/ERS range for SZ").headline


def test_a_study_that_is_named_answers_for_itself(bot):
    assert "250 mg/kg" in ask(bot, "Dirksen 1999 dose").headline


def test_a_second_question_is_not_answered_by_another_source_than_the_one_named(bot):
    found = ask(bot, "Alpha-1 Foundation on testing COPD: any age limit?")

    assert not any(each.text.startswith("Age limits of the sources") for each in found.statements)


def test_two_questions_without_a_patient_are_both_answered_after_a_comma_and_an_and(bot):
    found = ask(bot, "who should get augmentation, and vaccines?")

    assert found.decision == "augmentation"
    assert any(each.text.startswith("Vaccination: ") for each in found.statements)


def test_what_no_text_says_is_not_covered_and_no_sentence_near_it_leads(bot):
    assert "not_covered" == ask(bot, "how to store Zemaira").outcome


def test_a_part_of_a_place_is_meant_and_not_the_whole():
    assert {"GB-SCT", "US"} == narrowest(["GB", "GB-SCT", "US"])


def test_years_short_numbers_and_those_of_the_patient_tell_nothing():
    assert {"2016", "11", "0.55"} == figures_left_out(frozenset({"2016", "11", "0.55", "0.184"}), frozenset({"0.55"}))


def test_words_of_one_root_are_one():
    assert roots("treated") == roots("treatment")
