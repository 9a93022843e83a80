from __future__ import annotations

import pytest

SPELLINGS = {
    "MS": [
        "M/S",
        "MS",
        "PiMS",
        "Pi*MS",
        "PI M S",
        "PI*M/PI*S",
        "S/M",
        "heterozygous for S",
        "S carrier",
        "pims",
        "M1S",
        "carrier of the S allele",
        "E264V heterozygote",
    ],
    "MZ": [
        "MZ",
        "PiMZ",
        "Z/M",
        "het Z",
        "heterozygote Z",
        "one copy of the Z gene",
        "Pi-MZ",
        "M1Z",
        "p.Glu366Lys heterozygous",
        "heterozygous for p.Glu366Lys",
        "c.1096G>A heterozygous",
        "porteur Z",
        "M-Z",
    ],
    "SZ": [
        "SZ",
        "S/Z",
        "Pi*SZ",
        "Z/S",
        "compound heterozygote S and Z",
        "one S and one Z",
        "E342K/E264V",
        "p.Glu366Lys/p.Glu288Val",
    ],
    "ZZ": [
        "ZZ",
        "PiZZ",
        "Pi Z/Z",
        "double Z",
        "homozygous Z",
        "Z homozygote",
        "homozygous for the Z allele",
        "PiZ",
        "two Z alleles",
        "Glu342Lys homozygous",
        "rs28929474 homozygous",
        "c.1096G>A homozygous",
    ],
    "Z/Null": ["Z/null", "Z0", "one Z one null", "Z null", "PiZ(null)", "Q0/Z", "null/Z"],
    "Null/Null": ["Q0Q0", "null null", "Pi(null)(null)", "null/null", "Q0/Q0"],
    "Mmalton/Z": ["Mmalton/Z", "ZMmalton", "Z/Mmalton", "M Malton / Z"],
    "FF": ["PiFF", "FF"],
    "ZF": ["F/Z variant", "ZF", "PiFZ"],
    "SS": ["PiSS", "S/S", "homozygous S"],
    "MM": ["PiMM", "PiM1M2", "normal phenotype"],
}


@pytest.mark.parametrize(("name", "spelling"), [(name, each) for name, all_of in SPELLINGS.items() for each in all_of])
def test_a_genotype_is_read_in_all_its_spellings(shown, name, spelling):
    assert shown(f"augmentation for {spelling}?")["genotype"] == name


@pytest.mark.parametrize(
    "text",
    [
        "COPD, nodule 5 mm, alpha-1?",
        "Ms Smith has alpha-1, augment?",
        "speed 10 m/s in alpha-1",
        "IF he has alpha-1",
        "M/F ratio in AATD",
        "targeted S/Z PCR in AATD",
    ],
)
def test_what_only_looks_like_a_genotype_is_none(shown, text):
    assert "genotype" not in shown(text)


def test_a_phenotype_is_told_from_a_genotype(shown):
    assert shown("MS phenotype by IEF, augment?")["genotype_method"] == "phenotype_ief"


def test_an_unknown_pair_is_questioned(read):
    reading = read("PiZX augment?")

    assert [doubt.code for doubt in reading.doubts] == ["did_you_mean"]
    assert not reading.facts


def test_ms_with_the_words_of_another_disease_is_not_the_genotype(read):
    reading = read("MS with optic neuritis, interferon?")

    assert not reading.facts
    assert reading.doubts[0].code == "ambiguous_term"


def test_ms_alone_is_asked_about(read):
    reading = read("MS patient, what now?")

    assert (reading.scope, reading.doubts[0].code) == ("unclear", "ambiguous_term")


def test_not_zz_leaves_every_other_pair(read):
    [genotype] = [fact for fact in read("not ZZ, augment?").facts if fact.name == "genotype"]

    assert "ZZ" not in genotype.value.of
    assert "MZ" in genotype.value.of


def test_two_pairs_joined_by_or_are_either(shown):
    assert shown("ZZ or SZ, augment?")["genotype"] == {"one_of": ["SZ", "ZZ"]}


@pytest.mark.parametrize(
    ("text", "pair"),
    [
        ("PiZ carrier", "MZ"),
        ("two PiZ alleles", "ZZ"),
        ("PiZ allele found, emphysema", None),
        ("SERPINA1 c.1096G>A (p.Glu366Lys) heterozygous", "MZ"),
        ("p.Glu342Lys/p.Glu366Lys, AATD", None),
        ("p.(Glu366Lys);(Glu288Val)", "SZ"),
        ("c.[1096G>A];[1096G>A]", "ZZ"),
        ("SERPINA1 Mmalton carrier", "M/Mmalton"),
        ("M malton heterozygote", "M/Mmalton"),
        ("Q0bolton/Q0mattawa", "Null/Null"),
        ("M1M2, AATD", "MM"),
        ("genotype Z/WT", "MZ"),
    ],
)
def test_one_part_named_twice_is_not_two(shown, text, pair):
    assert shown(text).get("genotype") == pair
