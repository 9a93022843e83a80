from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from bot.linting import clinics_of
from bot.wiring import build
from corpus.problems import FileProblems
from guardrails.lint import Clinic, Finding, lint_text, load_clinic
from guardrails.rules import RULES

TOPICS = Path(__file__).parents[3] / "corpus" / "topics"
SEEDS = Path(__file__).parents[4] / "shared" / "seeds"


@cache
def clinics() -> tuple[Clinic, ...]:
    return tuple(clinics_of(build()))


def lint(text: str) -> list[Finding]:
    return lint_text("page.txt", text, clinics())


def checks(text: str) -> set[str]:
    return {each.check for each in lint(text)}


def test_our_own_texts_have_no_faults() -> None:
    found = {path.name: lint_text(path.name, path.read_text("utf-8"), clinics()) for path in TOPICS.rglob("*.md")}

    assert {name: [(each.line, each.check) for each in faults] for name, faults in found.items() if faults} == {}


def test_every_finding_says_what_where_and_what_is_right() -> None:
    [found] = [
        each for each in lint("Severe A1AT deficiency is a level <11 mmol/L.") if each.check == "impossible-unit"
    ]

    assert (found.severity, found.line, found.words) == (1, 1, "<11 mmol/L")
    assert "11 umol/L" in found.right
    assert "calculations#mmol" in found.source or found.source


@pytest.mark.parametrize("text", [
    "A1AT at most 20 mmol/L was low.",
    "An alpha-1 antitrypsin level of 0.011 mmol/L is severe.",
    "Level (A1AT): >= 23 mM.",
])  # fmt: skip
def test_an_impossible_unit_is_found_in_any_writing(text: str) -> None:
    assert "impossible-unit" in checks(text)


@pytest.mark.parametrize("text", [
    "Severe A1AT deficiency is below 11 µmol/L (0.57 g/L).",
    "Severe A1AT deficiency is below 11 umol/L or <57 mg/dL.",
    "mmol/L is never right for A1AT: 11 mmol/L would be 572 g/L.",
    "Potassium was 4.2 mmol/L in this A1AT patient with a level of 11 umol/L.",
])  # fmt: skip
def test_a_right_or_explained_value_is_no_fault(text: str) -> None:
    assert not {"pair-contradicts"} & checks(text)
    assert "impossible-unit" not in checks(text) or "Potassium" in text


@pytest.mark.parametrize("text", [
    "Severe A1AT deficiency is below 11 umol/L (75 g/L).",
    "The A1AT threshold is 20 µmol/L (1.9 g/L).",
    "The A1AT threshold is 11 µmol/L (about 40-90 mg/dL).",
])  # fmt: skip
def test_a_pair_that_the_molar_mass_contradicts_is_found(text: str) -> None:
    assert "pair-contradicts" in checks(text)


def test_markers_that_point_nowhere_and_references_never_used_are_found() -> None:
    text = "It helps [1]. It is safe [4].\n\nReferences\n\n[1] A paper. doi:10.1/x\n[2] Another. doi:10.1/y"

    assert {"dangling-marker", "unused-reference"} <= checks(text)


def test_a_publisher_that_cites_itself_is_found_without_knowing_its_name() -> None:
    text = (
        "It is recommended 1.\n\nReferences\n\nGuideline\n\nTopic overview\n\nMediSage Editors, 2025\n\n"
        "Disclaimer\n\nMediSage assumes no liability for decisions."
    )

    assert {"self-citation", "no-locator"} <= checks(text)


def test_a_status_that_contradicts_itself_is_found() -> None:
    assert "status-contradicts" in checks(
        "This page was medically reviewed by our board.\nContent is pending clinical review."
    )
    assert "status-contradicts" not in checks("This page was medically reviewed by our board on 3 May.")


@pytest.mark.parametrize(("text", "check"), [
    ("Augmentation restores the missing enzyme A1AT.", "not-an-enzyme"),
    ("Pi*MS carriers, who have partial deficiency of A1AT, should be followed.", "carrier-degree-of-deficiency"),
    ("The PiMS genotype raises the risk of emphysema in A1AT testing.", "carrier-risk"),
    ("Augmentation therapy prevents lung function decline in A1AT deficiency.", "slows-lung-function"),
    ("Oral augmentation with A1AT is available.", "oral-product"),
    ("A1AT: patients must have been abstinent from smoking for 6 months.", "funding-criteria-as-clinical"),
    ("In A1AT, CBS funds treatment for every Canadian.", "recruits-all-canadians"),
])  # fmt: skip
def test_a_false_statement_is_found_in_other_words(text: str, check: str) -> None:
    assert check in checks(text)


@pytest.mark.parametrize("text", [
    "A1AT is a protease inhibitor; elastase is an enzyme.",
    "M/S carriers of A1AT alleles are not at increased risk of lung disease.",
    "Registries suggest that augmentation may slow the decline in FEV1 of A1AT patients; trials showed slower loss of density.",
    "There is no oral A1AT.",
    "For funding by Canadian Blood Services, A1AT patients must not have smoked for 6 months.",
])  # fmt: skip
def test_a_right_statement_is_not_a_finding(text: str) -> None:
    assert not {
        each
        for each in checks(text)
        if each
        in {"not-an-enzyme", "carrier-risk", "slows-lung-function", "oral-product", "funding-criteria-as-clinical"}
    }


def test_a_page_on_another_subject_has_no_clinical_findings() -> None:
    assert checks("Aspirin is recommended for adults below 80 kg.\nThe enzyme is deficient.") == set()


@pytest.mark.skipif(not SEEDS.is_dir(), reason=f"the two seed pages are not at {SEEDS}")
def test_the_two_seed_pages_show_their_grave_faults() -> None:
    first, second = (
        {(each.check, each.line) for each in lint_text(path.name, path.read_text("utf-8"), clinics())}
        for path in sorted(SEEDS.glob("*.txt"))
    )

    assert {
        ("opposite-verdicts", 36),
        ("misattributed", 35),
        ("pair-contradicts", 20),
        ("dropped-conditions", 20),
    } <= first
    assert {("needs-borderline-genotype", 1), ("needs-discordance", 1), ("dangling-marker", 35)} <= first
    assert {("impossible-unit", 20), ("impossible-unit", 26), ("impossible-unit", 35), ("two-units", 44)} <= second
    assert {
        ("funding-criteria-as-clinical", 38),
        ("funding-transplant-as-clinical", 39),
        ("normal-level-rules-out", 28),
    } <= second
    assert {
        ("needs-dose", 1),
        ("needs-contraindication", 1),
        ("needs-acute-phase", 1),
        ("needs-liver", 1),
        ("needs-carriers", 1),
    } <= second
    assert len(first) + len(second) >= 60


@pytest.mark.parametrize(("text", "check"), [
    ("Augmentation therapy is recommended for PiMS carriers with emphysema.", "recommended-for-carriers"),
    ("Patients carrying MS are deficient and qualify for A1AT augmentation.", "recommended-for-carriers"),
    ("MZ patients must be treated with augmentation therapy.", "recommended-for-carriers"),
    ("Current smokers should receive augmentation therapy as well.", "recommended-for-smokers"),
    ("Anti-IgA antibodies are no reason to withhold augmentation.", "anti-iga-waved-aside"),
    ("Status: approved by the board. This draft has not been reviewed.", "status-contradicts"),
    ("Approval status: approved. Approval status: pending.", "status-contradicts"),
    ("It helps [1].\n\nReferences\n\n[1] Clinic handout, this page.", "self-citation"),
])  # fmt: skip
def test_a_fault_in_other_words_than_the_seeds_is_found(text: str, check: str) -> None:
    assert check in {each.check for each in lint_text("page.md", f"About alpha-1 antitrypsin.\n\n{text}\n", clinics())}


@pytest.mark.parametrize("text", [
    "Augmentation is not recommended for MS, and no guideline supports it in MZ.",
    "Should MZ carriers receive augmentation? No.",
    "Ex-smokers may be considered; current smokers should not receive augmentation.",
    "IgA deficiency alone, without antibodies, is not a contraindication to augmentation.",
    "Content was reviewed by Dr A. Reader on 3 May 2025.",
])  # fmt: skip
def test_what_is_right_is_left_alone(text: str) -> None:
    wrong = {"recommended-for-carriers", "recommended-for-smokers", "anti-iga-waved-aside", "status-contradicts"}

    assert wrong.isdisjoint(each.check for each in lint_text("page.md", f"On A1AT.\n\n{text}\n", clinics()))


REFERENCES = "\n\nReferences\n\n[1] Whelton P. Guideline. 2009. doi:10.1/x\n[2] Hindricks G. 2020. doi:10.1/y"


@pytest.mark.parametrize(("text", "check"), [
    ("Start with 500 mg (5 g) of metformin.", "pair-contradicts"),
    ("Fever above 38 °C (120 °F) needs a visit.", "pair-contradicts"),
    ("The HbA1c target is below 53 mmol/mol. The HbA1c target is below 53 mmol/L.", "two-units"),
    ("Warfarin is recommended in atrial fibrillation. Warfarin is contraindicated in atrial fibrillation.",
     "opposite-statements"),
    ("Metformin should be given below 30 mL/min [1]. Metformin should not be given below 30 mL/min [2].",
     "opposite-statements"),
    ("The 2024 guideline recommends apixaban [1].", "older-than-its-claim"),
])  # fmt: skip
def test_a_fault_on_any_subject_is_found(text: str, check: str) -> None:
    assert check in checks(f"Notes on care\n\n{text}{REFERENCES}")


@pytest.mark.parametrize("text", [
    "Start with 500 mg (0.5 g) of metformin [1]. Later 1000 mg is given [2].",
    "Fever above 38 °C (100.4 °F) needs a visit [1,2].",
    "Antibiotics are recommended in pneumonia [1]. Antibiotics are not recommended in pneumonia unless bacterial [2].",
    "Warfarin is recommended at 3 mg [1]. Warfarin is not recommended at 30 mg [2].",
    "The 2020 guideline recommends apixaban [2], as others did before [1].",
])  # fmt: skip
def test_what_is_right_on_any_subject_is_left_alone(text: str) -> None:
    assert checks(f"Notes on care\n\n{text}{REFERENCES}") == set()


@pytest.mark.parametrize(("text", "check"), [
    ("A level of 0.9 g/L is below 11 µmol/L in A1AT testing.", "false-comparison"),
    ("A normal A1AT level always excludes deficiency.", "normal-level-excludes"),
    ("PiMZ carriers are severely deficient in A1AT.", "carrier-called-severe"),
    ("A1AT: the Canadian Thoracic Society recommends augmentation for FEV1 35 to 60% predicted.", "misattributed"),
    ("A1AT augmentation is not recommended for MZ carriers. A1AT augmentation may be considered in MZ carriers.",
     "opposite-verdicts-carrier"),
])  # fmt: skip
def test_a_false_number_or_name_is_found(text: str, check: str) -> None:
    assert check in checks(text)


def test_a_leaflet_that_names_a_treatment_in_passing_need_not_tell_its_dose() -> None:
    text = (
        "What relatives should know\n\nBrothers and sisters of a person with alpha-1 antitrypsin deficiency should be "
        "offered testing (Alpha-1 Foundation 2016, strong).\n\nAugmentation is recommended for some adults."
    )

    assert not {each for each in checks(text) if each.startswith("needs-")}


@pytest.mark.parametrize(("text", "check"), [
    ("CTS 2012 considers A1AT augmentation when FEV1 is 25 to 80 mg/dL.", "foreign-unit"),
    ("An A1AT level of 14 umol/L is below the severe threshold of 11 umol/L.", "false-comparison"),
    ("Missed A1AT infusion: give a double dose at the next visit.", "doubled-dose"),
    ("In alpha-1 antitrypsin deficiency, fazirsiran is approved for the liver.", "not-yet-approved"),
])  # fmt: skip
def test_what_cannot_be_so_is_found_in_a_sentence(text: str, check: str) -> None:
    assert check in checks(text)


@pytest.mark.parametrize("text", [
    "CTS 2001 asks for a decline of FEV1 above 80 mL per year in A1AT deficiency.",
    "With an FEV1 of 50% predicted and an A1AT level of 14 umol/L, severe deficiency is unlikely.",
    "An A1AT level of 9 umol/L is below the severe threshold of 11 umol/L.",
    "Never give a double dose of A1AT after a missed one.",
])  # fmt: skip
def test_what_may_be_so_is_no_fault(text: str) -> None:
    assert not {"foreign-unit", "false-comparison", "doubled-dose"} & checks(text)


def test_a_name_that_stands_for_nothing_is_one_sentence(tmp_path: Path) -> None:
    bot = build()
    source = RULES / "aatd" / "lint.yaml"
    (tmp_path / "lint.yaml").write_text(
        source.read_text("utf-8").replace("@treatment, product*", "@treatmnt", 1), "utf-8"
    )

    with pytest.raises(FileProblems, match="'@treatmnt' stands for no list") as caught:
        load_clinic(tmp_path, bot.topics["aatd"], bot.benches["aatd"])

    assert len(caught.value.problems) == 1
