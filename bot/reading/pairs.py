"""Reading a pair of parts in all its spellings: `A/B`, `Pre*A/Pre*B`, `one A one B`, `two A`."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from bot.reading.pair_patterns import openings, patterns, squeezed
from bot.reading.phrases import Lexicon, Sense, longest
from bot.reading.text import NUMBER

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from bot.reading.phrases import Hit
    from bot.reading.text import Text, Token
    from guardrails.vocabulary import Pairs

_NUMBERED = re.compile(r"\d\d")  # the name of a change counts its place
JOINS = frozenset({"and", "one", "&", "+", "/", "x", "a", "et", "und", "y", "with", "w", "plus", ","})
OPEN = frozenset("()[]:")
BETWEEN = frozenset("().p;:\n")  # between two halves
BESIDE = 6  # so close before a counted part, a prefix with one part only names it
NEAR, BACK = 3, 6  # how far a part may stand behind `two` or `one` and before it, filler words included


class PairHit(NamedTuple):
    """A pair found: its tokens, its canonical name, and whether it could be another word in small letters."""

    first: int
    last: int
    name: str
    doubtful: bool = False


class Written(NamedTuple):
    """Two parts as the pattern finds them, with what stands before, between and within."""

    prefix: str
    one: str
    between: str
    again: str
    other: str


class PairFinder:
    """Finds the pairs of one fact."""

    def __init__(self, pairs: Pairs) -> None:
        """Prepare the spellings of every part."""
        self.pairs = pairs
        self._names = {squeezed(word): name for name, part in pairs.parts.items() for word in (name, *part.words)}
        self._pattern, self._single, self._alike = patterns(pairs)
        self._prefixes = {re.split("[ -]", prefix.lower())[0] for prefix in pairs.prefixes}
        self._openings = openings(pairs)
        self._meant = lru_cache(maxsize=4096)(self._meaning)  # the same few spellings come again and again
        self.words = Lexicon()
        for sort in ("twice", "once", "filler", "named"):
            self.words.add(getattr(pairs, sort), Sense(sort))
        self._absences = Lexicon()
        self._absences.add(pairs.absent, Sense("absent"))
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
        beside = self._beside(text.tokens, hits, taken) if any(token.written for token in text.tokens) else ()
        told = {n for hit in counted for n in range(hit.first - BESIDE, hit.last + 1)}
        single = self._single_pairs(text, hits) if self._prefixed(text) else ()
        single = [hit for hit in single if told.isdisjoint(range(hit.first, hit.last + 1))]
        return _apart([*spelled, *whole, *counted, *beside, *single])

    def _prefixed(self, text: Text) -> bool:
        """Whether a prefix may stand anywhere: a quick look."""
        small = text.clean.lower().replace("ı", "i")
        return any(prefix in small for prefix in self._prefixes)

    def unknown(self, text: Text, found: Sequence[PairHit]) -> list[str]:
        """Words that look like a pair after a prefix, and are none: `PreAX`."""
        if not self._prefixed(text):
            return []
        known = {text.tokens[n].start for hit in found for n in range(hit.first, hit.last + 1)}
        return [each[0] for each in self._alike.finditer(text.clean) if each.start() not in known]

    def _beside(self, tokens: Sequence[Token], hits: Sequence[Hit], taken: set[int]) -> list[PairHit]:
        """Two parts side by side or with a stroke between, one of them a misspelled name."""
        parts = {hit.first: hit for hit in longest(hit for hit in hits if hit.sense.sort == "part")}
        found = []
        for one in parts.values():
            stroke = one.last + 1 < len(tokens) and tokens[one.last + 1].text == "/"
            other = parts.get(one.last + 1 + stroke)
            own = (one.first, other.first) if other else ()
            if other and taken.isdisjoint(own) and any(tokens[n].written for n in own):
                found.append(PairHit(one.first, other.last, self.pairs.name(one.sense.name, other.sense.name)))
        return found

    def _spelled(self, text: Text, hits: Sequence[Hit]) -> list[PairHit]:
        """Pairs written together: two parts, perhaps with a prefix, slash, star or brackets."""
        named = {n for hit in hits if hit.sense.sort == "named" for n in range(hit.first - 2, hit.last + 3)}
        openings, match_at = self._openings, self._pattern.match
        found = []
        at = 0
        for first in [n for n, token in enumerate(text.tokens) if token.text[0] in openings]:
            start = text.tokens[first].start
            match = match_at(text.clean, start) if start >= at else None
            if match and (hit := self._as_hit(match, text, first, named)):
                found.append(hit)
                at = match.end()
                named |= set(range(hit.last + 1, hit.last + NEAR)) if " " in match["between"] else set()
        return found

    def _as_hit(self, match: re.Match[str], text: Text, first: int, named: set[int]) -> PairHit | None:
        last, end = first, match.end()
        while text.tokens[last].end < end and last + 1 < len(text.tokens):
            last += 1
        if text.tokens[last].end != end or match[0].lower() in self._prefixes:
            return None
        by_name = not named.isdisjoint(range(first, last + 1))
        meant = self._meant(match.groups(), by_name)
        if meant is None:
            return None
        name, sure = meant
        unit = name in self.pairs.doubtful or not text.tokens[first].spaced
        if unit and not (match["prefix"] or by_name) and _after_number(text.tokens, first, match[0]):
            return None
        return PairHit(first, last, name, not sure)

    def _meaning(self, groups: tuple[str | None, ...], named: bool) -> tuple[str, bool] | None:  # noqa: FBT001  is kept
        """The pair that two parts are as they are written, and whether that is certain; None if they are none."""
        written = Written(*(group or "" for group in groups))
        one, other = self._names[squeezed(written.one)], self._names[squeezed(written.other)]
        sure = self._sure(written, one, other, named=named)
        return None if sure is None or self._is_one(written, one, other) else (self.pairs.name(one, other), sure)

    def _is_one(self, written: Written, one: str, other: str) -> bool:
        """Whether two words are the name of one part, or two names of the same: `c.5A>G (p.Val2Leu)`."""
        words = [squeezed(word) for word in (written.one, written.other)]
        twice_named = one == other and words[0] != words[1] and all(map(_NUMBERED.search, words))
        return twice_named or "".join(words) in self._names

    def _sure(self, written: Written, one: str, other: str, *, named: bool) -> bool | None:
        """Whether two parts are certainly meant as a pair; None if certainly not."""
        if written.prefix or written.again:
            return True
        parts = (self.pairs.parts[one], self.pairs.parts[other])
        long = len(written.one) > 1 or len(written.other) > 1
        apart = ";" in written.between or (" " in written.between and not (named or "/" in written.between))
        if apart and not long:
            return None
        together = written.one + written.other
        if not long and not together.isupper() and (together.islower() or not named):
            if not all(part.bare for part in parts):
                return True if named and "/" in written.between else None
            return self._plain(one, other) or named
        if named or all(part.bare for part in parts):
            return True
        return True if any(part.telling for part in parts) else None

    def _plain(self, one: str, other: str) -> bool:
        return self.pairs.name(one, other) not in self.pairs.doubtful

    def _counted(self, tokens: Sequence[Token], hits: Sequence[Hit], taken: set[int]) -> list[PairHit]:
        """Pairs in words: `two A`, `A carrier`, `one A one B`, `one copy of A and B`."""
        counts = longest(hit for hit in hits if hit.sense.sort in ("twice", "once"))
        found_parts = longest(hit for hit in hits if hit.sense.sort == "part") if counts else []
        parts = {hit.first: hit for hit in found_parts if self._stands_alone(tokens, hit)}
        filler = {n for hit in hits if hit.sense.sort == "filler" for n in range(hit.first, hit.last + 1)}
        filler |= {n for n, token in enumerate(tokens) if token.text in OPEN or _is_point(tokens, n)}
        ending = {part.last: part for part in parts.values()}
        found: list[PairHit] = []
        halves: dict[int, str | None] = {}
        for hit in counts if parts else ():
            part = self._part_by(hit, (parts, ending), filler, tokens)
            if part is None or part.first in taken:
                continue
            first, last = min(hit.first, part.first), max(hit.last, part.last)
            second = self._second(last, parts, filler, tokens) if hit.sense.sort == "once" else part
            other = second.sense.name if second else self.pairs.usual
            if other is not None:
                end = max(last, second.last) if second else last
                found.append(PairHit(first, end, self.pairs.name(part.sense.name, other)))
                halves[len(found) - 1] = None if second else part.sense.name
        named = filler.union(n for part in parts.values() for n in range(part.first, part.last + 1))
        return self._joined(found, halves, tokens, named)

    def _joined(
        self, found: list[PairHit], halves: Mapping[int, str | None], tokens: Sequence[Token], named: Collection[int]
    ) -> list[PairHit]:
        """The pairs, with two unlike halves side by side as one: `A heterozygous, B heterozygous`."""
        joined: list[PairHit] = []
        for n, hit in enumerate(found):
            one, other = halves.get(n - 1), halves.get(n)
            between = range(joined[-1].last + 1 if joined else hit.first, hit.first)
            apart = [tokens[m] for m in between if m not in named]
            if one and other and one != other and all(each.form in JOINS or each.text in BETWEEN for each in apart):
                joined[-1] = PairHit(joined[-1].first, hit.last, self.pairs.name(one, other))
            else:
                joined.append(hit)
        return joined

    def _stands_alone(self, tokens: Sequence[Token], part: Hit) -> bool:
        """Whether a part is no everyday letter: longer than one, or one that pairs are commonly made of."""
        word = tokens[part.first]
        return part.length > 1 or len(word.text) > 1 or (self.pairs.parts[part.sense.name].bare and word.kind == "word")

    def _part_by(
        self, hit: Hit, by_place: tuple[dict[int, Hit], dict[int, Hit]], filler: set[int], tokens: Sequence[Token]
    ) -> Hit | None:
        """The part that `two` or `one` speaks of: the next one, else the one just before; parts by first and last."""
        parts, ending = by_place
        n = hit.last + 1
        while n in filler and (tokens[n].text != ":" or tokens[hit.last].kind != NUMBER) and n - hit.last <= NEAR:
            n += 1
        if n in parts and tokens[n].sentence == tokens[hit.first].sentence:
            return parts[n]
        for before in range(hit.first - 1, max(-1, hit.first - 1 - BACK), -1):
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
                return None if self._absent(tokens, parts[n], filler) else parts[n]
            joins = tokens[n].form in JOINS
            joined = joined or joins
            if not joins and n not in filler:
                return None
        return None

    def _absent(self, tokens: Sequence[Token], part: Hit, filler: set[int]) -> bool:
        """Whether a part is told to be absent, or tells its own count: `A: one, B: negative`."""
        n = part.last + 1
        while n < len(tokens) and n in filler and tokens[n].text != ":":
            n += 1
        return n < len(tokens) and (tokens[n].text == ":" or bool(self._absences.at(tokens, n)))

    def _single_pairs(self, text: Text, hits: Sequence[Hit]) -> list[PairHit]:
        """A prefix with one part is the part twice, as in `PreA`; once in `PreA carrier`, unknown in `PreA allele`."""
        written = [(n, token) for n, token in enumerate(text.tokens) if token.start < token.end]
        start_at = {token.start: n for n, token in written}
        end_at = {token.end: n for n, token in written}
        begins: dict[int, set[str]] = {}
        ends: dict[int, set[str]] = {}
        for hit in hits:
            begins.setdefault(hit.first, set()).add(hit.sense.sort)
            ends.setdefault(hit.last, set()).add(hit.sense.sort)
        found = []
        for match in self._single.finditer(text.clean):
            first, last = start_at.get(match.start()), end_at.get(match.end())
            if first is None or last is None or first > last:
                continue
            part = self._names[squeezed(match["one"])]
            other = self._beside_it(part, ends.get(first - 1, set()), begins.get(last + 1, set()))
            found += [PairHit(first, last, self.pairs.name(part, other))] if other else []
        return found

    def _beside_it(self, part: str, before: set[str], after: set[str]) -> str | None:
        """The second part where one stands after a prefix: the usual one, the same again, or nobody knows."""
        around = before | after
        if "twice" not in around and "once" in around:
            return self.pairs.usual
        return None if "twice" not in around and {"named", "filler"} <= after else part


def _is_point(tokens: Sequence[Token], n: int) -> bool:
    """Whether this is a full stop after an abbreviation."""
    return tokens[n].text == "." and n + 1 < len(tokens) and tokens[n + 1].sentence == tokens[n].sentence


def _after_number(tokens: Sequence[Token], first: int, words: str) -> bool:
    """Whether this is a unit or a sex after a number, as in `5 mm`, `10 m/s`, `52M AB`."""
    if not first or tokens[first - 1].kind != NUMBER or tokens[first - 1].form in ("1", "2"):
        return False
    return not (words.isupper() and tokens[first].spaced)


def _apart(hits: list[PairHit]) -> list[PairHit]:
    kept: list[PairHit] = []
    taken: set[int] = set()
    for hit in sorted(hits, key=lambda each: (each.first - each.last, each.first)):
        own = range(hit.first, hit.last + 1)
        if taken.isdisjoint(own):
            kept.append(hit)
            taken.update(own)
    return sorted(kept)
