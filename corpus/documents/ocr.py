"""Scanned pages, read by Debian's tesseract where it is installed; named where it is not."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import replace
from io import BytesIO
from typing import Any

from corpus.documents.pdf_words import Page, Word

SCALE = 3.0  # 216 dots per inch
LONGEST_S = 300  # a page
SURE = 30.0  # tesseract's confidence, of 100, below which a word is noise


def installed() -> bool:
    """Whether scanned pages can be read."""
    return shutil.which("tesseract") is not None


def read(pdf: Any, page: Page) -> Page:
    """Read a scanned page's words from its picture; the page as it is if that cannot be done."""
    if not installed():
        return page
    picture = BytesIO()
    image = pdf[page.number - 1].render(scale=SCALE).to_pil().convert("L")
    image.save(picture, "PNG")
    command = ["tesseract", "stdin", "stdout", "--dpi", str(round(72 * SCALE)), "tsv"]
    try:
        found = subprocess.run(  # noqa: S603 (its name is fixed, its input a picture)
            command, input=picture.getvalue(), capture_output=True, check=True, timeout=LONGEST_S, env=_environment()
        )
    except (OSError, subprocess.SubprocessError):
        return page
    rows = [line.split("\t") for line in found.stdout.decode(errors="replace").splitlines()[1:]]
    words = [_word(row) for row in rows if len(row) == 12 and row[11].strip() and float(row[10]) > SURE]
    return replace(page, words=tuple(_level(words)))


def said(pages: Sequence[int]) -> str:
    """Say which pages are scanned, and what became of them."""
    numbers = ", ".join(map(str, pages[:20])) + (f" and {len(pages) - 20} more" if len(pages) > 20 else "")
    one = len(pages) == 1
    way = "read by tesseract: check its words" if installed() else "not read: install tesseract-ocr, or give the text"
    return f"{'page' if one else 'pages'} {numbers} {'is' if one else 'are'} scanned, {way}"


def nothing_read() -> str:
    """Say why a document that is only scans has no words."""
    if installed():
        return f"all its pages are scanned, and tesseract found no words in {LONGEST_S} s a page: give the text"
    return "all its pages are scanned: install tesseract-ocr, or give the text"


def _environment() -> dict[str, str]:
    """One thread: documents are read in as many processes as there are processors."""
    return {**os.environ, "OMP_THREAD_LIMIT": "1"}


def _word(row: Sequence[str]) -> Word:
    left, top, width, height = (float(number) / SCALE for number in row[6:10])
    return Word(row[11].strip(), left, top, left + width, top + height, height, bold=False)


def _level(words: Sequence[Word]) -> list[Word]:
    """Give all words one size: a picture's letters have the height of their ink, not of their font."""
    if not words:
        return []
    size = sorted(word.size for word in words)[len(words) * 3 // 4]
    return [replace(word, size=round(size, 1)) for word in words]
