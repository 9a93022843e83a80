"""The words of a PDF page, each with its box, by pdfium: fast, and in no order to rely on."""

from __future__ import annotations

import ctypes
import math
import unicodedata
from dataclasses import dataclass, replace
from typing import Any

import pypdfium2.raw as pdfium

HYPHENS = {0x02: "-", 0xFFFE: "-", 0xAD: "-"}  # what pdfium puts for a hyphen at the end of a line
LEVEL = 0.2  # radians: text more tilted than this is a watermark
BOLD = 600
THIN = 2.5  # points: a path no thicker is a rule


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


@dataclass(frozen=True)
class Page:
    """A page's words, and what tables and scans are recognised by."""

    number: int
    width: float
    height: float
    words: tuple[Word, ...]
    ruled: bool
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
        ruled, picture = _drawn(page, width * height)
        return Page(index + 1, width, height, tuple(words), ruled, picture and not words)
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
        if word.x1 > left and word.x0 < right and word.y1 > bottom
    ]


def _apart(box: list[float], rect: Any) -> bool:
    """Whether a letter stands too far from the word so far to be of it."""
    height = box[3] - box[1]
    return bool(rect.left > box[2] + 0.5 * height or rect.left < box[0] - height or rect.bottom > box[3] or rect.top < box[1])


def _close(found: list[Word], text: Any, first: int, letters: list[str], box: list[float]) -> None:
    angle = pdfium.FPDFText_GetCharAngle(text, first)
    if min(angle % math.tau, -angle % math.tau) > LEVEL:
        return
    bold = pdfium.FPDFText_GetFontWeight(text, first) >= BOLD or _named_bold(text, first)
    word = unicodedata.normalize("NFC", "".join(letters).translate(LIGATURES))
    found.append(Word(word, *box, round(box[3] - box[1], 1), bold))


LIGATURES = {0xFB00: "ff", 0xFB01: "fi", 0xFB02: "fl", 0xFB03: "ffi", 0xFB04: "ffl"}


def _named_bold(text: Any, index: int) -> bool:
    buffer, flags = ctypes.create_string_buffer(64), ctypes.c_int()
    size = pdfium.FPDFText_GetFontInfo(text, index, buffer, 64, ctypes.byref(flags))
    return bool(size) and b"bold" in buffer.raw[: min(size, 64)].lower()


def _drawn(page: Any, area: float) -> tuple[bool, bool]:
    """Whether there are rules such as a table has, and whether a picture fills most of the page."""
    across = down = boxes = 0
    picture = 0.0
    for each in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_PATH, pdfium.FPDF_PAGEOBJ_IMAGE], max_depth=3):
        left, bottom, right, top = each.get_bounds()
        width, height = right - left, top - bottom
        if each.type == pdfium.FPDF_PAGEOBJ_IMAGE:
            picture += width * height
        elif _visible(each):
            across += height <= THIN and width > 30
            down += width <= THIN and height > 8
            boxes += width > 30 and 8 < height < 400
    return (across >= 2 and down >= 2) or (boxes >= 4 and across + down + boxes >= 6), picture > 0.5 * area


def _visible(path: Any) -> bool:
    """Whether a path leaves ink: it is stroked, or filled with something else than white."""
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    pdfium.FPDFPath_GetDrawMode(path, ctypes.byref(fill), ctypes.byref(stroke))
    if stroke.value or not fill.value:
        return bool(stroke.value)
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    pdfium.FPDFPageObj_GetFillColor(path, *map(ctypes.byref, (red, green, blue, alpha)))
    return alpha.value > 0 and min(red.value, green.value, blue.value) < 250
