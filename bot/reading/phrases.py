"""Finding the wordings of a vocabulary in a text: a tree of words, walked once from each token."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from bot.reading.text import ANY_NUMBER, NUMBER, Token, stem, tokenised
from guardrails.wording import slots

GAP = 4  # how many other words `...` may stand for
FEW = 2  # of more wordings with one beginning, only those are tried whose next word is near
BRANCHES = 24  # so many beginnings of one wording are written out in the tree


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


class _Chunk(NamedTuple):
    """What must follow in a wording, after at most so many other words: one of some alternatives, by their first key.

    It may be left out where one of them is empty.
    """

    gap: int
    by_head: dict[str, tuple[Keys, ...]]
    may_be_nothing: bool

    @classmethod
    def of(cls, gap: int, alternatives: Iterable[Keys]) -> _Chunk:
        by_head: dict[str, tuple[Keys, ...]] = {}
        written = _longest_first(alternatives)
        for keys in filter(None, written):
            by_head[keys[0]] = (*by_head.get(keys[0], ()), keys)
        return cls(gap, by_head, () in written)


class _End(NamedTuple):
    """Where the opening of a wording ends in the tree: what it means, the capitals it needs, and what must follow."""

    sense: Sense
    exactly: Capitals
    rest: tuple[_Chunk, ...]
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
            opening, *following = wording.split("...")
            first, rest = self._opening(opening)
            rest += tuple(_Chunk.of(GAP, (keys for keys, _ in self._written_out(_slots(part)))) for part in following)
            usual = _End(sense, (), rest, plain=not rest)
            for keys, capitals in first:
                node = self._root
                for key in keys:
                    node = node.setdefault(key, {})
                end = _End(sense, capitals, rest, plain=False) if capitals else usual
                node.setdefault(None, []).append(end)

    def _opening(self, part: str) -> tuple[list[tuple[Keys, Capitals]], tuple[_Chunk, ...]]:
        """The beginnings of a wording for the tree, and what follows at once where all would be too many."""
        places = _slots(part)
        written = 1
        while written < len(places) and (_may_be_nothing(places[:written]) or _few(places[: written + 1])):
            written += 1
        rest = tuple(_Chunk.of(0, (self._keys(each)[0] for each in place)) for place in places[written:])
        return self._written_out(places[:written]), rest

    def _written_out(self, places: Sequence[Sequence[str]]) -> list[tuple[Keys, Capitals]]:
        """The keys of every plain wording, with the capitals that are needed."""
        found: list[tuple[Keys, Capitals]] = [((), ())]
        for place in places:
            choices = [(keys, capitals or (None,) * len(keys)) for keys, capitals in map(self._keys, place)]
            found = [(have + keys, exact + capitals) for have, exact in found for keys, capitals in choices]
        return [(keys, exact if any(exact) else ()) for keys, exact in found if keys]

    def _keys(self, words: str) -> tuple[Keys, Capitals]:
        keys, capitals, forms = _keys(words)
        self.keys.update(keys)
        self.forms.update(forms)
        return keys, capitals

    def find(self, tokens: Sequence[Token]) -> list[Hit]:
        """Every wording in the tokens, nested ones included, in order of their first token."""
        root, numbers = self._root, ANY_NUMBER in self._root
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
                    ends = following.get(None, ())
                    if len(ends) > FEW:
                        ends = _promising(ends, tokens, at + 1)
                    for end in ends:
                        hit = Hit(first, at, end.sense) if end.plain else _completed(end, tokens, first, at)
                        if hit is not None:
                            hits.append(hit)
                    paths.append((following, at + 1))
        return hits


def longest(hits: Iterable[Hit]) -> list[Hit]:
    """The hits without those that lie within a longer one, or skip more words of the same ones; in order."""
    found = sorted(hits)
    inside = covered(found, found)
    least: dict[tuple[int, int], int] = {}
    for hit in found:
        least[hit.first, hit.last] = min(len(hit.skipped), least.get((hit.first, hit.last), len(hit.skipped)))
    return [hit for hit in found if hit not in inside and len(hit.skipped) == least[hit.first, hit.last]]


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


@lru_cache(maxsize=16384)
def _keys(words: str) -> tuple[Keys, Capitals, Keys]:
    """The keys of some words, the capitals they need (nothing where none does), and their forms."""
    keys: list[str] = []
    capitals: list[str | None] = []
    forms: list[str] = []
    for word in words.split():
        if word == ANY_NUMBER or (word.isalpha() and word.isascii()):
            form = word.lower()
            keys.append(word if word == ANY_NUMBER else stem(form))
            forms.append(form)
            capitals.append(None)
            continue
        exact = word[0] == "=" and word[1:2].isalnum()
        for token in tokenised(word[1:] if exact else word):
            keys.append(token.key)
            forms.append(token.form)
            capitals.append(token.text if exact else None)
    return tuple(keys), tuple(capitals) if any(capitals) else (), tuple(forms)


def _promising(ends: Sequence[_End], tokens: Sequence[Token], start: int) -> list[_End]:
    """Those of many ends that are whole, or whose next chunk begins somewhere within a gap."""
    near = {key for token in tokens[start : start + GAP + 1] for key in token.keys}
    return [
        end for end in ends if not end.rest or end.rest[0].may_be_nothing or not near.isdisjoint(end.rest[0].by_head)
    ]


def _completed(end: _End, tokens: Sequence[Token], first: int, last: int) -> Hit | None:
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
    return Hit(first, last, end.sense, tuple(skipped))


def _next_chunk(chunk: _Chunk, tokens: Sequence[Token], start: int) -> tuple[int, int] | None:
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
    """The length of the first of some alternatives, longest first, that stands at a token; 0 if none does."""
    count = len(tokens) - first
    return next((len(keys) for keys in alternatives if len(keys) <= count and _stand(keys, tokens, first)), 0)


def _stand(keys: Keys, tokens: Sequence[Token], first: int) -> bool:
    return all(key in tokens[first + n].keys for n, key in enumerate(keys))


def _may_be_nothing(places: Sequence[Sequence[str]]) -> bool:
    """Whether every one of some places may be left out."""
    return all("" in place for place in places)


def _few(places: Sequence[Sequence[str]]) -> bool:
    return math.prod(map(len, places)) <= BRANCHES


def _slots(part: str) -> list[list[str]]:
    return slots(part) if "(" in part or "?" in part else [[part]]


def _longest_first(alternatives: Iterable[Keys]) -> tuple[Keys, ...]:
    return tuple(sorted(dict.fromkeys(alternatives), key=lambda keys: -len(keys)))
