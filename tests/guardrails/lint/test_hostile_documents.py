"""A document that is broken, hostile or huge ends in one sentence, soon, and in little memory."""

from __future__ import annotations

import os
import zipfile
import zlib
from pathlib import Path

import pytest

from guardrails.lint import DocumentProblem, text_of

SOON_S = 40  # of a processor, here and in the process that reads


def refused(path: Path) -> str:
    start = sum(os.times()[:4])
    with pytest.raises(DocumentProblem) as caught:
        text_of(path)
    assert sum(os.times()[:4]) - start < SOON_S
    said = str(caught.value)
    assert said.count("\n") == 0
    assert path.name in said
    return said


def pdf(content: bytes, filters: bytes = b"") -> bytes:
    stream = b"<</Length %d%s>>stream\n%s\nendstream" % (len(content), filters, content)
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        stream,
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    out, places = b"%PDF-1.4\n", []
    for number, each in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, each)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return out + b"xref\n0 6\n0000000000 65535 f \n%strailer<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (
        table,
        len(out),
    )


def test_a_small_pdf_is_read(tmp_path: Path) -> None:
    path = tmp_path / "small.pdf"
    path.write_bytes(pdf(b"BT /F1 12 Tf 20 100 Td (Level below 11 umol/L) Tj ET"))

    assert "11 umol/L" in text_of(path)


def test_a_pdf_bomb_is_stopped(tmp_path: Path) -> None:
    bomb = zlib.compress(zlib.compress(b"\0" * 600_000_000, 9), 9)
    path = tmp_path / "bomb.pdf"
    path.write_bytes(pdf(bomb, b"/Filter[/FlateDecode/FlateDecode]"))

    refused(path)


@pytest.mark.parametrize("name", ["broken.pdf", "broken.docx"])
def test_a_damaged_file_is_one_sentence(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(b"%PDF-1.7 this is no document" * 20)

    assert "damaged" in refused(path)


def test_an_encrypted_pdf_is_one_sentence(tmp_path: Path) -> None:
    from pypdf import PdfWriter

    writer = PdfWriter()
    writer.add_blank_page(100, 100)
    writer.encrypt("secret", algorithm="RC4-128")
    path = tmp_path / "locked.pdf"
    with path.open("wb") as file:
        writer.write(file)

    assert "encrypted" in refused(path)


def test_a_huge_page_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "huge.html"
    with path.open("wb") as file:
        file.truncate(50 * 2**20)

    assert "50 MB" in refused(path)


def test_a_zip_bomb_in_a_word_file_is_not_unpacked(tmp_path: Path) -> None:
    path = tmp_path / "bomb.docx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"0" * 300_000_000)

    assert "would unpack to" in refused(path)


@pytest.mark.parametrize(("name", "content"), [
    ("empty.txt", b""), ("binary.txt", b"\0\1\2"), ("picture.png", b"x"), ("deep.html", b"<div>" * 200_000),
])  # fmt: skip
def test_what_holds_no_text_is_one_sentence(tmp_path: Path, name: str, content: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(content)

    refused(path)


def test_markup_is_read_as_words_and_scripts_are_not(tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_text("<h1>A1AT</h1><script>alert(1)</script><ul><li>Level &lt;11 umol/L<sup>1, 2</sup></li></ul>")

    text = text_of(path)

    assert "alert" not in text
    assert "• Level <11 umol/L[1, 2]" in " ".join(text.split())


def test_a_word_file_is_read_with_its_tables(tmp_path: Path) -> None:
    from docx import Document

    document = Document()
    document.add_paragraph("Augmentation")
    table = document.add_table(rows=1, cols=2)
    table.rows[0].cells[0].text, table.rows[0].cells[1].text = "Level", "11 umol/L"
    path = tmp_path / "text.docx"
    document.save(str(path))

    assert "Level | 11 umol/L" in text_of(path)
