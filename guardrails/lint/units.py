"""Impossible units, pairs that contradict each other by molar mass, one threshold printed in two ways."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from itertools import pairwise
from typing import TYPE_CHECKING

from guardrails.grounding.numbers import close
from guardrails.grounding.quantities import quantities
from guardrails.grounding.units import read_unit
from guardrails.grounding.words import content
from guardrails.lint.finding import THIS_PAGE, Finding
from guardrails.lint.words import pattern
from guardrails.values import Interval

if TYPE_CHECKING:
    from guardrails.grounding.quantities import Quantity
    from guardrails.lint.page import Page
    from guardrails.lint.topic_file import Clinic
    from guardrails.vocabulary import Fact, Unit

BEFORE = 40  # characters before a number in which the label of its fact stands
ROUNDING = 0.05  # molar cross-check: 0.57 g/L for 0.572
_EXPLAINS = re.compile(
    r"never right|is meant|error|wrong|impossible|not used|instead of|too large|mistake", re.IGNORECASE
)
_OPEN = re.compile(r"\b(?:at|of|on|in)$", re.IGNORECASE)  # `onset at`: a label only before a number of its own
_LIES = re.compile(
    r"^[\s,]*(?:(?:that |which )?(?:is|was|are|were|lies|falls|being|remains)|(?<=,)|(?<=, ))"
    r"(?:\s?(?:well|just|clearly|far|still|slightly|thus))*\s*$",
    re.IGNORECASE,
)
_SIDE = re.compile(
    r"^[\s,]*(?:(?:that |which )?(?:is|was|are|were|lies|falls|being|remains) )?"
    r"(?:well |just |clearly |far |still |slightly )?"
    r"(?:(?P<below>below|under|beneath|less than|lower than)|above|over|more than|higher than|greater than) "
    r"(?:the |a |this |his |her )?(?:[\w-]+ ){0,3}?"
    r"(?:threshold|cut-?off|limit|level|value|criterion)s? (?:\([^)]*\) )?(?:of )?$",
    re.IGNORECASE,
)
_PAIRED = re.compile(
    (
        r"^[\s,;]*(?:\(|or|=|≈|~|i\.e\.|approximately|about|\[|/|equals?|is|;|equivalent to|which is|"
        r"that is|correspond(?:s|ing)? to|equals? to|converts? to)[\s(]*(?:"
        r"or|about|approximately|roughly|around|nearly|approx\.?|≈|~|=|i\.e\.|is|to|[<>≤≥])?\s*$"
    ),
    re.IGNORECASE,
)


def impossible_units(page: Page, clinic: Clinic) -> Iterator[Finding]:
    """A unit that can never be right for the fact it is used of."""
    for sentence in page.sentences:
        if _EXPLAINS.search(sentence.text):
            continue
        for fact, unit, quantity in measures(sentence.text, clinic):
            if unit.never:
                right = f"{unit.never} Meant: {_likely(fact, quantity)}."
                source = clinic.cited(tuple(quote.passage for quote in unit.cite))
                yield Finding(
                    "impossible-unit",
                    1,
                    sentence.line.number,
                    quantity.words,
                    f"an impossible unit for {fact.label}",
                    right,
                    source or THIS_PAGE,
                )


def foreign_units(page: Page, clinic: Clinic) -> Iterator[Finding]:
    """A number in a unit that tells another fact than the one it stands behind: `FEV1 below 80 mg/dL`."""
    for sentence in page.sentences:
        if _EXPLAINS.search(sentence.text):
            continue
        for fact, unit, quantity in measures(sentence.text, clinic):
            told = set(content(fact.label)) & set(content(sentence.text[: quantity.start]))
            named = _named_before(sentence.text, quantity, clinic)
            fits = fact in named or any(_unit_of(each, quantity, telling=False) for each in named)
            if unit.never or told or fits or not named:
                continue
            yield Finding(
                "foreign-unit",
                1,
                sentence.line.number,
                sentence.text[max(0, quantity.start - 40) : quantity.end],
                f"{quantity.words} is given for {named[0].label}; that unit is of {fact.label}",
                f"{named[0].label} is measured in {named[0].unit}.",
                "the units of the vocabulary",
            )


def _named_before(text: str, quantity: Quantity, clinic: Clinic) -> list[Fact]:
    """The facts that a label just before a number may name; none where another number or clause lies between."""
    before = text[max(0, quantity.end - len(quantity.words) - BEFORE) : quantity.end - len(quantity.words)]
    near = re.split(r"[;:,()]|\d+(?:[.,]\d+)?\s?(?:%|[a-zµμ]+/)|\b(?:and|or|with|at|while)\b", before)[-1]
    found = [
        (hit.end(), fact)
        for fact in clinic.topic.facts.values()
        if fact.units and fact.reading.labels
        for hit in pattern(fact.reading.labels, {}).finditer(near)
        if hit[0] and not _OPEN.search(hit[0])
    ]
    last = max((end for end, _ in found), default=0)
    return [fact for end, fact in found if end == last]


def contradicting_pairs(page: Page, clinic: Clinic) -> Iterator[Finding]:
    """Two values printed as one that are not one; or a range printed for a single number."""
    for sentence in page.sentences:
        found = list(measures(sentence.text, clinic))
        for (fact, unit, one), (_, other_unit, other) in pairwise(found):
            between = sentence.text[one.end : other.start].removesuffix(other.words[: max(0, other.start - one.end)])
            paired = (
                _PAIRED.match(_without_sign(between))
                and unit is not other_unit
                and not (unit.never or other_unit.never)
            )
            if paired and (wrong := _differ(fact, (one, unit), (other, other_unit))):
                words = sentence.text[max(0, one.start - 10) : other.end + 1]
                yield Finding(
                    "pair-contradicts",
                    1,
                    sentence.line.number,
                    words,
                    wrong[0],
                    wrong[1],
                    "the units of the vocabulary (molar mass and methods)",
                )


def false_comparisons(page: Page, clinic: Clinic) -> Iterator[Finding]:
    """`0.9 g/L is below 11 umol/L`: a value said to lie on the side where it does not, whatever the method."""
    for sentence in page.sentences:
        for (fact, unit, one), (_, other_unit, other) in pairwise(measures(sentence.text, clinic)):
            between = sentence.text[one.end : other.end].removesuffix(other.words)
            lies = _LIES.match(between) if other.compared else _SIDE.match(between)
            if one.compared or unit.never or other_unit.never or not lies:
                continue
            limits = _limits(other, lies).scaled(*other_unit.factors(None))
            if one.bounds.scaled(*unit.factors(None)).meet(limits).empty:
                yield Finding(
                    "false-comparison",
                    1,
                    sentence.line.number,
                    sentence.text[max(0, one.start - 10) : other.end],
                    f"{one.words} is not {other.words}",
                    f"{one.words} is {_in(fact, one.bounds.low * unit.times, other_unit)}.",
                    "the units of the vocabulary (molar mass and methods)",
                )


def _limits(other: Quantity, lies: re.Match[str]) -> Interval:
    """Where a value is said to lie: `below the severe threshold of 11` sets its limit in words."""
    if other.compared:
        return other.bounds
    if lies["below"]:
        return Interval(-math.inf, other.bounds.high, high_open=True)
    return Interval(other.bounds.low, math.inf, low_open=True)


def two_prints(page: Page, clinic: Clinic) -> Iterator[Finding]:
    """One number of one fact with different units on one page."""
    seen: dict[tuple[str, float], tuple[int, Unit, Quantity]] = {}
    said: set[tuple[str, float]] = set()
    for sentence in page.sentences:
        if _EXPLAINS.search(sentence.text) or page.digest:
            continue
        for fact, unit, quantity in measures(sentence.text, clinic):
            number = quantity.bounds.low if math.isfinite(quantity.bounds.low) else quantity.bounds.high
            key = (fact.label, number)
            line, other, first = seen.setdefault(key, (sentence.line.number, unit, quantity))
            if unit.times != other.times and key not in said:
                said.add(key)
                says = f"{number:g} is printed as {first.words} on line {line} and as {quantity.words} here"
                yield Finding(
                    "two-units",
                    2,
                    sentence.line.number,
                    quantity.words,
                    says,
                    "One threshold has one value and one unit.",
                    THIS_PAGE,
                )


def measures(text: str, clinic: Clinic) -> Iterator[tuple[Fact, Unit, Quantity]]:
    """The quantities of a text that are in a unit which tells its fact."""
    for quantity in quantities(text):
        if quantity.unit is None:
            continue
        for fact in clinic.topic.facts.values():
            if unit := _unit_of(fact, quantity):
                yield fact, unit, quantity
                break


def _unit_of(fact: Fact, quantity: Quantity, *, telling: bool = True) -> Unit | None:
    """The unit of a fact that a quantity is in; where it has to be *telling*, only if that unit tells the fact."""
    for name, unit in fact.units.items():
        named = read_unit(name)
        same = quantity.unit and named.measures == quantity.unit.measures and close(named.factor, quantity.unit.factor)
        if same and (unit.telling or not telling):
            return unit
    return None


def _without_sign(between: str) -> str:
    return re.sub(r"\s*(?:<=|>=|[<>≤≥])\s*$", " ", between)


def _differ(fact: Fact, one: tuple[Quantity, Unit], other: tuple[Quantity, Unit]) -> tuple[str, str] | None:
    """How two values of one pair differ in the fact's own unit, and what would be right; or None."""
    (mine, unit), (theirs, other_unit) = one, other
    ends, others = (_ends(each.bounds.low, each.bounds.high) for each in (mine, theirs))
    if len(ends) != len(others) and max(_spread(ends), _spread(others)) > ROUNDING:
        says = f"{mine.words} is one number, {theirs.words} a range"
        return says, f"Give one number and its method: {_in(fact, ends[0] * unit.times, other_unit)} by molar mass."
    for end, paired in zip(ends, others, strict=False):
        value, low, high = end * unit.times, *(paired * factor for factor in other_unit.factors(None))
        if not low * (1 - ROUNDING) <= value <= high * (1 + ROUNDING):
            says = f"{mine.words} and {theirs.words} are not the same amount"
            return says, f"{end:g} {mine.unit.words if mine.unit else ''} is {_in(fact, value, other_unit)}."
    return None


def _ends(low: float, high: float) -> list[float]:
    return list(dict.fromkeys(each for each in (low, high) if math.isfinite(each)))


def _spread(ends: list[float]) -> float:
    return (max(ends) - min(ends)) / max(map(abs, ends)) if any(ends) else 0.0


def _in(fact: Fact, value: float, unit: Unit) -> str:
    name = next(name for name, each in fact.units.items() if each is unit)
    return f"{value / unit.times:.3g} {name}"


def _likely(fact: Fact, quantity: Quantity) -> str:
    """The units in which the number would be plausible."""
    number = _ends(quantity.bounds.low, quantity.bounds.high)[0]
    fits = [name for name, unit in fact.units.items() if unit.usual and unit.usual[0] <= number <= unit.usual[1]]
    return f"{number:g} {fits[0]}" if fits else f"a value in {fact.unit}"
