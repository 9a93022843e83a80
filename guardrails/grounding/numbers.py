"""Whether a number is bound, in the passage, to the same unit, comparison and subject as in the claim."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from guardrails.grounding.quantities import OFTEN, quantities
from guardrails.grounding.words import content, language, signed

if TYPE_CHECKING:
    from guardrails.grounding.quantities import Quantity
    from guardrails.values import Interval

BESIDE = 60  # characters between an amount and how often it is given
ROUNDED = 0.03  # about 12 % for 11.9 %
CLOSE = 0.005  # 0.57 g/L and 57 mg/dL are one number; 0.57 and 0.58 are two


class Bound(StrEnum):
    """How a quantity of a claim stands in a passage."""

    SAME = "same"
    LOOSE = "loose"  # the number is there, and about something else
    ABSENT = "absent"
    AGAINST = "against"


@dataclass(frozen=True, slots=True)
class Binding:
    """One quantity of a claim beside a passage."""

    bound: Bound
    reason: str = ""
    words: str = ""


SAME = Binding(Bound.SAME)


def binding(wanted: Quantity, claim: str, passage: str) -> Binding:
    """How one quantity of a claim stands in a passage."""
    there = [each for each in quantities(passage) if comparable(wanted, each)]
    if often := _often(wanted, claim, there, passage):
        return often
    measured = _measured(wanted, claim, passage)
    if measured and _universal(claim):
        return _by_measure(wanted, claim, measured)
    found = _alike(wanted, claim, passage, there)
    if found is None and measured:
        return _by_measure(wanted, claim, measured)
    return found or _other(wanted, there, passage)


def _alike(wanted: Quantity, claim: str, passage: str, there: list[Quantity]) -> Binding | None:
    """The same number, where the passage has it and compares it alike; None where it does not."""
    same = [each for each in there if share_a_number(wanted, each)]
    agreeing = [each for each in same if agrees(wanted, each, claim, passage)]
    if not agreeing:
        return None
    mine = specific(wanted.about)
    rivals = [each for each in there if each not in same and each.unit and specific(each.about) & mine]
    if rivals and not any(related(wanted, each) for each in agreeing):
        words = rivals[0].words
        return Binding(Bound.LOOSE, f"{wanted.words} is there about something else; there it says {words}", words)
    return SAME


def _often(wanted: Quantity, claim: str, there: list[Quantity], passage: str) -> Binding | None:
    """An amount and how often it is given are one thing: 60 mg/kg once a month is not 60 mg/kg once a week."""
    amounts = _beside(wanted, quantities(claim))
    if wanted.unit is not OFTEN or not amounts:
        return None
    given = [each for each in there if each.unit is OFTEN and _share_an_amount(amounts, each, passage)]
    if not given:
        return Binding(Bound.ABSENT, f"{wanted.words} is not what it gives for {amounts[0].words}", wanted.words)
    if any(share_a_number(wanted, each) for each in given):
        return SAME
    return Binding(Bound.AGAINST, f"it says {wanted.words}, the source {given[0].words}", given[0].words)


def _share_an_amount(amounts: list[Quantity], often: Quantity, passage: str) -> bool:
    beside = _beside(often, quantities(passage))
    return any(share_a_number(one, other) and comparable(one, other) for one in amounts for other in beside)


def _beside(often: Quantity, found: Iterable[Quantity]) -> list[Quantity]:
    """The amounts with a unit that stand next to a frequency."""
    amounts = [each for each in found if each.unit and each.unit is not OFTEN]
    return [each for each in amounts if max(often.start - each.end, each.start - often.end) < BESIDE]


def spans(wanted: Quantity, passages: tuple[str, ...]) -> bool:
    """Whether a range joins the ranges of several passages: 8 to 23, of 8 to 16 and 10 to 23."""
    there = [each for passage in passages for each in quantities(passage) if each.unit and comparable(wanted, each)]
    ranges = [each.base() for each in there if not each.compared and each.bounds.exact is None]
    if len(passages) < 2 or wanted.compared or wanted.bounds.exact is not None or not ranges:
        return False
    whole = wanted.base()
    return close(whole.low, min(each.low for each in ranges)) and close(whole.high, max(each.high for each in ranges))


def _measured(wanted: Quantity, claim: str, passage: str) -> list[Quantity]:
    """The measured numbers of a passage that a comparison in a claim can be held against."""
    if not wanted.compared or wanted.unit is None:
        return []
    there = [each for each in quantities(passage) if _is_measured(each) and comparable(wanted, each)]
    said = frozenset(content(claim))
    named = [each for each in there if specific(each.about) and specific(each.about) <= said]
    if named:
        most = max(len(specific(each.about)) for each in named)
        return [each for each in named if len(specific(each.about)) == most]
    general = [each for each in there if not specific(each.about)]
    alone = len({each.base() for each in there}) == 1
    return there if alone or (not general and _universal(claim)) else general


def _is_measured(quantity: Quantity) -> bool:
    summed = "total" in quantity.about
    return bool(quantity.unit) and not quantity.compared and quantity.bounds.exact is not None and not summed


def _by_measure(wanted: Quantity, claim: str, measured: list[Quantity]) -> Binding:
    """5.36 % is more than 5 %; "none over 10 %" wants every one at most 10 %."""
    universal = denied(wanted, claim)
    inside = [wanted.base().meet(each.base()).empty is universal for each in measured]
    if all(inside) or (any(inside) and not universal):
        return SAME
    other = next(each for each, fits in zip(measured, inside, strict=True) if not fits)
    return Binding(Bound.AGAINST, f"it says {wanted.words}, the source {other.words}", other.words)


def _universal(claim: str) -> bool:
    return bool(re.match(r"\W*(?:none|no|neither|all|every|each|both)\b", claim, re.IGNORECASE))


def specific(about: frozenset[str]) -> frozenset[str]:
    """The stems that say what a quantity is about, without the general ones."""
    return about - language().general


def _other(wanted: Quantity, there: list[Quantity], passage: str) -> Binding:
    """Another number for the same thing speaks against it; none at all leaves it unsupported."""
    against = [each for each in there if share_a_number(wanted, each)]
    if wanted.unit:
        near = [each for each in there if each.unit and specific(each.about) & specific(wanted.about)]
        against += [each for each in near if not _holds(wanted, each)]
        against += [
            each for each in there if each.unit and share_digits(wanted, each) and not share_a_number(wanted, each)
        ]
    if against:
        return Binding(Bound.AGAINST, f"it says {wanted.words}, the source {against[0].words}", against[0].words)
    elsewhere = [each for each in quantities(passage) if not comparable(wanted, each) and share_digits(wanted, each)]
    if elsewhere:
        words = elsewhere[0].words
        return Binding(Bound.ABSENT, f"{wanted.words}: the source has that number as {words}", words)
    return Binding(Bound.ABSENT, f"{wanted.words} is not in what it cites", wanted.words)


def _holds(wanted: Quantity, there: Quantity) -> bool:
    """Whether a range holds the source's number: wider than the source, and no contradiction."""
    wide = not wanted.compared and wanted.bounds.exact is None
    return wide and not there.compared and there.bounds.exact is not None and not wanted.base().meet(there.base()).empty


def comparable(one: Quantity, other: Quantity) -> bool:
    """Whether two quantities measure the same sort of thing; a number without a unit may be of any."""
    return one.unit is None or other.unit is None or one.unit.measures == other.unit.measures


def share_a_number(one: Quantity, other: Quantity) -> bool:
    """Whether an end of one is an end of the other, in the same base (or as printed, where a unit is missing)."""
    printed = one.unit is None or other.unit is None
    ends, others = (_ends(each.bounds if printed else each.base()) for each in (one, other))
    near = _rounded if one.approximate else close
    return all(any(near(end, each) for each in others) for end in ends)


def share_digits(one: Quantity, other: Quantity) -> bool:
    """Whether both print the same number, in whatever unit."""
    return bool(set(_ends(one.bounds)) & set(_ends(other.bounds)))


def agrees(wanted: Quantity, there: Quantity, claim: str, passage: str) -> bool:
    """Whether the comparison is the same; one that is left out on either side is no disagreement."""
    if not wanted.compared or not (there.compared or (math.isfinite(there.bounds.low) and there.bounds.exact is None)):
        return True
    mine, theirs = wanted.bounds, there.bounds
    if _upward(mine) is _upward(theirs) or _two_sided(theirs):
        return _same_edge(mine, theirs)
    return denied(wanted, claim) != denied(there, passage)


def _same_edge(mine: Interval, theirs: Interval) -> bool:
    """Whether an edge includes its number on both sides, or on neither."""
    if math.isfinite(mine.high):
        return mine.high_open == theirs.high_open if close(mine.high, theirs.high) else False
    return mine.low_open == theirs.low_open if close(mine.low, theirs.low) else False


def denied(quantity: Quantity, text: str) -> bool:
    """Whether the clause of a quantity is denied: "above 11 is not severe" says what "below 11 is severe" says."""
    start = max(text.rfind(mark, 0, quantity.start) for mark in ".;\n") + 1
    end = min((place for mark in (". ", ";", "\n") if (place := text.find(mark, quantity.end)) >= 0), default=len(text))
    return any(each.denied for each in signed(text[start:end]))


def related(one: Quantity, other: Quantity) -> bool:
    """Whether two quantities share a word of what they are about, or one says nothing of it."""
    mine, theirs = specific(one.about), specific(other.about)
    return not mine or not theirs or bool(mine & theirs)


def close(one: float, other: float) -> bool:
    """Whether two numbers are one number, rounded."""
    return one == other or (
        math.isfinite(one) and math.isfinite(other) and abs(one - other) <= CLOSE * max(abs(one), abs(other))
    )


def _rounded(one: float, other: float) -> bool:
    """Whether a number that is given as "about" may be another, rounded: 12 for 11.9."""
    return close(one, other) or abs(one - other) <= ROUNDED * max(abs(one), abs(other))


def numbers(text: str) -> set[str]:
    """The plain numbers of a text, as printed once commas and zeros are settled."""
    return {f"{end:.12g}" for each in quantities(text) if not each.year for end in _ends(each.bounds)}


def _ends(bounds: Interval) -> list[float]:
    return list(dict.fromkeys(end for end in (bounds.low, bounds.high) if math.isfinite(end)))


def _upward(bounds: Interval) -> bool:
    return math.isinf(bounds.high)


def _two_sided(bounds: Interval) -> bool:
    return math.isfinite(bounds.low) and math.isfinite(bounds.high)
