from __future__ import annotations

import pytest

BEDS = ["Bed 1: ZZ, FEV1 40, never smoker. Augment?", "Bed 2: MS, FEV1 80, smoker. Augment?"]


@pytest.mark.parametrize(
    ("talk", "facts", "name"),
    [
        ([*BEDS, "bed 1: level 4 umol/L"], {"genotype": "ZZ", "fev1_percent": 40, "serum_aat": 4}, "bed 1"),
        ([*BEDS, "what about bed 1?"], {"genotype": "ZZ", "fev1_percent": 40, "smoking": "never"}, "bed 1"),
        ([*BEDS, "and if he quits?"], {"genotype": "MS", "fev1_percent": 80}, "bed 2"),
        (["patient A is ZZ, patient B is MZ", "patient A: FEV1 50"], {"genotype": "ZZ"}, "patient A"),
        (["patient A is ZZ, patient B is MZ", "pt B: FEV1 70"], {"genotype": "MZ"}, "patient B"),
        (["A: ZZ, FEV1 40. B: SZ, FEV1 70.", "and A?"], {"genotype": "ZZ", "fev1_percent": 40}, "patient A"),
        (["Mrs Jones: ZZ. Mr Brown: MS.", "and Mrs Jones?"], {"genotype": "ZZ"}, "Mrs Jones"),
        (["Mr X: ZZ. Mr Y: MS, FEV1 60.", "Mr X?"], {"genotype": "ZZ", "fev1_percent": None}, "Mr X"),
        (["Mrs. Jones is ZZ. Mr. Brown is MS. Augment Mr. Brown?"], {"genotype": "MS"}, "Mr Brown"),
        (["Pt A: ZZ FEV1 40. Pt B: MZ FEV1 85. Augment A?"], {"genotype": "ZZ", "fev1_percent": 40}, "patient A"),
        (["pt A: ZZ FEV1 35; pt B: SZ FEV1 60", "B is a smoker"], {"genotype": "SZ", "fev1_percent": 60}, "patient B"),
        ([*BEDS, "the first one?"], {"genotype": "ZZ", "fev1_percent": 40}, "bed 1"),
        ([*BEDS, "the other patient weighs 70 kg"], {"genotype": "ZZ", "fev1_percent": 40, "weight": 70}, "bed 1"),
        (["JS: ZZ, FEV1 40", "KL 60M MZ smoker", "JS - augment?"], {"genotype": "ZZ", "fev1_percent": 40}, "JS"),
        (["JS: ZZ, FEV1 40. KL: MZ, FEV1 80.", "dose for KL?"], {"genotype": "MZ", "fev1_percent": 80}, "KL"),
    ],
)
def test_each_of_several_patients_has_what_was_said_of_him(read, talk, facts, name):
    reading = read(talk[-1], history=talk[:-1])
    shown = {fact.name: fact.shown for fact in reading.facts}

    assert {each: shown.get(each) for each in facts} == facts
    assert (reading.only_of, reading.scope) == (name, "in")


@pytest.mark.parametrize(
    "talk",
    [
        ["Bed 1: ZZ, FEV1 40", "level 4 umol/L"],
        ["Dear Dr Miller, ZZ, FEV1 40, level 4 umol/L. Yours, Mr Smith and Mrs Brown"],
        ["patient a smoker, ZZ, FEV1 40", "patient 45 years old, level 4 umol/L"],
        ["DX: ZZ, FEV1 40", "PMH: none. FH: MZ brother. level 4 umol/L"],
        ["CT: ZZ, FEV1 40", "the first one is level 4 umol/L"],
    ],
)
def test_where_no_two_are_told_apart_all_is_said_of_one(read, talk):
    reading = read(talk[-1], history=talk[:-1])

    assert reading.only_of == ""
    assert {"genotype", "serum_aat"} <= {fact.name for fact in reading.facts}


def test_the_words_of_a_fact_stand_where_they_stood(read):
    text = "Bed 2: MS. Bed 1: ZZ. Augment bed 1?"
    (genotype,) = (fact for fact in read(text).facts if fact.name == "genotype")

    assert text[genotype.start : genotype.end] == genotype.words == "ZZ"
