from __future__ import annotations

import pytest


@pytest.mark.parametrize(
    ("text", "months"),
    [
        ("quit 3y", 36),
        ("ex smoker 2y", 24),
        ("ex-smoker x2y", 24),
        ("quit 4/12 ago", 4),
        ("quit 2 yrs ago", 24),
        ("stopped smoking last month", 1),
        ("stopped Feb 2025", 21),
        ("stopped smoking Feb, now June", 4),
        ("quit 2025-02-01", 21),
        ("quit 03/2024", 32),
        ("quit smoking six months ago", 6),
        ("smoke free for 8 months", 8),
        ("non-smoker for 3 years", 36),
        ("gave up a year ago", 12),
        ("quit >6 months ago", {"above": 6}),
        ("quit 2019", {"between": [83, 94]}),
        ("ex-smoker since 2019", {"between": [83, 94]}),
        ("6 months smoke free", 6),
        ("Smoking: ex (2018)", {"between": [95, 106]}),
    ],
)
def test_the_time_since_stopping_is_read_in_months(shown, text, months):
    facts = shown(f"ZZ, {text}, augment?")

    assert (facts["smoking"], facts["months_since_quit"]) == ("former", months)


@pytest.mark.parametrize(
    ("text", "age"),
    [
        ("52M", 52),
        ("58F", 58),
        ("52 y/o", 52),
        ("52yo", 52),
        ("52-year-old", 52),
        ("aged 41", 41),
        ("15 y", 15),
        ("72y", 72),
        ("8 years old", 8),
        ("fifty-two year old", 52),
        ("(52, f,", 52),
        ("Teacher, 52,", 52),
    ],
)
def test_an_age_is_read(shown, text, age):
    assert shown(f"{text} ZZ start?")["age"] == age


@pytest.mark.parametrize(
    "text",
    [
        "ZZ, COPD for 10 years",
        "ZZ 28/40 pregnant",
        "ZZ quit 3y",
        "ZZ every 2 weeks",
        "ZZ, 5 years ago FEV1 60",
        "ZZ FEV1 63 in two years",
        "ZZ stopped smoking aged 40",
        "ZZ breastfeeding a 3-month-old",
    ],
)
def test_a_length_of_time_is_no_age(shown, text):
    assert "age" not in shown(text)


def test_a_number_after_a_comma_that_is_too_long_a_time_is_an_age(shown):
    facts = shown("ZZ ex-smoker, 52y, FEV1 50")

    assert (facts["age"], "months_since_quit" in facts) == (52, False)
