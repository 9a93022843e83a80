"""Word documents, by python-docx: headings by their styles, lists, tables; footnotes by their part of the file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET
from zipfile import BadZipFile, ZipFile

from corpus.documents.block import LEFT_UNSEEN, Block, Cells, Document, Form, Unreadable, fold, header_of, row_text

HEADING = re.compile(r"^(?:Heading|Überschrift|Titre|Título)\s*(\d)", re.IGNORECASE)
WORDS = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
INSIDE = {f"{WORDS}{name}" for name in ("sdt", "sdtContent", "customXml", "ins", "moveTo")}
LEFT_OUT = {f"{WORDS}{name}" for name in ("del", "moveFrom", "pPr", "rPr", "sdtPr", "tblPr", "txbxContent", "tbl")}
AGAIN = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"  # the same box for an older Word
SPACES = {f"{WORDS}{name}": as_ for name, as_ in {"tab": " ", "br": " ", "cr": " ", "noBreakHyphen": "‑"}.items()}
VANISHED = f"{WORDS}rPr/{WORDS}vanish"
OFF = {"0", "false", "off"}  # a property that is switched off
CHANGED = {f"{WORDS}{name}" for name in ("ins", "del", "moveFrom", "moveTo")}


def read_docx(path: Path) -> Document:
    """Read a Word document. Raises `Unreadable` if it is broken."""
    import docx

    try:
        opened = docx.Document(str(path))
        if opened.element.body is None:
            raise Unreadable("there are no words in it")
        blocks = list(_blocks(opened))
        notes = [note for part in ("footnote", "endnote") for note in _notes(path, part)]
    except (BadZipFile, KeyError, ValueError, SyntaxError) as error:  # an error in XML is one of syntax
        raise Unreadable(f"it is a broken Word document ({fold(str(error))[:80]}): save it again") from None
    tables = len({block.table for block in blocks if block.table is not None})
    title = fold(opened.core_properties.title or "") or _first_heading(blocks)
    document = Document("docx", title, [*blocks, *notes], tables=tables)
    if any(each.tag in CHANGED for each in opened.element.body.iter()):
        document.notes.append("it has tracked changes: read as if all were accepted")
    if any(_vanished(run) for run in opened.element.body.iter(f"{WORDS}r")):
        document.notes.append(LEFT_UNSEEN)
    return document


def _blocks(opened: Any) -> Iterator[Block]:
    return _read(opened.element.body, opened, count(1))


def _read(parent: Any, opened: Any, tables: Iterator[int]) -> Iterator[Block]:
    """Read what stands in a body, a text box or a cell; a text box after the paragraph that it hangs on."""
    from docx.table import Table
    from docx.text.paragraph import Paragraph

    for element in _parts(parent):
        if element.tag == f"{WORDS}tbl":
            yield from _table(Table(element, opened), tables)
        elif text := _text(element):
            yield _paragraph(Paragraph(element, opened), text)
        for box in element.iter(f"{WORDS}txbxContent"):
            if not any(each.tag == AGAIN for each in box.iterancestors()):
                yield from _read(box, opened, tables)


def _parts(parent: Any) -> Iterator[Any]:
    """The paragraphs and tables of a document, those in content controls too."""
    for element in parent:
        if element.tag in (f"{WORDS}p", f"{WORDS}tbl"):
            yield element
        elif element.tag in INSIDE:
            yield from _parts(element)


def _text(element: Any) -> str:
    """The words of a paragraph or a cell as they read when every tracked change is accepted."""
    return fold("".join(_pieces(element)))


def _pieces(element: Any) -> Iterator[str]:
    for child in element:
        if child.tag == f"{WORDS}t":
            yield child.text or ""
        elif child.tag in SPACES:
            yield SPACES[child.tag]
        elif child.tag not in LEFT_OUT and not _vanished(child):
            yield from _pieces(child)
    if element.tag == f"{WORDS}p":
        yield " "


def _vanished(run: Any) -> bool:
    """Whether a run is hidden text, which Word does not show."""
    mark = run.find(VANISHED)
    return mark is not None and mark.get(f"{WORDS}val") not in OFF


def _paragraph(paragraph: Any, text: str) -> Block:
    style = str(paragraph.style.name if paragraph.style is not None else "")
    if found := HEADING.match(style):
        return Block(Form.HEADING, text, level=int(found[1]))
    if style == "Title":
        return Block(Form.HEADING, text, level=1)
    listed = paragraph._p.pPr is not None and paragraph._p.pPr.numPr is not None  # noqa: SLF001 (no public way)
    return Block(Form.ITEM if listed or style.startswith("List") else Form.PARAGRAPH, text)


def _table(table: Any, tables: Iterator[int]) -> Iterator[Block]:
    """The rows of a table, then those of the tables in its cells: each with the row that it stands in."""
    number = next(tables)
    rows = [(row, _cells(row)) for row in table.rows]
    rows = [(row, cells) for row, cells in rows if any(cells) or _inner(row)]
    whole = [cells for _, cells in rows]
    framed = len(rows) == 1 or max(map(len, whole), default=0) < 2  # a frame around a text
    header, first = ([], 0) if framed else header_of(whole)
    for row, cells in rows[first:]:
        told = "" if framed else row_text(header, cells)
        if framed:
            yield from (Block(Form.PARAGRAPH, cell) for cell in cells if cell)
        elif told:
            yield Block(Form.ROW, told, table=number)
        for inner in _inner(row):
            yield from (_within(told, block) for block in _table(inner, tables))


def _within(row: str, block: Block) -> Block:
    """A row of a table in a cell, with the row that the cell is of."""
    if block.form is Form.ROW and row:
        block.text = f"{row}; {block.text}"
    return block


def _inner(row: Any) -> list[Any]:
    """The tables that stand in the cells of a row, those of merged cells once."""
    from docx.table import Table

    cells = {id(cell._tc): cell._tc for cell in row.cells}  # noqa: SLF001 (no public way to a cell's own element)
    return [Table(each, row.table) for cell in cells.values() for each in cell if each.tag == f"{WORDS}tbl"]


def _cells(row: Any) -> Cells:
    """List a row's texts; a cell that reaches over columns is named once."""
    cells: Cells = []
    seen: list[Any] = []
    for cell in row.cells:
        cells.append(None if cell._tc in seen else _text(cell._tc))  # noqa: SLF001 (a merged cell is the same element)
        seen.append(cell._tc)  # noqa: SLF001
    return cells


def _notes(path: Path, kind: str) -> Iterator[Block]:
    """Read the footnotes or the endnotes."""
    part = f"word/{kind}s.xml"
    with ZipFile(path) as file:
        if part not in file.namelist():
            return
        content = file.read(part)
    if b"<!DOCTYPE" in content:
        raise ValueError(f"a document type in {part}, which Word does not write")
    for note in ET.fromstring(content).iter(f"{WORDS}{kind}"):  # noqa: S314 (a document type was refused above)
        if text := fold("".join(each.text or "" for each in note.iter(f"{WORDS}t"))):
            yield Block(Form.FOOTNOTE, text)


def _first_heading(blocks: list[Block]) -> str:
    return next((block.text for block in blocks if block.form is Form.HEADING), "")
