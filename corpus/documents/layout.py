"""From words on a page to lines in reading order: headers, footers and line numbers left out, columns kept apart."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from corpus.documents.pdf_words import Page, Word, from_the_right

REPEATED = 0.3  # share of pages on which a header or footer stands
EDGE = 0.12  # share of the page's height in which it stands
DIGITS = re.compile(r"\d+")
PAGE_NUMBER = re.compile(
    r"^[|·–—-]?\s*(?:page|seite|p\.|pagina|página)?\s*\d{1,4}(?:\s*(?:of|von|de|sur|/)\s*\d{1,4})?\s*[|·–—-]?$",
    re.IGNORECASE,
)
COUNT = re.compile(r"^\d{1,5}$")


@dataclass(frozen=True)
class Line:
    """Words that stand beside each other, left to right.

    `left` and `right` are its column's edges, `floor` is where the columns end that it is part of.
    """

    page: int
    words: tuple[Word, ...]
    left: float
    right: float
    floor: float = math.inf

    @property
    def text(self) -> str:
        """Its words."""
        return " ".join(word.text for word in self.words)

    @property
    def x0(self) -> float:
        """Its left end."""
        return min(word.x0 for word in self.words)

    @property
    def x1(self) -> float:
        """Where it ends."""
        return max(word.x1 for word in self.words)

    @property
    def y0(self) -> float:
        """Its top."""
        return min(word.y0 for word in self.words)

    @property
    def y1(self) -> float:
        """Its bottom."""
        return max(word.y1 for word in self.words)

    @property
    def size(self) -> float:
        """The size of most of its letters."""
        sizes: Counter[float] = Counter()
        for word in self.words:
            sizes[word.size] += len(word.text)
        return sizes.most_common(1)[0][0]

    @property
    def bold(self) -> bool:
        """Whether all of it is bold."""
        return all(word.bold for word in self.words if any(map(str.isalnum, word.text)))


def rows_of(words: Iterable[Word]) -> list[list[Word]]:
    """Group words that stand at one height, top to bottom, each left to right."""
    rows: list[list[Word]] = []
    for word in sorted(words, key=lambda word: (word.middle, word.x0)):
        if rows and abs(word.middle - rows[-1][0].middle) < 0.45 * min(word.size, rows[-1][0].size) + 1:
            rows[-1].append(word)
        else:
            rows.append([word])
    return [sorted(row, key=lambda word: word.x0) for row in rows]


def without_line_numbers(words: Sequence[Word]) -> list[Word]:
    """Leave out the numbers that some drafts count their lines with."""
    rows = rows_of(words)
    counted = [row[0] for row in rows if COUNT.match(row[0].text) and (len(row) == 1 or row[1].x0 > row[0].x1 + 4)]
    numbers = [int(word.text) for word in counted]
    steady = sum(after == before + 1 for before, after in pairwise(numbers))
    if len(counted) < 5 or len(counted) < 0.5 * len(rows) or steady < 0.8 * (len(counted) - 1):
        return list(words)
    edge = median(word.x1 for word in counted)
    dropped = {id(word) for word in counted if abs(word.x1 - edge) < 12 or word.x1 < edge}
    return [word for word in words if id(word) not in dropped]


def furniture(pages: Sequence[Page]) -> set[tuple[bool, str]]:
    """Find headers and footers: what stands at the same edge of many pages but for its numbers."""
    seen: Counter[tuple[bool, str]] = Counter()
    for page in pages:
        seen.update({key for row in rows_of(page.words) if (key := edge_key(page, row))})
    return {key for key, count in seen.items() if count >= max(min(3, len(pages)), 2, REPEATED * len(pages))}


def is_furniture(page: Page, row: Sequence[Word], repeated: set[tuple[bool, str]]) -> bool:
    """Whether a row is a header or a footer: one of those repeated, or at the edge nothing but the page's number."""
    key = edge_key(page, row)
    return key in repeated or (key is not None and bool(PAGE_NUMBER.match(" ".join(word.text for word in row))))


def edge_key(page: Page, row: Sequence[Word]) -> tuple[bool, str] | None:
    """Name a row at the top or the bottom of its page by its words, whatever its numbers."""
    top, bottom = row[0].y1 < EDGE * page.height, row[0].y0 > (1 - EDGE) * page.height
    return (top, DIGITS.sub("#", " ".join(word.text for word in row))) if top or bottom else None


def segments_of(row: Sequence[Word]) -> list[list[Word]]:
    """Split a row where its words stand further apart than words of one line do."""
    segments = [[row[0]]]
    for before, word in pairwise(row):
        if word.x0 - before.x1 > max(1.0 * word.size, 9):
            segments.append([word])
        else:
            segments[-1].append(word)
    return segments


def as_read(row: Sequence[Word]) -> list[Word]:
    """Put the words of a row in the order in which they are read: a row of Hebrew or Arabic from the right.

    Foreign words in it stand from the left among themselves; a number with the unit on its left comes first.
    """
    ours = [from_the_right(word.text) > 0 for word in row]
    if sum(ours) <= sum(not each and word.text[:1].isalpha() for each, word in zip(ours, row, strict=True)):
        return list(row)
    runs: list[list[Word]] = [[]]
    for word, right in zip(row, ours, strict=True):
        before = runs[-1][-1].text if runs[-1] else ""
        if right or from_the_right(before) or (before[:1].isalpha() and word.text[:1].isdigit()):
            runs.append([])
        runs[-1].append(word)
    return [word for run in reversed(runs) for word in run]
