"""Own documents: small files made here, read, cut, indexed and found; hostile ones reported in one sentence."""

from __future__ import annotations

import os
import zipfile
from datetime import date
from pathlib import Path

import pytest
from fakes import fake_setup
from papers import paragraph, pdf_of, write

from corpus.documents.block import Unreadable
from corpus.documents.catalogue import catalogue_file, read_catalogue
from corpus.documents.ingest import Ingest, ingest, save
from corpus.documents.reader import read
from corpus.documents.recommendation import Graded, recommendation
from corpus.documents.sentences import sentences
from corpus.documents.store import boxes, cuts_of, documents_folder, keep, text_of
from corpus.index import Index, Query, build

TODAY = date(2026, 1, 15)
TEXT = "Marlowe fever\n\nOffer exampline to adults whose fever lasts more than 3 days.\n"


TWO_COLUMNS = pdf_of(
    [
        [
            (60, 780, 9, "Journal of Fevers"),
            *paragraph(60, 700, [f"left line {n} says that fever is common in adults" for n in range(8)]),
            *paragraph(330, 700, [f"right line {n} says that rash is rare in the old" for n in range(8)]),
            (290, 30, 9, str(page)),
        ]
        for page in (1, 2, 3, 4)
    ]
)
TABLE = pdf_of(
    [
        [
            (60, 700, 11, "Doses are given in the table, by weight of the patient."),
            *[(70 + 150 * c, 640 - 30 * r, 11, t) for r, row in enumerate([("Drug", "Dose"), ("Exampline", "60 mg/kg"), ("Sampline", "5 mg")]) for c, t in enumerate(row)],
        ]
    ],
    "\n".join([*(f"60 {y} m 360 {y} l S" for y in (660, 630, 600, 570)), *(f"{x} 570 m {x} 660 l S" for x in (60, 210, 360))]),
)  # fmt: skip


def ingested(tmp_path: Path, *paths: Path, today: date = TODAY) -> Ingest:
    report = ingest(tmp_path / "home", paths or [tmp_path / "in"], today, 1, lambda _done, _total: None)
    save(tmp_path / "home", report.catalogue)
    return report


def indexed(tmp_path: Path) -> Index:
    setup = fake_setup(tmp_path / "home")
    build(setup, read_catalogue(catalogue_file(setup.home)).entries(setup.home))
    return Index.open(setup)


# Readers


def test_two_columns_are_read_one_after_the_other_without_header_and_page_number(tmp_path: Path) -> None:
    document = read(write(tmp_path, "two.pdf", TWO_COLUMNS), "two.pdf")

    text = " ".join(block.text for block in document.blocks)
    assert text.index("left line 7") < text.index("right line 0") < text.index("right line 7")
    assert "Journal of Fevers" not in text
    assert document.pages == 4


def test_a_ruled_table_is_read_row_by_row_under_its_header(tmp_path: Path) -> None:
    document = read(write(tmp_path, "table.pdf", TABLE), "table.pdf")

    assert [block.text for block in document.blocks if block.form == "row"] == [
        "Drug: Exampline; Dose: 60 mg/kg",
        "Drug: Sampline; Dose: 5 mg",
    ]


def test_a_quote_is_verbatim_and_its_boxes_hold_its_words(tmp_path: Path) -> None:
    kept = keep(tmp_path, write(tmp_path, "two.pdf", TWO_COLUMNS))
    text = text_of(tmp_path, kept.sha256)
    start = text.index("right line 3")

    found = boxes(tmp_path, kept.sha256, start, start + len("right line 3"))

    assert all(text[cut.start : cut.end] == cut.text for cut in cuts_of(tmp_path, kept.sha256))
    assert [text[place.start : place.end] for place in found] == ["right", "line", "3"]
    assert all(place.page == 1 and place.x0 >= 328 and 800 - 700 + 3 * 14 - 14 < place.y1 < 160 for place in found)


def test_word_html_and_markdown_give_the_same_structure(tmp_path: Path) -> None:
    import docx

    word = docx.Document()
    word.add_heading("Dose", 1)
    word.add_paragraph("Give it weekly:")
    word.add_paragraph("60 mg/kg to adults", style="List Bullet")
    table = word.add_table(2, 2)
    for cell, words in zip(
        [*table.rows[0].cells, *table.rows[1].cells], ["Drug", "Dose", "Exampline", "5 mg"], strict=True
    ):
        cell.text = words
    word.save(str(tmp_path / "a.docx"))
    html = (
        "<html><nav>Menu</nav><main><h1>Dose</h1><p>Give it weekly:</p><ul><li>60 mg/kg to adults</li></ul>"
        "<table><tr><th>Drug</th><th>Dose</th></tr><tr><td>Exampline</td><td>5 mg</td></tr></table></main></html>"
    )
    write(tmp_path, "a.html", html)
    write(
        tmp_path,
        "a.md",
        "# Dose\n\nGive it weekly:\n\n- 60 mg/kg to adults\n\n| Drug | Dose |\n|---|---|\n| Exampline | 5 mg |\n",
    )

    read_as = [[(b.form.value, b.text) for b in read(tmp_path / n, n).blocks] for n in ("a.docx", "a.html", "a.md")]

    assert read_as[0] == read_as[1] == read_as[2]
    assert read_as[0][-1] == ("row", "Drug: Exampline; Dose: 5 mg")


@pytest.mark.parametrize(
    ("text", "graded"),
    [
        ("We recommend exampline (strong recommendation, moderate certainty).", Graded("strong", "moderate")),
        ("We suggest rest. Conditional recommendation, very low quality evidence.", Graded("conditional", "very low")),
        ("1.2.3 Offer exampline to adults. [2019]", Graded("offer", "")),
        ("Exampline should be used (Class IIa, Level of Evidence: B-R).", Graded("class IIa", "level B-R")),
        (
            "Clinicians should offer rest (recommendation category: B, evidence type: 3).",
            Graded("category B", "type 3"),
        ),
        ("Patients should be offered exampline (Grade B).", Graded("grade B", "")),
        ("Fever is common in adults.", None),
    ],
)
def test_a_recommendation_is_known_by_how_its_source_grades_it(text: str, graded: Graded | None) -> None:
    assert recommendation(text) == graded


def test_no_abbreviation_decimal_or_initial_ends_a_sentence() -> None:
    text = "See Fig. 2 (e.g. A. Smith et al. Lancet) for 0.5 mg. It helps [3]. Does it?"

    assert sentences(text) == ["See Fig. 2 (e.g. A. Smith et al. Lancet) for 0.5 mg.", "It helps [3].", "Does it?"]


# Files that do harm


def test_hostile_files_are_each_one_sentence_and_the_rest_is_read(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    write(folder, "good.txt", TEXT)
    write(folder, "broken.pdf", b"%PDF-1.4\nnonsense")
    write(folder, "empty.pdf", b"")
    write(folder, "noise.txt", os.urandom(3000))
    write(folder, "web.pdf", "<html><body><p>A page that is called a PDF, about fever in adults.</p></body></html>")
    write(folder, "熱の指針.txt", TEXT + "Names in any script.\n")
    with zipfile.ZipFile(folder / "bomb.docx", "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("word/document.xml", b"0" * 300 * 1024**2)
    with (folder / "huge.txt").open("wb") as large:
        large.truncate(2 * 1024**3)
    (folder / "link.txt").symlink_to(folder / "nowhere")

    report = ingested(tmp_path)

    names = {Path(path).name: why for path, why in report.failures.items()}
    assert set(names) == {"broken.pdf", "empty.pdf", "noise.txt", "bomb.docx", "huge.txt", "link.txt"}
    assert "broken PDF" in names["broken.pdf"]
    assert "zip bomb" in names["bomb.docx"]
    assert "2.0 GB" in names["huge.txt"]
    assert {Path(path).name for path in report.read} == {"good.txt", "web.pdf", "熱の指針.txt"}
    assert any("web.pdf: it is called .pdf and is html" in note for note in report.notes)


def test_a_file_that_may_not_be_read_is_one_sentence(tmp_path: Path) -> None:
    path = write(tmp_path / "in", "secret.txt", TEXT)
    path.chmod(0)
    if os.access(path, os.R_OK):
        pytest.skip("this user may read everything")

    assert "not permitted" in next(iter(ingested(tmp_path).failures.values()))


def test_a_scanned_pdf_without_words_says_so(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match="no words"):
        read(write(tmp_path, "blank.pdf", pdf_of([[]])), "blank.pdf")


# Incremental, deduplicated, editions


def test_only_what_changed_is_read_again(tmp_path: Path) -> None:
    write(tmp_path / "in", "a.txt", TEXT)
    ingested(tmp_path)
    write(tmp_path / "in", "b.txt", TEXT + "More.\n")

    report = ingested(tmp_path)

    assert ([Path(path).name for path in report.read], len(report.unchanged)) == (["b.txt"], 1)


def test_the_same_file_twice_is_indexed_once(tmp_path: Path) -> None:
    write(tmp_path / "in", "a.txt", TEXT)
    write(tmp_path / "in", "copy.txt", TEXT)

    report = ingested(tmp_path)

    assert len(report.catalogue.listed) == 1
    assert any("the same as" in note for note in report.notes)


def test_a_new_edition_supersedes_the_old_which_is_found_by_its_date(tmp_path: Path) -> None:
    path = write(tmp_path / "in", "a.txt", TEXT)
    ingested(tmp_path, today=date(2024, 1, 1))
    path.write_text(TEXT.replace("3 days", "5 days"), "utf-8")
    ingested(tmp_path, today=date(2025, 6, 1))
    index = indexed(tmp_path)

    def days(as_of: date | None) -> list[str]:
        hits = index.search(Query("fever days exampline", as_of=as_of))
        found = {entry.id: entry.text for entry in index.entries}
        return [found[hit.passage] for hit in hits if "days" in found[hit.passage]]

    assert ["5 days" in text for text in days(None)] == [True]
    assert ["3 days" in text for text in days(date(2024, 7, 1))] == [True]
    assert ["5 days" in text for text in days(date(2025, 7, 1))] == [True]


def test_a_document_that_is_gone_is_not_found_any_more(tmp_path: Path) -> None:
    write(tmp_path / "in", "a.txt", TEXT)
    write(tmp_path / "in", "b.txt", TEXT + "More.\n")
    ingested(tmp_path)
    (tmp_path / "in" / "a.txt").unlink()
    ingested(tmp_path)

    assert len({hit.passage.partition("#")[0] for hit in indexed(tmp_path).search("fever")}) == 1


def test_what_is_said_beside_a_document_is_known_about_it(tmp_path: Path) -> None:
    write(tmp_path / "in", "a.txt", TEXT)
    write(
        tmp_path / "in",
        "a.txt.yaml",
        "title: Marlowe fever\norganisation: Society of Fevers\nyear: 2024\njurisdiction: CA\n",
    )

    [listed] = ingested(tmp_path).catalogue.listed

    assert (listed.guideline.organisation, listed.guideline.year, listed.guideline.jurisdiction) == (
        "Society of Fevers",
        2024,
        "CA",
    )


def test_nothing_half_read_is_left_behind(tmp_path: Path) -> None:
    write(tmp_path / "in", "broken.pdf", b"%PDF-1.4\nnonsense")
    ingested(tmp_path)

    assert [path.name for path in documents_folder(tmp_path / "home").iterdir()] == ["catalogue.json"]
