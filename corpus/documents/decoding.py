"""Bytes as text: Unicode, the code page that a text names, or the Western one; what is no text is refused."""

from __future__ import annotations

import codecs
import re

from corpus.documents.block import Unreadable

MARKS = {  # the longer first: that of UTF-32 begins with that of UTF-16
    codecs.BOM_UTF32_LE: "utf-32", codecs.BOM_UTF32_BE: "utf-32", codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}  # fmt: skip
NAMED = re.compile(rb"<(?:meta|\?xml)[^>]*?(?:charset|encoding)\s*=\s*[\"']?([\w.:-]+)", re.IGNORECASE)
WESTERN = "cp1252"
TAKEN_FOR_WESTERN = {"iso-8859-1", "latin-1", "latin1", "us-ascii", "ascii"}  # as browsers do
LOOKED_AT = 20_000  # characters
MOST_ODD = 0.01  # of them
MOST_ACCENTED = 0.4  # of the letters of a Western text
LETTERS = re.compile(r"[^\W\d_]")


def decoded(content: bytes) -> str:
    """Decode text, its lines ending with a line feed. Raises `Unreadable` if it is none, or of an unknown code page."""
    text = _unicode(content)
    paged = _paged(content) if text is None else text
    start = paged[:LOOKED_AT]
    if sum(char < " " and char not in "\n\r\t\f" for char in start) > MOST_ODD * len(start):
        raise Unreadable("it is no text, and nothing else that can be read (PDF, Word, HTML, Markdown or text)")
    letters = LETTERS.findall(start)
    guessed = text is None and NAMED.search(content[:LOOKED_AT]) is None
    if guessed and sum(not letter.isascii() for letter in letters) > MOST_ACCENTED * len(letters):
        raise Unreadable("its letters are neither Unicode nor Western: save it as UTF-8")
    return paged.replace("\r\n", "\n").replace("\r", "\n")


def _unicode(content: bytes) -> str | None:
    """Decode Unicode, by its mark or by what it looks like; None if it is something else."""
    marked = next((name for mark, name in MARKS.items() if content.startswith(mark)), None)
    if (wide := marked or _wide(content[:2000])) is not None:
        return content.decode(wide, errors="replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return None


def _wide(start: bytes) -> str | None:
    """Recognise UTF-16 without its mark: of Western text every other byte is nothing."""
    empty = [start[at::2].count(0) > 0.4 * len(start) / 2 for at in (0, 1)]
    return {(True, False): "utf-16-be", (False, True): "utf-16-le"}.get((empty[0], empty[1]))


def _paged(content: bytes) -> str:
    """Decode by the code page that a web page names, else by the Western one."""
    found = NAMED.search(content[:LOOKED_AT])
    named = found[1].decode().lower() if found else WESTERN
    try:
        return content.decode(WESTERN if named in TAKEN_FOR_WESTERN else named, errors="replace")
    except (LookupError, ValueError):
        return content.decode(WESTERN, errors="replace")
