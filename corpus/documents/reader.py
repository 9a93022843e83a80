"""Which reader a file needs: by what it holds, whatever it is called; what would do harm is refused."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from zipfile import BadZipFile, ZipFile

from corpus.documents import ocr
from corpus.documents.block import Document, Form, Unreadable

LARGEST = 300 * 1024**2
LARGEST_TEXT = 50 * 1024**2
LARGEST_UNPACKED = 400 * 1024**2
MOST_TIMES = 200  # how many times larger unpacked
NAMED = {
    ".pdf": "pdf", ".docx": "docx", ".html": "html", ".htm": "html", ".xhtml": "html",
    ".md": "markdown", ".markdown": "markdown", ".txt": "text", ".text": "text",
}  # fmt: skip
HTML = re.compile(rb"<!doctype\s+html|<html[\s>]", re.IGNORECASE)
OLE = b"\xd0\xcf\x11\xe0"
RICH = b"{\\rtf"
MOST_PARTS = 20_000  # of a zip file


def read(path: Path, name: str) -> Document:
    """Read a file that was called *name*. Raises `Unreadable` in one sentence."""
    kind = kind_of(path, name)
    document = READERS[kind](path)
    expected = NAMED.get(Path(name).suffix.lower())
    if expected and expected != kind and {expected, kind} != {"markdown", "text"}:
        document.notes.append(f"it is called {Path(name).suffix} and is {kind}: read as {kind}")
    if not any(block.form is not Form.HEADING for block in document.blocks):
        raise Unreadable(ocr.nothing_read() if document.scanned else "there are no words in it")
    return document


def kind_of(path: Path, name: str) -> str:
    """Recognise a file's kind by its content."""
    size = path.stat().st_size
    if size > LARGEST:
        raise Unreadable(f"it is larger than {LARGEST // 1024**2} MB: split it")
    with path.open("rb") as file:
        start = file.read(2048)
    if not start.strip():
        raise Unreadable("it is empty")
    if b"%PDF-" in start[:1024]:
        return "pdf"
    if start.startswith(b"PK\x03\x04"):
        return _zipped(path)
    if start.startswith(OLE):
        raise Unreadable("it is an old or an encrypted Office document: save it as .docx without a password")
    if start.startswith(RICH):
        raise Unreadable("it is rich text (RTF): save it as .docx")
    if size > LARGEST_TEXT:
        raise Unreadable(f"it is a text larger than {LARGEST_TEXT // 1024**2} MB: split it")
    if HTML.search(start.replace(b"\0", b"")):  # of UTF-16 too
        return "html"
    named = NAMED.get(Path(name).suffix.lower(), "text")
    return named if named in ("html", "markdown") else "text"


def _zipped(path: Path) -> str:
    """Recognise a Word document among zip files, and refuse what unpacks to more than it should."""
    try:
        with ZipFile(path) as file:
            unpacked = sum(each.file_size for each in file.infolist())
            names = set(file.namelist())
            if any(each.flag_bits & 1 for each in file.infolist()):
                raise Unreadable("it is encrypted: save it without its password")
    except BadZipFile:
        raise Unreadable("it is a broken Word document or zip file: save it again") from None
    if len(names) > MOST_PARTS:
        raise Unreadable(f"it holds {len(names):,} files: it was refused as a zip bomb")
    if unpacked > LARGEST_UNPACKED or unpacked > MOST_TIMES * max(path.stat().st_size, 1024**2):
        raise Unreadable(f"it unpacks to {unpacked / 1024**2:,.0f} MB: it was refused as a zip bomb")
    if "word/document.xml" not in names:
        raise Unreadable("it is a zip file and no Word document: unpack it, and give the files")
    return "docx"


def _pdf(path: Path) -> Document:
    from corpus.documents.pdf import read_pdf

    return read_pdf(path)


def _docx(path: Path) -> Document:
    from corpus.documents.docx import read_docx

    return read_docx(path)


def _html(path: Path) -> Document:
    from corpus.documents.html import read_html

    return read_html(path)


def _markdown(path: Path) -> Document:
    from corpus.documents.plain import read_markdown

    return read_markdown(path)


def _text(path: Path) -> Document:
    from corpus.documents.plain import read_text

    return read_text(path)


READERS: dict[str, Callable[[Path], Document]] = {
    "pdf": _pdf, "docx": _docx, "html": _html, "markdown": _markdown, "text": _text,
}  # fmt: skip
