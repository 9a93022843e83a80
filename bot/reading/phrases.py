"""Finding the wordings of a vocabulary in a text: a tree of words, walked once from each token."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from bot.reading.text import ANY_NUMBER, NUMBER, Token, folded, stem, tokenised

GAP = 4  # how many other words `...` may stand for
_ANY_NUMBER = ANY_NUMBER


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


class _End(NamedTuple):
    """Where a wording ends in the tree: what it means, the capitals it needs, and the chunks after a gap."""

    sense: Sense
    exactly: tuple[str | None, ...]
    rest: tuple[tuple[str, ...], ...]
    plain: bool


class Lexicon:
    """Wordings and what they mean."""

    def __init__(self) -> None:
        """Begin with none."""
        self._root: dict[Any, Any] = {}
        self.keys: set[str] = set()
        self.forms: set[str] = set()

    def add(self, wordings: Iterable[str], sense: Sense) -> None:
        """Learn wordings of one meaning."""
        for wording in wordings:
            chunks = [_chunk(part) for part in wording.split("...")]
            keys, exactly = chunks[0]
            if not keys:
                continue
            node = self._root
            for key in keys:
                node = node.setdefault(key, {})
            rest = tuple(tuple(following) for following, _ in chunks[1:] if following)
            capitals = tuple(exactly) if any(exactly) else ()
            node.setdefault(None, []).append(_End(sense, capitals, rest, plain=not (capitals or rest)))
            self.keys.update(key for following, _ in chunks for key in following)
            self.forms.update(folded(word) for word in wording.split())

    def find(self, tokens: Sequence[Token]) -> list[Hit]:
        """Every wording in the tokens, nested ones included, in order of their first token."""
        root, numbers = self._root, _ANY_NUMBER in self._root
        hits: list[Hit] = []
        for first, token in enumerate(tokens):
            if token.key in root or token.more or (numbers and token.kind == NUMBER):
                hits += self.at(tokens, first)
        return hits

    def at(self, tokens: Sequence[Token], first: int) -> list[Hit]:
        """Every wording that starts at one token."""
        hits: list[Hit] = []
        paths = [(self._root, first)]
        count = len(tokens)
        while paths:
            node, at = paths.pop()
            if at == count:
                continue
            token = tokens[at]
            for key in token.keys:
                following = node.get(key)
                if following is not None:
                    for end in following.get(None, ()):
                        hit = Hit(first, at, end.sense) if end.plain else _completed(end, tokens, first, at)
                        if hit is not None:
                            hits.append(hit)
                    paths.append((following, at + 1))
        return hits


def longest(hits: Iterable[Hit]) -> list[Hit]:
    """The hits without those that lie within a longer one, in order."""
    found = sorted(hits)
    inside = covered(found, found)
    return [hit for hit in found if hit not in inside]


def covered(hits: Iterable[Hit], by: Iterable[Hit]) -> set[Hit]:
    """Those of the hits that lie within a longer one of *by*."""
    reach: dict[int, int] = {}
    for hit in by:
        reach[hit.first] = max(hit.last, reach.get(hit.first, -1))
    furthest = -1
    inside: set[Hit] = set()
    starts = sorted(reach)
    n = 0
    for hit in sorted(hits):
        while n < len(starts) and starts[n] < hit.first:
            furthest = max(furthest, reach[starts[n]])
            n += 1
        if furthest >= hit.last or reach.get(hit.first, -1) > hit.last:
            inside.add(hit)
    return inside


def _chunk(part: str) -> tuple[list[str], list[str | None]]:
    keys: list[str] = []
    exactly: list[str | None] = []
    for word in part.split():
        if word == _ANY_NUMBER:
            keys.append(word)
            exactly.append(None)
            continue
        exact = word[0] == "=" and word[1:2].isalnum()
        for token in tokenised(word[1:] if exact else word):
            keys.append(stem(token.form))
            exactly.append(token.text if exact else None)
    return keys, exactly


def _completed(end: _End, tokens: Sequence[Token], first: int, last: int) -> Hit | None:
    """The wording whose first chunk lies from *first* to *last*, or None if its capitals or its rest are not there."""
    if end.exactly and any(want and tokens[first + n].text != want for n, want in enumerate(end.exactly)):
        return None
    skipped: list[int] = []
    for chunk in end.rest:
        start = _next_chunk(chunk, tokens, last + 1)
        if start is None:
            return None
        skipped.extend(range(last + 1, start))
        last = start + len(chunk) - 1
    return Hit(first, last, end.sense, tuple(skipped))


def _next_chunk(chunk: tuple[str, ...], tokens: Sequence[Token], start: int) -> int | None:
    sentence = tokens[start - 1].sentence
    for first in range(start, min(start + GAP + 1, len(tokens) - len(chunk) + 1)):
        if tokens[first].sentence != sentence:
            return None
        if all(key in tokens[first + n].keys for n, key in enumerate(chunk)):
            return first
    return None
