from __future__ import annotations

import pytest

from guardrails.wording import wordings


@pytest.mark.parametrize(
    ("text", "facts"),
    [
        ("Augmentation bei M/S?", {"genotype": "MS"}),
        (
            "PiMZ, FEV1 45 %, Ex-Raucher seit 2 Jahren, Substitution?",
            {"genotype": "MZ", "fev1_percent": 45, "smoking": "former", "months_since_quit": 24},
        ),
        ("ZZ ohne Emphysem, raucht noch", {"genotype": "ZZ", "emphysema": False, "smoking": "current"}),
        (
            "patient ZZ, VEMS 50 %, ex-fumeur depuis 3 ans, indication ?",
            {"genotype": "ZZ", "fev1_percent": 50, "smoking": "former", "months_since_quit": 36},
        ),
        ("ZZ sans emphysème, n'a jamais fumé", {"genotype": "ZZ", "emphysema": False, "smoking": "never"}),
        (
            "ZZ, FEV1 48%, exfumador desde hace 5 años, enfisema",
            {"genotype": "ZZ", "fev1_percent": 48, "smoking": "former", "months_since_quit": 60, "emphysema": True},
        ),
        ("ZZ sin enfisema, nunca ha fumado", {"genotype": "ZZ", "emphysema": False, "smoking": "never"}),
    ],
)
def test_german_french_and_spanish_read_to_the_same_facts(shown, text, facts):
    assert shown(text) == facts


@pytest.mark.parametrize(
    ("text", "facts"),
    [
        ("augmentaion for M/S?", {"genotype": "MS"}),
        ("ZZ emphysma, nver smokr", {"genotype": "ZZ", "emphysema": True, "smoking": "never"}),
        ("pt deneis ever smoking, ZZ", {"genotype": "ZZ", "smoking": "never"}),
        ("nto ZZ. MZ", {"genotype": "MZ"}),
        ("quti 3 yaers ago ZZ", {"genotype": "ZZ", "smoking": "former", "months_since_quit": 36}),
        ("hetrozygote Z", {"genotype": "MZ"}),
        ("Mmaltton/Z lvl 6", {"genotype": "Mmalton/Z", "serum_aat": 6}),
    ],
)
def test_a_slip_of_the_finger_is_read_as_the_word_meant(shown, text, facts):
    assert shown(text) == facts


def test_a_fact_from_a_misspelled_word_shows_the_word_as_written(read):
    [emphysema] = [fact for fact in read("ZZ emphysma").facts if fact.name == "emphysema"]

    assert emphysema.words == "emphysma"


def test_a_word_too_far_from_a_known_one_is_offered_and_not_taken(read):
    reading = read("emphsyemma ZZ")

    assert [fact.name for fact in reading.facts] == ["genotype"]
    assert [(doubt.code, doubt.words) for doubt in reading.doubts] == [("did_you_mean", "emphsyemma")]


@pytest.mark.parametrize(
    "text",
    [
        "M/S AUGMENTATION?",
        "m/s augmentation?",
        "Augmentation — M/S?!",
        "pls: augmentation for M/S thx",
        "hi, quick question, augmentation in someone with M/S",
    ],
)
def test_capitals_order_and_fillers_change_nothing(shown, text):
    assert shown(text) == {"genotype": "MS"}


def test_the_words_of_a_fact_are_a_span_of_the_question(read):
    question = "ZZ, FEV1 “half” predicted — quit 3 y, level 0,26 g/L"

    assert all(question[fact.start : fact.end] == fact.words for fact in read(question).facts)


def test_brackets_inside_brackets_are_refused():
    with pytest.raises(ValueError, match="brackets inside brackets"):
        wordings("rash, (dark (red|blue)|pale) spots")

    assert wordings("( (he|she) smokes, (dark|pale) spots") == ("( (he|she) smokes", "(dark|pale) spots")
