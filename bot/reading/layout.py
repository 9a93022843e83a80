"""How a message is laid out: the points of a list, and the lines of a form, which tell and do not ask."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.reading.text import NUMBER, WORD

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from bot.reading.text import Token

LINES = 3  # fewer lines are no form
HEADING = 4  # a heading is rarely longer
LONGEST = 90  # tokens of the points below a heading
BULLETS = frozenset("-•*◦▪·")


def points(tokens: Sequence[Token]) -> frozenset[int]:
    """The numbers that only count the points of a list: `1. rash 2. fever`."""
    found: list[int] = []
    for n, token in enumerate(tokens):
        if token.kind == NUMBER and token.text == str(len(found) + 1) and _heads(tokens, n):
            found.append(n)
    return frozenset(found) if len(found) > 1 else frozenset()


def _heads(tokens: Sequence[Token], n: int) -> bool:
    """Whether a number begins a line or part, with a mark and a word behind it."""
    if n + 2 >= len(tokens) or (n and tokens[n - 1].text not in "\n:;.,)"):
        return False
    mark, word = tokens[n + 1 : n + 3]
    return mark.text in ".)" and not mark.spaced and word.spaced and word.kind == WORD


def listed_below(tokens: Sequence[Token], n: int) -> int:
    """The end of the points in the lines from a token on, with a heading before it; that token where there are none."""
    if [token.text for token in tokens[max(0, n - 2) : n]] != [":", "\n"]:
        return n
    stop = min(n + LONGEST, len(tokens))
    while n < stop and (tokens[n].text in BULLETS or _heads(tokens, n)):
        n = next((m for m in range(n, stop) if tokens[m].text == "\n"), stop) + 1
    return min(n, len(tokens))


def told_lines(tokens: Sequence[Token], asking: Collection[str]) -> frozenset[int]:
    """The sentences that are lines of a form, and ask nothing: `Rash: none`, `- fever, moderate`.

    *asking* are the keys of the headings that a question stands under.
    """
    if not tokens or tokens[-1].sentence + 1 < LINES:
        return frozenset()
    lines = list(_lines(tokens))
    formed = [line for line in lines if line[0].text in BULLETS or _heading(line)]
    if len(formed) < LINES:
        return frozenset()
    return frozenset(line[0].sentence for line in formed if line[-1].text != "?" and not _asks(line, asking))


def _lines(tokens: Sequence[Token]) -> Iterator[list[Token]]:
    line: list[Token] = []
    for token in tokens:
        if line and token.sentence != line[-1].sentence:
            yield line
            line = []
        if token.text != "\n":
            line.append(token)
    if line:
        yield line


def _heading(line: Sequence[Token]) -> Sequence[Token]:
    """The words before a colon at the beginning of a line; nothing where there is none."""
    n = next((n for n, token in enumerate(line[: HEADING + 1]) if token.text == ":"), 0)
    return line[:n] if all(token.kind == WORD for token in line[:n]) else ()


def _asks(line: Sequence[Token], asking: Collection[str]) -> bool:
    return any(token.key in asking for token in _heading(line))
