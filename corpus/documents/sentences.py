"""Sentences, found so that no abbreviation, decimal or initial ends one."""

from __future__ import annotations

import re
from collections.abc import Iterator

ABBREVIATIONS = frozenset(
    "al approx art ca cf ch dr e.g eg eq etc fig figs i.e ie inc jr min max mr mrs ms no nos p pp prof ref refs resp "
    "sect sec sr st tab vol vs viz".split()
)
RAISED = (  # the mark of a note, once it is raised no more
    r"(?:(?<=[^\W\d_]{3}[.!?])|(?<=[)%][.!?]))(?:\d{1,3}(?:[,–-]\d{1,3})*|[a-h*†‡§])"
)
END = re.compile(
    rf"""[.!?…؟۔।](?:{RAISED})?["'”’»)\]]*(?:\s*\[\d[\d,\s–-]*\])?(?=\s+["'“‘«„(\[]?([^\W_a-z]|•))"""
    r"""|[。！？｡]["'”’」』）】]*"""
)
LAST_WORD = re.compile(r"(\S+)[.!?…]")
INITIAL = re.compile(r"^[A-Z](\.[A-Z])*$")
NUMBER = re.compile(r"^\(?\d{1,3}$")


def spans(text: str) -> Iterator[tuple[int, int]]:
    """Give where each sentence starts and ends; white space between them belongs to none."""
    start = 0
    for found in END.finditer(text):
        if (found[1] or "").islower() or (found[0][0] == "." and _goes_on(text, start, found.start())):
            continue
        yield start, found.end()
        start = found.end()
        while start < len(text) and text[start].isspace():
            start += 1
    if text[start:].strip():
        yield start, len(text.rstrip())


def sentences(text: str) -> list[str]:
    """List the sentences."""
    return [text[start:end] for start, end in spans(text)]


def _goes_on(text: str, start: int, dot: int) -> bool:
    """Whether the full stop belongs to the word before it."""
    word = text[start:dot].rsplit(maxsplit=1)[-1].lstrip("([\"“‘'") if text[start:dot].strip() else ""
    alone = text[start:dot].strip() == word
    return word.lower() in ABBREVIATIONS or bool(INITIAL.match(word)) or (alone and bool(NUMBER.match(word)))
