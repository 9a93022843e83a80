"""The words of a PDF page, each with its box, by pdfium: fast, and in no order to rely on."""

from __future__ import annotations

import ctypes
import math
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any, NamedTuple

import pypdfium2.raw as pdfium

from corpus.documents.block import Place

HYPHENS = {0x02: "-", 0xFFFE: "-", 0xAD: "-"}  # what pdfium puts for a hyphen at the end of a line
LEVEL = 0.2  # radians: text more tilted than this is a watermark
BOLD = 600
LEAST_SIZE = 2.0  # points: what is smaller nobody reads
MOST_STROKES = 2000  # a path with more is a drawing
QUARTER, HALF = math.pi / 2, 2  # a turn, in radians; and two of them
SAMPLED = 200  # letters by which a page's direction is told
WHITE = 250  # of 255: a colour not seen on white
FROM_THE_RIGHT = {"R", "AL", "NSM"}  # Unicode's classes
UNDRAWN, FILLED = {3, 7}, {0, 4}  # how PDF calls letters that are not drawn, and those that are only filled
Box = tuple[float, float, float, float]  # from the top left


@dataclass(frozen=True, slots=True)
class Word:
    """A word: its box from the page's top left in points, its size in points, and whether it is bold."""

    text: str
    x0: float
    y0: float
    x1: float
    y1: float
    size: float
    bold: bool

    @property
    def middle(self) -> float:
        """The height at which it stands."""
        return (self.y0 + self.y1) / 2


class Ink(Enum):
    """How a word is drawn: so that it is seen on white, white, or not at all."""

    DARK = "dark"
    WHITE = "white"
    NONE = "none"


class Rule(NamedTuple):
    """A straight line, level or upright, from the page's top left, in points."""

    x0: float
    y0: float
    x1: float
    y1: float


@dataclass(frozen=True)
class Page:
    """A page's words, and what tables and scans are recognised by."""

    number: int
    width: float
    height: float
    words: tuple[Word, ...]
    rules: tuple[Rule, ...]
    picture: bool
    turns: int = 0  # quarter turns, counted clockwise, by which its words were turned to be read
    unseen: bool = False  # whether words were left out that nobody sees

    def as_stored(self, place: Place) -> Place:
        """Give a place on the page as it is stored, of one on the page as it is read."""
        size = (self.height, self.width) if self.turns % 2 else (self.width, self.height)
        x0, y0, x1, y1 = _turned((place.x0, place.y0, place.x1, place.y1), -self.turns % 4, *size)
        return place._replace(x0=x0, y0=y0, x1=x1, y1=y1)


class Sheet(NamedTuple):
    """A page as it is read: its stored corner, its quarter turns clockwise, and its size once it is turned."""

    left: float
    top: float
    turns: int
    width: float
    height: float

    def box(self, left: float, bottom: float, right: float, top: float) -> Box:
        """Give a box from the page's top left, of one as a PDF counts."""
        stored = left - self.left, self.top - top, right - self.left, self.top - bottom
        return _turned(stored, self.turns, self.width, self.height) if self.turns else stored


class Drawn(NamedTuple):
    """What is drawn on a page beside words: straight lines, coloured areas, and whether a picture fills most of it."""

    rules: tuple[Rule, ...]
    areas: tuple[Box, ...]
    picture: bool

    def shows(self, word: Word, ink: Ink) -> bool:
        """Whether a word is seen: a white one on a coloured area; one without ink only if it is that of a picture."""
        if ink is Ink.DARK:
            return True
        x, y = (word.x0 + word.x1) / 2, word.middle
        if ink is Ink.NONE:
            return self.picture
        return any(x0 <= x <= x1 and y0 <= y <= y1 for x0, y0, x1, y1 in self.areas)


def read_page(document: Any, index: int) -> Page:
    """Read one page, turned so that most of its words stand upright. Raises pdfium's error if it is broken."""
    page = document[index]
    try:
        text = page.get_textpage()
        try:
            sheet = _sheet(page, _turns(text))
            found = list(_words(text, sheet))
        finally:
            text.close()
        drawn = _drawn(page, sheet)
        words = tuple(word for word, ink in found if drawn.shows(word, ink))
        unseen = len(words) < len(found)
        picture = drawn.picture and not words
        return Page(index + 1, sheet.width, sheet.height, words, drawn.rules, picture, sheet.turns, unseen)
    finally:
        page.close()


def _sheet(page: Any, turns: int) -> Sheet:
    left, bottom, right, top = page.get_bbox()
    across, down = right - left, top - bottom
    return Sheet(left, top, turns, *((down, across) if turns % 2 else (across, down)))


def _turns(text: Any) -> int:
    """How many quarter turns clockwise most of a page's words need to be upright; pdfium counts angles clockwise."""
    count = text.count_chars()
    sample = range(0, count, max(1, count // SAMPLED))
    angles = Counter(-round(pdfium.FPDFText_GetCharAngle(text, n) / QUARTER) % 4 for n in sample)
    return angles.most_common(1)[0][0] if angles else 0


def _turned(box: Box, turns: int, width: float, height: float) -> Box:
    """Turn a box with its page, clockwise by quarters; *width* and *height* are the page's afterwards."""
    x0, y0, x1, y1 = box
    if turns == 1:
        return width - y1, x0, width - y0, x1
    if turns == HALF:
        return width - x1, height - y1, width - x0, height - y0
    return (y0, height - x1, y1, height - x0) if turns else box


def _words(text: Any, sheet: Sheet) -> Iterator[tuple[Word, Ink]]:
    letters: list[tuple[str, float]] = []  # and where each begins
    box = (0.0, 0.0, 0.0, 0.0)
    first = 0
    rect = pdfium.FS_RECTF()
    get, loose = pdfium.FPDFText_GetUnicode, pdfium.FPDFText_GetLooseCharBox
    for index in range(text.count_chars()):
        code = get(text, index)
        letter = HYPHENS.get(code) or (chr(code) if code else " ")
        space = letter.isspace() or (code < 32 and code not in HYPHENS)
        if not space:
            loose(text, index, ctypes.byref(rect))
            here = sheet.box(rect.left, rect.bottom, rect.right, rect.top)
        if letters and (space or _apart(box, here)):
            yield from _closed(text, first, letters, box, sheet)
            letters = []
        if not space:
            if not letters:
                first, box = index, here
            letters.append((letter, here[0]))
            box = (min(box[0], here[0]), min(box[1], here[1]), max(box[2], here[2]), max(box[3], here[3]))
    if letters:
        yield from _closed(text, first, letters, box, sheet)


def _apart(box: Box, letter: Box) -> bool:
    """Whether a letter stands too far from the word so far to be of it."""
    height = box[3] - box[1]
    beside = letter[0] > box[2] + 0.5 * height or letter[0] < box[0] - height
    return beside or letter[1] > box[3] or letter[3] < box[1]


def _closed(
    text: Any, first: int, letters: Sequence[tuple[str, float]], box: Box, sheet: Sheet
) -> Iterator[tuple[Word, Ink]]:
    """Give a word, unless it is tilted, too small to be read, or beside the page."""
    tilt = (pdfium.FPDFText_GetCharAngle(text, first) + sheet.turns * QUARTER) % math.tau
    beside = box[2] <= 0 or box[3] <= 0 or box[0] >= sheet.width or box[1] >= sheet.height
    if min(tilt, math.tau - tilt) > LEVEL or box[3] - box[1] < LEAST_SIZE or beside:
        return
    bold = pdfium.FPDFText_GetFontWeight(text, first) >= BOLD or _named_bold(text, first)
    yield Word(_written(letters), *box, round(box[3] - box[1], 1), bold), _ink(text, first)


LIGATURES = {0xFB00: "ff", 0xFB01: "fi", 0xFB02: "fl", 0xFB03: "ffi", 0xFB04: "ffl"}


def _written(letters: Sequence[tuple[str, float]]) -> str:
    """Spell a word: Hebrew and Arabic from the right, whatever order and shapes its letters are stored in."""
    word = "".join(letter for letter, _ in letters)
    if from_the_right(word) and not any(letter.isalnum() and not from_the_right(letter) for letter in word):
        spelt = "".join(letter for letter, _ in sorted(letters, key=lambda each: -each[1]))
        return unicodedata.normalize("NFKC", spelt)
    return unicodedata.normalize("NFC", word.translate(LIGATURES))


def from_the_right(text: str) -> int:
    """How many letters of a text are of a script that is written from right to left, marks included."""
    return 0 if text.isascii() else sum(unicodedata.bidirectional(letter) in FROM_THE_RIGHT for letter in text)


def _ink(text: Any, index: int) -> Ink:
    """How a letter is drawn."""
    mode = pdfium.FPDFTextObj_GetTextRenderMode(pdfium.FPDFText_GetTextObject(text, index))
    if mode in UNDRAWN:
        return Ink.NONE
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    told = pdfium.FPDFText_GetFillColor(text, index, *map(ctypes.byref, (red, green, blue, alpha)))
    if not told or mode not in FILLED:
        return Ink.DARK
    if not alpha.value:
        return Ink.NONE
    return Ink.WHITE if min(red.value, green.value, blue.value) >= WHITE else Ink.DARK


def _named_bold(text: Any, index: int) -> bool:
    buffer, flags = ctypes.create_string_buffer(64), ctypes.c_int()
    size = pdfium.FPDFText_GetFontInfo(text, index, buffer, 64, ctypes.byref(flags))
    return bool(size) and b"bold" in buffer.raw[: min(size, 64)].lower()


def _drawn(page: Any, sheet: Sheet) -> Drawn:
    """Give the straight lines on a page, its coloured areas, and whether a picture fills most of it."""
    rules: list[Rule] = []
    areas: list[Box] = []
    pictures = 0.0
    kinds = [pdfium.FPDF_PAGEOBJ_PATH, pdfium.FPDF_PAGEOBJ_IMAGE, pdfium.FPDF_PAGEOBJ_SHADING]
    for each in page.get_objects(filter=kinds, max_depth=3):
        drawn, filled = _visible(each) if each.type == pdfium.FPDF_PAGEOBJ_PATH else (False, True)
        if drawn:
            rules += (Rule(*sheet.box(*ends)) for ends in _straight(each))
        if filled:
            area = sheet.box(*each.get_bounds())
            areas.append(area)
            pictures += _size(area) if each.type == pdfium.FPDF_PAGEOBJ_IMAGE else 0.0
    return Drawn(tuple(rules), tuple(areas), pictures > 0.5 * sheet.width * sheet.height)


def _size(box: Box) -> float:
    return (box[2] - box[0]) * (box[3] - box[1])


def _straight(path: Any) -> Iterator[tuple[float, float, float, float]]:
    """Give the level and the upright strokes of a path."""
    count = pdfium.FPDFPath_CountSegments(path)
    if count > MOST_STROKES:
        return
    matrix = path.get_matrix()
    x, y = ctypes.c_float(), ctypes.c_float()
    here = start = (0.0, 0.0)
    for index in range(count):
        segment = pdfium.FPDFPath_GetPathSegment(path, index)
        pdfium.FPDFPathSegment_GetPoint(segment, ctypes.byref(x), ctypes.byref(y))
        kind, there = pdfium.FPDFPathSegment_GetType(segment), matrix.on_point(x.value, y.value)
        ends = [(here, there)] if kind == pdfium.FPDF_SEGMENT_LINETO else []
        start = there if kind == pdfium.FPDF_SEGMENT_MOVETO else start
        ends += [(there, start)] if pdfium.FPDFPathSegment_GetClose(segment) else []
        for (ax, ay), (bx, by) in ends:
            if (abs(ax - bx) < 1) != (abs(ay - by) < 1):
                yield min(ax, bx), min(ay, by), max(ax, bx), max(ay, by)
        here = there


def _visible(path: Any) -> tuple[bool, bool]:
    """Whether a path leaves ink, and whether it fills an area: with something else than white."""
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    pdfium.FPDFPath_GetDrawMode(path, ctypes.byref(fill), ctypes.byref(stroke))
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    pdfium.FPDFPageObj_GetFillColor(path, *map(ctypes.byref, (red, green, blue, alpha)))
    coloured = alpha.value > 0 and min(red.value, green.value, blue.value) < WHITE
    filled = bool(fill.value) and coloured
    return bool(stroke.value) or filled, filled
