"""Finding the wordings of a vocabulary in a text: a tree of words, walked once from each token."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from functools import cached_property, lru_cache
from typing import Any

from bot.reading.endings import Capitals, Chunk, End, Ends, Hit, Keys, Sense, completed, hit_at
from bot.reading.text import ANY_NUMBER, NUMBER, Token, stem, tokenised
from guardrails.wording import slots

__all__ = ["Hit", "Lexicon", "Sense", "covered", "longest"]

GAP = 4  # how many other words `...` may stand for
_OPEN = re.compile(r"\.\.\.|[(?]")  # in a wording of more than one form
BRANCHES = 24  # so many beginnings of one wording are written out in the tree


Node = dict[Any, Any]  # what follows by the next key, and by None the wordings that end here


class Lexicon:
    """Wordings and what they mean."""

    def __init__(self) -> None:
        """Begin with none."""
        self._root: Node = {}
        self.keys: set[str] = set()
        self.forms: set[str] = set()

    def add(self, wordings: Iterable[str], sense: Sense) -> None:
        """Learn wordings of one meaning."""
        for wording in wordings:
            if not _OPEN.search(wording):
                self._learn(*self._keys(wording), End(sense, (), (), plain=True))
                continue
            opening, *following = wording.split("...")
            first, rest = self._opening(opening)
            rest += tuple(Chunk.of(GAP, (keys for keys, _ in self._written_out(_slots(part)))) for part in following)
            usual = End(sense, (), rest, plain=not rest)
            for keys, capitals in first:
                self._learn(keys, capitals, usual)

    def _learn(self, keys: Keys, capitals: Capitals, end: End) -> None:
        """Put a wording's opening into the tree."""
        if not keys:
            return
        node = self._root
        for key in keys:
            node = node.setdefault(key, {})
        if None not in node:
            node[None] = Ends()
        node[None].append(end._replace(exactly=capitals, plain=False) if capitals else end)

    def _opening(self, part: str) -> tuple[list[tuple[Keys, Capitals]], tuple[Chunk, ...]]:
        """The beginnings of a wording for the tree, and what follows at once where all would be too many."""
        places = _slots(part)
        written = 1
        while written < len(places) and (_may_be_nothing(places[:written]) or _few(places[: written + 1])):
            written += 1
        rest = tuple(Chunk.of(0, (self._keys(each)[0] for each in place)) for place in places[written:])
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
        root = self._root
        starts = [n for n, token in enumerate(tokens) if token.key in root or token.more]
        if ANY_NUMBER in root and (numbers := self._numbers(tokens)):
            starts = sorted({*starts, *numbers})
        hits: list[Hit] = []
        for first in starts:
            self._from(tokens, first, hits)
        return hits

    def _numbers(self, tokens: Sequence[Token]) -> list[int]:
        """The numbers with which a wording may begin: those shortly before a word with which one goes on."""
        following, back = self._after_numbers
        if not back:
            return [n for n, token in enumerate(tokens) if token.kind == NUMBER]
        near = [n for n, token in enumerate(tokens) if token.key in following or token.more]
        found = {n - m for n in near for m in range(1, back + 1)}
        return [n for n in found if n >= 0 and tokens[n].kind == NUMBER]

    @cached_property
    def _after_numbers(self) -> tuple[frozenset[str], int]:
        """The words with which wordings go on that begin with a number, and how far behind; 0: all are one."""
        node = self._root[ANY_NUMBER]
        ends: Ends = node.get(None) or Ends()
        return ends.heads.union(filter(None, node)), 0 if ends.whole else ends.gap + 1

    def at(self, tokens: Sequence[Token], first: int) -> list[Hit]:
        """Every wording that starts at one token."""
        hits: list[Hit] = []
        if first < len(tokens) and (tokens[first].key in self._root or tokens[first].several):
            self._from(tokens, first, hits)
        return hits

    def _from(self, tokens: Sequence[Token], first: int, hits: list[Hit]) -> None:
        """Add every wording that starts at one token: most are done after one word."""
        token = tokens[first]
        if token.several:
            self._walk(tokens, first, (self._root, first), hits)
            return
        node = self._root[token.key]
        if None in node:
            _end(node[None], tokens, first, first, hits)
        if first + 1 < len(tokens) and (tokens[first + 1].key in node or tokens[first + 1].several):
            self._walk(tokens, first, (node, first + 1), hits)

    def _walk(self, tokens: Sequence[Token], first: int, start: tuple[Node, int], hits: list[Hit]) -> None:
        """The same from a node at a token on: straight on, as long as each token has one key that fits."""
        node: Node | None
        node, at = start
        count = len(tokens)
        while at < count:
            token = tokens[at]
            if token.several:
                fitting = [key for key in token.keys if key in node]
                if len(fitting) > 1:
                    self._branch(tokens, first, (node, at), hits)
                    return
                node = node[fitting[0]] if fitting else None
            else:
                node = node.get(token.key)
            if node is None:
                return
            if None in node:
                _end(node[None], tokens, first, at, hits)
                if len(node) == 1:
                    return
            at += 1

    def _branch(self, tokens: Sequence[Token], first: int, start: tuple[Node, int], hits: list[Hit]) -> None:
        """The same, where a token may have several keys that fit."""
        paths = [start]
        count = len(tokens)
        while paths:
            node, at = paths.pop()
            for key in tokens[at].keys:
                following = node.get(key)
                if following is None:
                    continue
                ends = following.get(None)
                if ends is not None:
                    _end(ends, tokens, first, at, hits)
                if at + 1 < count and (ends is None or len(following) > 1):
                    paths.append((following, at + 1))


def _end(ends: Ends, tokens: Sequence[Token], first: int, last: int, hits: list[Hit]) -> None:
    """Add the wordings whose openings lie from *first* to *last*, if the rest of them follows."""
    if ends.plain:
        for end in ends:
            hits.append(hit_at(first, last, end[0]))  # noqa: PERF401  a list more for each would take twice as long
        return
    for end in ends.promising(tokens, last + 1):
        hit = hit_at(first, last, end.sense) if end.plain else completed(end, tokens, first, last)
        if hit is not None:
            hits.append(hit)


def longest(hits: Iterable[Hit]) -> list[Hit]:
    """The hits without those that lie within a longer one, or skip more words of the same ones; in order."""
    found = sorted(hits)
    if len(found) < 2:
        return found
    kept: list[Hit] = []
    furthest, start, count = -1, 0, len(found)  # how far those reach that begin before
    while start < count:
        first, stop = found[start][0], start + 1
        while stop < count and found[stop][0] == first:
            stop += 1
        last = found[stop - 1][1]
        if last > furthest:
            furthest = last
            kept += found[start:stop] if stop - start == 1 else _least_skipping(found[start:stop], last)
        start = stop
    return kept


def _least_skipping(hits: Sequence[Hit], last: int) -> list[Hit]:
    """Those that reach to *last*, and skip the fewest words."""
    ending = [hit for hit in hits if hit.last == last]
    least = min(len(hit.skipped) for hit in ending)
    return [hit for hit in ending if len(hit.skipped) == least]


def covered(hits: Iterable[Hit], by: Iterable[Hit]) -> set[Hit]:
    """Those of the hits that lie within a longer one of *by*."""
    reach: dict[int, int] = {}
    for hit in by:
        reach[hit.first] = max(hit.last, reach.get(hit.first, -1))
    if not reach:
        return set()
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


def _may_be_nothing(places: Sequence[Sequence[str]]) -> bool:
    """Whether every one of some places may be left out."""
    return all("" in place for place in places)


def _few(places: Sequence[Sequence[str]]) -> bool:
    return math.prod(map(len, places)) <= BRANCHES


def _slots(part: str) -> list[list[str]]:
    return slots(part) if "(" in part or "?" in part else [[part]]
