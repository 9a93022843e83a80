"""What is put in between a thing and what is said of it: `rash (hands): none`, `rash, once queried, was not seen`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.reading.text import WORD

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from bot.reading.phrases import Hit
    from bot.reading.text import Token

NEAR = {")": 2, ",": 6}  # tokens from its end to what is said of the thing: `, was not seen`
FAR = 24  # tokens of what is put in
TELLS = frozenset({":", "-", "="})  # between a name and what is told of it
OPENING = {",": ",", ")": "("}  # what closes what is put in, with what opens it


def before_aside(tokens: Sequence[Token], n: int, begins: Collection[int]) -> int:
    """The token before what is put in and closed at a token; that token where nothing is.

    *begins* are the tokens at which it may begin.
    """
    opening = OPENING.get(tokens[n].text)
    for m in range(n - 1, max(0, n - FAR), -1) if opening else ():
        if tokens[m].sentence != tokens[n].sentence or tokens[m].text == ":":
            return n
        if tokens[m].text == opening:
            return m - 1 if opening == "(" or m + 1 in begins else n
    return n


def behind_mark(tokens: Sequence[Token], cue: Hit) -> bool:
    """Whether a cue is what is told behind the mark of a form: `rash: excluded`; not what is asked."""
    asked = cue.last + 1 < len(tokens) and tokens[cue.last + 1].text == "?"
    marked = cue.first > 1 and tokens[cue.first - 1].text in TELLS
    return marked and not asked and tokens[cue.first - 2].kind == WORD
