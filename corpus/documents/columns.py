"""Where the white strip between two columns of running text is, however narrow, and which rows reach across it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from statistics import median
from typing import NamedTuple

from corpus.documents.layout import Line, as_read, rows_of, segments_of
from corpus.documents.pdf_words import Page, Word

FEWEST_LINES = 6  # of a column of text
LINE_WIDTH = 0.22  # of the page's width: what is shorter is a cell
WIDE = 9.0  # points: a strip that no space between words is as wide as
LEAST = 0.55  # of a letter's height: what is narrower is a space between words
MANY, FEW = 0.35, 0.12  # share of what stands on a page that may reach across a wide strip, and across a narrow one
STRETCHED = 2.5  # letters' heights, the widest space between the words of a line that was stretched
LIKE = 0.5  # of the widest space: so wide are all others of a line that was stretched
Row = Sequence[Word]


class Gutter(NamedTuple):
    """A strip: where it is, and how wide, in points."""

    x: float
    width: float

    def crossed(self, row: Row) -> bool:
        """Whether a row of words goes on across it."""
        gap = _gap(row, self.x)
        return gap is not None and gap < 0.75 * self.width


def gutter_of(page: Page, words: Sequence[Word]) -> Gutter | None:
    """Find the white strip between two columns of running text."""
    rows = rows_of(words)
    best: tuple[tuple[int, float], Gutter] | None = None
    usual = median(row[0].size for row in rows) if rows else 0.0
    for step in range(60, 141):
        x = page.width * step / 200
        gaps = [(gap, max(usual, row[0].size)) for row in rows if (gap := _gap(row, x)) is not None]
        open_ = sorted(gap for gap, size in gaps if gap >= LEAST * size)
        order = len(gaps) - len(open_), abs(x - page.width / 2)
        if len(open_) < FEWEST_LINES or (best and best[0] < order):
            continue
        gutter = Gutter(x, open_[len(open_) // 10])
        across = MANY if gutter.width >= WIDE else FEW
        if order[0] <= across * (len(rows) + len(open_)) and _parts_text(page, rows, gutter):
            best = order, gutter
    return best[1] if best else None


def lines_of(page: Page, words: Sequence[Word], gutter: Gutter | None) -> list[Line]:
    """Give a page's lines in reading order: down the left column, then the right, between what spans both."""
    if gutter is None:
        return _column(page, rows_of(words))
    lines: list[Line] = []
    sides: tuple[list[Word], list[Word]] = ([], [])
    for row in rows_of(words):
        if gutter.crossed(row):
            lines += _both(page, sides) + _column(page, [row])
            sides = ([], [])
        else:
            for word in row:
                sides[word.x0 >= gutter.x].append(word)
    return lines + _both(page, sides)


def _both(page: Page, sides: tuple[list[Word], list[Word]]) -> list[Line]:
    floor = max((word.y1 for side in sides for word in side), default=0.0)
    return [replace(line, floor=floor) for side in sides for line in _column(page, rows_of(side))]


def _column(page: Page, rows: Sequence[Sequence[Word]]) -> list[Line]:
    if not rows:
        return []
    left, right = min(row[0].x0 for row in rows), max(row[-1].x1 for row in rows)
    return [Line(page.number, tuple(as_read(row)), left, right) for row in rows]


def _gap(row: Row, x: float) -> float | None:
    """How wide the space is in which a place of a row lies: below 0 inside a word, None before or after all words."""
    after = bisect_right(row, x, key=lambda word: word.x0)
    if after == 0 or (after == len(row) and row[-1].x1 <= x):
        return None
    reach = max(word.x1 for word in row[:after])
    return -1.0 if reach > x else row[after].x0 - reach


def _parts_text(page: Page, rows: Sequence[Row], gutter: Gutter) -> bool:
    within = [row for row in rows if not gutter.crossed(row)]
    left = [side for row in within if (side := [word for word in row if word.x0 < gutter.x])]
    right = [side for row in within if (side := [word for word in row if word.x0 >= gutter.x])]
    return all(_is_text(side, page.width) for side in (left, right))


def _is_text(side: Sequence[Row], width: float) -> bool:
    """Whether most words of a side stand in lines of running text, not in a table's cells."""
    pieces = [piece for row in side for piece in ([row] if _is_stretched(row) else segments_of(row))]
    lines = [each for each in pieces if len(each) >= 3 and each[-1].x1 - each[0].x0 > LINE_WIDTH * width]
    return len(lines) >= FEWEST_LINES and sum(map(len, lines)) > 0.6 * sum(map(len, pieces))


def _is_stretched(row: Row) -> bool:
    """Whether words stand apart only because their line was stretched to the width of its column: all as far."""
    gaps = [after.x0 - before.x1 for before, after in pairwise(row)]
    return len(gaps) > 1 and min(gaps) >= LIKE * max(gaps) and max(gaps) < STRETCHED * row[0].size
