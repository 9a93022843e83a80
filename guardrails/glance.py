"""What a glance at a text tells cannot be in it, so that it need not be looked for."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_WORD = re.compile(r"\w+")
_DIGIT = re.compile(r"\d")
Phrases = dict[str, tuple[str, ...]]  # by their first words, all in small letters


def phrases(written: Iterable[str]) -> Phrases:
    """Phrases that a glance can look for."""
    found: Mapping[str, list[str]] = defaultdict(list)
    for each in written:
        small = each.casefold()
        if first := _WORD.search(small):
            found[first[0]].append(small)
    return {first: tuple(these) for first, these in found.items()}


class Glance:
    """A text in small letters, its words and its digits. Beyond ASCII small letters are many: anything may be there."""

    __slots__ = ("digits", "plain", "small", "text", "words")

    def __init__(self, text: str) -> None:
        self.text = text
        self.plain = text.isascii()
        self.small = text.casefold()
        self.words = [*dict.fromkeys(_WORD.findall(self.small))]
        self.digits = len(_DIGIT.findall(text))

    def may_hold(self, *marks: str) -> bool:
        """Whether one of some marks, in small letters, may be in it."""
        if not self.plain:
            return True
        small = self.small
        for mark in marks:  # noqa: SIM110 (half as long as with `any`)
            if mark in small:
                return True
        return False

    def may_say(self, wanted: Phrases) -> bool:
        """Whether one of some phrases, from the beginning of a word on, may be in it."""
        if not self.plain:
            return True
        begun = [word for word in self.words if word in wanted]
        return any(each in self.small for word in begun for each in wanted[word]) if begun else False
