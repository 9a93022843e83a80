"""Everyday English words (`english.txt`), and which of them are names only. Read when first needed."""

from __future__ import annotations

from functools import cache
from pathlib import Path


@cache
def listed() -> tuple[str, ...]:
    """Every word of the list; with a capital, those that are names only."""
    return tuple(Path(__file__).with_name("english.txt").read_text("utf-8").partition("\n")[2].split())


@cache
def plain() -> frozenset[str]:
    """The words that are no names, in small letters."""
    return frozenset(word for word in listed() if word.islower())
