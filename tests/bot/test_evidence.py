"""What tells an answer from a passage that only speaks of the same disease; and numbers that differ."""

from __future__ import annotations

from datetime import date

import pytest

from bot.evidence import Asked, answering, differing, of_the_newest, said_of, without
from corpus.guideline import Guideline, Kind, Provenance, Review, ReviewStatus
from corpus.index import Entry, Hit, Keywords

FEVER = "Marlowe fever in adults"
TEXTS = {
    "f#1": ("Treatment", "The dose of exampline is 5 mg once daily for 7 days."),
    "f#2": ("Diagnosis", "A smear shows the parasite in most patients."),
    "f#3": ("", FEVER),
    "f#4": ("Outlook", "Nine in ten people recover within a month."),
}
ENTRIES = [Entry(id_, text, f"{FEVER}. {section}", {"guideline": "f"}) for id_, (section, text) in TEXTS.items()]


def source(id_: str = "f", title: str = FEVER, organisation: str = "Society of Fevers", year: int = 2024) -> Guideline:
    return Guideline(
        id=id_, title=title, short=title, organisation=organisation, kind=Kind.GUIDELINE, year=year, jurisdiction="INT",
        language="en", url="document:0", licence="own", in_force_from=date(2024, 1, 1),
        review=Review(status=ReviewStatus.DRAFT), provenance=Provenance.VERIFIED,
    )  # fmt: skip


OTHERS = [Entry(f"o#{n}", f"Statement {n} about shoes of size {n}", "Shoes", {}) for n in range(60)]


def found(question: str, score: float = 0.5) -> list[str]:
    hits = [(Hit(entry.id, score, 0.3, 0.6, ()), entry, source()) for entry in ENTRIES]
    return [hit.passage for hit in answering(Asked(question, Keywords([*ENTRIES, *OTHERS])), hits)]


@pytest.mark.parametrize(
    ("question", "answers"),
    [
        ("How is Marlowe fever treated?", ["f#1"]),
        ("How is Marlowe fever diagnosed?", ["f#2"]),
        ("Which dose of exampline is given in Marlowe fever?", ["f#1"]),
        ("How is Marlowe fever inherited?", []),
        ("Is there a genetic test for Marlowe fever?", []),
        ("What does exampline cost in Norway?", []),
    ],
)
def test_a_passage_answers_what_is_asked_beyond_the_name_of_the_disease(question: str, answers: list[str]) -> None:
    assert found(question) == answers


def test_a_title_is_no_answer() -> None:
    assert "f#3" not in found("Marlowe fever")
    assert len(found("Marlowe fever")) == 3


def test_what_is_less_alike_answers_only_if_it_says_most_of_the_question() -> None:
    assert found("exampline once daily for 7 days", score=0.3) == ["f#1"]
    assert found("exampline once weekly after a transplant of the liver", score=0.3) == []


def test_nothing_answers_that_says_too_little_of_the_question() -> None:
    assert found("Do shoes of size 12 and statement 7 matter once somebody recovers?") == []


def test_numbers_differ_in_the_same_unit_only() -> None:
    assert differing({"A": "25 mg twice daily for 8 weeks", "B": "40 mg once daily", "C": "for 8 weeks"}) == {
        "mg": {"A": ["25"], "B": ["40"]}
    }


def test_of_a_short_question_all_is_soon_said_so_it_must_be_alike_too() -> None:
    assert found("What is the dose?", score=0.34) == []
    assert found("Which dose of exampline is given in Marlowe fever?", score=0.25) == ["f#1"]


def test_whoever_gives_a_number_gets_the_row_that_has_it() -> None:
    rows = [Entry(f"t#{n}", f"Age: {n} hours; Threshold: {n + 100}", "Doses", {}) for n in range(40, 80)]
    scores = {"t#44": 0.5, "t#48": 0.42}
    hits = [(Hit(each.id, scores.get(each.id, 0.4), 0.3, 0.6, ()), each, source("t", "Doses")) for each in rows]
    keywords = Keywords([*rows, *OTHERS])

    told = answering(Asked("What is the threshold at 48 hours of age?", keywords), hits)

    assert [hit.passage for hit in told] == ["t#48"]


def test_a_question_in_german_asks_nothing_with_its_small_words() -> None:
    assert [*Asked("Wie oft wird das TSH gemessen?", Keywords(ENTRIES)).weights] == ["tsh", "gemess"]
    assert "die" in Asked("Do people die of it?", Keywords(ENTRIES)).weights


ROWS = [
    Entry(f"t#{n}", f"Kidney function: {name}; Dose: {dose} mg", "Exampline", {"form": "row"})
    for n, (name, dose) in enumerate([("GFR above 60", 100), ("GFR 30 to 60", 50), ("GFR below 30", 25)])
]
DRUGS = [
    Entry(f"d#{n}", f"Drug: {name}; GFR 30 to 60: {dose} mg", "Table 1", {"form": "row"})
    for n, (name, dose) in enumerate([("Exampline", 10), ("Secondine", 20), ("Thirdine, slow", 30)])
]


@pytest.mark.parametrize(
    ("question", "rows", "told"),
    [
        ("Which dose with a GFR of 30 to 60?", ROWS, ["t#1"]),
        ("Which dose with a GFR below 30?", ROWS, ["t#2"]),
        ("Secondine with a GFR of 40?", DRUGS, ["d#1"]),
        ("What is the dose of slow thirdine?", DRUGS, ["d#2"]),
    ],
)
def test_of_a_table_the_row_that_is_asked_for_answers(question: str, rows: list[Entry], told: list[str]) -> None:
    asked = Asked(question, Keywords([*rows, *OTHERS]))

    assert [each.id for each in asked.exactly(rows)] == told


def test_a_row_that_is_named_answers_though_it_is_little_alike_a_sentence() -> None:
    hits = [(Hit(each.id, 0.24, 0.3, 0.3, ()), each, source("d", "Doses")) for each in DRUGS]

    told = answering(Asked("Secondine with a GFR of 30?", Keywords([*DRUGS, *OTHERS])), hits)

    assert [hit.passage for hit in told] == ["d#1"]


def test_an_unknown_drug_is_not_answered_by_a_number_and_a_unit_that_others_share() -> None:
    hits = [(Hit(each.id, 0.4, 0.3, 0.6, ()), each, source("d", "Doses")) for each in DRUGS]

    assert answering(Asked("What is the dose of lithium with a GFR of 30?", Keywords([*DRUGS, *OTHERS])), hits) == []


def test_a_drug_is_not_answered_by_rows_about_others_though_some_text_knows_it() -> None:
    stopped = [
        Entry(f"s#{n}", f"Drug: {name}; Before surgery: {days} days", "Stopped before surgery", {"form": "row"})
        for n, (name, days) in enumerate([("Exampline", 2), ("Secondine", 5), ("Thirdine", 1), ("Fifthine", 7)])
    ]
    elsewhere = Entry("e#1", "Fourthine relieves fever.", "Fever", {})
    hits = [(Hit(each.id, 0.45, 0.3, 0.6, ()), each, source("s", "Stopping drugs")) for each in stopped]
    hits.append((Hit("e#1", 0.2, 0.1, 0.2, ()), elsewhere, source("e", "Fever")))
    keywords = Keywords([*stopped, elsewhere, *OTHERS])

    assert answering(Asked("Is fourthine stopped before surgery?", keywords), hits) == []
    assert answering(Asked("Is secondine stopped before surgery?", keywords), hits)


def test_of_two_editions_the_newest_answers_unless_the_other_is_asked_for() -> None:
    old, new = source("o", "Fevers in adults 2014", year=2014), source("n", "Fevers in adults, 2023", year=2023)
    hits = [Hit(f"{each.id}#1", 0.5, 0.3, 0.6, ()) for each in (old, new)]

    def found(question: str) -> list[str]:
        return [hit.passage for hit in of_the_newest(hits, {"o": old, "n": new}, question)]

    assert found("How long does it last?") == ["n#1"]
    assert found("How long did it last in 2014?") == ["o#1", "n#1"]


def test_a_question_in_french_asks_nothing_with_its_small_words() -> None:
    assert [*Asked("Quelle est la dose de gentamicine ?", Keywords(ENTRIES)).weights] == ["dose", "gentam"]


def test_what_a_question_asks_without_is_the_rest_of_it() -> None:
    assert without("What does Quill say of fever?", {"quill"}) == "What does say of fever?"


ROWS_ALIKE = [
    Entry(f"r#{n}", f"Drug: {name}; Start: {dose} mg", "Table 1", {"form": "row"})
    for n, (name, dose) in enumerate([("Exampline", 25), ("Exampline with sampline", 12), ("Sampline", 50)])
]


def test_of_rows_whose_names_begin_alike_the_whole_name_that_is_asked_for_answers() -> None:
    asked = Asked("starting dose of exampline with sampline", Keywords([*ROWS_ALIKE, *OTHERS]))

    assert [each.id for each in asked.exactly(ROWS_ALIKE)] == ["r#1"]


@pytest.mark.parametrize(
    ("question", "answers"), [("Which dose of exampline in children?", []), ("Which dose of exampline?", ["f#1"])]
)
def test_who_asks_for_children_is_not_answered_by_what_does_not_speak_of_them(
    question: str, answers: list[str]
) -> None:
    assert found(question) == answers


GERMAN = Entry("d#1", "Bikarbonat soll nur bei einem pH unter 6,9 gegeben werden.", "Azidose", {"guideline": "d"})


@pytest.mark.parametrize("question", ["Wann soll Bikarbonat gegeben werden?", "When is bicarbonate given in acidosis?"])
def test_what_the_model_reads_badly_answers_by_its_words(question: str) -> None:
    hits = [(Hit("d#1", 0.25, 0.3, 0.3, ()), GERMAN, source("d", "Azidose"))]

    many = [Entry(f"m#{n}", f"Statement {n} about hats", "Hats", {}) for n in range(600)]

    told = answering(Asked(question, Keywords([GERMAN, *ENTRIES, *many])), hits)

    assert [hit.passage for hit in told] == ["d#1"]


def test_a_question_in_french_is_asked_without_what_is_written_onto_its_words() -> None:
    assert "inr" in Asked("À quelle fréquence contrôle-t-on l'INR ?", Keywords(ENTRIES)).weights


@pytest.mark.parametrize(
    "question", ["Which quantity of exampline?", "exampline at which frequency?", "How often is exampline given?"]
)
def test_a_plain_word_is_said_by_one_that_means_the_same(question: str) -> None:
    asked = Asked(question, Keywords([*ENTRIES, *OTHERS]))

    assert said_of(asked.weights, ["often", "dose", "exampline"]) >= {
        root for root in asked.weights if root != "quanti"
    }
