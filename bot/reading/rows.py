"""Tables with a fact in each column, read as a form: the row of one patient, or of several dates the newest."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.reading.dates import read_dates
from bot.reading.tables import lines_of
from bot.reading.text import MARK, NUMBER, Text, Token

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bot.reading.language import Language

    Line = list[range]

PARTS = ("|", "\t", "  ")  # between two cells
NAMED = 2  # so many columns must be facts


def as_form(
    raw: str, tokens: list[Token], is_fact: Callable[[Sequence[Token]], bool], language: Language
) -> list[Token]:
    """The tokens; those of a table of one row, or of dated ones, in pairs of a heading and what stands under it."""
    if "\n" not in raw or not any(part in raw for part in PARTS):
        return tokens
    lines, made, n, found = lines_of(Text(raw, tokens)), list[Token](), 0, False
    while n < len(lines):
        rows = _rows_under(tokens, lines, n) if _heads(tokens, lines[n], is_fact) else []
        row = _counting(tokens, rows, language) if rows else None
        found = found or row is not None
        if row:
            made += _paired(tokens, lines[n], row)
        else:
            made += [tokens[m] for line in lines[n : n + 1 + len(rows)] for cell in line for m in cell]
            made += [_mark("\n", made[-1])] if made else []
        n += 1 + len(rows)
    return made if found else tokens


def _heads(tokens: Sequence[Token], line: Line, is_fact: Callable[[Sequence[Token]], bool]) -> bool:
    """Whether a line heads columns: no number in it, and facts over at least two of them."""
    if len(line) <= NAMED or any(tokens[m].kind == NUMBER or tokens[m].text == ":" for cell in line for m in cell):
        return False
    return sum(is_fact(tokens[cell.start : cell.stop]) for cell in line) >= NAMED


def _rows_under(tokens: Sequence[Token], lines: Sequence[Line], n: int) -> list[Line]:
    """The lines below a heading that have as many cells."""
    found: list[Line] = []
    for line in lines[n + 1 :]:
        ruled = all(tokens[m].kind == MARK for cell in line for m in cell)  # `|---|---|`
        if len(line) != len(lines[n]) and not ruled:
            break
        found += [] if ruled else [line]
    return found


def _counting(tokens: Sequence[Token], rows: Sequence[Line], language: Language) -> Line | None:
    """The only row, or of rows that each begin with a date the newest."""
    if len(rows) == 1:
        return rows[0]
    newest: tuple[int, int] = (0, 0)
    found = None
    for row in rows:
        dates = read_dates(tokens[row[0].start : row[0].stop], language, newest=2099)
        when = (dates[0].year or 0, dates[0].month or 0) if dates else (0, 0)
        if not when[0]:
            return None
        if when > newest:
            newest, found = when, row
    return found


def _paired(tokens: Sequence[Token], heading: Line, row: Line) -> list[Token]:
    made: list[Token] = []
    for name, cell in zip(heading, row, strict=True):
        made += tokens[name.start : name.stop]
        made += [_mark(":", made[-1]), *tokens[cell.start : cell.stop]]
        made.append(_mark("\n", made[-1]))
    return made


def _mark(text: str, before: Token) -> Token:
    """A mark that is not written, right behind a token."""
    return Token(text, text, MARK, before.end, before.end, text, spaced=False, keys=(text,))
