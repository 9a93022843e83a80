"""Does a text bear out a sentence? Decided by words, numbers and negations: the same answer on every run.

It stands where ALCE (Gao et al. 2023, arXiv:2305.14627) asks an entailment model. It is stricter with numbers and
negations, and blind to paraphrase, so that the share of words it asks for is below one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from corpus.index.words import STOPWORDS

ENOUGH = 0.5  # share of a sentence's words that what it cites must contain; docs/evaluation.md has the distribution
WORD = re.compile(r"[^\W\d_][\w/*-]*", re.UNICODE)
DENIED = re.compile(
    r"\b(?:not|no|none|never|neither|without|against|contraindicat\w*|cannot|outside|below|non)\b", re.IGNORECASE
)
DENIES = re.compile(r"\b(?:not|no|never|neither|nor|cannot|without)\b|\bcontraindicat", re.IGNORECASE)
CLAUSE = re.compile(r"(?<=[.;:])\s+|,? but ")
PART = re.compile(r"(?<=[.;:])\s+|,? (?:but|and|while|because)\s|, ")
ENOUGH_WORDS = 2  # in a clause that says something
NEAR = 0.6  # share of a clause's words in the part of a source that would deny it
NUMBER = re.compile(r"(?<![\w.])\d+(?:[.,]\d+)*")
NAMES = re.compile(r"\b[^\W\d_]+[\w-]*\s(?:19|20)\d\d\b")
THOUSANDS = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?")
STEM = 5  # letters: long enough to tell words apart, short enough that endings do not


def bears_out(sentence: str, sources: Iterable[str], given: Iterable[str] = ()) -> bool:
    """Whether *sources* together say *sentence*; its numbers may also be ones that the user gave."""
    texts = list(sources)
    if not texts or numbers_from_nowhere(sentence, [*texts, *given]):
        return False
    return _says(sentence, " ".join(texts))


@lru_cache(maxsize=16384)
def _says(sentence: str, text: str) -> bool:
    return share_of_words(sentence, text) >= ENOUGH and same_polarity(sentence, text)


def numbers_from_nowhere(text: str, sources: Iterable[str]) -> frozenset[str]:
    """The numbers of a text that none of its sources has; the year in the name of a source is part of a name.

    The guard has its own; a judge that borrowed it would share its mistakes.
    """
    stated = numbers(NAMES.sub(" ", text))
    return stated - {number for source in sources for number in numbers(source)}


@lru_cache(maxsize=65536)
def numbers(text: str) -> frozenset[str]:
    """The numbers in a text: a decimal comma read as a point, thousands without commas."""
    return frozenset(_plain(found) for found in NUMBER.findall(text))


def _plain(number: str) -> str:
    if THOUSANDS.fullmatch(number):
        number = number.replace(",", "")
    number = number.replace(",", ".")
    return number.rstrip("0").rstrip(".") if "." in number else number


def share_of_words(sentence: str, text: str) -> float:
    """The share of the sentence's content words that the text contains, by their stems."""
    wanted = stems(sentence)
    return len(wanted & stems(text)) / len(wanted) if wanted else 1.0


def same_polarity(sentence: str, text: str) -> bool:
    """A sentence that denies needs a source that denies; a clause that does not, one that does not deny it."""
    if DENIED.search(sentence) and not DENIED.search(text):
        return False
    whole = _turned(sentence, CLAUSE.split(text))
    return not whole and not any(_turned(each, PART.split(text)) for each in CLAUSE.split(sentence))


def _turned(clause: str, parts: Sequence[str]) -> bool:
    """Whether a clause affirms what all parts of a source that are nearest to it deny."""
    if len(stems(clause)) < ENOUGH_WORDS or clause.rstrip().endswith(":") or DENIED.search(clause):
        return False
    shares = [share_of_words(clause, each) for each in parts]
    nearest = max(shares, default=0.0)
    near = [each for each, share in zip(parts, shares, strict=True) if share == nearest]
    return nearest >= NEAR and all(DENIES.search(each) for each in near)


@lru_cache(maxsize=65536)
def stems(text: str) -> frozenset[str]:
    """The content words of a text, cut to their first letters."""
    words = (word.lower().strip("-*/") for word in WORD.findall(text))
    return frozenset(word[:STEM] for word in words if len(word) > 2 and word not in STOPWORDS)
