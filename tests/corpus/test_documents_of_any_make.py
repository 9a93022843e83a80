"""Files as strangers make them: in any code page, of no known kind, broken inside, with a slip in what is said of them."""

from __future__ import annotations

import io
import os
import zipfile
from datetime import date
from pathlib import Path

import pytest
from docx import Document as Word
from papers import locked, pdf_of, write

from corpus.documents.block import Unreadable
from corpus.documents.ingest import Ingest, ingest
from corpus.documents.reader import read
from corpus.documents.store import documents_folder
from corpus.workers import spread

ROOT = Path(__file__).parents[2]
PAGE = "<html><head>{head}<title>Marlowe</title></head><body><p>{text}</p></body></html>"
FRENCH = "La fièvre est traitée par l'exampline, 5 mg par jour."
RUSSIAN = "Лихорадка лечится препаратом экзамплин, 5 мг в день."
LAUGHS = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "fever ">]><x>&a;</x>'
BODY = b'<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">%s</w:document>'

NO_PAGES = (
    b"%PDF-1.4\n1 0 obj\n<</Type/Catalog>>\nendobj\nxref\n0 2\n0000000000 65535 f \n0000000009 00000 n \n"
    b"trailer\n<</Size 2/Root 1 0 R>>\nstartxref\n42\n%%EOF"
)


def text_of(tmp_path: Path, name: str, content: bytes) -> str:
    return " ".join(block.text for block in read(write(tmp_path, name, content), name).blocks)


def ingested(home: Path, folder: Path) -> Ingest:
    return ingest(home, [folder], date(2026, 1, 15), 1, lambda _done, _total: None)


def word_with(part: str, content: bytes) -> bytes:
    """A Word document of which one part is replaced, or added."""
    made, out = io.BytesIO(), io.BytesIO()
    document = Word()
    document.add_paragraph("Marlowe fever is treated with exampline.")
    document.save(made)
    with zipfile.ZipFile(made) as before, zipfile.ZipFile(out, "w") as after:
        for name in before.namelist():
            if name != part:
                after.writestr(name, before.read(name))
        after.writestr(part, content)
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "text"),
    [
        ("a.html", PAGE.format(head="<meta charset='iso-8859-1'>", text=FRENCH).encode("latin-1"), FRENCH),
        ("b.html", PAGE.format(head="", text=FRENCH).encode("cp1252"), FRENCH),
        ("c.html", PAGE.format(head="", text=FRENCH).encode("utf-16"), FRENCH),
        ("d.txt", PAGE.format(head="", text=FRENCH).encode("utf-16-le"), FRENCH),
        ("e.html", PAGE.format(head='<meta charset="windows-1251">', text=RUSSIAN).encode("cp1251"), RUSSIAN),
        ("f.html", PAGE.format(head='<meta charset="nonsense">', text=FRENCH).encode("cp1252"), FRENCH),
        ("g.txt", FRENCH.encode("cp1252"), FRENCH),
        ("h.txt", RUSSIAN.encode("utf-32"), RUSSIAN),
        ("i.txt", RUSSIAN.encode(), RUSSIAN),
    ],
)
def test_a_text_is_read_in_the_code_page_that_it_is_written_in(
    tmp_path: Path, name: str, content: bytes, text: str
) -> None:
    assert text in text_of(tmp_path, name, content)


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("a.txt", RUSSIAN.encode("cp1251"), "neither Unicode nor Western: save it as UTF-8"),
        ("b.html", b"\xff\xd8\xff\xe0\x00\x10JFIF" + os.urandom(4000), "it is no text"),
        ("c.rtf", rb"{\rtf1\ansi Fever is treated with exampline.}", "rich text"),
        ("d.docx", word_with("word/document.xml", b"no XML at all"), "broken Word document"),
        ("e.docx", word_with("word/document.xml", BODY % b""), "no words in it"),
        ("f.docx", word_with("word/document.xml", BODY % (b"<w:p>" * 400 + b"</w:p>" * 400)), "broken Word document"),
        ("g.docx", word_with("word/footnotes.xml", LAUGHS), "broken Word document"),
    ],
)
def test_what_cannot_be_read_is_one_sentence_in_plain_words(
    tmp_path: Path, name: str, content: bytes, why: str
) -> None:
    with pytest.raises(Unreadable, match=why) as problem:
        read(write(tmp_path, name, content), name)

    assert "Error" not in str(problem.value)


def test_a_broken_pdf_is_not_called_encrypted_after_one_that_is(tmp_path: Path) -> None:
    secret = write(tmp_path, "secret.pdf", locked(pdf_of([[(60, 700, 11, "Marlowe fever is treated.")]]), "secret"))
    empty = write(tmp_path, "empty.pdf", NO_PAGES)

    with pytest.raises(Unreadable, match="it is encrypted"):
        read(secret, "secret.pdf")
    with pytest.raises(Unreadable, match="it is a broken PDF"):
        read(empty, "empty.pdf")


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ("in_force_from: 2020-02-30\n", "no YAML"),
        ("year: " + "9" * 5000, "no YAML"),
        ("[" * 3000, "no YAML"),
        ("jurisdiction: ''\n", "wrong at jurisdiction"),
        ("url: javascript:alert(1)\n", "wrong at url"),
        ("title: " + "x" * 200_000, "more than 100,000 bytes"),
    ],
)
def test_a_slip_in_what_is_said_of_one_document_does_not_keep_the_others_out(
    tmp_path: Path, said: str, why: str
) -> None:
    for name in ("a", "b"):
        write(tmp_path / "in", f"{name}.txt", f"Marlowe fever {name}\n\nOffer exampline to adults in room {name}.\n")
    write(tmp_path / "in", "a.txt.yaml", said)

    report = ingested(tmp_path / "home", tmp_path / "in")

    assert [why in problem for problem in report.failures.values()] == [True]
    assert [Path(each.path).name for each in report.catalogue.listed] == ["b.txt"]


def test_a_title_of_spaces_is_none(tmp_path: Path) -> None:
    write(tmp_path / "in", "a.txt", "Marlowe fever\n\nOffer exampline to adults.\n")
    write(tmp_path / "in", "a.txt.yaml", "title: '   '\n")

    [listed] = ingested(tmp_path / "home", tmp_path / "in").catalogue.listed

    assert listed.guideline.title == "Marlowe fever"


def test_a_worker_that_never_comes_back_from_a_library_is_ended_and_the_others_go_on(tmp_path: Path) -> None:
    (tmp_path / "busy_worker.py").write_text(
        "from corpus.workers import busy_at_most, serve\n"
        "def work(n):\n    with busy_at_most(0.3):\n        return sum(range(10**12)) if n == 1 else n\n"
        "serve(work)\n",
        "utf-8",
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", f"{ROOT}{os.pathsep}{tmp_path}")
        replies = list(spread("busy_worker", [], range(3), 1))

    assert [(reply.answer, reply.failure) for reply in replies] == [
        (0, None),
        (None, "the process ended: it needs too much time, or is built to harm"),
        (2, None),
    ]


def test_what_a_stopped_reader_left_is_removed(tmp_path: Path) -> None:
    write(tmp_path / "in", "a.txt", "Marlowe fever\n\nOffer exampline to adults.\n")
    left = documents_folder(tmp_path / "home") / "new-left"
    write(left, "original", "half of it")

    ingested(tmp_path / "home", tmp_path / "in")

    assert not left.exists()
