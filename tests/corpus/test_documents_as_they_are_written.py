"""What a first reading of six documents got wrong, each in its shortest form."""

from __future__ import annotations

from pathlib import Path

import pytest
from papers import Line, cells, paragraph, pdf_of, write

from corpus.documents.block import Document
from corpus.documents.passages import Cut, stored
from corpus.documents.reader import read
from corpus.documents.recommendation import Graded, recommendation
from corpus.documents.sentences import sentences

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
SITE = """<html><head><title>Gout</title></head><body class="with-sidebar">
<div class="cookie-banner"><p>We use cookies.</p></div><div role="navigation"><ul><li>Home</li></ul></div>
<div class="sidebar"><p>Related: lupus.</p></div>{}<div id="comments"><p>Great page!</p></div>
<div class="site-footer"><p>Privacy policy.</p></div></body></html>"""
DOSES = (
    "<table><tr><th rowspan=2>Kidney function</th><th colspan=2>Dose</th></tr><tr><th>Start</th><th>Highest</th></tr>"
    "<tr><td>GFR above 60</td><td>100 mg</td><td>900 mg</td></tr></table>"
)
PRODUCTS = [[["Product"], ["Largest", "single dose"]], *([[f"Product {n}"], [f"{n}00 mg"]] for n in range(1, 6))]


def document(tmp_path: Path, content: bytes | str, name: str = "a.pdf") -> Document:
    return read(write(tmp_path, name, content), name)


def cuts(tmp_path: Path, content: bytes | str, name: str = "a.pdf") -> list[Cut]:
    return stored(document(tmp_path, content, name))[1]


# Word


def test_tracked_changes_are_read_as_accepted_and_said(tmp_path: Path) -> None:
    import docx
    from docx.oxml import parse_xml

    made = docx.Document()
    part = made.add_paragraph("Bridging is not needed for a score ")
    part._p.append(parse_xml(f"<w:del {W} w:id='1'><w:r><w:delText>below 8</w:delText></w:r></w:del>"))
    part._p.append(parse_xml(f"<w:ins {W} w:id='2'><w:r><w:t>of 6 or less.</w:t></w:r></w:ins>"))
    whole = made.add_paragraph()
    whole._p.append(parse_xml(f"<w:ins {W} w:id='3'><w:r><w:t>Exampline is given at 1 mg/kg.</w:t></w:r></w:ins>"))
    made.save(str(tmp_path / "a.docx"))

    found = read(tmp_path / "a.docx", "a.docx")

    assert [block.text for block in found.blocks] == [
        "Bridging is not needed for a score of 6 or less.",
        "Exampline is given at 1 mg/kg.",
    ]
    assert found.notes == ["it has tracked changes: read as if all were accepted"]


def test_a_content_control_is_part_of_a_word_document(tmp_path: Path) -> None:
    import docx
    from docx.oxml import parse_xml

    made = docx.Document()
    inside = f"<w:sdt {W}><w:sdtContent><w:p><w:r><w:t>Give 5 mg daily.</w:t></w:r></w:p></w:sdtContent></w:sdt>"
    made.element.body.insert(0, parse_xml(inside))
    made.save(str(tmp_path / "a.docx"))

    assert [block.text for block in read(tmp_path / "a.docx", "a.docx").blocks] == ["Give 5 mg daily."]


def test_a_header_of_two_rows_names_each_column_in_word(tmp_path: Path) -> None:
    import docx

    made = docx.Document()
    table = made.add_table(rows=3, cols=3)
    for row, texts in enumerate(
        (["Kidney", "Dose", ""], ["", "Start", "Highest"], ["GFR above 60", "100 mg", "900 mg"])
    ):
        for column, text in enumerate(texts):
            table.cell(row, column).text = text
    table.cell(0, 1).merge(table.cell(0, 2))
    table.cell(0, 0).merge(table.cell(1, 0))
    made.save(str(tmp_path / "a.docx"))

    [row] = stored(read(tmp_path / "a.docx", "a.docx"))[1]

    assert row.text == "Kidney: GFR above 60; Dose Start: 100 mg; Dose Highest: 900 mg"


# Web pages


def test_what_stands_around_a_text_on_every_page_of_a_site_is_left_out(tmp_path: Path) -> None:
    page = SITE.format(
        "<div class='content'><h1>Gout</h1><p>A flare is treated within 24 hours of its start.</p></div>"
    )

    assert [cut.text for cut in cuts(tmp_path, page, "a.html")] == ["A flare is treated within 24 hours of its start."]


@pytest.mark.parametrize(
    "around",
    ["<form>{}</form>", "<article>{}</article><article><p>Rest well.</p></article>", "<div class=menu>{}</div>"],
)
def test_what_is_most_of_a_page_is_kept_whatever_it_is_called(tmp_path: Path, around: str) -> None:
    text = "Colchicine is continued for six months after treatment has started."
    page = f"<html><body>{around.format(f'<p>{text}</p>')}</body></html>"

    assert cuts(tmp_path, page, "a.html")[0].text == text


def test_a_header_of_two_rows_names_each_column_on_the_web(tmp_path: Path) -> None:
    rows = [cut.text for cut in cuts(tmp_path, f"<html><body><p>Doses.</p>{DOSES}</body></html>", "a.html")]

    assert rows[1:] == ["Kidney function: GFR above 60; Dose Start: 100 mg; Dose Highest: 900 mg"]


# Plain text


def test_a_numbered_line_alone_is_a_heading_and_a_numbered_list_is_none(tmp_path: Path) -> None:
    text = "Fever\n\n1. Definition\n\nFever is 38 degrees or more.\n\n2. Treatment\n\n1. Give fluids\n\n2. Give exampline\n"

    found = [(cut.form, cut.section, cut.text) for cut in cuts(tmp_path, text, "a.txt")]

    assert ("paragraph", "1. Definition", "Fever is 38 degrees or more.") in found
    assert [text for form, _, text in found if form == "item"][-2:] == ["Give fluids", "Give exampline"]


# PDF


def test_what_stands_at_the_edge_of_both_of_two_pages_is_no_part_of_the_text(tmp_path: Path) -> None:
    pages: list[list[Line]] = [
        [(60, 780, 8, f"Norwick Society 2024 e10{n}"), (60, 600, 11, f"Fever lasts {n} days in adults by the harbour.")]
        for n in (3, 4)
    ]

    found = [cut.text for cut in cuts(tmp_path, pdf_of(pages))]

    assert found == ["Fever lasts 3 days in adults by the harbour.", "Fever lasts 4 days in adults by the harbour."]


def test_a_title_of_two_lines_is_one_heading(tmp_path: Path) -> None:
    page: list[Line] = [
        (60, 740, 18, "Deficiency of iron and folate in children and adults:"),
        (60, 716, 18, "guideline of the Norwick Society"),
        *paragraph(60, 660, [f"line {n} says that fever is common in most adults and" for n in range(6)]),
    ]

    found = document(tmp_path, pdf_of([page]))

    assert found.title == "Deficiency of iron and folate in children and adults: guideline of the Norwick Society"


def test_a_table_under_its_caption_goes_on_over_the_page_and_over_a_footnote(tmp_path: Path) -> None:
    body = paragraph(60, 700, [f"line {n} says that fever is common in most adults and" for n in range(20)])
    first = [*body, (60, 300, 11, "Table 2. Products"), *cells(280, [60, 200], PRODUCTS[:2])]
    pages = [[*first, (60, 60, 7, "a Measured by the Lund method.")], [*cells(700, [60, 200], PRODUCTS[2:])]]

    rows = [cut.text for cut in cuts(tmp_path, pdf_of(pages)) if cut.form == "row"]

    assert rows == [f"Product: Product {n}; Largest single dose: {n}00 mg" for n in range(1, 6)]


def test_a_ruled_header_of_two_rows_names_each_column_and_a_cell_that_reaches_down_is_repeated(tmp_path: Path) -> None:
    lines: list[Line] = [
        (70, 705, 10, "Kidney"), (210, 705, 10, "Dose"), (210, 685, 10, "Start"), (310, 685, 10, "Highest"),
        (70, 655, 10, "Above 60"), (210, 665, 10, "100 mg"), (310, 655, 10, "900 mg"), (210, 645, 10, "200 mg"),
    ]  # fmt: skip
    level = [(60, 400, 720), (200, 400, 700), (60, 400, 680), (200, 300, 660), (60, 400, 640)]
    upright = [(60, 640, 720), (200, 640, 720), (300, 640, 700), (400, 640, 720)]
    rules = "\n".join(f"{x0} {y} m {x1} {y} l S" for x0, x1, y in level)
    rules += "\n" + "\n".join(f"{x} {y0} m {x} {y1} l S" for x, y0, y1 in upright)

    rows = [cut.text for cut in cuts(tmp_path, pdf_of([lines], rules)) if cut.form == "row"]

    assert rows == [
        "Kidney: Above 60; Dose Start: 100 mg; Dose Highest: 900 mg",
        "Kidney: Above 60; Dose Start: 200 mg; Dose Highest: 900 mg",
    ]


@pytest.mark.parametrize(
    ("lines", "read_as"),
    [
        (["Der Wert wird bei allen Frauen mit Risiko-", "faktoren und bei Fieber bestimmt, und eine Haus-", "und die"],
         "Risikofaktoren und bei Fieber bestimmt, und eine Haus-und"),
        (["The dose of the drug is for adults and is given for a long-", "term need by those of the treat-", "ment"],
         "long-term need by those of the treatment"),
    ],
)  # fmt: skip
def test_a_hyphen_at_the_end_of_a_line_parts_a_word_or_is_its_own(
    tmp_path: Path, lines: list[str], read_as: str
) -> None:
    assert read_as in cuts(tmp_path, pdf_of([[*paragraph(60, 700, lines)]]))[0].text


def test_the_mark_of_a_note_does_not_hide_where_a_sentence_ends() -> None:
    text = "It is common at 6 to 59 months.a It is rare in adults.12,13 The dose (5 mg).4 Not 0.12 The rest, e.g. This."

    assert sentences(text) == [
        "It is common at 6 to 59 months.a",
        "It is rare in adults.12,13",
        "The dose (5 mg).4",
        "Not 0.12 The rest, e.g. This.",
    ]


@pytest.mark.parametrize(
    ("text", "strength", "certainty"),
    [
        ("We suggest adding vasopressin instead of escalating. Weak, low quality of evidence.", "conditional", "low"),
        ("Patients with stroke should be admitted to a stroke unit. (SIGN grade A, 1++)", "grade A", "1++"),
        ("The task force concludes that the current evidence is insufficient (I statement).", "grade I", ""),
        ("Ensure that hands are washed before each contact. (Good Practice Point)", "good practice point", ""),
        ("Best practice statement: Clinicians should explain the results.", "best practice statement", ""),
        ("We conditionally recommend against glucosamine in osteoarthritis.", "conditional against", ""),
        ("Creams are strongly recommended for patients with knee osteoarthritis.", "strong", ""),
        ("A flare should be treated within 12 hours (LoE 1b, GoR A, LoA 9.1).", "grade A", "level 1b"),
        ("Das Mittel soll gegeben werden (Empfehlungsgrad A, Evidenzlevel 1a).", "grade A", "level 1a"),
        ("Starke Empfehlung: Frauen sollen Jod erhalten.", "strong", ""),
        ("Adults should receive the vaccine every year; Strength: B.", "grade B", ""),
    ],
)
def test_a_grade_is_known_as_its_source_writes_it(text: str, strength: str, certainty: str) -> None:
    assert recommendation(text) == Graded(strength, certainty)


def test_strong_evidence_is_no_strong_recommendation() -> None:
    assert recommendation("The committee found strong evidence for an effect of smoking on healing.") is None
