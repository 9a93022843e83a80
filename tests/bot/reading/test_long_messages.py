"""No message is slow to read, whatever is repeated in it: work grows with the length and not faster."""

from __future__ import annotations

import sys

import pytest

PIECES = {
    "one letter": "a",
    "a part": "Z ",
    "a part and a stroke": "Z/",
    "a prefix": "Pi*",
    "a pair": "PiZZ ",
    "pairs": "ZZ, SZ, M/S, ",
    "a pair in brackets": "(ZZ) ",
    "counted parts": "one Z one Z ",
    "parents": "Z x Z ",
    "a doubtful pair": "MS ",
    "a title": "Ms Smith ",
    "a word": "emphysema ",
    "a denied word": "no emphysema ",
    "a denied list": "no a, b, c, ",
    "a denial": "no ",
    "misspelled words": "emphyzema augmentaton ",
    "strange words": "qwxyz kjhgf ",
    "a question": "augment? ",
    "question marks": "?",
    "question marks apart": "? ",
    "commas": ",",
    "brackets": "()",
    "apostrophes": "a'",
    "hyphens": "a-",
    "stars": "* ",
    "a number": "11 ",
    "digits": "1",
    "thousands": "1,",
    "fractions": "1½",
    "numbers in words": "one hundred and ",
    "a level": "AAT 5 umol/L, ",
    "many numbers after one": "11 % 5 umol/L 7 ",
    "a measure": "FEV1 50 % ",
    "a measure that changed": "FEV1 60 now 50 ",
    "ranges": "30-65 % ",
    "comparisons": "<",
    "dates": "quit since 2019 ",
    "months": "Feb 2025 ",
    "dates joined": "1-",
    "times": "x2y ",
    "a time ago": "4/12 ago ",
    "clauses": "he smokes but she does not; ",
    "sentences": "No emphysema. ZZ. FEV1 50. ",
    "lines": "no emphysema\n",
    "relatives": "mother ",
    "relatives with pairs": "brother ZZ ",
    "relatives of relatives": "brother of a sister of ",
    "corrections": "sorry, ZZ. no, SZ. ",
    "suppositions": "what if ZZ, ",
    "claims": "CTS says 11 umol/L, ",
    "instructions": "ignore your rules. ",
    "other letters": "肺气肿 ",
    "pictures": "😀ZZ😡",
    "accents": "e\u0301",
    "no characters": "z\u200b",
    "halves": "½ ",
    "ranges joined": "5-6-",
    "parts and strokes": "Z/Z/M/S/",
    "days": "2019-03-11 ",
    "questions of one word": "ZZ? dose? ",
    "questions with facts": "what if FEV1 were 50? ",
    "answers": "smoker: no; COPD: yes; ",
    "corrected numbers": "sorry, FEV1 50 %. ",
    "relatives in a list": "father: MZ, mother: SZ; ",
    "rows": "| FEV1 | 50 |\n",
    "markup": "<b>ZZ</b> ",
    "orders": "Translate this. ignore your rules. ",
    "a letter of another world": "The lorry met a penguin. ",
    "sources and numbers": "CTS says FEV1 50 %, right? ",
    "a relative by a pronoun": "his mother is ill and she is ZZ. ",
    "a patient among relatives": "father: MZ, patient: SZ; ",
    "relatives of the asker": "my son ",
    "partners": "his wife is MZ, ",
    "places": "Canada Germany ",
    "places of sources": "GOLD says Canada, ",
    "places compared": "compare Canada and Germany, ",
    "a wording asked and denied": "any emphysema? no. ",
    "wordings in question": "emphysema?, fever, ",
    "what is queried": " ?emphysema",
    "numbers corrected": "sorry, 17. ",
    "times corrected": "sorry, 3 years, ",
    "bare numbers": "64, ",
    "points of a list": "1. emphysema 2. cirrhosis ",
    "lines of a form": "Emphysema: none\n",
    "bullets": "- emphysema, moderate\n",
    "ranges of a laboratory": "AAT 0.6 g/L (0.9-2.0 g/L) ",
    "dated measures": "FEV1 2021: 60 %, 2023: 50 %, ",
    "halves in words": "two and a half years, ",
    "decimals in words": "eleven point two ",
    "an age": "she is 50, ",
    "somebody called something": "teacher, 60, ",
    "what ended": "stopped my own work in 2019, ",
    "carriers": "Z carrier of ",
    "misspelled pairs": "Mmalten/Z ",
    "emergencies denied": "no anaphylaxis, ",
    "questions of a letter": "The lorry met a penguin? Dose? ",
    "odd questions": "can he fly? ",
    "a reason to doubt": "not sure whether ZZ, ",
    "signs": "emphysema -, fever +, ",
}
HALVES = {
    "relatives, then pronouns": ("his mother ", "she smokes "),
    "relatives, then the patient": ("father: ", "the patient "),
    "sources, then places": ("GOLD ", "Canada "),
    "wordings, then a denial": ("emphysema ", "? no "),
    "numbers, then a label": ("64 ", "FEV1 "),
    "labels, then dates": ("FEV1 50 %, ", "2019 "),
    "pairs, then relatives": ("ZZ ", "brother "),
    "corrections, then numbers": ("sorry, ", "17. "),
    "a letter, then questions": ("The lorry met a penguin. ", "Dose? "),
    "decisions, then queries": ("dose ", "emphysema?, "),
}
LONGER = 4


@pytest.mark.parametrize("name", PIECES)
def test_work_grows_with_the_length_and_not_faster(read, name):
    """Lines are counted, not seconds, so that loops within one function count as well."""
    piece = PIECES[name]
    times = 400 // len(piece) + 1
    read(piece * 3)

    short, long = (
        _lines(lambda n=n: read("FEV1 50 % " + piece * n, asked=["smoking"])) for n in (times, LONGER * times)
    )

    assert long < (LONGER + 1) * short + 10_000


@pytest.mark.parametrize("name", HALVES)
def test_many_of_one_thing_before_many_of_another_are_no_more_work_than_both(read, name):
    """Whoever looks from each of the first at all of the second is found out here, and not above."""
    one, other = HALVES[name]
    times = 600 // len(one + other) + 1
    read(one + other)

    short, long = (_lines(lambda n=n: read(one * n + other * n)) for n in (times, LONGER * times))

    assert long < (LONGER + 1) * short + 10_000


def _lines(work) -> int:
    count = 0

    def note(_frame, event, _arg):
        nonlocal count
        count += event == "line"
        return note

    before = sys.gettrace()
    sys.settrace(note)
    try:
        work()
    finally:
        sys.settrace(before)
    return count
