"""PDF, by pdfium: blocks with the box of each word; tables with rules and without."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pypdfium2

from corpus.documents import ocr
from corpus.documents.aligned import aligned_tables
from corpus.documents.block import LEFT_UNSEEN, Block, Document, Form, Unreadable, fold
from corpus.documents.columns import gutter_of, lines_of
from corpus.documents.layout import as_read, furniture, is_furniture, rows_of, without_line_numbers
from corpus.documents.paragraphs import Paragraphs
from corpus.documents.pdf_tables import Ruled, ruled_tables
from corpus.documents.pdf_words import Page, Word, read_page

MOST_PAGES = 5000


def read_pdf(path: Path) -> Document:
    """Read a PDF. Raises `Unreadable` in one sentence if it is broken, encrypted or endless."""
    pdf = _opened(path)
    try:
        document = Document("pdf", _title(pdf), pages=len(pdf))
        pages = list(_pages(pdf, document))
        repeated = furniture(pages)
        titles = _outline(pdf)
        paragraphs = Paragraphs(document, titles)
        for page in pages:
            _read(page, repeated, ruled_tables(page), paragraphs)
        turned = {page.number: page for page in pages if page.turns}
        document.blocks = [_as_stored(block, turned) for block in paragraphs.finished()]
        if any(page.unseen for page in pages):
            document.notes.append(LEFT_UNSEEN)
        document.tables = len({block.table for block in document.blocks if block.table is not None})
        document.about |= {"made": str(pdf.get_metadata_dict().get("ModDate", ""))[2:10]}
    finally:
        pdf.close()
    document.title = document.title or first_heading(document)
    return document


def first_heading(document: Document) -> str:
    """Name a document by its first heading."""
    return next((block.text for block in document.blocks if block.form is Form.HEADING and len(block.text) > 8), "")


def _opened(path: Path) -> Any:
    try:
        pdf = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        words = str(error).lower()
        locked = "password" in words or "security" in words  # which pdfium may still say of the file before
        if locked and b"/Encrypt" in path.read_bytes():
            raise Unreadable("it is encrypted: save it without its password") from None
        raise Unreadable("it is a broken PDF: save or download it again") from None
    if len(pdf) > MOST_PAGES:
        raise Unreadable(f"it has {len(pdf):,} pages, more than {MOST_PAGES:,}: split it")
    return pdf


def _title(pdf: Any) -> str:
    title = fold(str(pdf.get_metadata_dict().get("Title", "")))
    file_name = title.lower().endswith((".doc", ".docx", ".pdf", ".indd", ".qxd")) or title.startswith("Microsoft Word")
    return "" if file_name or title.lower().strip("()") in {"untitled", "title", "anonymous", "unspecified"} else title


def _pages(pdf: Any, document: Document) -> Iterator[Page]:
    for index in range(len(pdf)):
        try:
            page = read_page(pdf, index)
        except pypdfium2.PdfiumError:
            document.notes.append(f"page {index + 1} is broken and was left out")
            continue
        if page.picture:
            document.scanned.append(page.number)
            page = ocr.read(pdf, page)
        yield page
    if document.scanned:
        document.about["ocr"] = ocr.installed()
        document.notes.append(ocr.said(document.scanned))


def _as_stored(block: Block, turned: Mapping[int, Page]) -> Block:
    """Give a block whose words stand where they stand on the stored pages, however those are turned to be read."""
    found = (turned.get(place.page) for place in block.places)
    places = (page.as_stored(place) if page else place for place, page in zip(block.places, found, strict=True))
    return replace(block, places=list(places))


def _outline(pdf: Any) -> dict[str, int]:
    """Give the level of each title in the outline."""
    titles: dict[str, int] = {}
    try:
        for entry in pdf.get_toc():
            titles.setdefault(fold(entry.get_title() or "").lower(), entry.level + 1)
    except pypdfium2.PdfiumError:
        return {}
    return titles


def _read(page: Page, repeated: set[tuple[bool, str]], tables: Sequence[Ruled], paragraphs: Paragraphs) -> None:
    rows = rows_of(page.words)
    furnished = {id(word) for row in rows if is_furniture(page, row, repeated) for word in row}
    words = without_line_numbers([word for word in page.words if id(word) not in furnished])
    loose = [word for word in words if not any(table.holds(word) for table in tables)]
    gutter = gutter_of(page, loose)
    found = [*tables, *aligned_tables(loose, gutter)]
    lines = lines_of(page, [word for word in words if not any(table.holds(word) for table in found)], gutter)
    waiting = sorted(found, key=lambda table: (any(each.x1 <= table.x0 for each in found), table.top))
    paragraphs.new_page(page, lines)
    for line in lines:
        while waiting and waiting[0].before(line):
            _table(page, waiting.pop(0), words, paragraphs)
        paragraphs.add(line)
    for table in waiting:
        _table(page, table, words, paragraphs)


def _table(page: Page, table: Ruled, words: Sequence[Word], paragraphs: Paragraphs) -> None:
    inside = [word for word in words if table.holds(word)]

    def words_in(row: int, column: int) -> list[Word] | None:
        cell = table.rows[row][column] or table.reaching(row, column)
        held = [word for word in inside if cell and cell.holds(word)]
        return [word for line in rows_of(held) for word in as_read(line)] if cell else None

    rows = [[words_in(row, column) for column in range(len(cells))] for row, cells in enumerate(table.rows)]
    paragraphs.add_table(page.number, rows)
