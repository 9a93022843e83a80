"""Words for keyword search: codes and thresholds stay whole (`A/B`, `<80%`, `60 mg/kg`), and their parts count too."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from threading import local
from typing import Any, NamedTuple
from unicodedata import normalize

STOPWORDS = frozenset(
    "a an and are as at be been but by can could did do does for from had has have how i if in into is it its may me "
    "my of on or our shall should so such than that the their them then there these they this to us was we were what "
    "when where which who whom why will with would you your".split()
)
SAME = str.maketrans({"μ": "u", "α": "alpha", "β": "beta", "–": "-", "—": "-", "−": "-", "‑": "-", "’": "'", "×": "x"})
AROUND_COMPARATOR = re.compile(r"\s*([<>]=?)\s*")
BEFORE_PERCENT = re.compile(r"(?<=\d)\s+(?=%)")
NUMBER_AND_UNIT = re.compile(r"(?<![\w.,/-])(\d+(?:[.,]\d+)?)(?=[a-z]{2,})")
EDGES = ".,;:!?()[]{}\"'“”‘…*_`|/\\=-+"
POSSESSIVE = re.compile(r"'s$")
SEGMENT = re.compile(r"[<>]=?\d[\d.,]*%?|[^\W_]+(?:[.,]\d+)*%?|%")
PIECE = re.compile(r"\d+(?:[.,]\d+)*|[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[^\W\d_A-Za-z]+")
NUMBER = re.compile(r"^[<>]?=?\d[\d.,]*$")
ACCENT = re.compile("[\u0300-\u036f]+")  # of the alphabets that write them as marks: naïve is naive
CODE_LETTERS = 2  # A/B, Ab*CD: segments this short are also one word, AB, AbCD

_of_thread = local()  # a PyStemmer stemmer belongs to one thread


def tokens(text: str) -> list[str]:
    """List the words of a text, in order, repeated as often as they occur."""
    found: list[str] = []
    before = ""
    for chunk in map(_chunk, _plain(text).split()):
        if chunk is not None:
            if before:
                found.append(f"{before} {chunk.lower}")
            found.extend(chunk.tokens)
            before = chunk.number
    return found


def words(text: str) -> Iterator[tuple[str, str]]:
    """Give each token with the words it was written as."""
    before = ""
    for chunk in map(_chunk, _plain(text).split()):
        if chunk is not None:
            if before:
                yield f"{before} {chunk.lower}", f"{before} {chunk.written}"  # "60 mg/kg", "11 umol/l"
            yield from ((token, chunk.written) for token in chunk.tokens)
            before = chunk.number


class _Chunk(NamedTuple):
    """One run of characters as it stands: the words written, and what they count as."""

    written: str
    lower: str
    number: str  # itself, if it is a number that the next word may be the unit of
    tokens: tuple[str, ...]


@lru_cache(maxsize=16_384)
def _chunk(characters: str) -> _Chunk | None:
    written = POSSESSIVE.sub("", characters.strip(EDGES))
    lower = written.lower()
    number = lower if NUMBER.match(lower) else ""
    return _Chunk(written, lower, number, _tokens_of(written)) if written else None


def _plain(text: str) -> str:
    """Write one thing one way: `FEV1 < 80 %` as `FEV1<80%`, `µ` as `u`, `60mg` as `60 mg`."""
    if not text.isascii():
        text = normalize("NFKC", text).translate(SAME).replace("≤", "<=").replace("≥", ">=")
    if "<" in text or ">" in text:
        text = AROUND_COMPARATOR.sub(r"\1", text)
    if "%" in text:
        text = BEFORE_PERCENT.sub("", text)
    return NUMBER_AND_UNIT.sub(r"\1 ", text)


def _tokens_of(written: str) -> tuple[str, ...]:
    """List the tokens of one run of characters: itself, then its parts, each once; letters without their accents."""
    if not written.isascii():
        written = normalize("NFC", ACCENT.sub("", normalize("NFD", written)))
    whole = written.lower()
    if not whole or whole in STOPWORDS:
        return ()
    if whole.isalpha() and (written.islower() or written.istitle()):
        return (_stem(whole),)
    return tuple(dict.fromkeys([whole, *_parts(written)]))


def _parts(written: str) -> Iterator[str]:
    segments = SEGMENT.findall(written)
    if len(segments) > 1 and all(part.isalpha() and len(part) <= CODE_LETTERS for part in segments):
        yield "".join(segments).lower()
    for segment in segments:
        yield _stem(segment.lower())
        yield from (_stem(piece.lower()) for piece in PIECE.findall(segment) if _counts(piece, segment))


def _counts(piece: str, segment: str) -> bool:
    """Whether a piece means something alone: `80` of `<80%` does, the `1` of `FEV1` does not."""
    return piece.isalpha() or not segment[0].isalpha()


def _stem(word: str) -> str:
    if not word.isalpha() or len(word) <= 3:
        return word
    stemmer: Any = getattr(_of_thread, "stemmer", None)
    if stemmer is None:
        import Stemmer

        stemmer = _of_thread.stemmer = Stemmer.Stemmer("english")
    return str(stemmer.stemWord(word))
