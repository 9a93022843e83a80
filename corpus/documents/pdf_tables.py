"""Ruled tables: cells from a page's rules, by pdfplumber's geometry (its own reading of a page takes a second)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from corpus.documents.layout import Line
from corpus.documents.pdf_words import Page, Rule, Word

MOST_RULES = 5_000  # a page with more is a drawing
FEWEST = 2  # rules each way
NEAR = 3.0  # points within which two rules meet, or are one


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

    def reaching(self, row: int, column: int) -> Cell | None:
        """The cell above that reaches down to a place that has none of its own."""
        top = min(cell.y0 for cell in self.rows[row] if cell)
        above = next((cells[column] for cells in reversed(self.rows[:row]) if cells[column]), None)
        return above if above is not None and above.y1 > top + NEAR else None

    @property
    def top(self) -> float:
        """Where it starts."""
        return self.y0

    def before(self, line: Line) -> bool:
        """Whether it is read before a line: it stands above it, or in the column before."""
        beside = self.x1 <= line.left and self.top < line.floor
        return beside or (self.top < line.y0 and self.x0 < line.right and self.x1 > line.left)


def ruled_tables(page: Page) -> list[Ruled]:
    """Find the tables of a page."""
    edges = [_edge(rule) for rule in page.rules]
    if len(edges) > MOST_RULES or min(sum(edge["orientation"] == way for edge in edges) for way in "hv") < FEWEST:
        return []
    from pdfplumber import table

    merged = table.merge_edges(edges, NEAR, NEAR, NEAR, NEAR)
    cells = table.intersections_to_cells(table.edges_to_intersections(merged, NEAR, NEAR))
    found = [_table(group) for group in table.cells_to_tables(cells)]
    return [each for each in found if _is_table(each, page)]


def _edge(rule: Rule) -> dict[str, Any]:
    """Write a rule as pdfplumber does."""
    level = rule.x1 - rule.x0 > rule.y1 - rule.y0
    sides = {"x0": rule.x0, "x1": rule.x1, "top": rule.y0, "bottom": rule.y1}
    size = {"width": rule.x1 - rule.x0, "height": rule.y1 - rule.y0, "doctop": rule.y0}
    return {**sides, **size, "orientation": "h" if level else "v", "object_type": "line"}


def _table(cells: Sequence[tuple[float, float, float, float]]) -> Ruled:
    lefts = sorted({cell[0] for cell in cells})
    rows: dict[float, dict[float, Cell]] = {}
    for cell in cells:
        rows.setdefault(cell[1], {})[cell[0]] = Cell(*cell)
    shown = tuple(tuple(rows[top].get(left) for left in lefts) for top in sorted(rows))
    return Ruled(lefts[0], min(rows), max(cell[2] for cell in cells), max(cell[3] for cell in cells), rows=shown)


def _is_table(table: Ruled, page: Page) -> bool:
    """Whether it has rows and columns with words in them: a frame around a text is none."""
    filled = [sum(any(cell.holds(word) for word in page.words) for cell in row if cell) for row in table.rows]
    return sum(count >= 2 for count in filled) >= 2
