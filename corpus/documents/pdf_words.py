"""The words of a PDF page, each with its box, by pdfium: fast, and in no order to rely on."""

from __future__ import annotations

import ctypes
import math
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import pypdfium2.raw as pdfium

HYPHENS = {0x02: "-", 0xFFFE: "-", 0xAD: "-"}  # what pdfium puts for a hyphen at the end of a line
LEVEL = 0.2  # radians: text more tilted than this is a watermark
BOLD = 600
LEAST_SIZE = 2.0  # points: what is smaller nobody reads
MOST_STROKES = 2000  # a path with more is a drawing


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


def read_page(document: Any, index: int) -> Page:
    """Read one page. Raises pdfium's error if it is broken."""
    page = document[index]
    try:
        width, height = page.get_size()
        text = page.get_textpage()
        try:
            words = _words(text, page)
        finally:
            text.close()
        rules, picture = _drawn(page, width * height)
        return Page(index + 1, width, height, tuple(words), rules, picture and not words)
    finally:
        page.close()


def _words(text: Any, page: Any) -> list[Word]:
    found: list[Word] = []
    letters: list[str] = []
    box: list[float] = []
    first = 0
    left, bottom, right, top = page.get_bbox()
    rect = pdfium.FS_RECTF()
    get, loose = pdfium.FPDFText_GetUnicode, pdfium.FPDFText_GetLooseCharBox
    for index in range(text.count_chars()):
        code = get(text, index)
        letter = HYPHENS.get(code) or (chr(code) if code else " ")
        space = letter.isspace() or (code < 32 and code not in HYPHENS)
        if not space:
            loose(text, index, ctypes.byref(rect))
        if letters and (space or _apart(box, rect)):
            _close(found, text, first, letters, box)
            letters, box = [], []
        if not space:
            if not letters:
                first, box = index, [rect.left, rect.bottom, rect.right, rect.top]
            letters.append(letter)
            box = [min(box[0], rect.left), min(box[1], rect.bottom), max(box[2], rect.right), max(box[3], rect.top)]
    if letters:
        _close(found, text, first, letters, box)
    return [
        replace(word, x0=word.x0 - left, x1=word.x1 - left, y0=top - word.y1, y1=top - word.y0)
        for word in found
        if word.x1 > left and word.x0 < right and word.y1 > bottom and word.size >= LEAST_SIZE
    ]


def _apart(box: list[float], rect: Any) -> bool:
    """Whether a letter stands too far from the word so far to be of it."""
    height = box[3] - box[1]
    beside = rect.left > box[2] + 0.5 * height or rect.left < box[0] - height
    return bool(beside or rect.bottom > box[3] or rect.top < box[1])


def _close(found: list[Word], text: Any, first: int, letters: list[str], box: list[float]) -> None:
    angle = pdfium.FPDFText_GetCharAngle(text, first)
    if min(angle % math.tau, -angle % math.tau) > LEVEL:
        return
    bold = pdfium.FPDFText_GetFontWeight(text, first) >= BOLD or _named_bold(text, first)
    word = unicodedata.normalize("NFC", "".join(letters).translate(LIGATURES))
    found.append(Word(word, box[0], box[1], box[2], box[3], round(box[3] - box[1], 1), bold))


LIGATURES = {0xFB00: "ff", 0xFB01: "fi", 0xFB02: "fl", 0xFB03: "ffi", 0xFB04: "ffl"}


def _named_bold(text: Any, index: int) -> bool:
    buffer, flags = ctypes.create_string_buffer(64), ctypes.c_int()
    size = pdfium.FPDFText_GetFontInfo(text, index, buffer, 64, ctypes.byref(flags))
    return bool(size) and b"bold" in buffer.raw[: min(size, 64)].lower()


def _drawn(page: Any, area: float) -> tuple[tuple[Rule, ...], bool]:
    """Give the straight lines on a page, and whether a picture fills most of it."""
    rules: list[Rule] = []
    picture = 0.0
    left, _, _, top = page.get_bbox()
    for each in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_PATH, pdfium.FPDF_PAGEOBJ_IMAGE], max_depth=3):
        if each.type == pdfium.FPDF_PAGEOBJ_IMAGE:
            x0, y0, x1, y1 = each.get_bounds()
            picture += (x1 - x0) * (y1 - y0)
        elif _visible(each):
            rules += (Rule(x0 - left, top - y1, x1 - left, top - y0) for x0, y0, x1, y1 in _straight(each))
    return tuple(rules), picture > 0.5 * area


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


def _visible(path: Any) -> bool:
    """Whether a path leaves ink: it is stroked, or filled with something else than white."""
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    pdfium.FPDFPath_GetDrawMode(path, ctypes.byref(fill), ctypes.byref(stroke))
    if stroke.value or not fill.value:
        return bool(stroke.value)
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    pdfium.FPDFPageObj_GetFillColor(path, *map(ctypes.byref, (red, green, blue, alpha)))
    return alpha.value > 0 and min(red.value, green.value, blue.value) < 250
