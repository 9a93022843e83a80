from __future__ import annotations

import pytest

from guardrails.grounding import Verdict, quantities, support, support_by
from guardrails.grounding.names import NO_NAMES
from guardrails.grounding.own import wrong_sentence

CTS = (
    "Augmentation may be considered in never-smokers or ex-smokers with an FEV1 of 25 to 80% predicted, "
    "attributable to emphysema, with a level at or below 11 umol/L."
)


def verdict(claim: str, passage: str) -> str:
    return support(claim, passage).verdict.value


@pytest.mark.parametrize(
    "claim",
    [
        "It may be considered in ex-smokers with an FEV1 of 25 to 80% predicted.",
        "It may be considered with an FEV1 of 25–80 % predicted and emphysema.",
        "Augmentation may be considered at a level ≤11 µmol/L with emphysema.",
        "Augmentation may be considered at a level of 11 μM or less with emphysema.",
        "Augmentation may be considered at a level at or\nbelow 11 umol/L with emphysema.",
    ],
)
def test_a_claim_is_supported_in_any_spelling_of_its_numbers(claim: str) -> None:
    assert verdict(claim, CTS) == "supported"


@pytest.mark.parametrize(
    ("fault", "claim"),
    [
        ("a swapped unit", "Augmentation may be considered at a level at or below 11 mmol/L with emphysema."),
        ("a threshold off by one", "Augmentation may be considered with an FEV1 of 25 to 81% predicted and emphysema."),
        ("another edge", "Augmentation may be considered at a level below 11 umol/L with emphysema."),
        ("turned round", "Augmentation may be considered at a level above 11 umol/L with emphysema."),
        (
            "about something else",
            "Augmentation may be considered with a DLCO at or below 11 umol/L; level 80% and emphysema.",
        ),
        ("a number from nowhere", "Augmentation may be considered with emphysema in those who quit 6 months ago."),
    ],
)
def test_a_number_is_bound_to_its_unit_its_comparison_and_its_subject(fault: str, claim: str) -> None:
    assert verdict(claim, CTS) in ("contradicted", "unsupported"), fault


def test_a_percentage_is_not_backed_by_a_concentration() -> None:
    found = support("Augmentation is for an FEV1 below 80 %.", "The level below 80 mg/dL is for augmentation.")

    assert found.verdict is Verdict.UNSUPPORTED
    assert "80 mg/dL" in found.reason


@pytest.mark.parametrize(
    ("claim", "passage"),
    [
        ("Exampline is recommended for adults.", "Exampline is not recommended for adults."),
        ("Exampline is indicated in carriers.", "Exampline is contraindicated in carriers."),
        (
            "Exampline should not be considered in carriers.",
            "Exampline should be considered in carriers and recommended.",
        ),
        ("The dose increases survival in adults.", "The dose reduces survival in adults."),
    ],
)
def test_a_lost_or_added_negation_is_no_support(claim: str, passage: str) -> None:
    found = support(claim, passage)

    assert found.score < support(passage, passage).score
    assert found.verdict is not Verdict.SUPPORTED or found.score < 0.8


def test_what_the_source_says_the_opposite_of_is_contradicted() -> None:
    assert verdict("Exampline is recommended for adults.", "Exampline is not recommended for adults.") == "contradicted"


@pytest.mark.parametrize(
    ("claim", "passage"),
    [
        ("“Offer it” to adults aged 18 years or older", "Offer it to adults aged at least 18 years"),
        ("Offer 0,57 g/L as the limit", "The limit to offer is 0.57 g/L"),
        ("The limit is 57 mg/dL", "The limit is 0.57 g/L"),
        ("About 5,000 people were counted", "5000 people were counted"),
        ("Follow-up lasted 24 months", "Follow-up lasted 2 years"),
        ("The patient's limit is at most 11 uM", "The patient’s limit is at or below 11 umol/L"),
    ],
)
def test_curly_quotes_decimal_commas_and_other_units_are_no_difference(claim: str, passage: str) -> None:
    assert verdict(claim, passage) == "supported"


def test_a_name_that_the_source_does_not_have_is_unsupported() -> None:
    found = support("NICE recommends the annual test for adults.", "SIGN recommends the annual test for adults.")

    assert found.verdict is Verdict.UNSUPPORTED
    assert "NICE" in found.reason


def test_nothing_cited_is_uncited() -> None:
    assert support_by("Anything.", ()).verdict is Verdict.UNCITED


def test_a_measured_share_is_held_against_a_comparison() -> None:
    record = "Adverse Events 1:\nTotal: 11/56 (19.64%)\nNeutropenia 3/56 (5.36%)"

    assert (
        support("Neutropenia affected more than 5% of patients", record).score
        > support("Neutropenia affected less than 1% of patients", record).score
    )


@pytest.mark.parametrize("words", ["alpha-1", "FEV1", "CTS 2012", "in 2017", "Phase 3", "Table 2"])
def test_digits_in_names_and_years_are_no_quantities(words: str) -> None:
    assert [each.words for each in quantities(f"We read {words} there") if not each.year] == []


def test_our_own_sentence_may_be_worded_freely_but_its_numbers_may_not() -> None:
    source = ("Brazil 2024 defines severe deficiency as a level below 11 umol/L.",)

    assert wrong_sentence("Under 11 umol/L counts as severe here.", source, NO_NAMES, titles="Brazil 2024") is None
    wrong = wrong_sentence("A level below 12 umol/L is severe deficiency.", source, NO_NAMES)
    assert wrong is not None
    assert wrong.verdict is Verdict.CONTRADICTED
