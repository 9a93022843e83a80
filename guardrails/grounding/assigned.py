"""Which number belongs to what: `1.45 with treatment, 2.19 with placebo` is not the other way round."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from guardrails.grounding.names import NO_NAMES, Names
from guardrails.grounding.numbers import comparable, share_a_number
from guardrails.grounding.quantities import quantities
from guardrails.grounding.words import carries, language, stem, tokens

if TYPE_CHECKING:
    from collections.abc import Iterator

    from guardrails.grounding.quantities import Quantity

CONTRAST = 4  # words in which two passages that set numbers side by side may differ
ALIKE = 2  # and that they must share
_APART = re.compile(
    r"[,;:|()\n•]|\.(?!\d)|\b(?:and|versus|vs|but|whereas|while|than|compared|or|against|of whom)\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Assigned:
    """One quantity and the stems of the few words, before and after it, that say whose it is."""

    quantity: Quantity
    before: frozenset[str]
    after: frozenset[str]

    @property
    def whose(self) -> frozenset[str]:
        """The stems on both sides."""
        return self.before | self.after


def misassigned(claim: str, passages: tuple[str, ...], names: Names = NO_NAMES) -> tuple[Assigned, Quantity] | None:
    """A number that the passages have, and give to somebody else; with the number that they give instead."""
    there = [(n, each) for n, passage in enumerate(passages) for each in assigned(passage, names)]
    for mine in assigned(claim, names):
        rivals = [(n, each) for n, each in there if comparable(mine.quantity, each.quantity)]
        same = [(n, each) for n, each in rivals if share_a_number(mine.quantity, each.quantity)]
        others = [one for one in rivals if one not in same]
        if any(mine.whose <= each.whose for _, each in same):
            continue
        swapped = (
            other.quantity
            for n, other in others
            for m, own in same
            for theirs, his in _contrasts(other, own, frozenset() if n == m else _stems(passages[m], names))
            if mine.whose & (theirs - his) and not mine.whose & (own.whose - theirs)
        )
        if theirs := next(swapped, None):
            return mine, theirs
    return None


def _contrasts(
    one: Assigned, other: Assigned, besides: frozenset[str]
) -> Iterator[tuple[frozenset[str], frozenset[str]]]:
    """The words that tell two numbers apart: of one sentence those on the same side, else of two sentences alike.

    *besides* is all that the sentence of the other says; nothing where both are of one sentence.
    """
    if not besides and one.after and other.after:
        yield one.after, other.after
    elif not besides and one.before and other.before:
        yield one.before, other.before
    elif besides and len(one.whose ^ other.whose) <= CONTRAST and len(one.whose & other.whose) >= ALIKE:
        yield one.whose, other.whose | besides


@lru_cache(maxsize=4096)
def assigned(text: str, names: Names = NO_NAMES) -> tuple[Assigned, ...]:
    """Every quantity with a unit that is no range, beside the words of its own part of the sentence."""
    found = [each for each in quantities(text) if each.unit and (each.compared or each.bounds.exact is not None)]
    return tuple(Assigned(each, *_whose(each, text, names)) for each in found)


def _whose(quantity: Quantity, text: str, names: Names) -> tuple[frozenset[str], frozenset[str]]:
    """The stems between a quantity and what sets it apart from its neighbours."""
    start = max((each.end() for each in _APART.finditer(text, 0, quantity.start)), default=0)
    stop = _APART.search(text, quantity.end)
    before, after = text[start : quantity.start], text[quantity.end : stop.start() if stop else len(text)]
    return _stems(before, names), _stems(after, names)


def _stems(words: str, names: Names) -> frozenset[str]:
    return frozenset(
        stem(names.canonical(each)) for each in tokens(words) if carries(each) and stem(each) not in language().general
    )
