"""How words are written in vocabularies: `quit (smoking|cigarettes)?, ex-smoker, gave up ... smoking`.

A comma separates wordings; `(a|b)` is either, `?` after a word or bracket makes it optional, `...` stands for up to
a few other words, `<n>` for any number, and `=MS` only for exactly these capitals.
"""

from __future__ import annotations

import itertools
import re
from typing import Annotated

from pydantic import BeforeValidator

_PIECE = re.compile(r"\(([^()]*)\)(\?)?|([^\s()]+)")


def wordings(raw: object) -> object:
    """Every wording that a list, or one text with commas, stands for. Anything else is left to the model to refuse."""
    match raw:
        case str():
            parts = [part.strip() for part in raw.split(",")]
        case list() | tuple() if all(isinstance(part, str) for part in raw):
            parts = [str(part).strip() for part in raw]
        case _:
            return raw
    return tuple(wording for part in parts if part for wording in expanded(part))


def expanded(wording: str) -> tuple[str, ...]:
    """The plain wordings that one with brackets and question marks stands for."""
    if not re.search(r"[(?]", wording):
        return (wording,)
    choices = [_choices(*found.groups()) for found in _PIECE.finditer(wording)]
    return tuple(" ".join(part for part in chosen if part) for chosen in itertools.product(*choices))


def _choices(bracket: str | None, optional: str | None, word: str | None) -> list[str]:
    if bracket is not None:
        choices = [choice.strip() for choice in bracket.split("|")]
        return [*choices, ""] if optional else choices
    assert word is not None
    return [word[:-1], ""] if len(word) > 1 and word.endswith("?") else [word]


Words = Annotated[tuple[str, ...], BeforeValidator(wordings)]
