"""Words that say the same: cousins in other languages by their letters, plain words by a list (`bot/alike.txt`)."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, lru_cache
from itertools import chain
from pathlib import Path
from unicodedata import combining, normalize

from corpus.index.words import tokens

LIST = Path(__file__).with_name("alike.txt")
ROOT, SHORT = 6, 5  # letters that words of one root share
SOUNDS = (("ph", "f"), ("th", "t"), ("ae", "e"), ("oe", "e"), ("y", "i"), ("k", "c"), ("z", "c"))


@cache
def alike() -> Mapping[str, tuple[str, ...]]:
    """For each root of a plain word, the roots of all that mean the same."""
    lines = (line for line in LIST.read_text("utf-8").splitlines() if not line.startswith("#"))
    groups = [dict.fromkeys(folded(token)[:ROOT] for token in tokens(line) if " " not in token) for line in lines]
    return {root: tuple(each for group in groups if root in group for each in group) for root in {*chain(*groups)}}


@lru_cache(maxsize=50_000)
def folded(word: str) -> str:
    """A word as its cousins in other languages would be written: without accents, one letter for one sound."""
    if not word.isascii():
        word = "".join(each for each in normalize("NFKD", word) if not combining(each))
    for written, as_ in SOUNDS:
        word = word.replace(written, as_)
    return word
