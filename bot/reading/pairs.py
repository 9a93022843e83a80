"""Reading a pair of parts in all its spellings: `A/B`, `Pre*A/Pre*B`, `one A one B`, `two A`."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from bot.reading.phrases import Lexicon, Sense, longest
from bot.reading.text import folded

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.reading.phrases import Hit
    from bot.reading.text import Text, Token
    from guardrails.vocabulary import Pairs

NEAR = 3  # how far a part may stand from `two` or `one`, filler words included


class PairHit(NamedTuple):
    """A pair found: its tokens, its canonical name, and whether it could be another word in small letters."""

    first: int
    last: int
    name: str
    doubtful: bool = False


class PairFinder:
    """Finds the pairs of one fact."""

    def __init__(self, pairs: Pairs) -> None:
        """Prepare the spellings of every part."""
        self.pairs = pairs
        self._names = {_squeezed(word): name for name, part in pairs.parts.items() for word in (name, *part.words)}
        self._pattern, self._single, self._alike = _patterns(pairs)
        self.words = Lexicon()
        for sort in ("twice", "once", "filler", "named"):
            self.words.add(getattr(pairs, sort), Sense(sort))
        for name, words in pairs.whole.items():
            self.words.add(words, Sense("whole", name))
        for name, part in pairs.parts.items():
            self.words.add([name, *part.words], Sense("part", name))

    def find(self, text: Text) -> list[PairHit]:
        """The pairs in a text, first ones first; where two spellings overlap, the longer."""
        hits = self.words.find(text.tokens)
        spelled = self._spelled(text, hits)
        taken = {n for hit in spelled for n in range(hit.first, hit.last + 1)}
        whole = [PairHit(hit.first, hit.last, hit.sense.name) for hit in hits if hit.sense.sort == "whole"]
        counted = self._counted(text.tokens, hits, taken)
        return _apart([*spelled, *whole, *counted, *self._beside(text.tokens, hits), *self._single_pairs(text)])

    def unknown(self, text: Text, found: Sequence[PairHit]) -> list[str]:
        """Words that look like a pair after a prefix, and are none: `PreAX`."""
        known = {text.tokens[n].start for hit in found for n in range(hit.first, hit.last + 1)}
        return [each[0] for each in self._alike.finditer(text.clean) if each.start() not in known]

    def _beside(self, tokens: Sequence[Token], hits: Sequence[Hit]) -> list[PairHit]:
        """Two parts side by side or with a stroke between, one of them a misspelled name."""
        parts = {hit.first: hit for hit in longest(hit for hit in hits if hit.sense.sort == "part")}
        found = []
        for one in parts.values():
            stroke = one.last + 1 < len(tokens) and tokens[one.last + 1].text == "/"
            other = parts.get(one.last + 1 + stroke)
            if other and any(tokens[n].written for n in (one.first, other.first)):
                found.append(PairHit(one.first, other.last, self.pairs.name(one.sense.name, other.sense.name)))
        return found

    def _spelled(self, text: Text, hits: Sequence[Hit]) -> list[PairHit]:
        """Pairs written together: two parts, perhaps with a prefix, slash, star or brackets."""
        starts = [token.start for token in text.tokens]
        named = {n for hit in hits if hit.sense.sort == "named" for n in range(hit.first - 2, hit.last + 3)}
        found = []
        at = 0
        while match := self._pattern.search(text.clean, at):
            hit = self._as_hit(match, text, starts, named)
            at = match.end() if hit else match.start() + 1
            found += [hit] if hit else []
        return found

    def _as_hit(self, match: re.Match[str], text: Text, starts: list[int], named: set[int]) -> PairHit | None:
        first, last = bisect_left(starts, match.start()), bisect_right(starts, match.end() - 1) - 1
        if first >= len(starts) or starts[first] != match.start() or text.tokens[last].end != match.end():
            return None
        one, other = (self._names[_squeezed(match[group])] for group in ("one", "other"))
        sure = self._sure(match, one, other, named=not named.isdisjoint(range(first, last + 1)))
        if sure is None or (not match["prefix"] and _after_number(text.tokens, first, match[0])):
            return None
        return PairHit(first, last, self.pairs.name(one, other), not sure)

    def _sure(self, match: re.Match[str], one: str, other: str, *, named: bool) -> bool | None:
        """Whether two parts are certainly meant as a pair; None if certainly not."""
        if match["prefix"] or match["again"]:
            return True
        parts = (self.pairs.parts[one], self.pairs.parts[other])
        long = any(len(match[group]) > 1 for group in ("one", "other"))
        if " " in match["between"] and not (long or named or "/" in match["between"]):
            return None
        together = match["one"] + match["other"]
        if not long and not together.isupper() and (together.islower() or not named):
            if not all(part.bare for part in parts):
                return True if named and "/" in match["between"] else None
            return self._plain(one, other) or named
        if named or all(part.bare for part in parts):
            return True
        return True if any(part.telling for part in parts) else None

    def _plain(self, one: str, other: str) -> bool:
        return self.pairs.name(one, other) not in self.pairs.doubtful

    def _counted(self, tokens: Sequence[Token], hits: Sequence[Hit], taken: set[int]) -> list[PairHit]:
        """Pairs in words: `two A`, `A carrier`, `one A one B`, `one copy of A and B`."""
        found_parts = longest(hit for hit in hits if hit.sense.sort == "part")
        parts = {hit.first: hit for hit in found_parts if self._stands_alone(tokens, hit)}
        filler = {n for hit in hits if hit.sense.sort == "filler" for n in range(hit.first, hit.last + 1)}
        found = []
        for hit in longest(hit for hit in hits if hit.sense.sort in ("twice", "once")):
            part = self._part_by(hit, parts, filler, tokens)
            if part is None or part.first in taken:
                continue
            first, last = min(hit.first, part.first), max(hit.last, part.last)
            second = self._second(last, parts, filler, tokens) if hit.sense.sort == "once" else part
            other = second.sense.name if second else self.pairs.usual
            if other is not None:
                end = max(last, second.last) if second else last
                found.append(PairHit(first, end, self.pairs.name(part.sense.name, other)))
        return found

    def _stands_alone(self, tokens: Sequence[Token], part: Hit) -> bool:
        """Whether a part is no everyday letter: longer than one, or one that pairs are commonly made of."""
        word = tokens[part.first]
        return len(word.text) > 1 or (self.pairs.parts[part.sense.name].bare and word.kind == "word")

    def _part_by(self, hit: Hit, parts: dict[int, Hit], filler: set[int], tokens: Sequence[Token]) -> Hit | None:
        """The part that `two` or `one` speaks of: the next one, else the one just before."""
        n = hit.last + 1
        while n in filler and n - hit.last <= NEAR:
            n += 1
        if n in parts and tokens[n].sentence == tokens[hit.first].sentence:
            return parts[n]
        ending = {part.last: part for part in parts.values()}
        for before in range(hit.first - 1, max(-1, hit.first - 1 - NEAR), -1):
            if before in ending:
                return ending[before]
            if before not in filler:
                return None
        return None

    def _second(self, last: int, parts: dict[int, Hit], filler: set[int], tokens: Sequence[Token]) -> Hit | None:
        """A second part after `one A`: `one B`, `and B`, `/ B`."""
        joined = False
        for n in range(last + 1, min(last + 6, len(tokens))):
            if joined and n in parts:
                return parts[n]
            joins = tokens[n].form in ("and", "one", "&", "+", "/", "x", "a", "et", "und", "y") or tokens[n].text == ","
            joined = joined or joins
            if not joins and n not in filler:
                return None
        return None

    def _single_pairs(self, text: Text) -> list[PairHit]:
        """A prefix with one part is the part twice: `PreA` has only A."""
        starts = [token.start for token in text.tokens]
        found = []
        for match in self._single.finditer(text.clean):
            first, last = bisect_left(starts, match.start()), bisect_right(starts, match.end() - 1) - 1
            part = self._names[_squeezed(match["one"])]
            if first <= last and starts[first] == match.start() and text.tokens[last].end == match.end():
                found.append(PairHit(first, last, self.pairs.name(part, part)))
        return found


def _patterns(pairs: Pairs) -> tuple[re.Pattern[str], ...]:
    words = {word for name, part in pairs.parts.items() for word in (name, *part.words)}
    part = "|".join(_spelling(word) for word in sorted(words, key=lambda word: (-len(word), word)))
    prefix = "|".join(
        re.escape(word).replace(r"\ ", r"[ -]?") for word in sorted(pairs.prefixes, key=len, reverse=True)
    )
    mark = r"[ *:_=-]{0,2}"
    pattern = (
        rf"(?<![^\W_])(?:(?P<prefix>{prefix}){mark})?\(?(?P<one>{part})\)?(?P<between>[ ]{{0,1}}[/*:x|-]?[ ]{{0,1}})"
        rf"(?:(?P<again>{prefix}){mark})?\(?(?P<other>{part})\)?(?![^\W_])"
    )
    single = rf"(?<![^\W_])(?P<prefix>{prefix})[ -]?(?P<one>{part})(?![^\W_*/])"
    alike = rf"(?<![^\W_])(?i:{prefix})[ *:_-]?[A-Z](?:/?[A-Z]){{1,2}}(?![^\W_])"
    return re.compile(pattern, re.IGNORECASE), re.compile(single, re.IGNORECASE), re.compile(alike)


def _spelling(word: str) -> str:
    return re.escape(word).replace(r"\ ", "[ -]?")


@lru_cache(maxsize=4096)
def _squeezed(word: str) -> str:
    return re.sub(r"[ -]", "", folded(word))


def _after_number(tokens: Sequence[Token], first: int, words: str) -> bool:
    """Whether this is a unit after a number, as in `5 mm` or `10 m/s`."""
    return (
        bool(first)
        and tokens[first - 1].kind == "number"
        and not words.isupper()
        and tokens[first - 1].form not in ("1", "2")
    )


def _apart(hits: list[PairHit]) -> list[PairHit]:
    kept: list[PairHit] = []
    taken: set[int] = set()
    for hit in sorted(hits, key=lambda each: (each.first - each.last, each.first)):
        own = range(hit.first, hit.last + 1)
        if taken.isdisjoint(own):
            kept.append(hit)
            taken.update(own)
    return sorted(kept)
