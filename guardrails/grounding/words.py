"""Sentences and words for comparison: stems, what is denied, and which side of an opposition a word is on."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache, lru_cache
from pathlib import Path

import Stemmer

from corpus.strict_yaml import safe_load
from guardrails.grounding.units import is_unit

_TOKEN = re.compile(r"[A-Za-zÀ-ɏα-ωΑ-Ω][\wÀ-ɏα-ω'’*/+-]*[\w*+]|[A-Za-zα-ω]|\d+(?:[.,]\d+)*%?|[,;:.()\[\]]")
_SENTENCE = re.compile(r"(?<=[.!?])[\"”’)\]]*\s+(?=[\"“(\[•*-]*[A-Z0-9À-Þ])|\n+|(?<=;)\s+")
_NOT_AN_END = re.compile(r"(?:\b(?:Dr|Mr|Mrs|Ms|vs|e\.g|i\.e|al|ca|approx|No|Fig|St|Prof|resp|incl|[A-Z])\.)$")
_STEMMER = Stemmer.Stemmer("english")


@dataclass(frozen=True)
class Language:
    """The words of `language.yaml`, ready to be looked up by stem."""

    denials: frozenset[str]
    denial_phrases: tuple[tuple[str, ...], ...]
    stops: frozenset[str]
    harmless: tuple[tuple[str, ...], ...]
    sides: dict[str, tuple[int, int]] = field(repr=False)
    against_headings: tuple[str, ...]
    common: frozenset[str]
    general: frozenset[str]
    number_words: dict[str, float]


@cache
def language() -> Language:
    """The words of `language.yaml`, read once."""
    data = safe_load(Path(__file__).with_name("language.yaml").read_text("utf-8"))
    denials = [tuple(str(each).split()) for each in data["denials"]]
    return Language(
        denials=frozenset(each[0] for each in denials if len(each) == 1),
        denial_phrases=tuple(each for each in denials if len(each) > 1),
        stops=frozenset(data["stops"]),
        harmless=tuple(tuple(each.split()) for each in data["harmless"]),
        sides=_sides(data["opposites"]),
        against_headings=tuple(data["against_headings"]),
        common=frozenset(str(each) for each in data["common"]),
        general=frozenset(_STEMMER.stemWords(data["general"])),
        number_words={word: float(number) for word, number in data["number_words"].items()},
    )


def _sides(lines: list[str]) -> dict[str, tuple[int, int]]:
    """Word → the number of its opposition, and its side: 1 or -1. The first line that has a word keeps it."""
    sides: dict[str, tuple[int, int]] = {}
    for number, line in enumerate(lines):
        for side, words in zip((1, -1), line.split("|"), strict=True):
            for word in words.split():
                sides.setdefault(word, (number, side))
    return sides


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """A word for comparison: small letters, no possessive, its stem."""
    plain = word.lower().replace("’", "'").removesuffix("'s").replace("'", "")
    return str(_STEMMER.stemWord(plain))


@lru_cache(maxsize=8192)
def tokens(text: str) -> tuple[str, ...]:
    """The words, numbers and marks of a text."""
    return tuple(_TOKEN.findall(text))


@lru_cache(maxsize=8192)
def content(text: str) -> tuple[str, ...]:
    """The stems that carry meaning, in order; numbers are left to the quantities."""
    return tuple(stem(each) for each in tokens(text) if carries(each))


def carries(token: str) -> bool:
    """Whether a token is a word that says something."""
    return token[0].isalpha() and token.lower() not in language().common and not is_unit(token)


@lru_cache(maxsize=2048)
def sentences(text: str) -> tuple[str, ...]:
    """The sentences or lines of a text."""
    found: list[str] = []
    for part in _SENTENCE.split(text):
        if found and _NOT_AN_END.search(found[-1]):
            found[-1] = f"{found[-1]} {part.strip()}"
        elif part.strip():
            found.append(part.strip())
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Signed:
    """A word as it counts in its sentence: its stem, -1 if denied; for one of two opposites, its side too."""

    stem: str
    sign: int
    opposition: int | None = None
    denied: bool = False

    @property
    def key(self) -> str:
        """What it is compared by: its opposition if it has one."""
        return self.stem if self.opposition is None else f"|{self.opposition}"


@lru_cache(maxsize=8192)
def signed(text: str) -> tuple[Signed, ...]:
    """The words of one sentence with their signs: what a denial reaches is turned, up to the end of its clause."""
    words = tokens(text)
    lowered = [word.lower().replace("’", "'") for word in words]
    found: list[Signed] = []
    reach = 0
    for n, word in enumerate(lowered):
        if _begins(lowered, n, language().harmless):
            reach = 0
            continue
        if word in language().denials or word.endswith("n't") or _begins(lowered, n, language().denial_phrases):
            reach = 9
            continue
        if word in language().stops or word in ",;:.()":
            reach = 0 if word != "," or not _list_goes_on(lowered, n) else reach
        found += _one(words[n], -1 if reach else 1)
        reach = max(0, reach - 1)
    return tuple(found)


def _one(word: str, sign: int) -> list[Signed]:
    side = language().sides.get(word.lower())
    if side:
        return [Signed(stem(word), sign * side[1], side[0], sign < 0)]
    return [Signed(stem(word), sign, denied=sign < 0)] if carries(word) else []


def _begins(words: list[str], n: int, phrases: tuple[tuple[str, ...], ...]) -> bool:
    return any(tuple(words[n : n + len(phrase)]) == phrase for phrase in phrases)


def _list_goes_on(words: list[str], comma: int) -> bool:
    """Whether what is denied before a comma is a list that ends in "or" or "nor"."""
    rest = words[comma + 1 : comma + 14]
    end = next((n for n, word in enumerate(rest) if word in ".;:()" or word in language().stops), len(rest))
    return any(word in ("or", "nor") for word in rest[:end])
