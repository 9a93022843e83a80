"""The words of a text that tell what it is about, and the roots by which two texts speak of one thing."""

from __future__ import annotations

import re
from functools import lru_cache

from bot.evidence import FIGURE, HOW
from corpus.index.words import tokens

ANY = frozenset(
    tokens(
        "advise affect all allow available benefit better cause change correct country cover criteria criterion "
        "decrease differ difference effect every exist false happen harm help improve increase indicate indication "
        "known list lower most need raise recommend reduce require result right safe show slow some suggest true "
        "use useful work worse worsen wrong yes"
    )
)  # what is asked of anything: these words tell as little as those of the decision
YEAR = re.compile(r"(19|20)\d\d")
LONG = 3  # characters of a number that tells what is asked, as 0.184 does
ROOT = 5  # letters that words of one root share


def telling(question: str) -> frozenset[str]:
    """The words of a question that may tell what is asked: no question words."""
    return frozenset(each for each in all_of(question).difference(HOW) if " " not in each)


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
