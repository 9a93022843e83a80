"""Marks that say something of the word beside them: `rash -`, `rash (-)`, `rash-free`, `rash ✗`, `[ ] rash`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.reading.phrases import Hit, Sense
from bot.reading.text import WORD

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from bot.reading.text import Token

CROSSES = frozenset("✗✘❌✖")
BOXES = frozenset("☐□❏❑")  # nobody has ticked
DENIED_BEFORE, DENIED_BEHIND = Sense("after", "denied"), Sense("before", "denied")
OPEN, OPEN_BEFORE = Sense("before", "suspected"), Sense("after", "suspected")


def sign_cues(tokens: Sequence[Token], lacking: Collection[str]) -> list[Hit]:
    """The marks as cues; *lacking* are the words that deny what they are joined to."""
    found = []
    boxed = any(token.text == "]" or token.text in BOXES for token in tokens)
    behind = _boxed_behind(tokens) if boxed else set()
    for n, token in enumerate(tokens):
        if token.kind == WORD:
            if n and not token.spaced and token.form in lacking:
                found.append(Hit(n, n, DENIED_BEFORE))
        elif token.text == "-":
            if n and _is_minus(tokens, n):
                found.append(Hit(n, n, DENIED_BEFORE))
        elif token.text in CROSSES:
            found.append(Hit(n, n, DENIED_BEFORE if n and tokens[n - 1].kind == WORD else DENIED_BEHIND))
        elif token.text in BOXES or (n and token.text == "]" and tokens[n - 1].text == "["):
            found.append(Hit(n, n, OPEN_BEFORE if n in behind else OPEN))
    return found


def _is_minus(tokens: Sequence[Token], n: int) -> bool:
    """Whether a mark stands behind a word, and before the end of a part or line."""
    bracket = tokens[n - 1].text == "("
    before = tokens[n - 2 if bracket and n > 1 else n - 1]
    after = tokens[n + 1].text if n + 1 < len(tokens) else ","
    return before.kind == WORD and after in (")" if bracket else ",;.\n")


def _boxed_behind(tokens: Sequence[Token]) -> set[int]:
    """The tokens of the lines whose boxes stand behind their words: they begin with a word, and end with a box."""
    found: set[int] = set()
    start = 0
    for n, token in enumerate(tokens):
        if n + 1 < len(tokens) and tokens[n + 1].text != "\n":
            continue
        if start <= n and tokens[start].kind == WORD and (token.text == "]" or token.text in BOXES):
            found.update(range(start, n + 1))
        start = n + 2
    return found
