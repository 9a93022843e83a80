"""What is found in a text, and how a wording goes on after its opening words: over gaps, and by alternatives."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bot.reading.text import Token


class Sense(NamedTuple):
    """What a wording means: its sort, the fact, decision or source it belongs to, and the value it gives."""

    sort: str
    name: str = ""
    value: str = ""


class Hit(NamedTuple):
    """A wording found: its first and last token, what it means, and the tokens that fell into its gaps."""

    first: int
    last: int
    sense: Sense
    skipped: tuple[int, ...] = ()

    @property
    def length(self) -> int:
        """How many tokens it spans."""
        return self.last - self.first + 1


Keys = tuple[str, ...]
Capitals = tuple[str | None, ...]


class Chunk(NamedTuple):
    """What must follow in a wording, after at most so many other words: one of some alternatives, by their first key.

    It may be left out where one of them is empty.
    """

    gap: int
    by_head: dict[str, tuple[Keys, ...]]
    may_be_nothing: bool

    @classmethod
    def of(cls, gap: int, alternatives: Iterable[Keys]) -> Chunk:
        """One of some alternatives, after at most *gap* other words."""
        by_head: dict[str, tuple[Keys, ...]] = {}
        written = _longest_first(alternatives)
        for keys in filter(None, written):
            by_head[keys[0]] = (*by_head.get(keys[0], ()), keys)
        return cls(gap, by_head, () in written)


class End(NamedTuple):
    """Where the opening of a wording ends in the tree: what it means, the capitals it needs, and what must follow."""

    sense: Sense
    exactly: Capitals
    rest: tuple[Chunk, ...]
    plain: bool


class Ends(list[End]):
    """The ends of all wordings that open with the same words, in the order in which they were learned."""

    @cached_property
    def plain(self) -> bool:
        """Whether all of them are whole, and need no capitals."""
        return all(end.plain for end in self)

    @cached_property
    def whole(self) -> list[End]:
        """Those that may be whole already."""
        return [end for end in self if not end.rest or end.rest[0].may_be_nothing]

    @cached_property
    def heads(self) -> frozenset[str]:
        """The words with which the others go on."""
        return frozenset(head for end in self if end.rest for head in end.rest[0].by_head)

    @cached_property
    def gap(self) -> int:
        """How many other words may stand before these."""
        return max((end.rest[0].gap for end in self if end.rest), default=0)

    def promising(self, tokens: Sequence[Token], start: int) -> Sequence[End]:
        """Those that are whole, or whose next chunk begins somewhere within its gap."""
        heads = self.heads
        window = [token.keys for token in tokens[start : start + self.gap + 1]]
        if all(map(heads.isdisjoint, window)):
            return self.whole
        near = frozenset(key for keys in window for key in keys)
        return [
            end
            for end in self
            if not end.rest or end.rest[0].may_be_nothing or not near.isdisjoint(end.rest[0].by_head)
        ]


def hit_at(first: int, last: int, sense: Sense, skipped: tuple[int, ...] = ()) -> Hit:
    """A hit, made in half the time: there are thousands in a long message."""
    return tuple.__new__(Hit, (first, last, sense, skipped))


def completed(end: End, tokens: Sequence[Token], first: int, last: int) -> Hit | None:
    """The wording whose first chunk lies from *first* to *last*, or None if its capitals or its rest are not there."""
    if end.exactly and any(want and tokens[first + n].text != want for n, want in enumerate(end.exactly)):
        return None
    skipped: list[int] = []
    for chunk in end.rest:
        found = _next_chunk(chunk, tokens, last + 1)
        if found is None:
            return None
        start, length = found
        skipped.extend(range(last + 1, start))
        last = start + length - 1
    return hit_at(first, last, end.sense, tuple(skipped))


def _next_chunk(chunk: Chunk, tokens: Sequence[Token], start: int) -> tuple[int, int] | None:
    """Where the first of the alternatives starts within the gap, in the same sentence, and its length."""
    sentence, count = tokens[start - 1].sentence, len(tokens)
    by_head = chunk.by_head
    for first in range(start, min(start + chunk.gap + 1, count)):
        token = tokens[first]
        if token.sentence != sentence:
            break
        for key in token.keys:
            if key in by_head and (length := _stands(by_head[key], tokens, first)):
                return first, length
    return (start, 0) if chunk.may_be_nothing else None


def _stands(alternatives: Sequence[Keys], tokens: Sequence[Token], first: int) -> int:
    """The length of the first of some alternatives, longest first, that stands at their head; 0 if none does."""
    count = len(tokens) - first
    for keys in alternatives:
        length = len(keys)
        if length == 1:
            return length
        if length <= count and keys[1] in tokens[first + 1].keys and _stand(keys, tokens, first):
            return length
    return 0


def _stand(keys: Keys, tokens: Sequence[Token], first: int) -> bool:
    return all(key in token.keys for key, token in zip(keys, tokens[first : first + len(keys)], strict=True))


def _longest_first(alternatives: Iterable[Keys]) -> tuple[Keys, ...]:
    return tuple(sorted(dict.fromkeys(alternatives), key=lambda keys: -len(keys)))
