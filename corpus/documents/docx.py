"""Word documents, by python-docx: headings by their styles, lists, tables; footnotes by their part of the file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET
from zipfile import BadZipFile, ZipFile

from corpus.documents.block import Block, Document, Form, Unreadable, fold, row_text

HEADING = re.compile(r"^(?:Heading|Überschrift|Titre|Título)\s*(\d)", re.IGNORECASE)
WORDS = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def read_docx(path: Path) -> Document:
    """Read a Word document. Raises `Unreadable` if it is broken."""
    import docx

    try:
        opened = docx.Document(str(path))
        blocks = list(_blocks(opened))
        notes = list(_footnotes(path))
    except (BadZipFile, KeyError, ValueError, ET.ParseError) as error:
        raise Unreadable(f"it is a broken Word document ({fold(str(error))[:80]}): save it again") from None
    tables = len({block.table for block in blocks if block.table is not None})
    title = fold(opened.core_properties.title or "") or _first_heading(blocks)
    return Document("docx", title, [*blocks, *notes], tables=tables)


def _blocks(opened: Any) -> Iterator[Block]:
    from docx.table import Table

    tables = 0
    for each in opened.iter_inner_content():
        if isinstance(each, Table):
            tables += 1
            yield from _rows(each, tables)
        elif text := fold(each.text):
            yield _paragraph(each, text)


def _paragraph(paragraph: Any, text: str) -> Block:
    style = str(paragraph.style.name if paragraph.style is not None else "")
    if found := HEADING.match(style):
        return Block(Form.HEADING, text, level=int(found[1]))
    if style == "Title":
        return Block(Form.HEADING, text, level=1)
    listed = paragraph._p.pPr is not None and paragraph._p.pPr.numPr is not None  # noqa: SLF001 (no public way)
    return Block(Form.ITEM if listed or style.startswith("List") else Form.PARAGRAPH, text)


def _rows(table: Any, number: int) -> Iterator[Block]:
    rows = [_cells(row) for row in table.rows]
    rows = [row for row in rows if any(row)]
    if len(rows) == 1 or max(map(len, rows), default=0) < 2:  # a frame around a text
        yield from (Block(Form.PARAGRAPH, cell) for row in rows for cell in row if cell)
        return
    for row in rows[1:]:
        yield Block(Form.ROW, row_text(rows[0], row), table=number)


def _cells(row: Any) -> list[str]:
    """List a row's texts; a cell that reaches over columns is named once."""
    cells: list[str] = []
    seen: list[Any] = []
    for cell in row.cells:
        cells.append("" if cell._tc in seen else fold(cell.text))  # noqa: SLF001 (a merged cell is the same element)
        seen.append(cell._tc)  # noqa: SLF001
    return cells


def _footnotes(path: Path) -> Iterator[Block]:
    with ZipFile(path) as file:
        if "word/footnotes.xml" not in file.namelist():
            return
        content = file.read("word/footnotes.xml")
    if b"<!DOCTYPE" in content:
        return
    for note in ET.fromstring(content).iter(f"{WORDS}footnote"):  # noqa: S314 (a document type was refused above)
        if text := fold("".join(each.text or "" for each in note.iter(f"{WORDS}t"))):
            yield Block(Form.FOOTNOTE, text)


def _first_heading(blocks: list[Block]) -> str:
    return next((block.text for block in blocks if block.form is Form.HEADING), "")
