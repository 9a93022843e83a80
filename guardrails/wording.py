r"""How words are written in vocabularies: `dark (red|blue)?, light-red, turned ... blue`.

A comma separates wordings, but for one in brackets; `(a|b)` is either, `?` after a word or bracket makes it optional,
`...` stands for up to a few other words, `<n>` for any number, `\(` for a bracket in the text,
and `=AB` only for exactly these capitals.
"""

from __future__ import annotations

import itertools
import re
from typing import Annotated

from pydantic import BeforeValidator

_COMMA = re.compile(r",(?![^()]*\))")  # not inside a bracket
_NESTED = re.compile(r"(?<!\\)\((?! )[^()]*(?<!\\)\(")
_PIECE = re.compile(r"(?<!\\)\(([^()]*)\)(\?)?|(\\\(|[^\s()]+)")


def wordings(raw: object) -> object:
    """Every wording of a list, or of one text with commas. Anything else is left to the model to refuse."""
    match raw:
        case str():
            parts = _COMMA.split(raw)
        case list() | tuple() if all(isinstance(part, str) for part in raw):
            parts = [str(part) for part in raw]
        case _:
            return raw
    written = tuple(part.strip() for part in parts if part.strip())
    if open_ended := next((part for part in written if part.startswith("...") or part.endswith("...")), None):
        msg = f"'{open_ended}' begins or ends with '...': write a word on each side of it"
        raise ValueError(msg)
    if nested := next((part for part in written if _NESTED.search(part)), None):
        msg = f"'{nested}' has brackets inside brackets: write out what the inner ones stand for"
        raise ValueError(msg)
    return written


def plain_wordings(raw: object) -> object:
    """Every wording, with brackets and question marks written out."""
    parts = wordings(raw)
    return tuple(plain for part in parts for plain in expanded(str(part))) if isinstance(parts, tuple) else parts


def expanded(wording: str) -> tuple[str, ...]:
    """The plain wordings that one with brackets and question marks stands for."""
    if not re.search(r"[(?]", wording):
        return (wording,)
    return tuple(" ".join(part for part in chosen if part) for chosen in itertools.product(*slots(wording)))


def slots(wording: str) -> list[list[str]]:
    """The places of a wording, each with what may stand there; "" where it may be left out."""
    return [_choices(*found.groups()) for found in _PIECE.finditer(wording)]


def _choices(bracket: str | None, optional: str | None, word: str | None) -> list[str]:
    if word is not None:
        return [word[:-1], ""] if len(word) > 1 and word.endswith("?") else [word.removeprefix("\\")]
    choices = [choice.strip() for choice in (bracket or "").split("|")]
    return [*choices, ""] if optional else choices


Words = Annotated[tuple[str, ...], BeforeValidator(wordings)]
PlainWords = Annotated[tuple[str, ...], BeforeValidator(plain_wordings)]
