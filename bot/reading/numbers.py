"""Numbers in a text, in digits or in words: `0,57`, `1,500`, `2 ½`, `seventy-two`, `a hundred and two`."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

from bot.reading.text import NUMBER

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.reading.language import Language
    from bot.reading.text import Token

_FRACTIONS = {"½": 0.5, "¼": 0.25, "¾": 0.75, "⅓": 1 / 3, "⅔": 2 / 3}
LONGEST = 8  # words in one number


class Number(NamedTuple):
    """A number in the text: its tokens and value; `other` is what it is if its comma or point groups thousands."""

    first: int
    last: int
    value: float
    other: float | None = None
    word: bool = False


def read_numbers(tokens: Sequence[Token], language: Language) -> list[Number]:
    """Every number in the tokens."""
    numbers: list[Number] = []
    words = language.numbers
    done = -1
    for n in [n for n, token in enumerate(tokens) if token.kind == NUMBER or token.form in words]:
        if n <= done:
            continue
        number = _digits(tokens, n) if tokens[n].kind == NUMBER else _in_words(tokens, n, language)
        if number:
            if number.last + 1 < len(tokens) and tokens[number.last + 1].form in language.after_number:
                number = _with_half(tokens, _with_spoken_decimals(tokens, number, language), language)
            numbers.append(number)
            done = number.last
    return numbers


def _digits(tokens: Sequence[Token], n: int) -> Number | None:
    text = tokens[n].text
    if text in _FRACTIONS:
        return Number(n, n, _FRACTIONS[text])
    value, other = (float(text), None) if text.isdecimal() else _values(text)
    if value is None or not math.isfinite(value):
        return None
    after = tokens[n + 1].text if n + 1 < len(tokens) else ""
    return Number(n, n + 1, value + _FRACTIONS[after]) if after in _FRACTIONS else Number(n, n, value, other)


def _values(text: str) -> tuple[float | None, float | None]:
    """A number by its first reading, and by its second: `1,500` is 1500 or 1.5; `0,57` is only 0.57."""
    marks = [c for c in text if c in ".,"]
    whole, *parts = text.replace(",", ".").split(".")
    if len(marks) > 1:
        return _grouped(marks, [whole, *parts]), None
    value = float(".".join([whole, *parts]))
    if marks and len(parts[0]) == 3 and 0 < len(whole) <= 3 and whole != "0":
        thousands = float(whole + parts[0])
        return (thousands, value) if marks[0] == "," else (value, thousands)
    return value, None


def _grouped(marks: Sequence[str], groups: Sequence[str]) -> float | None:
    """A number with several marks: `1,500,000`, `1.500,5`; None for what is no number, such as a date."""
    if len(set(marks)) == 1 and all(len(group) == 3 for group in groups[1:]):
        return float("".join(groups))
    if marks[-1] not in marks[:-1] and len(set(marks[:-1])) == 1:
        return float("".join(groups[:-1]) + "." + groups[-1])
    return None


def _in_words(tokens: Sequence[Token], n: int, language: Language) -> Number | None:
    """A number in words. An article alone is a number only before a unit of time."""
    total, last, m = 0.0, n - 1, n
    while m < min(len(tokens), n + LONGEST):
        value = language.numbers.get(tokens[m].form)
        if value is not None and (m == n or _goes_on(total, value)):
            total = total * value if value >= 100 and total else total + value
            last = m
        elif not (tokens[m].form == "and" and total >= 100 and m == last + 1):
            break
        m += 1
    if n and tokens[n - 1].form in language.file.points and total == int(total) and last >= n:
        return Number(n - 1, last, float(f"0.{int(total)}"), word=True)  # `point three`
    alone = last == n and tokens[n].form in language.file.articles
    return None if alone and not _before_time(tokens, n, language) else Number(n, last, total, word=True)


def _with_spoken_decimals(tokens: Sequence[Token], number: Number, language: Language) -> Number:
    """A number with the decimals spelled out after it: `eleven point two`, `zero point five seven`, `11 point 2`."""
    first = number.last + 2
    whole = number.value == int(number.value)
    if not whole or first >= len(tokens) or tokens[first - 1].form not in language.file.points:
        return number
    decimals, last = "", number.last
    for n in range(first, min(first + LONGEST, len(tokens))):
        spoken = _decimals(tokens[n], language)
        if spoken is None or (tokens[n].kind == NUMBER and n > first):
            break
        decimals, last = decimals + spoken, n
        if len(spoken) > 1:
            break
    return (
        number._replace(last=last, value=float(f"{int(number.value)}.{decimals}"), other=None) if decimals else number
    )


def _with_half(tokens: Sequence[Token], number: Number, language: Language) -> Number:
    """A number with the half after it: `two and a half`."""
    half = half_at(tokens, number.last + 1, language) if number.value == int(number.value) else 0
    return number._replace(last=number.last + half, value=number.value + 0.5, other=None) if half else number


def half_at(tokens: Sequence[Token], n: int, language: Language) -> int:
    """How many tokens from one place on add a half; none where that is not said."""
    head = tokens[n].form if n < len(tokens) else ""
    if head not in language.half_heads:
        return 0
    likely = [words for words in language.halves if words[0] == head]
    found = [words for words in likely if tuple([token.form for token in tokens[n : n + len(words)]]) == words]
    return max(map(len, found), default=0)


def _decimals(token: Token, language: Language) -> str | None:
    """The digits that one spoken word or number is after a point."""
    if token.kind == NUMBER:
        return token.text if token.text.isdecimal() and len(token.text) <= LONGEST else None
    value = language.numbers.get(token.form)
    spoken = value is not None and value == int(value) and value < 100 and token.form not in language.file.articles
    return f"{int(value)}" if value is not None and spoken else None


def _goes_on(total: float, value: float) -> bool:
    """Whether a number word continues a number: `seventy` + `two`, `two` + `hundred`, `one` + `billion`."""
    if value >= 100:
        return 0 < total < value
    return total >= 20 and total % 10 == 0 and 0 < value < (10 if total % 100 else 100)


def _before_time(tokens: Sequence[Token], n: int, language: Language) -> bool:
    """Whether `a` stands before a unit of time: `a year ago`, `half a year`, `a couple of years`."""
    following = [token.form for token in tokens[n + 1 : n + 4] if token.form not in (*language.file.articles, "of")]
    return bool(following) and following[0] in language.time_units and len(following[0]) > 1
