"""Ages: `52M`, `15 y`, `(58, f)`, `she just turned 18`."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.reading.lazily import cached_property
from bot.reading.mentions import Mention
from bot.reading.text import WORD, stem

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.reading.language import Language
    from bot.reading.quantities import Quantity
    from bot.reading.text import Token

OLDEST = 120
YOUNGEST = 10  # a smaller number that somebody `is` may be a score
IM, OF = "im", "of"  # `im 45`, `lady of 52`
NAME = 4  # tokens of what somebody is called at the beginning


@dataclass(frozen=True)
class Ages:
    """The ages of a message without a label; *named* are the tokens that mean something in the topic."""

    tokens: Sequence[Token]
    language: Language
    quantities: Sequence[Quantity]
    named: frozenset[int] = frozenset()

    def find(self, fact: str, taken: set[int]) -> Iterator[tuple[Mention, bool]]:
        """Ages without a label, no length of time, and whether more than the unit says so: `52M`, `52 y/o`; `15 y`."""
        for quantity in self.quantities:
            if not self._leads_to_age(quantity):
                continue
            number = quantity.number
            own = (number.first,) if number.first == number.last else range(number.first, number.last + 1)
            if taken.isdisjoint(own) and (end := self._age_end(fact, quantity)):
                unit = self._age_unit(fact, quantity)
                sure = unit is None or self.old(quantity)
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
        return self._persons.union(map(stem, self.language.file.being.before), "(,", (OF, IM))

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
        if self.old(quantity):
            return quantity.last + 1
        if unit != "years":
            return quantity.last + 1
        return None if self.lone(quantity) else quantity.last + 1

    def lone(self, quantity: Quantity) -> bool:
        """Whether the words around it say that it is a length of time, as in `for 3 years`, `3 years ago`."""
        before = self.tokens[quantity.first - 1].form if quantity.first else ""
        after = self.tokens[quantity.last + 1].form if quantity.last + 1 < len(self.tokens) else ""
        if after in self._persons:
            return False
        return before in self.language.among("not_age") or after in self.language.among("not_age_after")

    def old(self, quantity: Quantity) -> bool:
        """Whether `old`, or a form such as `yo`, says that it is an age."""
        forms = [token.form for token in self.tokens[quantity.number.last + 1 : quantity.last + 2]]
        return bool(self.language.among("old") & set(forms)) or "o" in forms[1:]

    def _in_brackets(self, quantity: Quantity) -> bool:
        """Whether a bare number stands in brackets or commas after a person, as in `woman (34)`, `man 52, …`."""
        before, after = quantity.number.first - 1, quantity.number.last + 1
        if before < 0 or after >= len(self.tokens) or quantity.units or quantity.months or quantity.number.word:
            return False
        persons = self._persons
        if self.tokens[before].form == OF and self.tokens[before - 1].key in persons and _may_be_age(quantity):
            return True
        if self.tokens[before].key in persons and len(self.tokens[before].form) > 1:
            told = self.tokens[after].kind == WORD and self.tokens[before].key in self._sexes
            return self.tokens[after].text in ",;(" or (told and before + 1 not in self.named and _may_be_age(quantity))
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
        called = self.tokens[n]
        said = n < quantity.number.first - 1 or "'" in called.text.replace("’", "'") or called.form == IM
        return said and n >= 0 and (self.tokens[n].key in self.language.among("patient") or self._is_subject(n))

    def _is_subject(self, n: int) -> bool:
        """Whether somebody is called by a name up to a token, or the sentence on him goes on there: `…, is 50 and`."""
        if self.tokens[n].form in self.language.file.who:
            return n > 0 and (self.tokens[n - 1].text == "," or self.tokens[n - 1].key in self._persons)
        if self.tokens[n].text == "," or self.tokens[n].key in self.language.among("adds"):
            first = bisect_left(self.tokens, self.tokens[n].sentence, hi=n, key=lambda token: token.sentence)
            return self.tokens[first].key in self.language.among("patient")
        titles = self.language.file.called.titles
        return self.tokens[n].text.istitle() and any(token.text in titles for token in self.tokens[max(0, n - 3) : n])

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
