"""Where sentences end: a full stop that is not part of a number or an abbreviation, a mark, a line break."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from bot.reading.text import Token

_ENDS = frozenset("?!;\n")
_MAY_END = _ENDS | {"."}


def number_sentences(tokens: Sequence[Token], abbreviations: Collection[str]) -> None:
    """Give every token the number of its sentence."""
    sentence = 0
    for n, token in enumerate(tokens):
        token.sentence = sentence
        if token.text in _MAY_END and _ends(tokens, n, abbreviations):
            sentence += 1


def _ends(tokens: Sequence[Token], n: int, abbreviations: Collection[str]) -> bool:
    token = tokens[n]
    if token.text in _ENDS:
        return not (token.text == "?" and _marks_a_query(tokens, n))
    if token.text != "." or (n and tokens[n - 1].form in abbreviations):
        return False
    return n + 1 == len(tokens) or tokens[n + 1].spaced or tokens[n + 1].text == "\n"


def _marks_a_query(tokens: Sequence[Token], n: int) -> bool:
    """Whether a question mark stands before what it questions, as in `?rash`."""
    return n + 1 < len(tokens) and not tokens[n + 1].spaced and (n == 0 or tokens[n].spaced)
