"""Numbers as clinicians write them: digits or words, comparisons before and after, ranges, and their units."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from bot.reading.phrases import Hit, Lexicon, longest
from bot.reading.text import NUMBER, WORD
from guardrails.values import Interval

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.reading.language import Language
    from bot.reading.text import Token

_FRACTIONS = {"½": 0.5, "¼": 0.25, "¾": 0.75, "⅓": 1 / 3, "⅔": 2 / 3}
_LARGEST_EXACT = 100.0


@dataclass(frozen=True, slots=True)
class Number:
    """A number in the text: its tokens and value; `other` is what it is if its comma or point groups thousands."""

    first: int
    last: int
    value: float
    other: float | None = None
    word: bool = False


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number or range with what stands around it: comparison, unit, unit of time."""

    first: int
    last: int
    bounds: Interval
    number: Number
    units: tuple[Hit, ...] = ()
    months: float | None = None
    other: Interval | None = None
    unit_words: str = ""
    numbers: tuple[int, int] = field(default=(0, 0))

    @property
    def exact(self) -> float | None:
        """The one number it is, or None for a range."""
        return self.bounds.exact


def read_numbers(tokens: Sequence[Token], language: Language) -> list[Number]:
    """Every number in the tokens, in digits or in words."""
    numbers: list[Number] = []
    n = 0
    while n < len(tokens):
        number = _digits(tokens, n) if tokens[n].kind == NUMBER else _in_words(tokens, n, language)
        if number:
            numbers.append(number)
        n = number.last + 1 if number else n + 1
    return numbers


def _digits(tokens: Sequence[Token], n: int) -> Number | None:
    text = tokens[n].text
    if text in _FRACTIONS:
        return Number(n, n, _FRACTIONS[text])
    value, other = _value(text)
    if value is None or not math.isfinite(value):
        return None
    after = tokens[n + 1] if n + 1 < len(tokens) else None
    if after and after.text in _FRACTIONS:
        return Number(n, n + 1, value + _FRACTIONS[after.text])
    return Number(n, n, value, other)


def _value(text: str) -> tuple[float | None, float | None]:
    """A number by its first reading, and by its second: `1,500` is 1500 or 1.5; `0,57` is only 0.57."""
    marks = [c for c in text if c in ".,"]
    if len(marks) > 1:
        groups = text.replace(",", ".").split(".")
        if marks[-1] not in marks[:-1] and len(set(marks[:-1])) == 1:
            return _float("".join(groups[:-1]) + "." + groups[-1]), None
        if all(len(group) == 3 for group in groups[1:]) and len(set(marks)) == 1:
            return _float("".join(groups)), None
        return None, None
    value = _float(text.replace(",", "."))
    whole, _, part = text.replace(",", ".").partition(".")
    if marks and len(part) == 3 and whole not in ("", "0") and len(whole) <= 3:
        thousands = _float(whole + part)
        return (thousands, value) if marks[0] == "," else (value, thousands)
    return value, None


def _float(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def _in_words(tokens: Sequence[Token], n: int, language: Language) -> Number | None:
    """A number in words: `seventy-two`, `a hundred and two`. An article alone is a number only before a time."""
    if tokens[n].form not in language.numbers:
        return None
    total, last, m = 0.0, n - 1, n
    while m < len(tokens) and m - n < 8:
        form = tokens[m].form
        if form == "and" and total >= 100 and m + 1 < len(tokens) and tokens[m + 1].form in language.numbers:
            m += 1
            continue
        value = language.numbers.get(form)
        if value is None or (m > n and not _goes_on(total, value)):
            break
        total = total * value if value >= 100 and total else total + value
        last, m = m, m + 1
    if last == n and tokens[n].form in language.file.articles and not _before_time(tokens, n, language):
        return None
    return Number(n, last, total, word=True)


def _goes_on(total: float, value: float) -> bool:
    if value >= 100:
        return 0 < total < 100
    return total >= 20 and total % 10 == 0 and 0 < value < (10 if total % 100 else 100)


def _before_time(tokens: Sequence[Token], n: int, language: Language) -> bool:
    """Whether `a` stands before a unit of time: `a year ago`, `half a year`, `a couple of years`."""
    following = [token.form for token in tokens[n + 1 : n + 4] if token.form not in (*language.file.articles, "of")]
    return bool(following) and following[0] in language.time_units and len(following[0]) > 1


def read_quantities(tokens: Sequence[Token], units: Lexicon, language: Language) -> list[Quantity]:
    """Every quantity in the tokens, ranges joined, with what is compared and in which unit."""
    numbers = read_numbers(tokens, language)
    found = language.comparisons.find(tokens)
    around = _Around(
        {hit.last: hit for hit in reversed(longest(hit for hit in found if hit.sense.sort == "before"))},
        {hit.first: hit for hit in longest(hit for hit in found if hit.sense.sort == "after" and _close(tokens, hit))},
        {hit.first for hit in found if hit.sense.sort == "range"},
        {hit.last for hit in found if hit.sense.sort == "between"},
        frozenset(language.file.changes),
    )
    quantities: list[Quantity] = []
    n = 0
    while n < len(numbers):
        one = _with_unit(tokens, numbers[n], units, language)
        two = _with_unit(tokens, numbers[n + 1], units, language) if n + 1 < len(numbers) else None
        if two and (joined := _range(tokens, one, two, around)):
            quantities.append(_before(tokens, joined, around) if joined.first == one.first else joined)
            n += 2
            continue
        quantities.append(_compared(tokens, one, around))
        n += 1
    return quantities


def _close(tokens: Sequence[Token], hit: Hit) -> bool:
    """Whether a mark after a number belongs to it: `80+`, not `80 + rehab`."""
    return tokens[hit.first].kind == WORD or not tokens[hit.first].spaced


@dataclass(frozen=True, slots=True)
class _Around:
    """The comparisons of a message by the token where they meet a number."""

    before: dict[int, Hit]
    after: dict[int, Hit]
    ranges: set[int]
    between: set[int]
    changes: frozenset[str]


def _with_unit(tokens: Sequence[Token], number: Number, units: Lexicon, language: Language) -> Quantity:
    """A number with the longest unit after it."""
    start = number.last + 1
    hits = units.at(tokens, start)
    if not hits and start < len(tokens) and tokens[start].text in ("(", "[", "-"):
        hits = units.at(tokens, start + 1) if tokens[start].text == "-" else []
    length = max((hit.last for hit in hits), default=number.last)
    chosen = tuple(hit for hit in hits if hit.last == length)
    months, last_time = _time(tokens, number, language)
    last = max(length, last_time)
    words = "".join(token.text for token in tokens[start : last + 1])
    bounds = Interval.exactly(number.value)
    other = None if number.other is None else Interval.exactly(number.other)
    return Quantity(
        number.first, last, bounds, number, chosen if length >= last_time else (), months, other, words,
        (number.first, number.last),
    )


def _time(tokens: Sequence[Token], number: Number, language: Language) -> tuple[float | None, int]:
    """Months in the unit of time after a number, and its last token: `2 years`, `3y`, `4/12`, `a couple of weeks`."""
    n = number.last + 1
    if n + 1 < len(tokens) and tokens[n].text == "/" and tokens[n + 1].text.isdigit():
        unit = language.file.fraction_units.get(int(tokens[n + 1].text[:4]))
        return (language.file.time_units[unit], n + 1) if unit else (None, number.last)
    while n < len(tokens) and number.word and tokens[n].form in ("a", "of", "an"):
        n += 1
    if n < len(tokens) and tokens[n].kind == WORD and tokens[n].form in language.time_units and tokens[n].text != "M":
        return language.time_units[tokens[n].form], n
    return None, number.last


def _range(tokens: Sequence[Token], one: Quantity, two: Quantity, around: _Around) -> Quantity | None:
    """Two numbers as one range: `30-65 %`, `between 25 and 80`, `6 to 12 months`."""
    gap = range(one.last + 1, two.first)
    if len(gap) != 1 or gap[0] not in around.ranges or not one.bounds.low < two.bounds.low:
        return None
    joins = tokens[gap[0]]
    opened = one.first - 1 in around.between
    if opened and tokens[max(0, one.first - 2)].form in around.changes:
        return None
    if joins.form in ("and", "et", "y", "und", "a") and not opened:
        return None
    if joins.text == "-" and joins.spaced and tokens[two.first].spaced and not (one.units or two.units or one.months):
        return None
    if one.units and two.units and one.units[0].sense != two.units[0].sense:
        return None
    if one.months and two.months and one.months != two.months:
        return None
    return replace(
        two, first=one.first - 1 if opened else one.first, bounds=Interval(one.bounds.low, two.bounds.low), other=None,
        units=two.units or one.units, months=two.months or one.months, numbers=(one.number.first, two.number.last),
    )


def _before(tokens: Sequence[Token], quantity: Quantity, around: _Around) -> Quantity:
    hit = around.before.get(quantity.first - 1)
    return replace(quantity, first=hit.first) if hit and hit.sense.name == "about" and hit.length == 1 else quantity


def _compared(tokens: Sequence[Token], quantity: Quantity, around: _Around) -> Quantity:
    """A quantity with its comparison: `<11`, `not below 80`, `80 or more`."""
    hit = around.before.get(quantity.first - 1)
    while hit and hit.sense.name == "about":
        quantity = replace(quantity, first=hit.first)
        hit = around.before.get(quantity.first - 1)
    comparison = hit.sense.name if hit else None
    if hit:
        quantity = replace(quantity, first=hit.first)
    elif after := around.after.get(quantity.last + 1) or around.after.get(quantity.number.last + 1):
        comparison = after.sense.name
        quantity = replace(quantity, last=max(quantity.last, after.last))
        if after.first == quantity.number.last + 1 and not quantity.units:
            comparison = comparison if after.sense.name else None
    if comparison is None:
        return quantity
    return replace(
        quantity,
        bounds=_bound(comparison, quantity.bounds.low),
        other=None if quantity.other is None else _bound(comparison, quantity.other.low),
    )


def _bound(comparison: str, number: float) -> Interval:
    match comparison:
        case "below":
            return Interval(-math.inf, number, high_open=True)
        case "at_most":
            return Interval(-math.inf, number)
        case "above":
            return Interval(number, math.inf, low_open=True)
        case "at_least":
            return Interval(number, math.inf)
    return Interval.exactly(number)
