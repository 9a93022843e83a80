from __future__ import annotations

import pytest


@pytest.mark.parametrize(
    ("text", "kin", "genotype"),
    [
        ("brother of ZZ pt, test?", "sibling", "ZZ"),
        ("his brother is ZZ, test him?", "sibling", "ZZ"),
        ("pt has a ZZ sister, test?", "sibling", "ZZ"),
        ("father is ZZ, should we test?", "child", "ZZ"),
        ("father of a ZZ boy, test?", "parent", "ZZ"),
        ("cousin of MZ patient, test?", "extended", "MZ"),
        ("my sister is ZZ; should I be tested?", "sibling", "ZZ"),
        ("my sister is ZZ, what is my risk?", "sibling", "ZZ"),
        ("Bruder ist ZZ, testen?", "sibling", "ZZ"),
        ("his late mother had a rash; she was PiZZ. He is 50, test?", "child", "ZZ"),
    ],
)
def test_a_relatives_genotype_is_not_the_patients(shown, text, kin, genotype):
    facts = shown(text)

    assert (facts["relative"], facts["relative_genotype"]) == (kin, genotype)
    assert "genotype" not in facts


def test_what_a_relative_has_besides_is_not_the_patients(shown):
    facts = shown("my dad has ZZ and emphysema. I'm MZ, am I at risk?")

    assert (facts["genotype"], facts["relative_genotype"], "emphysema" in facts) == ("MZ", "ZZ", False)


def test_who_writes_is_nobodys_patient(shown):
    facts = shown("Dear colleague, thank you for this 49-year-old teacher with PiZZ disease and emphysema.")

    assert (facts["genotype"], facts["age"], facts["emphysema"]) == ("ZZ", 49, True)


def test_the_relatives_genotype_and_the_patients_are_kept_apart(shown):
    facts = shown("patient MZ, brother ZZ, FEV1 60, augment?")

    assert (facts["genotype"], facts["relative_genotype"], facts["fev1_percent"]) == ("MZ", "ZZ", 60)


def test_the_askers_son_may_be_the_patient(shown):
    assert shown("my son is ZZ, should he get prolastin?") == {"genotype": "ZZ"}


def test_what_a_relative_has_is_put_aside(read):
    reading = read("emphysema in his father, patient MZ")

    assert [fact.name for fact in reading.facts] == ["genotype"]
    assert [(fact.name, fact.about) for fact in reading.aside] == [("emphysema", "relative")]


@pytest.mark.parametrize(
    ("text", "pair"),
    [
        ("ZZ dad MM mum kids?", "MM/ZZ"),
        ("both parents MZ, risk?", "MZ/MZ"),
        ("husband MZ, I am ZZ, our children?", "MZ/ZZ"),
        ("MZ x MZ, children?", "MZ/MZ"),
    ],
)
def test_the_genotypes_of_two_parents_are_read_together(shown, text, pair):
    assert shown(text)["parent_genotypes"] == pair


def test_another_patient_changes_nothing(shown):
    assert shown("augmentation for M/S? (My last patient was SZ with FEV1 33%.)") == {"genotype": "MS"}
