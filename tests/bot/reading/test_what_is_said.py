from __future__ import annotations

import pytest

from bot.reading.assertions import negated, said_of

NEVER_OR_EX = {"one_of": ["never", "former"]}


@pytest.mark.parametrize(
    ("text", "fact", "value"),
    [
        ("ZZ no emphysema", "emphysema", False),
        ("ZZ emphysema not seen on CT", "emphysema", False),
        ("ZZ, emphysema was definitely not seen", "emphysema", False),
        ("ZZ without emphysema", "emphysema", False),
        ("ZZ emphysema ruled out by CT", "emphysema", False),
        ("ZZ, emphysema: no", "emphysema", False),
        ("ZZ denies COPD, emphysema and asthma", "emphysema", False),
        ("ZZ neither smoker nor emphysema", "emphysema", False),
        ("ZZ not only emphysema but bronchiectasis", "emphysema", True),
        ("ZZ not without emphysema", "emphysema", True),
        ("ZZ no doubt emphysema", "emphysema", True),
        ("ZZ no change in emphysema", "emphysema", True),
        ("Smoker: no. Bronchiectasis: no. ZZ", "smoking", NEVER_OR_EX),
        ("Raucher: nein. Emphysem: nein. ZZ", "emphysema", False),
        ("ZZ 30 cigs/day, stopped 3 yrs", "smoking", "former"),
        ("ZZ 20 cigs/day, tried to quit 3 times", "smoking", "current"),
        ("ZZ not keen to quit", "smoking", "current"),
        ("no emphysema, smoker, ZZ", "smoking", "current"),
        ("ZZ no cough, never smoked, emphysema", "emphysema", True),
        ("null null never smoker emphysema", "emphysema", True),
        ("not a smoker, no emphysema, ZZ", "smoking", NEVER_OR_EX),
        ("ZZ non-smoker now", "smoking", NEVER_OR_EX),
        ("ZZ denies ever smoking", "smoking", "never"),
        ("ZZ, hasn't quit", "smoking", "current"),
        ("ZZ 10 cigs/day", "smoking", "current"),
        ("ZZ wants to quit", "smoking", "current"),
        ("ZZ used to smoke", "smoking", "former"),
        ("ZZ history of smoking", "smoking", {"one_of": ["former", "current"]}),
        ("ZZ never or ex-smoker", "smoking", NEVER_OR_EX),
        ("ZZ passive smoker, never smoked", "smoking", "never"),
        ("low IgA, no antibodies. can I give?", "anti_iga", False),
        ("ZZ asymptomatic", "symptoms", False),
        ("ZZ ex-smoker no emphysema FEV1 50", "emphysema", False),
        ("never smoker no emphysema decline 60 ml/year", "emphysema", False),
        ("never smoker no emphysema", "smoking", "never"),
        ("no emphysema ZZ FEV1 50", "genotype", "ZZ"),
        ("emphysema no cirrhosis ZZ", "genotype", "ZZ"),
        ("emphysema no cirrhosis ZZ", "emphysema", True),
        ("ZZ tobacco no, FEV1 50", "genotype", "ZZ"),
        ("ZZ smoking no", "genotype", "ZZ"),
        ("no emphysema smoker ZZ", "smoking", "current"),
        ("no cirrhosis emphysema on CT ZZ", "emphysema", True),
        ("denies COPD emphysema ZZ", "genotype", "ZZ"),
        ("emphysema -ve ZZ", "emphysema", False),
        ("emphysema +ve ZZ", "emphysema", True),
        ("ZZ, emphysema? No.", "emphysema", False),
        ("emphysema? yes. ZZ", "emphysema", True),
        ("ZZ ever-smoker", "smoking", {"one_of": ["former", "current"]}),
        ("denies ever smoked, ZZ", "smoking", "never"),
        ("no emphysema or bronchiectasis ZZ", "bronchiectasis", False),
    ],
)
def test_a_denial_reaches_its_own_clause_and_no_further(shown, text, fact, value):
    assert shown(text)[fact] == value


@pytest.mark.parametrize(
    ("text", "certainty"),
    [
        ("ZZ r/o emphysema", "suspected"),
        ("ZZ ?emphysema", "suspected"),
        ("ZZ possible emphysema", "suspected"),
        ("ZZ emphysema cannot be excluded", "suspected"),
        ("ZZ, emphysema unclear", "suspected"),
        ("I'm MZ, will I get emphysema?", "asked"),
        ("ZZ risk of emphysema?", "asked"),
    ],
)
def test_what_is_suspected_or_asked_about_is_put_aside(read, text, certainty):
    reading = read(text)

    assert "emphysema" not in {fact.name for fact in reading.facts}
    assert [fact.certainty for fact in reading.aside if fact.name == "emphysema"] == [certainty]


@pytest.mark.parametrize("text", ["ZZ, emphysema?, FEV1 50", "emphysema? ZZ FEV1 50", "ZZ emphysema(?) FEV1 50"])
def test_what_is_put_in_question_in_passing_is_not_used(read, text):
    reading = read(text)

    assert [fact.name for fact in reading.facts] == ["genotype", "fev1_percent"]
    assert [(fact.name, fact.certainty) for fact in reading.aside] == [("emphysema", "suspected")]


def test_a_breath_test_that_contradicts_is_questioned(read):
    reading = read("ZZ quit 2 years ago but CO 25 ppm")

    assert "smoking" not in {fact.name for fact in reading.facts}
    assert [(doubt.fact, doubt.code) for doubt in reading.doubts] == [("smoking", "two_values")]


def test_a_supposition_is_used_and_flagged(read):
    [genotype] = [fact for fact in read("MZ. what if he were ZZ?").facts if fact.name == "genotype"]

    assert (genotype.shown, genotype.certainty) == ("ZZ", "supposed")


def test_a_plan_is_not_yet_a_fact(read):
    reading = read("ZZ on the waiting list for a lung transplant, augment?")

    assert "lung_transplant" not in {fact.name for fact in reading.facts}


def test_two_values_of_one_fact_are_questioned_and_neither_is_used(read):
    reading = read("MZ and ZZ, augment?")

    assert [doubt.code for doubt in reading.doubts] == ["two_values"]
    assert not reading.facts


def test_a_correction_in_one_breath_replaces(shown):
    assert shown("MZ, sorry ZZ")["genotype"] == "ZZ"


@pytest.mark.parametrize(
    ("sentence", "concept", "denied"),
    [
        ("No fever, chills or cough.", "cough", True),
        ("No fever, cough since Monday.", "cough", False),
        ("He denies fever but has a cough.", "cough", False),
        ("Rash was not seen.", "rash", True),
        ("There is no change; the rash is worse.", "rash", False),
    ],
)
def test_any_concept_can_be_asked_about(sentence, concept, denied):
    assert negated(sentence, concept) is denied


def test_nothing_is_said_of_what_is_not_there():
    assert said_of("No fever.", "rash") == frozenset()


def test_years_of_a_habit_are_no_age(shown):
    assert "age" not in shown("ZZ smoked 20 years, stopped 2001")
