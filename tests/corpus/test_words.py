from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.index.words import tokens, words


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("augmentation for M/S?", {"m/s", "ms", "m", "s"}),
        ("a PiZZ patient", {"pizz", "pi", "zz"}),
        ("Pi*ZZ", {"pizz", "pi", "zz"}),
        ("FEV1<80%", {"fev1<80%", "fev1", "<80%", "80"}),
        ("FEV1 < 80 % predicted", {"fev1<80%", "fev1", "<80%", "80"}),
        ("level <11 µmol/L", {"<11", "11", "umol/l"}),
        ("60 mg/kg weekly", {"60 mg/kg", "60", "mg/kg", "mg", "kg"}),
        ("(60mg/kg)", {"60 mg/kg", "60", "mg/kg"}),
        ("0.55 g/L", {"0.55 g/l", "0.55", "g/l"}),
        ("30–65 %", {"30-65%", "30", "65"}),
        ("Z/Null", {"z/null", "z", "null"}),
        ("α1-antitrypsin", {"alpha1-antitrypsin", "alpha1", "antitrypsin"}),
        ("≥ 18 years", {">=18", "18"}),
        ("the patient’s infusions", {"patient", "infus"}),
    ],
)
def test_codes_and_thresholds_stay_whole_and_their_parts_count_too(text: str, kept: set[str]) -> None:
    assert kept - set(tokens(text)) == set()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("M/S", "PiMS"),
        ("Pi*ZZ", "PiZZ"),
        ("FEV1 < 80 %", "FEV1<80%"),
        ("60mg", "60 mg"),
        ("naïve", "naive"),
        ("Fréquence", "frequence"),
    ],
)
def test_two_spellings_of_one_thing_share_a_word(one: str, other: str) -> None:
    assert set(tokens(one)) & set(tokens(other))


def test_question_words_are_not_searched_for() -> None:
    assert tokens("When should we do what for the") == []


def test_a_token_knows_the_words_it_was_written_as() -> None:
    assert dict(words("Offer infusions at 60 mg/kg"))["60 mg/kg"] == "60 mg/kg"
    assert dict(words("Offer infusions at 60 mg/kg"))["infus"] == "infusions"


@given(st.text(max_size=200))
def test_any_text_has_words_and_none_is_blank(text: str) -> None:
    assert all(token.strip() for token in tokens(text))
