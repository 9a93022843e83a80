from __future__ import annotations

import pytest

from bot.reading.language import load_language
from bot.reading.numbers import read_numbers
from bot.reading.text import tokenised


@pytest.mark.parametrize(
    ("text", "fact", "value"),
    [
        ("level 11 µM ZZ", "serum_aat", 11),
        ("level 11 μmol/L ZZ", "serum_aat", 11),
        ("level 11 mcmol/L ZZ", "serum_aat", 11),
        ("4.8 uM ZZ", "serum_aat", 4.8),
        ("0.57 g/L ZZ", "serum_aat", 10.96),
        ("0,57 g/l ZZ", "serum_aat", 10.96),
        (".57 g/L ZZ", "serum_aat", 10.96),
        ("57mg% ZZ", "serum_aat", 10.96),
        ("57 mg/100 ml ZZ", "serum_aat", 10.96),
        ("570 mg/L ZZ", "serum_aat", 10.96),
        ("A1AT ≤11 μmol/L", "serum_aat", {"at_most": 11}),
        ("A1AT <11 umol/L", "serum_aat", {"below": 11}),
        ("AAT just under 11 umol/l", "serum_aat", {"below": 11}),
        ("AAT 11 on the dot, in or out?", "serum_aat", 11),
        ("Mmalton/Z lvl 6", "serum_aat", 6),
        ("ZZ 1.300 g/L", "serum_aat", 25),
        ("undetectable AAT", "serum_aat", {"at_most": 1}),
        ("ZZ FEV1 45", "fev1_percent", 45),
        ("ZZ FEV1: 45 %", "fev1_percent", 45),
        ("45% FEV1 ZZ", "fev1_percent", 45),
        ("ZZ FEV1 30–65 %", "fev1_percent", {"between": [30, 65]}),
        ("ZZ FEV1 between 30 and 65", "fev1_percent", {"between": [30, 65]}),
        ("ZZ FEV1 not below 80", "fev1_percent", {"at_least": 80}),
        ("ZZ FEV1 of 80 or more", "fev1_percent", {"at_least": 80}),
        ("ZZ FEV1 80+", "fev1_percent", {"at_least": 80}),
        ("ZZ FEV1 half predicted", "fev1_percent", 50),
        ("ZZ FEV1 seventy-two percent", "fev1_percent", 72),
        ("ZZ FEV1 was 60, now 45", "fev1_percent", 45),
        ("ZZ FEV1 dropped from 60 to 50", "fev1_percent", 50),
        ("ZZ FEV1 0.9 L (32% pred)", "fev1_percent", 32),
        ("ZZ, GOLD 4", "fev1_percent", {"below": 30}),
        ("ZZ losing 70 ml/y", "fev1_decline", 70),
        ("COPD <20 pack years, test?", "pack_years", {"below": 20}),
        ("dose for 82 kg", "weight", 82),
        ("dose for 180 lb", "weight", 81.65),
        ("FibroScan 9.2 kPa ZZ", "liver_stiffness", 9.2),
        ("120/kg q2w ok?", "dose_interval_days", 14),
        ("AAT level eleven point two, SZ", "serum_aat", 11.2),
        ("level zero point five seven g/L, ZZ", "serum_aat", 10.96),
        ("AAT 0.6 (0.9-2.0 g/L), SZ", "serum_aat", 11.54),
        ("AAT 0.6 L 0.9-2.0 g/L, SZ", "serum_aat", 11.54),
        ("AAT 62, ref >90 mg/dL, SZ", "serum_aat", 11.92),
        ("SZ level below the protective threshold of 11 umol/L", "serum_aat", {"below": 11}),
        ("ZZ FEV1 fell by 12% to 45%", "fev1_percent", 45),
        ("2024: FEV1 68%. 2026: FEV1 61%. ZZ", "fev1_percent", 61),
        ("ZZ FEV1 60, now smokes 20/day", "fev1_percent", 60),
        ("ZZ quit two and a half years ago", "months_since_quit", 30),
        ("ZZ quit a year and a half ago", "months_since_quit", 18),
    ],
)
def test_a_number_is_read_with_its_comparison_and_unit(shown, text, fact, value):
    assert shown(text)[fact] == value


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("level 11 mmol/L ok for Prolastin?", "wrong_unit"),
        ("AAT 11 mM", "wrong_unit"),
        ("ZZ FEV1 450%", "impossible_value"),
        ("A1AT 0.57 mg/dL", "impossible_value"),
        ("level 25, ZZ", "no_unit"),
        ("AATD FEV1 1.4 L", "other_measure"),
        ("ZZ FEV1 1.4", "other_measure"),
        ("FEV1/FVC 45%, ZZ", "other_measure"),
        ("level 3 umol/L above the threshold, ZZ", "other_measure"),
        ("ZZ FEV1 55% of her best", "other_measure"),
        ("ZZ FEV1 12% lower than last year", "other_measure"),
        ("ZZ FEV1 60% of FVC", "other_measure"),
    ],
)
def test_a_number_that_cannot_be_used_is_questioned_and_not_used(read, text, code):
    reading = read(text)

    assert code in [doubt.code for doubt in reading.doubts]
    assert not {"serum_aat", "fev1_percent"} & {fact.name for fact in reading.facts}


def test_a_question_about_a_unit_says_what_the_number_would_mean(read):
    [doubt] = read("level 25, ZZ").doubts

    assert "umol/L or mg/dL (4.808 umol/L)" in doubt.says


@pytest.mark.parametrize(
    "text", ["ZZ albumin 35 g/L", "ZZ DLCO 40%", "ZZ sats 92%", "ZZ, nodule 12 mm", "ZZ lost 12 kg"]
)
def test_another_measure_is_nobodys_number(shown, text):
    assert shown(text) == {"genotype": "ZZ"}


def test_a_level_in_mg_dl_is_the_range_that_its_assay_allows(read):
    by_any, by_one = (
        next(fact.value for fact in read(f"ZZ 60 mg/dL {assay}").facts if fact.name == "serum_aat")
        for assay in ("", "by nephelometry")
    )

    assert by_any.low < by_one.low < by_one.high <= by_any.high


def test_what_a_source_is_said_to_require_is_not_the_patients_value(read):
    reading = read("CTS says FEV1 below 80 for ZZ")

    assert [fact.name for fact in reading.facts] == ["genotype"]
    assert [(fact.name, fact.certainty) for fact in reading.aside] == [("fev1_percent", "asked")]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a hundred and two", 102),
        ("twenty-one", 21),
        ("one billion", 1e9),
        ("1,500,000", 1_500_000),
        ("2 ½", 2.5),
        ("zero", 0),
    ],
)
def test_a_number_is_read_in_words_and_digits(text, value):
    assert [number.value for number in read_numbers(tokenised(text), load_language())] == [value]
