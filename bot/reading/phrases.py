"""Finding the wordings of a vocabulary in a text: a tree of words, walked once from each token."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from bot.reading.text import ANY_NUMBER, NUMBER, Token, stem, tokenised
from guardrails.wording import slots

GAP = 4  # how many other words `...` may stand for


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


class _End(NamedTuple):
    """Where a wording ends in the tree: what it means, the capitals it needs, and the chunks after its gaps.

    Of each chunk one of several alternatives must stand there.
    """

    sense: Sense
    exactly: tuple[str | None, ...]
    rest: tuple[tuple[Keys, ...], ...]
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
            rest = tuple(tuple(keys for keys, _ in self._alternatives(part)) for part in following)
            for keys, exactly in self._alternatives(opening):
                node = self._root
                for key in keys:
                    node = node.setdefault(key, {})
                node.setdefault(None, []).append(_End(sense, exactly, rest, not (exactly or rest)))

    def _alternatives(self, part: str) -> list[tuple[Keys, tuple[str | None, ...]]]:
        """The keys of every plain wording of a part, with the capitals that are needed."""
        found: list[tuple[Keys, tuple[str | None, ...]]] = [((), ())]
        for slot in slots(part) if "(" in part or "?" in part else [[word] for word in part.split()]:
            choices = [_keys(choice) for choice in slot]
            self.forms.update(form for _, _, forms in choices for form in forms)
            self.keys.update(key for keys, _, _ in choices for key in keys)
            found = [(have + keys, exact + capitals) for have, exact in found for keys, capitals, _ in choices]
        return [(keys, exact if any(exact) else ()) for keys, exact in found if keys]

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


@lru_cache(maxsize=8192)
def _keys(words: str) -> tuple[Keys, tuple[str | None, ...], Keys]:
    """The keys of some words, the capitals they need, and their forms."""
    keys: list[str] = []
    capitals: list[str | None] = []
    forms: list[str] = []
    for word in words.split():
        if word == ANY_NUMBER or (word.isalpha() and word.isascii()):
            keys.append(word if word == ANY_NUMBER else stem(word.lower()))
            forms.append(word.lower())
            capitals.append(None)
            continue
        exact = word[0] == "=" and word[1:2].isalnum()
        for token in tokenised(word[1:] if exact else word):
            keys.append(token.key)
            forms.append(token.form)
            capitals.append(token.text if exact else None)
    return tuple(keys), tuple(capitals), tuple(forms)


def _completed(end: _End, tokens: Sequence[Token], first: int, last: int) -> Hit | None:
    """The wording whose first chunk lies from *first* to *last*, or None if its capitals or its rest are not there."""
    if end.exactly and any(want and tokens[first + n].text != want for n, want in enumerate(end.exactly)):
        return None
    skipped: list[int] = []
    for chunk in end.rest:
        start, length = _next_chunk(chunk, tokens, last + 1)
        if not length:
            return None
        skipped.extend(range(last + 1, start))
        last = start + length - 1
    return Hit(first, last, end.sense, tuple(skipped))


def _next_chunk(chunk: tuple[Keys, ...], tokens: Sequence[Token], start: int) -> tuple[int, int]:
    """Where the first of some alternatives starts within the gap, in the same sentence, and its length; 0 if none."""
    sentence, count = tokens[start - 1].sentence, len(tokens)
    for first in range(start, min(start + GAP + 1, count)):
        token = tokens[first]
        if token.sentence != sentence:
            return 0, 0
        for keys in chunk:
            if keys[0] in token.keys and first + len(keys) <= count and _stand(keys, tokens, first):
                return first, len(keys)
    return 0, 0


def _stand(keys: Keys, tokens: Sequence[Token], first: int) -> bool:
    return all(key in tokens[first + n].keys for n, key in enumerate(keys))
