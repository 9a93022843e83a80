from __future__ import annotations

import json
from pathlib import Path

import pytest

from guardrails.hygiene import cleaned
from guardrails.privacy import find, kinds, mask

SYNTHETIC = Path(__file__).parents[3] / "shared" / "benchmarks" / "phi" / "presidio_synth_v2.jsonl"


@pytest.mark.parametrize(("text", "kind"), [
    ("Mary Smith, PiMS, FEV1 45%: augmentation?", "name"),
    ("pt John O'Neill has emphysema", "name"),
    ("Dr. Müller asks about ZZ", "name"),
    ("my name is ana lopez and I have AATD", "name"),
    ("DOB 12/03/1961, ZZ", "date of birth"),
    ("born on 3 May 1958, level 5 umol/L", "date of birth"),
    ("MRN 00482913, genotype SZ", "record number"),
    ("call me at 0161 496 0234", "phone"),
    ("reply to a.b@example.org please", "email"),
    ("SSN 078-05-1120", "social security number"),
    ("lives at 12 Baker Street, London", "address"),
    ("Smith, John, PiMS: augmentation?", "name"),
    ("JOHN SMITH, PiZZ, FEV1 45 %", "name"),
    ("seen by M. Giacopuzzi, level 5 umol/L", "name"),
    ("my son Kjetil has PiSZ", "name"),
    ("Kjetil lives in the north and has PiSZ", "name"),
    ("selma is from here and has emphysema", "name"),
    ("IBAN DE89 3704 0044 0532 0130 00, ZZ", "bank account"),
    ("NHS number 9434765919, ZZ", "record number"),
    ("passport no. X1234567, ZZ", "record number"),
    ("her number is 9434765919, ZZ", "record number"),
    ("Hauptstraße 12, SZ", "address"),
    ("ul. Chrzanowska 61, SZ", "address"),
    ("Via Roma 12, Milano, SZ", "address"),
    ("near M5V 2T6, SZ", "postcode"),
    ("SZ, CH-8001", "postcode"),
    ("Hauptstraße 12\n Berlin\n Germany 10115", "postcode"),
    ("What's your last name? Arcuri. SZ", "name"),
])  # fmt: skip
def test_personal_data_is_noticed_and_masked(text: str, kind: str) -> None:
    assert kind in kinds(text)
    [found] = [each for each in find(text) if each.kind == kind]
    assert text[found.start : found.end] not in mask(text)
    assert f"[{kind}]" in mask(text)


@pytest.mark.parametrize("text", [
    "augmentation for M/S?",
    "52-year-old, PiZZ, FEV1 45 %, level 0.25 g/L, quit 15 July 2024, 20 pack-years, on Prolastin-C",
    "What does the Canadian Thoracic Society say? And the European Respiratory Society?",
    "ZZ, weight 82 kg, 60 mg/kg weekly: dose?",
    "CTS 2012 and ERS 2017 differ for FEV1 25 to 80 %",
    "Swiss label, German guideline, Cochrane 2016",
    "Systolic Heart Failure, Objective Response and Progression-Free Survival in ZZ",
    "PMID 12345678 and NCT01234567 on Zemaira",
    "Chinese patient F/Z, Portuguese mother, Swedish registry, Black woman of 40",
])  # fmt: skip
def test_a_clinical_question_is_left_as_it_is(text: str) -> None:
    assert find(text) == []


def test_masking_twice_changes_nothing() -> None:
    text = "Hello, this is Dr. Kyle Kuefer, tel. 0161 496 0234."

    assert mask(mask(text)) == mask(text)


@pytest.mark.parametrize(("text", "plain"), [
    ("P\u200biMS", "PiMS"),
    ("augmentation for \u041c/\u0405?", "augmentation for M/S?"),
    ("\uff26\uff25\uff36\uff11 45%", "FEV1 45%"),
    ("\u202eevil\u202c text", "evil text"),
    ("\u0274\u1d0f emphysema on CT", "no emphysema on CT"),
    ("n\u0332o\u0332 emphysema", "no emphysema"),
    ("augmentation\u3164 for M\u2215S", "augmentation for M/S"),
    ("level \u0665 umol/L", "level 5 umol/L"),
])  # fmt: skip
def test_invisible_and_look_alike_characters_are_made_plain_and_reported(text: str, plain: str) -> None:
    clean, odd = cleaned(text)

    assert clean == plain
    assert odd


@pytest.mark.parametrize(
    "text", ["β-blocker, 11 µmol/L, α1-antitrypsin ≥ 0.57 g/L", "Müller écrit", "пациент курит", "PI*MS"]
)
def test_honest_letters_of_other_alphabets_are_left_alone(text: str) -> None:
    assert cleaned(text) == (text, ())


@pytest.mark.skipif(not SYNTHETIC.is_file(), reason=f"the synthetic sentences are not at {SYNTHETIC}")
def test_most_of_what_identifies_somebody_in_synthetic_sentences_is_noticed() -> None:
    wanted = {
        "EMAIL_ADDRESS": 0.95,
        "US_SSN": 0.95,
        "IBAN_CODE": 0.9,
        "CREDIT_CARD": 0.9,
        "PHONE_NUMBER": 0.95,
        "PERSON": 0.85,
        "STREET_ADDRESS": 0.93,
        "ZIP_CODE": 0.72,
    }
    seen: dict[str, list[bool]] = {kind: [] for kind in wanted}
    for line in SYNTHETIC.read_text("utf-8").splitlines():
        row = json.loads(line)
        found = find(row["text"])
        for span in row["spans"]:
            if span["type"] in seen:
                seen[span["type"]].append(any(p.start < span["end"] and span["start"] < p.end for p in found))

    assert {kind: sum(hits) / len(hits) >= wanted[kind] for kind, hits in seen.items()} == dict.fromkeys(wanted, True)
