"""Ages and times since: `52M`, `15 y`, `aged 41`, `28/40`; `4/12 ago`, `x2y`, `since 2019`."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.reading.dates import When, read_dates
from bot.reading.lazily import cached_property
from bot.reading.measures import BEFORE, in_months
from bot.reading.mentions import Mention
from bot.reading.text import NUMBER, WORD, stem

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence
    from datetime import date

    from bot.reading.language import Language
    from bot.reading.phrases import Hit
    from bot.reading.quantities import Quantity
    from bot.reading.text import Token

OLD_ENOUGH = 30  # after a comma or before the label, more years than these are an age and not a time since
OLDEST = 120
LONGEST_MONTH = 31  # days
ORDINAL = frozenset({".", "st", "nd", "rd", "th"})
YOUNGEST = 10  # a smaller number that somebody `is` may be a score
SLIP = 4  # tokens between a date and the one that takes it back
NAME = 4  # tokens of what somebody is called at the beginning


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
            rate = rate and not self._lone(quantity)  # `20 a day but stopped`
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
        if self._old(quantity):
            return True
        if quantity.months != 12 or quantity.bounds.low < OLD_ENOUGH:
            return False
        if quantity.last < label.first:
            return not self._lone(quantity)
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

    def ages(self, fact: str, taken: set[int]) -> Iterator[tuple[Mention, bool]]:
        """Ages without a label, no length of time, and whether more than the unit says so: `52M`, `52 y/o`; `15 y`."""
        for quantity in self.quantities:
            if not self._leads_to_age(quantity):
                continue
            number = quantity.number
            own = (number.first,) if number.first == number.last else range(number.first, number.last + 1)
            if taken.isdisjoint(own) and (end := self._age_end(fact, quantity)):
                unit = self._age_unit(fact, quantity)
                sure = unit is None or self._old(quantity)
                yield Mention(fact, quantity.bounds, quantity.first, end - 1, unit), sure

    def _leads_to_age(self, quantity: Quantity) -> bool:
        """Whether anything beside a number may make it an age: a quick look, for there are thousands."""
        number, tokens = quantity.number, self.tokens
        if quantity.units or (number.last + 1 < len(tokens) and tokens[number.last + 1].key in self._behind_age):
            return True
        before = tokens[number.first - 1]
        return before.key in self._ahead_of_age or "'" in before.text

    @cached_property
    def _behind_age(self) -> frozenset[str]:
        return self._sexes | {","}

    @cached_property
    def _ahead_of_age(self) -> frozenset[str]:
        return self._persons.union(map(stem, self.language.file.being.before), "(,")

    def _age_unit(self, fact: str, quantity: Quantity) -> str | None:
        return next((hit.sense.value for hit in quantity.units if hit.sense.name == fact), None)

    def _age_end(self, fact: str, quantity: Quantity) -> int | None:
        """One past the last token of an age, or None when the number is not an age."""
        may_be = _may_be_age(quantity)
        if may_be and (last := self._sex(quantity)):
            return last + 1
        if self._in_brackets(quantity) or (may_be and (self._after_name(quantity) or self._of_person(quantity))):
            return quantity.number.last + 1
        unit = self._age_unit(fact, quantity) if quantity.units else None
        if unit is None or quantity.distance or self.tokens[quantity.first].key in self.language.among("not_age"):
            return None
        if self._old(quantity):
            return quantity.last + 1
        if unit != "years":
            return quantity.last + 1
        return None if self._lone(quantity) else quantity.last + 1

    def _lone(self, quantity: Quantity) -> bool:
        """Whether the words around it say that it is a length of time, as in `for 3 years`, `3 years ago`."""
        before = self.tokens[quantity.first - 1].form if quantity.first else ""
        after = self.tokens[quantity.last + 1].form if quantity.last + 1 < len(self.tokens) else ""
        if after in self._persons:
            return False
        return before in self.language.among("not_age") or after in self.language.among("not_age_after")

    def _old(self, quantity: Quantity) -> bool:
        """Whether `old`, or a form such as `yo`, says that it is an age."""
        forms = [token.form for token in self.tokens[quantity.number.last + 1 : quantity.last + 2]]
        return bool(self.language.among("old") & set(forms)) or "o" in forms[1:]

    def _in_brackets(self, quantity: Quantity) -> bool:
        """Whether a bare number stands in brackets or commas after a person, as in `woman (34)`, `man 52, …`."""
        before, after = quantity.number.first - 1, quantity.number.last + 1
        if before < 0 or after >= len(self.tokens) or quantity.units or quantity.months or quantity.number.word:
            return False
        persons = self._persons
        if self.tokens[before].key in persons and len(self.tokens[before].form) > 1:
            return self.tokens[after].text in ",;("
        enclosed = self.tokens[before].text + self.tokens[after].text in ("()", ",,")
        return enclosed and self.tokens[before - 1].key in persons

    @cached_property
    def _persons(self) -> frozenset[str]:
        return self.language.among("persons")

    @cached_property
    def _sexes(self) -> frozenset[str]:
        return self.language.among("sex")

    def _after_name(self, quantity: Quantity) -> bool:
        """Whether a bare number stands in commas after one who is only called something: `teacher, 60, …`."""
        before, after = quantity.number.first - 1, quantity.number.last + 1
        if before <= 0 or after >= len(self.tokens) or quantity.last >= after or not _may_be_age(quantity):
            return False
        if self.tokens[before].text != "," or self.tokens[after].text not in ",.":
            return False
        start = before
        while start and self.tokens[start - 1].text not in ":(\n" and self._same_sentence(start - 1, before):
            start -= 1
            if before - start > 2 * NAME:
                return False
        called = [token for token in self.tokens[start:before] if token.text != "."]
        unknown = all(token.kind == WORD for token in called) and self.named.isdisjoint(range(start, before))
        return unknown and 0 < len(called) <= NAME

    def _same_sentence(self, n: int, other: int) -> bool:
        return self.tokens[n].sentence == self.tokens[other].sentence

    def _of_person(self, quantity: Quantity) -> bool:
        """Whether a bare number is what somebody is: `he is 50`, `she just turned 18`."""
        if quantity.units or quantity.months or not _may_be_age(quantity) or quantity.number.value < YOUNGEST:
            return False
        n, after = quantity.number.first - 1, quantity.last + 1
        following = self.tokens[after] if after < len(self.tokens) else None
        if following and following.kind == WORD and following.form not in self.language.file.being.after:
            return False
        while n > 0 and self.tokens[n].form in self.language.file.being.before:
            n -= 1
        said = n < quantity.number.first - 1 or "'" in self.tokens[n].text.replace("’", "'")
        return said and n >= 0 and self.tokens[n].key in self.language.among("patient")

    def _sex(self, quantity: Quantity) -> int | None:
        """The last token of a sex after the number, as in `52M`, `58 F` or `(58, f, …`."""
        n = quantity.number.last + 1
        if n >= len(self.tokens) or quantity.units or not _may_be_age(quantity):
            return None
        listed = self.tokens[n].text == "," and n + 2 < len(self.tokens) and self.tokens[n + 2].text in ",)"
        token = self.tokens[n + 1 if listed else n]
        lone = len(token.text) > 1 or listed or token.text.isupper() or not token.spaced
        return (n + 1 if listed else n) if token.key in self._sexes and lone else None


def _may_be_age(quantity: Quantity) -> bool:
    """Whether a number in digits may be how many years somebody has lived."""
    number = quantity.number
    whole = number.first == number.last and not number.word and number.value == int(number.value)
    return whole and 0 < number.value < OLDEST
