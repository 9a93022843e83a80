from __future__ import annotations

import pytest

from guardrails.grounding.assigned import misassigned
from guardrails.grounding.firsts import another_first
from guardrails.grounding.matters import denied_elsewhere, other_side
from guardrails.grounding.worked_out import products

DENSITY = "In the Marlowe trial, density fell by 1.4 g/L per year with exampline and 2.2 g/L per year with placebo."
CHILDREN = ("Each child has a 25% chance of AB.", "Each child has a 50% chance of AC.")


@pytest.mark.parametrize(
    ("claim", "passage"),
    [
        (
            "Exampline slowed the decline of FEV1 in the Marlowe trial.",
            "The Marlowe trial showed no difference in FEV1 decline.",
        ),
        ("Exampline is licensed for rash in Ruritania.", "Exampline is investigational for rash in Ruritania."),
        ("Marlowe 2024 tests every person with fever.", "Marlowe 2024 does not test everyone with fever."),
        ("Fever lowers the marker in blood.", "The marker in blood rises with fever."),
    ],
)
def test_the_other_side_of_a_matter_is_found_in_other_words(claim: str, passage: str) -> None:
    assert other_side(claim, (passage,))
    assert other_side(passage, (passage,)) is None


def test_a_side_on_another_subject_says_nothing() -> None:
    assert other_side("Exampline slowed the loss of density.", ("Rash showed no difference between arms.",)) is None


def test_what_one_clause_denies_another_may_not_say() -> None:
    passage = "Exampline is not funded by the government of Ruritania."

    assert denied_elsewhere("Exampline is fully funded by the government of Ruritania.", (passage,))
    assert denied_elsewhere("Exampline is not paid or funded by the government of Ruritania.", (passage,)) is None


def test_numbers_that_change_places_are_found() -> None:
    swapped = "Density fell by 2.2 g/L per year with exampline and 1.4 g/L per year with placebo."

    assert misassigned(swapped, (DENSITY,))
    assert misassigned(DENSITY.replace("In the Marlowe trial, ", ""), (DENSITY,)) is None


def test_a_share_belongs_to_its_name() -> None:
    assert misassigned("Each child has a 50% chance of AB.", CHILDREN)
    assert misassigned("Each child has a 25% chance of AB.", CHILDREN) is None


@pytest.mark.parametrize(("total", "holds"), [("4,200 mg", True), ("4.2 g", True), ("3,600 mg per week", False)])
def test_a_total_is_its_rate_times_its_amount(total: str, holds: bool) -> None:  # noqa: FBT001 (a table)
    found = list(products(f"At 60 mg/kg, 70 kg need {total}."))

    assert [each.holds for each in found] == [holds]


def test_another_first_than_the_sources_name_is_found() -> None:
    passage = "Marlowe 2024 calls the blood count the first test."

    assert another_first("The first test is a biopsy.", (passage,)) == passage
    assert another_first("The first test is a blood count.", (passage,)) is None
