"""Tables without upright rules: rows of short words that stand below each other; a cell may run over several lines."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from corpus.documents.block import CAPTION
from corpus.documents.columns import Gutter
from corpus.documents.layout import rows_of, segments_of
from corpus.documents.paragraphs import BULLETS, NUMBERING
from corpus.documents.pdf_tables import Cell, Ruled
from corpus.documents.pdf_words import Word

FEWEST_ROWS = 3
WIDEST_STEP = 2.6  # row heights between rows of one table
LINE_STEP = 1.6  # row heights between the lines of one cell
Segment = list[Word]
Row = list[Segment]  # its segments, those of all its lines


def aligned_tables(words: Sequence[Word], gutter: Gutter | None = None) -> list[Ruled]:
    """Find the tables among a page's words; in each column by itself, where the page has two."""
    if gutter is not None:
        sides = [word for word in words if word.x1 <= gutter.x], [word for word in words if word.x0 >= gutter.x]
        return [table for side in sides if side for table in aligned_tables(side)]
    found: list[Ruled] = []
    run: list[Row] = []
    columns: list[tuple[float, float]] = []
    fewest = FEWEST_ROWS
    before = ""
    for row in rows_of(words):
        segments = segments_of(row)
        fitted = _fitted(columns, segments) if run and _near(run[-1], row, WIDEST_STEP) else None
        if fitted is not None and _is_row(columns, segments):
            run.append(segments)
            columns = fitted
        elif fitted is not None and _near(run[-1], row, LINE_STEP):
            run[-1] = [*run[-1], *segments]  # the next line of its cells
            columns = fitted
        else:
            found += _table(run, columns, fewest)
            run, columns = ([segments], [_extent(each) for each in segments]) if _could_start(segments) else ([], [])
            fewest = 2 if CAPTION.match(before) else FEWEST_ROWS  # it may go on over the page
        before = " ".join(word.text for word in row)
    return found + _table(run, columns, fewest)


def _could_start(segments: Sequence[Segment]) -> bool:
    first = segments[0][0].text
    marker = len(segments[0]) == 1 and (first in BULLETS or bool(NUMBERING.match(first)) or len(first) < 3)
    return len(segments) >= 2 and not marker and all(len(each) <= 8 for each in segments)


def _near(above: Row, row: Sequence[Word], times: float) -> bool:
    last = above[-1][0]
    return row[0].middle - last.middle < times * last.size


def _fitted(columns: list[tuple[float, float]], segments: Sequence[Segment]) -> list[tuple[float, float]] | None:
    """Widen the columns by a line that fits them: each piece below one column of its own."""
    wider = list(columns)
    taken: list[int] = []
    for left, right in map(_extent, segments):
        over = _over(columns, left, right)
        if len(over) != 1:
            return None
        taken += over
        wider[over[0]] = (min(left, wider[over[0]][0]), max(right, wider[over[0]][1]))
    return wider if taken == sorted(set(taken)) else None


def _is_row(columns: Sequence[tuple[float, float]], segments: Sequence[Segment]) -> bool:
    """Whether a line that fits begins a row: it has a first cell, and another."""
    return len(segments) >= 2 and _over(columns, *_extent(segments[0])) == [0]


def _over(columns: Sequence[tuple[float, float]], left: float, right: float) -> list[int]:
    return [n for n, (x0, x1) in enumerate(columns) if left < x1 + 3 and right > x0 - 3]


def _extent(segment: Segment) -> tuple[float, float]:
    return segment[0].x0, segment[-1].x1


def _table(run: Sequence[Sequence[Segment]], columns: Sequence[tuple[float, float]], fewest: int) -> list[Ruled]:
    if len(run) < fewest:
        return []
    tops = [min(word.y0 for segment in row for word in segment) for row in run]
    bottom = max(word.y1 for segment in run[-1] for word in segment)
    edges = [*(top + 0.1 for top in tops), bottom]
    lefts = [*(x0 - 1 for x0, _ in columns), columns[-1][1] + 1]
    rows = tuple(
        tuple(Cell(left, top, right, under) for left, right in pairwise(lefts)) for top, under in pairwise(edges)
    )
    return [Ruled(lefts[0], edges[0], lefts[-1], bottom, rows=rows)]
