"""Misspelled words, read as the known word one slip away: a letter too many, too few, another, or two swapped."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING

from bot.reading.text import WORD, stem

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from bot.reading.language import Language
    from bot.reading.text import Token

SHORTEST = 4  # of shorter words only two swapped letters are forgiven
LONG = 9  # from here on two slips are forgiven
MOST = 60  # unknown words looked at in one message
ALTERNATIVES = 4
PRIVATIVE = "a"  # before a word it takes away what that says: `afebrile`
ACRONYM = 6  # so short a word in capitals is an abbreviation, and not misspelled


@dataclass
class Speller:
    """Knows the words of the topics and of everyday language.

    A word that is known is never corrected, everyday words included.
    """

    words: Collection[str]
    language: Language
    _seen: dict[str, tuple[int, tuple[str, ...]]] = field(default_factory=dict)

    @cached_property
    def _by_length(self) -> dict[int, list[str]]:
        found: dict[int, list[str]] = defaultdict(list)
        for word in sorted(self.words):
            if len(word) >= SHORTEST:
                found[len(word)].append(word)
        return found

    def correct(self, tokens: Iterable[Token]) -> None:
        """Give misspelled tokens the keys of the words they may be, and remember what was written."""
        tokens = list(tokens)
        shouting = all(token.text.isupper() for token in tokens if token.kind == WORD)
        for token in islice(self._unknown(tokens, shouting=shouting), MOST):
            slips, nearest = self.nearest(token.form)
            if nearest:
                token.slips = slips
                token.written, token.form, token.key = token.form, nearest[0], stem(nearest[0])
                token.keys = tuple(dict.fromkeys(map(stem, nearest)))
                token.more = token.keys[1:]
                token.several = bool(token.more)

    def _unknown(self, tokens: Iterable[Token], *, shouting: bool) -> Iterator[Token]:
        """The words that are not known as they are written, but for what is an abbreviation."""
        words, everyday = self.words, self.language.everyday
        short = SHORTEST if shouting else ACRONYM
        for token in tokens:
            key, form = token.key, token.form
            if token.kind != WORD or key in words or len(form) < SHORTEST - 1 or key in everyday:
                continue
            if form in words or form in everyday or (len(token.text) <= short and token.text.isupper()):
                continue
            yield token

    def knows(self, word: str) -> bool:
        """Whether a word is spelled right."""
        return word in self.words or word in self.language.everyday

    def nearest(self, word: str) -> tuple[int, tuple[str, ...]]:
        """How many slips away the nearest known words are, and these, most likely first; none if it is like no word."""
        if word not in self._seen:
            if len(word) > self._longest:
                return 0, ()
            if len(self._seen) > 5000:
                self._seen.clear()
            self._seen[word] = self._nearest(word)
        return self._seen[word]

    @cached_property
    def _longest(self) -> int:
        """How long a word may be to be a misspelling of any known one."""
        return max(self._by_length, default=0) + 2

    def _swapped(self, word: str) -> tuple[int, tuple[str, ...]]:
        swapped = [word[:n] + word[n + 1] + word[n] + word[n + 2 :] for n in range(len(word) - 1)]
        return 1, tuple(each for each in swapped if each in self.language.glue)[:1]

    def _nearest(self, word: str) -> tuple[int, tuple[str, ...]]:
        if len(word) < SHORTEST:
            return self._swapped(word)
        from rapidfuzz.distance import OSA  # only here: most messages are spelled right
        from rapidfuzz.process import extract

        slips = 2 if len(word) >= LONG else 1
        near: list[tuple[int, bool, bool, str]] = []
        for length in range(len(word) - slips, len(word) + slips + 1):
            alike = extract(word, self._by_length.get(length, ()), scorer=OSA.distance, score_cutoff=slips, limit=None)
            for known, distance, _ in alike:
                if _may_be(word, known, distance):
                    near.append((distance, known[0] != word[0], self._far(word, known), known))
        if not near:
            return 0, ()
        near.sort()
        best = near[0][:3]
        return best[0], tuple(each[3] for each in near if each[:3] == best)[:ALTERNATIVES]

    def _far(self, word: str, known: str) -> bool:
        """Whether one letter was typed for another that is not beside it on the keyboard."""
        if len(word) != len(known):
            return False
        wrong = [pair for pair in zip(word, known, strict=True) if pair[0] != pair[1]]
        return len(wrong) == 1 and wrong[0] not in self.language.neighbours


def _may_be(word: str, known: str, slips: int) -> bool:
    """Whether a word may be a misspelling of another: the same digits, and the same first letter but for one slip."""
    beginning = known[0] == word[0] or (slips == 1 and len(word) > SHORTEST)
    return beginning and word != PRIVATIVE + known and _digits(word) == _digits(known)


def _digits(word: str) -> str:
    return "".join(letter for letter in word if letter.isdigit())
