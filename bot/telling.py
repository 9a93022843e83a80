"""The words of a text that tell what it is about, and the roots by which two texts speak of one thing."""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache
from typing import TYPE_CHECKING

from bot.evidence import FIGURE, HOW
from corpus.index.words import tokens, words

if TYPE_CHECKING:
    from bot.reading.types import Reading

ANY = frozenset(
    tokens(
        "advise affect all allow available benefit better cause change correct country cover criteria criterion "
        "decrease differ difference effect every exist false happen harm help improve increase indicate indication "
        "known lower most need raise recommend reduce require result right safe show slow some suggest true "
        "use useful work worse worsen wrong yes"
    )
)  # what is asked of anything: these words tell as little as those of the decision
FIGURES = frozenset(
    tokens(
        "chance count cutoff cut-off degree dose duration factor fraction frequency interval limit number odds "
        "percentage prevalence probability proportion range rate ratio result size threshold value width window"
    )
)  # who asks for one of these wants to read a figure
YEAR = re.compile(r"(19|20)\d\d")
UNIT = re.compile(r"(?:[mkunµμ]?(?:g|l|mol))(?:/(?:[dm]?l|kg|min))+", re.IGNORECASE)
OFTEN = "annual|annually|yearly|monthly|weekly|daily|every|once|twice"
A_FIGURE = re.compile(
    rf"(?<![\w./-])(?<!phase )(?<!stage )(?<!type )(?!(?:19|20)\d\d\b)\d[\d.,]*(?![\w-])|\b(?:{OFTEN})\b"
)
LONG = 3  # characters of a number that tells what is asked, as 0.184 does
ROOT = 5  # letters that words of one root share


def telling(question: str) -> frozenset[str]:
    """The words of a question that may tell what is asked: no question words."""
    return frozenset(each for each in all_of(question).difference(HOW) if " " not in each)


def parts(question: str) -> Counter[str]:
    """In how many words a unit is found, as `g/L`, `gL`, `g` and `L`; where two are named each tells what is asked."""
    found = [(token, written) for token, written in words(question) if UNIT.fullmatch(written)]
    one = len({written for _, written in found}) == 1
    return Counter({token: len(found) for token, _ in found}) if one else Counter()


def for_figure(reading: Reading) -> bool:
    """Whether a figure is asked for."""
    return reading.figure or not FIGURES.isdisjoint(all_of(reading.asks))


@lru_cache(maxsize=4096)  # what rules say is said in many answers
def roots(text: str) -> frozenset[str]:
    """The first five letters of each word: enough to see that two sentences speak of one thing."""
    return frozenset(map(root, tokens(text)))


def root(token: str) -> str:
    """The first five letters of a word; a code or a number whole."""
    return token[:ROOT] if token.isalpha() else token


@lru_cache(maxsize=1024)
def all_of(text: str) -> frozenset[str]:
    """Every word of a text."""
    return frozenset(tokens(text))


def figures_left_out(words: frozenset[str], told: frozenset[str]) -> frozenset[str]:
    """The numbers that tell nothing: those of the patient, years, and those of a digit or two."""
    figures = (each for each in words if FIGURE.fullmatch(each))
    return frozenset(each for each in figures if each in told or len(each) < LONG or YEAR.fullmatch(each))


@lru_cache(maxsize=4096)
def prints_figure(text: str) -> bool:
    """Whether a text says a figure; a year, or a number within a code, is none."""
    return bool(A_FIGURE.search(text))
