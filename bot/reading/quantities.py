"""Quantities as clinicians write them: a number or range, what it is compared with, and its unit."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from bot.reading.numbers import half_at, read_numbers
from bot.reading.phrases import Hit, longest
from bot.reading.references import with_references
from bot.reading.text import WORD
from guardrails.quantity import BOUNDS
from guardrails.values import Interval

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.reading.language import Language
    from bot.reading.numbers import Number
    from bot.reading.phrases import Lexicon
    from bot.reading.text import Token


YEARS = range(1900, 2100)


class Quantity(NamedTuple):
    """A number or range with what stands around it: its comparison, the units it may be in, months in a time unit.

    A `distance` is no value, but how far one is from another: `12 % lower than last year`; a `limit` is called one.
    """

    first: int
    last: int
    bounds: Interval
    number: Number
    units: tuple[Hit, ...] = ()
    months: float | None = None
    distance: bool = False
    limit: bool = False

    @property
    def exact(self) -> float | None:
        """The one number it is, or None for a range."""
        return self.bounds.exact

    @property
    def otherwise(self) -> Quantity | None:
        """The same by the other reading of its comma or point, where there is one."""
        if self.exact is None or self.number.other is None:
            return None
        return self._replace(bounds=Interval.exactly(self.number.other))


def in_months(quantity: Quantity) -> Interval:
    """A quantity of time in months."""
    factor = quantity.months or 1.0
    return quantity.bounds.scaled(factor, factor)


def read_quantities(tokens: Sequence[Token], units: Lexicon, language: Language) -> list[Quantity]:
    """Every quantity in the tokens, ranges joined, with what is compared and in which unit."""
    around = _Around.of(tokens, language)
    single = [_with_unit(tokens, number, units, language) for number in read_numbers(tokens, language)]
    quantities: list[Quantity] = []
    n = 0
    while n < len(single):
        joined = _range(tokens, single[n], single[n + 1], around) if around.joins and n + 1 < len(single) else None
        found = joined or _compared(single[n], around)
        if around.distant(found) or found.first - 1 in around.limits:
            found = found._replace(distance=around.distant(found), limit=found.first - 1 in around.limits)
        quantities.append(found)
        n += 2 if joined else 1
    return with_references(tokens, quantities, units, language.among("flags"), around.named)


@dataclass(frozen=True, slots=True)
class _Around:
    """The comparisons of a message by the token where they meet a number, and the words that join two numbers."""

    before: dict[int, Hit]
    after: dict[int, Hit]
    joins: set[int]
    opens: set[int]
    articles: set[int]
    changes: frozenset[str]
    by: set[int]
    than: set[int]
    limits: set[int]
    named: set[int]

    @classmethod
    def of(cls, tokens: Sequence[Token], language: Language) -> _Around:
        found = language.comparisons.find(tokens)
        before = longest(hit for hit in found if hit.sense.sort == "before")
        after = longest(hit for hit in found if hit.sense.sort == "after" and _close(tokens[hit.first]))
        return cls(
            before={hit.last: hit for hit in reversed(before)},
            after={hit.first: hit for hit in after},
            joins={hit.first for hit in found if hit.sense.sort == "range"},
            articles={n for n, token in enumerate(tokens) if token.key in language.among("definite")},
            opens={hit.last for hit in found if hit.sense.sort == "between"},
            changes=frozenset(language.file.changes),
            by={hit.last for hit in found if hit.sense.sort == "by"},
            than={hit.first for hit in found if hit.sense.sort == "than"},
            limits={hit.last for hit in found if hit.sense.sort == "limit"},
            named={hit.last for hit in found if hit.sense.sort == "reference"},
        )

    def at(self, first: int) -> Hit | None:
        """The comparison before a number, perhaps with an article between: `below the 80 %`."""
        return self.before.get(first - (2 if first - 1 in self.articles else 1))

    def distant(self, quantity: Quantity) -> bool:
        """Whether a quantity is only how far a value is from another: `fell by 10 %`, `3 above the limit`."""
        return quantity.first - 1 in self.by or quantity.last + 1 in self.than


def _close(token: Token) -> bool:
    """Whether a mark after a number belongs to it: `80+`, not `80 + rehab`."""
    return token.kind == WORD or not token.spaced


def _with_unit(tokens: Sequence[Token], number: Number, units: Lexicon, language: Language) -> Quantity:
    """A number with the longest unit after it, or a unit of time."""
    hits = units.at(tokens, number.last + 1)
    last = max([hit.last for hit in hits]) if hits else number.last
    months, last_of_time = _time(tokens, number, language)
    if not hits and months is None:
        return Quantity(number.first, max(last, last_of_time), _exactly(number.value), number)
    half = half_at(tokens, last_of_time + 1, language) if months else 0  # `a year and a half`
    number = number._replace(value=number.value + 0.5) if half else number
    last_of_time += half
    chosen = tuple([hit for hit in hits if hit.last == last]) if hits and last >= last_of_time else ()
    return Quantity(number.first, max(last, last_of_time), _exactly(number.value), number, chosen, months)


_exactly = lru_cache(maxsize=4096)(Interval.exactly)


def _time(tokens: Sequence[Token], number: Number, language: Language) -> tuple[float | None, int]:
    """Months in the unit of time after a number, and its last token: `2 years`, `3y`, `4/12`, `a couple of weeks`."""
    n = number.last + 1
    if n >= len(tokens):
        return None, number.last
    if n + 1 < len(tokens) and tokens[n].text == "/" and tokens[n + 1].text.isdecimal():
        unit = language.file.fraction_units.get(int(tokens[n + 1].text[:4]))
        return (language.file.time_units[unit], n + 1) if unit else (None, number.last)
    while number.word and n < len(tokens) and tokens[n].form in ("a", "of", "an"):
        n += 1
    months = language.months_in(tokens[n]) if n < len(tokens) else None
    return (months, number.last) if months is None else (months, n)


def _range(tokens: Sequence[Token], one: Quantity, two: Quantity, around: _Around) -> Quantity | None:
    """Two numbers as one range: `30-65 %`, `between 25 and 80`, `6 to 12 months`."""
    join = one.last + 1
    if join not in around.joins or two.first != join + 1 or one.bounds.low >= two.bounds.low:
        return None
    opened = one.first - 1 in around.opens
    if not _alike(one, two) or not _joins(tokens, join, one, two, opened=opened):
        return None
    if two.units == () and two.bounds.low in YEARS and one.bounds.low not in YEARS:
        return None  # `40 pack-years until 2015`
    if (opened and one.first > 1 and tokens[one.first - 2].form in around.changes) or around.distant(one):
        return None
    return two._replace(
        first=one.first - 1 if opened else one.first,
        bounds=Interval(one.bounds.low, two.bounds.low),
        units=two.units or one.units,
        months=two.months or one.months,
    )


def _alike(one: Quantity, two: Quantity) -> bool:
    """Whether two quantities may be the ends of one range: one unit, or none on the first."""
    units = one.units[0].sense == two.units[0].sense if one.units and two.units else True
    return units and (one.months == two.months or one.months is None or two.months is None)


def _joins(tokens: Sequence[Token], join: int, one: Quantity, two: Quantity, *, opened: bool) -> bool:
    """Whether what stands between two numbers makes them a range here: `and` only after `between`."""
    token = tokens[join]
    if token.kind == WORD and len(token.form) <= len("and") and token.form not in ("to", "bis"):
        return opened
    apart = token.text == "-" and token.spaced and tokens[two.first].spaced
    return not apart or bool(one.units or two.units or one.months or two.months)


def _compared(quantity: Quantity, around: _Around) -> Quantity:
    """A quantity with its comparison: `<11`, `not below 80`, `80 or more`."""
    hit = around.at(quantity.first)
    while hit and hit.sense.name == "about":
        quantity = quantity._replace(first=hit.first)
        hit = around.at(quantity.first)
    if hit:
        return quantity._replace(first=hit.first, bounds=_bound(hit, quantity))
    after = around.after.get(quantity.last + 1) or around.after.get(quantity.number.last + 1)
    if after:
        return quantity._replace(last=max(quantity.last, after.last), bounds=_bound(after, quantity))
    return quantity


def _bound(comparison: Hit, quantity: Quantity) -> Interval:
    return BOUNDS[comparison.sense.name](quantity.number.value)
