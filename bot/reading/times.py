"""Times since: `4/12 ago`, `x2y`, `since 2019`."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.reading.ages import Ages
from bot.reading.dates import When, read_dates
from bot.reading.lazily import cached_property
from bot.reading.measures import BEFORE
from bot.reading.mentions import Mention
from bot.reading.quantities import in_months
from bot.reading.text import NUMBER, WORD

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence
    from datetime import date

    from bot.reading.language import Language
    from bot.reading.phrases import Hit
    from bot.reading.quantities import Quantity
    from bot.reading.text import Token

OLD_ENOUGH = 30  # after a comma or before the label, more years than these are an age and not a time since
LONGEST_MONTH = 31  # days
ORDINAL = frozenset({".", "st", "nd", "rd", "th"})
SLIP = 4  # tokens between a date and the one that takes it back


@dataclass(frozen=True)
class Times:
    """The times in one message, by what they measure; *counted* are the facts that are a time since something.

    *told* are the tokens that say what ended, *named* those that mean something in the topic.
    """

    tokens: Sequence[Token]
    language: Language
    counted: Collection[str]
    labels: Sequence[Hit]
    quantities: Sequence[Quantity]
    as_of: date
    told: Collection[int] = ()
    named: frozenset[int] = frozenset()

    @cached_property
    def _ages(self) -> Ages:
        return Ages(self.tokens, self.language, self.quantities, self.named)

    def ages(self, fact: str, taken: set[int]) -> Iterator[tuple[Mention, bool]]:
        """Ages without a label, no length of time, and whether more than the unit says so: `52M`, `52 y/o`; `15 y`."""
        return self._ages.find(fact, taken)

    def since(self) -> Iterator[Mention]:
        """Times since something: after its label a length of time or a date, or a length of time right before."""
        labels = [label for label in self.labels if label.sense.sort == "label" and label.sense.name in self.counted]
        dates = read_dates(self.tokens, self.language, self.as_of.year) if labels else []
        now = self._now(dates)
        for label in labels:
            if self._has_object(label):
                continue
            if mention := self._length_for(label) or self._date_for(label, dates, now):
                yield mention

    def _has_object(self, label: Hit) -> bool:
        """Whether a word after a label says that something else ended: `stopped work in 2019`."""
        n = label.last + 1
        while n < len(self.tokens) and self.tokens[n].key in self.language.among("possessives", "off"):
            n += 1
        if n >= len(self.tokens) or self.tokens[n].kind != WORD or n in self.told:
            return False
        token = self.tokens[n]
        return token.key not in self.language.glue and not token.form.endswith("ly")

    def _length_for(self, label: Hit) -> Mention | None:
        for quantity in self._near(label):
            if quantity.months is None or self._is_age(quantity, label):
                continue
            near = quantity.number.first in label.skipped or (
                label.last < quantity.number.first <= label.last + BEFORE - 2
                and self._unbroken(label.last, quantity.first)
            )
            rate = quantity.number.word and quantity.number.first == quantity.number.last and quantity.exact == 1
            rate = rate and not self._ages.lone(quantity)  # `20 a day but stopped`
            ahead = (
                not rate
                and 0 < label.first - quantity.last <= 4
                and self._unbroken(quantity.last, label.first, commas=False)
            )
            if near or ahead:
                first, last = min(label.first, quantity.first), max(label.last, quantity.last)
                return Mention(label.sense.name, in_months(quantity), first, last)
        return None

    def _near(self, label: Hit) -> Sequence[Quantity]:
        """The quantities within reach of a label."""
        low = bisect_left(self._ends, label.first - BEFORE)
        return self.quantities[low : bisect_left(self._ends, label.last + 2 * BEFORE)]

    @cached_property
    def _ends(self) -> list[int]:
        return [quantity.last for quantity in self.quantities]

    def _is_age(self, quantity: Quantity, label: Hit) -> bool:
        if self._ages.old(quantity):
            return True
        if quantity.months != 12 or quantity.bounds.low < OLD_ENOUGH:
            return False
        if quantity.last < label.first:
            return not self._ages.lone(quantity)
        return any(token.text in ",;" for token in self.tokens[label.last + 1 : quantity.number.first])

    def _unbroken(self, first: int, last: int, *, commas: bool = True) -> bool:
        """Whether no other number or sentence, and at most one comma, lies between two tokens."""
        between = self.tokens[first + 1 : last]
        marks = sum(token.text in ",;:" for token in between)
        return (
            all(token.sentence == self.tokens[first].sentence and token.kind != NUMBER for token in between)
            and marks <= (1 if commas else 0)
            and self._other_labels.isdisjoint(range(first + 1, last))
        )

    @cached_property
    def _other_labels(self) -> set[int]:
        """Where labels of other numbers start."""
        labels = [label for label in self.labels if label.sense.sort == "label"]
        return {label.first for label in labels if label.sense.name not in self.counted}

    def _date_for(self, label: Hit, dates: Sequence[When], now: date) -> Mention | None:
        low = bisect_left(dates, label.last, key=lambda when: when.first)
        for when in dates[low : low + BEFORE]:
            first = self._day_of(when)
            if not label.last < first <= label.last + BEFORE - 2 or not self._unbroken(label.last, first):
                continue
            if self._is_now(when):
                continue
            months = self._corrected(when, dates).months_before(now)
            if months is not None:
                return Mention(label.sense.name, months, label.first, when.last)
        return None

    def _day_of(self, when: When) -> int:
        """Where a date begins, the day of the month included: `14 Feb 2020`, `3rd May`."""
        n = when.first - 1
        n -= n > 0 and self.tokens[n].form in ORDINAL
        day = self.tokens[n].text if n >= 0 and when.month else ""
        return n if day.isdecimal() and 0 < int(day[:3]) <= LONGEST_MONTH else when.first

    def _corrected(self, when: When, dates: Sequence[When]) -> When:
        """The date that takes back another: `2020 - sorry, 2026`."""
        corrections = self.language.among("corrections")
        following = bisect_left(dates, when.last, key=lambda each: each.first)
        for other in dates[following : following + 1]:
            between = self.tokens[when.last + 1 : other.first]
            if 0 < len(between) <= SLIP and any(token.form in corrections for token in between):
                return other
        return when

    def _now(self, dates: Sequence[When]) -> date:
        """The day that "now" is: `now June` moves it within the year before."""
        for when in dates:
            if self._is_now(when) and when.month:
                year = when.year or self.as_of.year - (when.month > self.as_of.month)
                return self.as_of.replace(year=year, month=when.month, day=1)
        return self.as_of

    def _is_now(self, when: When) -> bool:
        before = [token.form for token in self.tokens[max(0, when.first - 3) : when.first]]
        return bool(before) and (
            before[-1] in self.now_words
            or (len(before) > 1 and before[-1] in ("in", "is") and before[-2] in self.now_words)
        )

    @cached_property
    def now_words(self) -> frozenset[str]:
        """The words for this moment."""
        return self.language.among("now")
