"""The content words of a message: where those stand that the vocabulary knows, and the strange ones, which weigh."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING

from bot.reading.lazily import cached_property
from bot.reading.text import WORD

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from collections.abc import Set as AbstractSet

    from bot.reading.language import Language
    from bot.reading.message import Message
    from bot.reading.phrases import Hit
    from bot.reading.text import Token

OF_NO_TOPIC = ("urgent_", "told_by")  # the sorts of wordings that tell of an emergency or of another meaning
EVERYDAY = 0.5  # a word of everyday language tells less of another subject than one nobody knows


@dataclass(eq=False)
class Content:
    """The places of the content words that the vocabulary knows, and of those that nobody knows or another subject."""

    tokens: Sequence[Token]
    language: Language
    known: Sequence[int]
    strange: Sequence[int]
    elsewhere: Sequence[int]

    def of(self, part: range) -> tuple[int, float]:
        """How many content words of a part the vocabulary knows, and the weight of those that nobody knows."""
        first, last = (bisect_left(self.strange, n) for n in (part.start, part.stop))
        known = bisect_left(self._telling, part.stop) - bisect_left(self._telling, part.start)
        return known, self._weights[last] - self._weights[first]

    @property
    def weight(self) -> float:
        """What all the words weigh that nobody knows."""
        return self._weights[-1]

    def weight_beside(self, known: AbstractSet[int]) -> float:
        """What the words weigh that nobody knows, but for some tokens."""
        beside = [n for n in self.strange if n not in known] if known else self.strange
        return self.weight if len(beside) == len(self.strange) else sum(map(self._weight, beside))

    def strangers(self, part: range | None = None) -> list[str]:
        """The content words of a part that nobody here knows, or that are of another subject."""
        strange, elsewhere = self.strange, self.elsewhere
        if part is not None:
            strange, elsewhere = _within(strange, part), _within(elsewhere, part)
        return [self.tokens[n].form for n in (*strange, *elsewhere)]

    @cached_property
    def _telling(self) -> list[int]:
        """The known ones that are no everyday words."""
        return [n for n in self.known if self.tokens[n].form not in self.language.glue]

    @cached_property
    def _weights(self) -> list[float]:
        """The weight of the strange ones up to each of them, from nothing to all."""
        return [*accumulate(map(self._weight, self.strange), initial=0.0)]

    def _weight(self, n: int) -> float:
        return EVERYDAY if self.tokens[n].form in self.language.everyday else 1.0


def content_in(message: Message) -> Content:
    """The content words of a message; what is denied is none."""
    tokens, language, covered, elsewhere = message.text.tokens, message.language, message.covered, _elsewhere(message)
    known: list[int] = []
    strange: list[int] = []
    glue, says = language.glue, message.context.says
    for n, token in enumerate(tokens):
        if token.kind != WORD or (n not in covered and (token.key in glue or len(token.form) == 1)):
            continue
        if n not in elsewhere and "denied" not in says(n, n):
            (known if n in covered else strange).append(n)
    return Content(tokens, language, known, strange, sorted(elsewhere))


def _elsewhere(message: Message) -> frozenset[int]:
    """The tokens that only another subject explains."""
    others = [hit for hit in message.hits if hit.sense.sort == "elsewhere"]
    if not others:
        return frozenset()
    own = message.covered_by(hit for hit in of_topic(message.hits) if hit.sense.sort != "elsewhere")
    return frozenset(n for hit in others for n in range(hit.first, hit.last + 1)) - own


def _within(places: Sequence[int], part: range) -> Sequence[int]:
    return places[bisect_left(places, part.start) : bisect_left(places, part.stop)]


def of_topic(hits: Iterable[Hit]) -> list[Hit]:
    """The wordings that are of the topic: none that only tell of an emergency, or of another meaning."""
    return [hit for hit in hits if not hit.sense.sort.startswith(OF_NO_TOPIC)]
