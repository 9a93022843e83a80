"""Dates as people write them, as months before a day: `Feb 2025`, `since 2019`, `03/2024`, `last year`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.reading.phrases import longest
from bot.reading.text import NUMBER
from guardrails.values import Interval

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from bot.reading.language import Language
    from bot.reading.phrases import Hit
    from bot.reading.text import Token

_NUMERIC = re.compile(r"^(?:(\d{1,2})[./])?(\d{1,2})[./](\d{4})$")
_SHORT = re.compile(r"^\d{1,2}([./])(\d{1,2})\1(\d\d)$")
_OLDEST = 1930


@dataclass(frozen=True, slots=True)
class When:
    """A date in the text: its tokens, and as far as given the year and month."""

    first: int
    last: int
    year: int | None
    month: int | None
    ago: float | None = None

    def months_before(self, now: date) -> Interval | None:
        """How many months ago it was; None when it lies ahead."""
        if self.ago is not None:
            return Interval.exactly(self.ago)
        if self.month is None:
            low, high = _apart(now, self.year or now.year, 12), _apart(now, self.year or now.year, 1)
            return Interval(float(max(low, 0)), float(high)) if high >= 0 else None
        year = self.year if self.year is not None else now.year - (self.month > now.month)
        months = _apart(now, year, self.month)
        return Interval.exactly(float(months)) if months >= 0 else None


def _apart(now: date, year: int, month: int) -> int:
    return (now.year - year) * 12 + now.month - month


def read_dates(tokens: Sequence[Token], language: Language, newest: int) -> list[When]:
    """Every date in the tokens: a month, a month and a year, or a year up to *newest*."""
    dates: list[When] = []
    past: dict[int, Hit | None] = {hit.first: hit for hit in longest(language.past_times.find(tokens))}
    months = language.months
    done = -1
    for n in [n for n, token in enumerate(tokens) if token.kind == NUMBER or token.form in months or token.text == "'"]:
        past.setdefault(n, None)
    for n in sorted(past):
        if n <= done:
            continue
        found = (
            _past(past.get(n), newest)
            or _numeric(tokens, n, newest)
            or _month(tokens, n, language, newest)
            or _year(tokens, n, newest)
        )
        if found:
            dates.append(found)
            done = found.last
    return dates


def _past(hit: Hit | None, newest: int) -> When | None:
    if hit is None:
        return None
    if hit.sense.sort == "year":
        return When(hit.first, hit.last, newest - int(hit.sense.value), None)
    return When(hit.first, hit.last, None, None, float(hit.sense.value))


def _month(tokens: Sequence[Token], n: int, language: Language, newest: int) -> When | None:
    month = language.months.get(tokens[n].form)
    if month is None:
        return None
    last = n + 1 if n + 1 < len(tokens) and tokens[n + 1].form in (".", ",", "of", "de", "'") else n
    year = _year(tokens, last + 1, newest) if last + 1 < len(tokens) else None
    if year:
        return When(n, year.last, year.year, month)
    if tokens[n].form in language.file.ambiguous_months and not tokens[n].text.istitle():
        return None
    return When(n, n, None, month)


def _year(tokens: Sequence[Token], n: int, newest: int) -> When | None:
    text = tokens[n].text
    if text == "'" and n + 1 < len(tokens) and re.fullmatch(r"\d\d", tokens[n + 1].text):
        short = int(tokens[n + 1].text)
        return When(n, n + 1, 2000 + short if 2000 + short <= newest else 1900 + short, None)
    if len(text) == 4 and text.isdecimal() and _OLDEST <= int(text) <= newest:
        return When(n, n, int(text), None)
    return None


def _numeric(tokens: Sequence[Token], n: int, newest: int) -> When | None:
    """`12.02.2025` or `12.02.25` as one token, `03/2024` and `2024-03-01` as several."""
    if tokens[n].kind != NUMBER:
        return None
    joined, last = tokens[n].text, n
    while (
        last + 2 < len(tokens) and last - n < 4 and tokens[last + 1].text in ("/", "-") and not tokens[last + 1].spaced
    ):
        joined += "/" + tokens[last + 2].text
        last += 2
    if found := _NUMERIC.match(joined):
        return _valid(n, last, int(found[3]), int(found[2]))
    if found := _SHORT.match(joined):
        return _valid(n, last, newest - (newest - int(found[3])) % 100, int(found[2]))
    if found := re.match(r"^(\d{4})/(\d{1,2})(?:/\d{1,2})?$", joined):
        return _valid(n, last, int(found[1]), int(found[2]))
    return None


def _valid(first: int, last: int, year: int, month: int) -> When | None:
    return When(first, last, year, month) if 1 <= month <= 12 and year >= _OLDEST else None
