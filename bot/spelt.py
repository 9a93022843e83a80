"""Words of a question that no text here has, read as the words of the passages found: a slip, or another spelling."""

from __future__ import annotations

import re
from collections import Counter
from itertools import groupby
from typing import TYPE_CHECKING

from corpus.index.words import words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from corpus.index import Keywords

WORD = re.compile(r"[^\W\d_]{5,}")
ALIKE = (("ph", "f"), ("y", "i"), ("ae", "e"), ("oe", "e"), ("ck", "k"))  # sulphate and sulfate, oedema and edema
LONG = 6  # letters, from which one may be wrong: names of drugs differ in more


def mended(question: str, keywords: Keywords, found: Iterable[str]) -> str:
    """The question with each word that occurs nowhere as the nearest word of the texts *found*, if one is near."""
    strange = [word for word in WORD.findall(question) if _nowhere(word, keywords)]
    if not strange:
        return question
    known = Counter(word.lower() for text in found for word in WORD.findall(text))
    for word in strange:
        if near := _nearest(word.lower(), known):
            question = question.replace(word, near)
    return question


def misspelt(question: str, quotes: Iterable[str]) -> dict[str, str]:
    """The words of a question that no quote has, each with the word of a quote that it was read as."""
    known = Counter(word.lower() for text in quotes for word in WORD.findall(text))
    strange = [word for word in WORD.findall(question) if word.lower() not in known]
    found = {word: _nearest(word.lower(), known) for word in strange}
    return {word: near for word, near in found.items() if near and not _one_root(word.lower(), near)}


def _nowhere(word: str, keywords: Keywords) -> bool:
    return all(keywords.weight(token) >= keywords.weight("") for token, _ in words(word))


def _nearest(word: str, known: Counter[str]) -> str:
    """The known word that sounds alike or differs in one letter; the commonest of those."""
    from rapidfuzz.distance import OSA

    sound = _sound(word)
    best: list[tuple[int, int, str]] = []
    for other, count in known.items():
        if other[0] != word[0] or abs(len(other) - len(word)) > LONG:
            continue
        away = OSA.distance(sound, _sound(other), score_cutoff=1)
        if away == 0 or (away == 1 and len(sound) >= LONG):
            best.append((away, -count, other))
    return min(best)[2] if best else ""


def _sound(word: str) -> str:
    for written, as_ in ALIKE:
        word = word.replace(written, as_)
    return "".join(letter for letter, _ in groupby(word))


def _one_root(word: str, other: str) -> bool:
    """Whether two words are one, but for their ending."""
    return {token for token, _ in words(word)} == {token for token, _ in words(other)}
