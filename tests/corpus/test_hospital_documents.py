"""Documents as a hospital has them: journals, scans, long tables, locked and hostile files, names in any script."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event, Thread

import pytest
from papers import Line, cells, locked, outlined, paragraph, pdf_of, scanned, write

from corpus.documents.block import Unreadable
from corpus.documents.catalogue import read_catalogue
from corpus.documents.ingest import Ingest, ingest
from corpus.documents.passages import Cut, stored
from corpus.documents.reader import read
from corpus.documents.shelf import passage_of
from corpus.documents.store import cuts_of, keep

TEXT = "Marlowe fever\n\nOffer exampline to adults whose fever lasts more than 3 days.\n"
DOSES = [[["Age"], ["First choice"], ["Second choice"]]] + [
    [[f"{n} to {n + 4} years"], [f"melvodine {n} mg daily for", "ten days and a review"], [f"tarnocil {n} mg"]]
    for n in range(5, 50, 5)
]
SHORT = [[["Drug"], ["Dose"]], *([[f"Drug number {n}"], [f"{n} mg"]] for n in range(1, 8))]
LETTER = [(60, 720 - 24 * n, 14, line) for n, line in enumerate(
    ["Sarnel syndrome is treated with ivolate 30 mg once a day.", "Children receive 1 mg per kg of body weight."]
)]  # fmt: skip
needs_tesseract = pytest.mark.skipif(not shutil.which("tesseract"), reason="tesseract-ocr is not installed")


def cuts(tmp_path: Path, content: bytes | str, name: str = "a.pdf") -> list[Cut]:
    return stored(read(write(tmp_path, name, content), name))[1]


def ingested(home: Path, folder: Path) -> Ingest:
    return ingest(home, [folder], date(2026, 1, 15), 1, lambda _done, _total: None)


# Layout


def test_cells_of_several_lines_are_one_row_without_any_rule(tmp_path: Path) -> None:
    page = [(60, 760, 11, "Table 2. Treatment by age"), *cells(720, [60, 170, 400], DOSES)]

    rows = [cut for cut in cuts(tmp_path, pdf_of([page])) if cut.form == "row"]

    assert rows[1].text == (
        "Age: 10 to 14 years; First choice: melvodine 10 mg daily for ten days and a review; "
        "Second choice: tarnocil 10 mg"
    )
    assert {cut.lead_in for cut in rows} == {"Table 2. Treatment by age"}
    assert len(rows) == len(DOSES) - 1


def test_a_table_goes_on_over_pages_under_its_header(tmp_path: Path) -> None:
    pages = [[*cells(700, [60, 170, 400], rows)] for rows in (DOSES[:5], [DOSES[0], *DOSES[5:]])]

    rows = [cut for cut in cuts(tmp_path, pdf_of(pages)) if cut.form == "row"]

    assert len(rows) == len(DOSES) - 1
    assert {cut.table for cut in rows} == {1}
    assert [cut.page for cut in rows] == [1] * 4 + [2] * 5
    assert all(cut.text.startswith("Age: ") for cut in rows)


def test_two_tables_side_by_side_are_read_left_then_right(tmp_path: Path) -> None:
    page = [*cells(700, [40, 180], SHORT[:5]), *cells(700, [330, 470], [SHORT[0], *SHORT[5:]])]
    rules = "\n".join(f"{x} {y} m {x + 240} {y} l S" for x in (30, 320) for y in range(635, 720, 20))
    rules += "\n" + "\n".join(f"{x} 635 m {x} 715 l S" for x in (30, 170, 270, 320, 460, 560))

    rows = [cut.text for cut in cuts(tmp_path, pdf_of([page], rules)) if cut.form == "row"]

    assert rows[0].startswith("Drug: Drug number 1")
    assert rows.index(next(row for row in rows if "number 5" in row)) > 2


def test_a_table_in_one_of_two_columns_is_a_table(tmp_path: Path) -> None:
    left = [f"left line {n} says that fever is common in adults" for n in range(8)]
    right = [f"right line {n} says that a rash is rare in the old" for n in range(24)]
    page = [*paragraph(60, 700, left), *cells(560, [60, 190], SHORT, 6), *paragraph(330, 700, right)]

    found = cuts(tmp_path, pdf_of([page]))

    assert next(cut.text for cut in found if cut.form == "row") == "Drug: Drug number 1; Dose: 1 mg"
    assert "left line 7 says that fever is common in adults right line 0" in found[0].text  # one sentence around it


def test_a_footnote_is_no_part_of_the_text_around_it(tmp_path: Path) -> None:
    body = [f"body line {n} says that fever is common in most adults and" for n in range(40)]
    pages = [
        [*((60, 760 - 14 * n, 11, line) for n, line in enumerate(body)), (60, 60, 7, "1 Measured by the Lund method.")],
        [(60, 760, 11, "then it goes on here until the sentence ends.")],
    ]

    found = cuts(tmp_path, pdf_of(pages))

    assert [cut.text for cut in found if cut.form == "footnote"] == ["1 Measured by the Lund method."]
    assert "Lund" not in "".join(cut.text for cut in found if cut.form != "footnote")


def test_the_outline_says_what_is_a_heading_and_how_deep(tmp_path: Path) -> None:
    lines: list[Line] = [(60, 700, 11, "Dosing"), (60, 640, 11, "In children"), (60, 600, 11, "Give 1 mg per kg.")]

    [cut] = cuts(tmp_path, outlined(pdf_of([lines]), [("Dosing", 0), ("In children", 1)]))

    assert cut.section == "Dosing › In children"


def test_a_passage_ends_with_the_last_sentence_that_begins_on_its_page(tmp_path: Path) -> None:
    pages = [
        [*paragraph(60, 120, ["Fever is common in adults who live by the harbour and", "it is rare in the old and"])],
        [*paragraph(60, 760, ["in the very young. Exampline lowers it within two days."])],
    ]

    found = [(cut.page, cut.text) for cut in cuts(tmp_path, pdf_of(pages))]

    assert found[0][0] == 1
    assert found[0][1].endswith("in the very young.")
    assert found[1] == (2, "Exampline lowers it within two days.")


def test_html_cells_that_reach_over_rows_and_columns_stay_in_their_columns(tmp_path: Path) -> None:
    html = (
        "<html><body><p>Doses are given here.</p><table><caption>Table 1. Doses</caption>"
        "<tr><th>Drug</th><th>Adults</th><th>Children</th></tr>"
        "<tr><td rowspan=2>Exampline</td><td>5 mg</td><td>1 mg</td></tr>"
        "<tr><td>10 mg</td><td>2 mg</td></tr><tr><td>Sampline</td><td colspan=2>not used</td></tr></table></body></html>"
    )

    rows = [cut for cut in cuts(tmp_path, html, "a.html") if cut.form == "row"]

    assert [cut.text for cut in rows] == [
        "Drug: Exampline; Adults: 5 mg; Children: 1 mg",
        "Drug: Exampline; Adults: 10 mg; Children: 2 mg",
        "Drug: Sampline; Adults: not used",
    ]
    assert rows[0].lead_in == "Table 1. Doses"


def test_a_reference_list_is_known_as_one(tmp_path: Path) -> None:
    text = "# Fever\n\nFever is common.\n\n## References\n\n1. Smith A. Fever should be treated. Lancet 2020.\n"

    assert [cut.form for cut in cuts(tmp_path, text, "a.md")] == ["paragraph", "reference"]


# Scans


@needs_tesseract
def test_a_scanned_page_is_read_and_named_as_read_by_ocr(tmp_path: Path) -> None:
    write(tmp_path / "in", "letter.pdf", scanned(pdf_of([LETTER])))

    report = ingested(tmp_path / "home", tmp_path / "in")

    [entry, *_] = report.catalogue.entries(tmp_path / "home")
    assert "ivolate 30 mg once a day" in entry.text
    assert entry.fields["ocr"] == "tesseract"
    assert "recognised by OCR" in passage_of(entry).section
    assert any("page 1 is scanned, read by tesseract" in note for note in report.notes)


@needs_tesseract
def test_a_scan_that_could_not_be_read_is_read_once_tesseract_is_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write(tmp_path / "in", "mixed.pdf", _mixed())
    with monkeypatch.context() as bare:
        bare.setenv("PATH", str(tmp_path))
        before = keep(tmp_path / "home", path)

    after = keep(tmp_path / "home", path)

    assert before.notes == ("page 2 is scanned, not read: install tesseract-ocr, or give the text",)
    assert len(cuts_of(tmp_path / "home", after.sha256)) > before.passages


def test_a_scan_without_tesseract_is_named_with_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write(tmp_path / "in", "letter.pdf", scanned(pdf_of([LETTER])))
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(Unreadable, match="all its pages are scanned: install tesseract-ocr"):
        keep(tmp_path / "home", path)


def _mixed() -> bytes:
    from io import BytesIO

    from pypdf import PdfReader, PdfWriter

    writer, out = PdfWriter(), BytesIO()
    for content in (pdf_of([[(60, 700, 11, "Fever is common in adults by the harbour.")]]), scanned(pdf_of([LETTER]))):
        writer.add_page(PdfReader(BytesIO(content)).pages[0])
    writer.write(out)
    return out.getvalue()


# What may not, or cannot, be read


def test_each_file_that_cannot_be_read_is_one_line_and_the_rest_is_read(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    paper = pdf_of([LETTER])
    write(folder, "locked.pdf", locked(paper, "secret"))
    write(folder, "read-only.pdf", locked(paper, ""))
    write(folder, "cut.pdf", paper[: len(paper) // 3])
    write(folder, "not-word.docx", b"PK\x03\x04 nothing of the kind")
    write(folder, "old.doc", b"\xd0\xcf\x11\xe0" + bytes(600))
    for name in ("إرشادات الحمى.txt", "发烧指南.txt", "🤒 fever.txt", "a\nb.txt"):
        write(folder, name, TEXT + f"From {len(name)} letters, {name!r}.\n")
    os.mkfifo(folder / "pipe.txt")

    report = ingested(tmp_path / "home", folder)

    failures = {Path(path).name: why for path, why in report.failures.items()}
    assert {name: word for name, word in {
        "locked.pdf": "encrypted", "cut.pdf": "broken PDF", "not-word.docx": "broken Word document",
        "old.doc": "old or an encrypted Office document", "pipe.txt": "a device or a pipe",
    }.items() if word not in failures.get(name, "")} == {}  # fmt: skip
    assert len(failures) == 5
    assert all("\n" not in why and "Traceback" not in why for why in failures.values())
    assert {Path(path).name for path in report.read} == {
        "read-only.pdf", "إرشادات الحمى.txt", "发烧指南.txt", "🤒 fever.txt", "a\nb.txt"
    }  # fmt: skip


def test_a_document_that_changes_while_it_is_read_is_one_line(tmp_path: Path) -> None:
    path = write(tmp_path / "in", "log.txt", TEXT * 200_000)
    done = Event()

    def go_on_writing() -> None:
        with path.open("ab") as file:
            while not done.wait(0.001):
                file.write(TEXT.encode())
                file.flush()

    writer = Thread(target=go_on_writing)
    writer.start()
    try:
        with pytest.raises(Unreadable, match="it changes while it is read"):
            keep(tmp_path / "home", path)
    finally:
        done.set()
        writer.join()


@pytest.mark.skipif(not hasattr(os, "seteuid"), reason="this system has no users to change to")
def test_what_may_not_be_read_is_one_line() -> None:
    with TemporaryDirectory() as name:
        root = Path(name)
        root.chmod(0o777)
        secret = write(root / "in", "secret.txt", TEXT)
        closed = write(root / "in" / "closed", "a.txt", TEXT).parent
        secret.chmod(0)
        closed.chmod(0)
        us = os.geteuid()
        if us == 0:
            os.seteuid(65534)
        try:
            with pytest.raises(Unreadable, match="reading it is not permitted"):
                keep(root / "home", secret)
            report = ingested(root / "home", closed)
        finally:
            os.seteuid(us)
            closed.chmod(0o700)

    assert list(report.failures.values()) == ["looking into it is not permitted: change its permissions"]


def test_a_full_disk_is_one_sentence_and_what_was_there_stays(tmp_path: Path) -> None:
    write(tmp_path / "in", "a.txt", TEXT)
    write(tmp_path / "in", "large.txt", TEXT * 50_000)
    script = (
        "import resource, sys; from pathlib import Path; from datetime import date\n"
        "from corpus.documents.ingest import ingest\nfrom corpus.index import IndexProblem\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (400_000, 400_000))\n"
        "try:\n    ingest(Path(sys.argv[1]), [Path(sys.argv[2])], date(2026, 1, 1), 1, lambda d, t: None)\n"
        "except IndexProblem as problem:\n    print(problem)\n"
    )

    ran = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path / "home"), str(tmp_path / "in")],
        capture_output=True, text=True, check=True, cwd=Path(__file__).parents[2],
    )  # fmt: skip

    assert ran.stdout.strip() == (
        "Documents cannot be kept: a file would be larger than allowed: raise the limit, then run it again."
    )
    assert read_catalogue(tmp_path / "home" / "documents" / "catalogue.json").listed == []
    assert not list((tmp_path / "home" / "documents").glob("new-*"))
