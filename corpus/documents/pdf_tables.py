"""Ruled tables: where their cells are, by pdfplumber. What stands in them comes from the page's own words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from corpus.documents.layout import Line
from corpus.documents.pdf_words import Page, Word

MOST_RULES = 20_000  # a page with more is a drawing


@dataclass(frozen=True)
class Cell:
    """A rectangle, from the page's top left, in points."""

    x0: float
    y0: float
    x1: float
    y1: float

    def holds(self, word: Word) -> bool:
        """Whether a word stands in it."""
        return self.x0 <= (word.x0 + word.x1) / 2 < self.x1 and self.y0 <= word.middle < self.y1


@dataclass(frozen=True)
class Ruled(Cell):
    """A table; a cell is None where another reaches over it."""

    rows: tuple[tuple[Cell | None, ...], ...] = ()

    @property
    def top(self) -> float:
        """Where it starts."""
        return self.y0

    def over(self, line: Line) -> bool:
        """Whether it stands in the same column as a line."""
        return self.x0 < line.right and self.x1 > line.left


def ruled_tables(path: Path, pages: Sequence[Page]) -> dict[int, list[Ruled]]:
    """Find the tables of some pages, by page number."""
    if not pages:
        return {}
    import pdfplumber

    found: dict[int, list[Ruled]] = {}
    with pdfplumber.open(path, pages=[page.number for page in pages]) as pdf:
        for page, plumbed in zip(pages, pdf.pages, strict=True):
            if len(plumbed.edges) > MOST_RULES:
                continue
            tables = [_table(each) for each in plumbed.find_tables()]
            found[page.number] = [table for table in tables if _is_table(table, page)]
            plumbed.close()
    return found


def _table(table: object) -> Ruled:
    rows = tuple(tuple(Cell(*cell) if cell else None for cell in row.cells) for row in table.rows)  # type: ignore[attr-defined]
    return Ruled(*table.bbox, rows=rows)  # type: ignore[attr-defined]


def _is_table(table: Ruled, page: Page) -> bool:
    """Whether it has rows and columns with words in them: a frame around a text is none."""
    filled = [sum(any(cell.holds(word) for word in page.words) for cell in row if cell) for row in table.rows]
    return sum(count >= 2 for count in filled) >= 2
