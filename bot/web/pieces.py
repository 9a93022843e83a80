"""A sentence of an answer, cut where its references stand."""

from __future__ import annotations

import re

MARKER = re.compile(r"((?:\[\d+\])+)")


def pieces(text: str) -> list[tuple[str, int | None]]:
    """A sentence cut at its markers."""
    found: list[tuple[str, int | None]] = []
    for part in MARKER.split(text):
        if MARKER.fullmatch(part):
            found += [("", int(number)) for number in re.findall(r"\d+", part)]
        elif part:
            found.append((part, None))
    return found
