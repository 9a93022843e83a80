"""Where sentences end: a full stop that is not part of a number or an abbreviation, a mark, a line break."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.reading.text import NUMBER, WORD

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.reading.language_file import LanguageFile
    from bot.reading.text import Token

_ENDS = frozenset("?!;\n")
_MAY_END = _ENDS | {"."}
_OPENS = frozenset("\n,(;")  # what stands behind begins anew


def number_sentences(tokens: Sequence[Token], file: LanguageFile) -> None:
    """Give every token the number of its sentence."""
    sentence = 0
    for n, token in enumerate(tokens):
        token.sentence = sentence
        if token.text in _MAY_END and _ends(tokens, n, file):
            sentence += 1


def _ends(tokens: Sequence[Token], n: int, file: LanguageFile) -> bool:
    token = tokens[n]
    if token.text in _ENDS:
        return not (token.text == "?" and _marks_a_query(tokens, n))
    following = tokens[n + 1] if n + 1 < len(tokens) else None
    if token.text != "." or (n and _abbreviated(tokens[n - 1].form, following, file)) or _initials(tokens, n):
        return False
    return following is None or following.spaced or following.text == "\n"


def _abbreviated(form: str, following: Token | None, file: LanguageFile) -> bool:
    """Whether a full stop after a word only shortens it: `no. 5`, `yrs. of age`; not `yrs. Never`."""
    if form in file.numbered:
        return following is not None and following.kind == NUMBER
    closes = form in file.closing and following is not None and following.text.istitle()
    return form in file.abbreviations and not closes


def _initials(tokens: Sequence[Token], n: int) -> bool:
    """Whether a full stop is one of two that shorten two words to a letter each: `v. a. rash`."""
    return any(
        start >= 0
        and start + 3 < len(tokens)
        and len(tokens[start].text) == len(tokens[start + 2].text) == 1
        and tokens[start + 1].text == tokens[start + 3].text == "."
        and tokens[start].kind == tokens[start + 2].kind == WORD
        for start in (n - 1, n - 3)
    )


def _marks_a_query(tokens: Sequence[Token], n: int) -> bool:
    """Whether a question mark stands before what it questions, as in `?rash`, and at the beginning `? rash`."""
    if n + 1 >= len(tokens) or tokens[n + 1].text == "?":
        return False
    opens = n == 0 or tokens[n - 1].text in _OPENS
    return tokens[n + 1].kind == WORD if opens else tokens[n].spaced and not tokens[n + 1].spaced
