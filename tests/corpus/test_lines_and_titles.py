"""Where a line ends on purpose, a title that a sentence ends in, and a grade on a line of its own."""

from __future__ import annotations

from pathlib import Path

import pytest
from papers import Line, paragraph, pdf_of, write

from corpus.documents.block import Document, Form
from corpus.documents.passages import stored
from corpus.documents.reader import read

SUMMARY = """HARBOUR TRUST
MARLOWE FEVER IN ADULTS

TREATMENT
Exampline 5 mg is given once daily for seven days, and for ten in people who were treated before.
Allergy: otherline 200 mg on the first day, then 100 mg daily until the fever has been gone for two days.
"""
WRAPPED = """Marlowe fever is common along the harbour. It is caused by
Plasmodium harbourense, and it is treated with exampline. Most
people recover within a month.
A smear shows the parasite.
"""


def read_as(tmp_path: Path, content: bytes | str, name: str) -> Document:
    return read(write(tmp_path, name, content), name)


def test_lines_that_end_on_purpose_are_paragraphs_and_capitals_above_them_a_heading(tmp_path: Path) -> None:
    found = read_as(tmp_path, SUMMARY, "a.txt")

    assert found.title == "HARBOUR TRUST MARLOWE FEVER IN ADULTS"
    assert [(block.form, block.text.split()[0]) for block in found.blocks[2:]] == [
        (Form.HEADING, "TREATMENT"),
        (Form.PARAGRAPH, "Exampline"),
        (Form.PARAGRAPH, "Allergy:"),
    ]


def test_lines_that_are_broken_to_fit_are_one_paragraph(tmp_path: Path) -> None:
    found = [block.text for block in read_as(tmp_path, WRAPPED, "a.txt").blocks]

    assert found == [" ".join(WRAPPED.split("\n")[:3]), "A smear shows the parasite."]


def test_a_title_that_a_sentence_ends_in_is_one_heading(tmp_path: Path) -> None:
    page: list[Line] = [
        (60, 740, 18, "Deficiency of iron and folate in adults by the harbour."),
        (60, 716, 18, "Guideline of the Norwick Society"),
        *paragraph(60, 660, [f"line {n} says that fever is common in most adults and" for n in range(6)]),
    ]

    found = read_as(tmp_path, pdf_of([page]), "a.pdf")

    assert found.title == "Deficiency of iron and folate in adults by the harbour. Guideline of the Norwick Society"


def test_a_title_across_two_columns_is_not_cut_between_them(tmp_path: Path) -> None:
    left = [f"line {n} of the left says fever is common" for n in range(12)]
    right = [f"line {n} of the right has a smear in it" for n in range(12)]
    title = "Management of Marlowe fever in adults and in children"
    columns = [(x, 690 - 12 * n, 9, line) for x, lines in ((60, left), (320, right)) for n, line in enumerate(lines)]
    page: list[Line] = [(60, 740, 18, title), *columns]

    found = read_as(tmp_path, pdf_of([page]), "a.pdf")

    assert found.title == title
    assert "line 0 of the left says fever is common line 1 of the left" in stored(found)[0]


@pytest.mark.parametrize(
    "grade",
    ["GRADE: strong recommendation, moderate-certainty evidence", "Strong recommendation, moderate certainty evidence"],
)
def test_a_grade_on_a_line_of_its_own_is_that_of_the_recommendation_above(tmp_path: Path, grade: str) -> None:
    text = f"# Fever\n\nRecommendation 1 We recommend exampline for adults.\n\n{grade}\n\nA smear shows it.\n"

    first, second = stored(read_as(tmp_path, text, "a.md"))[1]

    assert (first.strength, first.certainty) == ("strong", "moderate")
    assert first.text.endswith(grade)
    assert second.text == "A smear shows it."


def test_a_second_grade_is_no_part_of_a_recommendation_that_has_one(tmp_path: Path) -> None:
    text = "# Fever\n\nWe recommend exampline (strong recommendation).\n\nGRADE: weak recommendation, low certainty\n"

    assert len(stored(read_as(tmp_path, text, "a.md"))[1]) == 2
