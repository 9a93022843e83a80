"""Does a passage bear a claim out? Numbers with their units and subjects, names, polarity, and the words themselves.

No model: every verdict has a reason that can be pointed at. What cannot be told so is `cannot_verify`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from guardrails.grounding.frequencies import without_frequencies
from guardrails.grounding.names import NO_NAMES, Names, missing_names
from guardrails.grounding.numbers import SAME, Binding, Bound, binding, spans
from guardrails.grounding.polarity import Turn, turned
from guardrails.grounding.quantities import Quantity, quantities
from guardrails.grounding.words import Signed, content, language, sentences, signed

ENOUGH, LITTLE = 0.5, 0.2  # shares of a claim's weight that a passage must carry, or does not carry at all
GENERAL_WEIGHT = 0.35
ABSENT_OPPOSITE = 0.3
AGREE = "numbers, names, polarity and words agree"
WORD_FOR_WORD = "it stands there word for word"


class Verdict(StrEnum):
    """What a sentence comes to beside its sources."""

    SUPPORTED = "supported"
    CONTRADICTED = "contradicted"
    UNSUPPORTED = "unsupported"
    UNCITED = "uncited"
    DANGLING = "dangling"
    CANNOT_VERIFY = "cannot_verify"


@dataclass(frozen=True, slots=True)
class Support:
    """How far a passage bears a claim out: the verdict, a score to rank by (0 to 1), why, and the words meant.

    `covered` is the share of its words that are there as they are meant, `about` the share that is there at all;
    `turned` how far its source says the opposite (0 to 1), `by_number` that a number alone decides it.
    """

    verdict: Verdict
    score: float
    reason: str
    words: str = ""
    covered: float = 0.0
    turned: float = 0.0
    about: float = 0.0
    by_number: bool = False


@dataclass(frozen=True, slots=True)
class _Found:
    """What was found of one claim in its passages."""

    covered: float
    about: float
    bindings: tuple[Binding, ...]
    turn: Turn
    unnamed: tuple[str, ...]

    def of(self, bound: Bound) -> list[Binding]:
        return [each for each in self.bindings if each.bound is bound]

    @property
    def score(self) -> float:
        """To rank by: the words, less what speaks against them."""
        against, same = bool(self.of(Bound.AGAINST)), bool(self.of(Bound.SAME))
        missing = (0.14 * len(self.of(Bound.ABSENT)) + 0.07 * len(self.of(Bound.LOOSE))) / max(1, len(self.bindings))
        return max(0.0, min(1.0, self.covered - 0.3 * against - missing - 0.25 * self.turn.weight + 0.1 * same))


def support(claim: str, passage: str, names: Names = NO_NAMES) -> Support:
    """Judge one claim by one passage. Pure: the same words give the same verdict."""
    return support_by(claim, (passage,), names)


@lru_cache(maxsize=4096)
def support_by(claim: str, passages: tuple[str, ...], names: Names = NO_NAMES, titles: str = "") -> Support:
    """Judge one claim by all the passages it cites together; *titles* may lend names, and nothing else."""
    claim = " ".join(claim.split())
    if not passages:
        return Support(Verdict.UNCITED, 0.0, "nothing is cited for it")
    if any(_folded(claim) in _folded(passage) for passage in passages):
        return Support(Verdict.SUPPORTED, 1.0, WORD_FOR_WORD, claim, 1.0, about=1.0)
    found = _find(claim, passages, names, titles)
    verdict, reason, words = _verdict(found)
    numbers = any(reason == each.reason for each in found.bindings)
    return Support(verdict, found.score, reason, words, found.covered, found.turn.weight, found.about, numbers)


def _folded(text: str) -> str:
    return " ".join(text.split()).rstrip(" .;:").casefold()


def _find(claim: str, passages: tuple[str, ...], names: Names, titles: str) -> _Found:
    together = "\n".join(passages)
    plain = without_frequencies(claim)
    return _Found(
        covered=coverage(plain, together),
        about=coverage(plain, together, signs=False),
        bindings=tuple(_best(each, claim, passages) for each in quantities(claim) if not (each.year or each.small)),
        turn=min((turned(claim, passage) for passage in passages), key=lambda each: each.weight),
        unnamed=missing_names(claim, f"{together}\n{titles}", names),
    )


def _best(quantity: Quantity, claim: str, passages: tuple[str, ...]) -> Binding:
    """The best that any passage does for a quantity."""
    order = (Bound.SAME, Bound.LOOSE, Bound.AGAINST, Bound.ABSENT)
    if spans(quantity, passages):
        return SAME
    return min((binding(quantity, claim, passage) for passage in passages), key=lambda each: order.index(each.bound))


def _verdict(found: _Found) -> tuple[Verdict, str, str]:
    """The first thing that speaks against a claim, the gravest first."""
    return next(_faults(found), (Verdict.SUPPORTED, AGREE, ""))


def _faults(found: _Found) -> Iterator[tuple[Verdict, str, str]]:
    against = found.of(Bound.AGAINST)
    if against and found.covered >= LITTLE:
        yield Verdict.CONTRADICTED, against[0].reason, against[0].words
    if found.turn.certain and max(found.covered, found.about) >= ENOUGH:
        yield Verdict.CONTRADICTED, found.turn.reason, found.turn.words
    for missing in (*against, *found.of(Bound.ABSENT)):
        yield Verdict.UNSUPPORTED, missing.reason, missing.words
    for name in found.unnamed:
        yield Verdict.UNSUPPORTED, f"'{name}' is not in what it cites", name
    if found.covered < LITTLE:
        yield Verdict.UNSUPPORTED, "its words are not in what it cites", ""
    for loose in found.of(Bound.LOOSE):
        yield Verdict.UNSUPPORTED, loose.reason, loose.words
    if found.covered < ENOUGH:
        yield Verdict.CANNOT_VERIFY, "only some of its words are in what it cites", ""


def coverage(claim: str, passage: str, *, signs: bool = True) -> float:
    """The share of a claim's words that a passage bears out; a denied word is borne out by being denied, or absent.

    Without *signs*, the share that it has at all, denied or not.
    """
    wanted = signed(claim)
    weights = [_weight(each.stem) for each in wanted]
    if not sum(weights):
        return 1.0
    there = _there(passage)
    share = _share if signs else _there_at_all
    got = sum(weight * share(each, there) for each, weight in zip(wanted, weights, strict=True) if weight)
    return got / sum(weights)


def _weight(word: str) -> float:
    return GENERAL_WEIGHT if word in language().general else 1.0


@lru_cache(maxsize=2048)
def _there(passage: str) -> dict[str, frozenset[int]]:
    """Stem → the signs it has anywhere in a passage."""
    found: dict[str, set[int]] = {}
    for sentence in sentences(passage):
        for each in signed(sentence):
            found.setdefault(each.stem, set()).add(each.sign)
    for word in content(passage):
        found.setdefault(word, set())
    return {word: frozenset(signs) for word, signs in found.items()}


def _share(word: Signed, there: dict[str, frozenset[int]]) -> float:
    """How far one word is borne out: a denied one also by being absent, one of two opposites by half."""
    signs = there.get(word.stem)
    if signs is None:
        near = len(word.stem) > 6 and any(other.startswith(word.stem[:6]) for other in there)
        return 0.8 if word.denied else ABSENT_OPPOSITE if word.opposition is not None else 0.6 * near
    if not signs or word.sign in signs:
        return 1.0
    return 0.45 if word.sign > 0 else 0.3


def _there_at_all(word: Signed, there: dict[str, frozenset[int]]) -> float:
    """Whether one word is there, denied or not."""
    return 1.0 if word.stem in there else ABSENT_OPPOSITE if word.opposition is not None else 0.0
