"""Faults that need no topic: two prints of one amount that differ, two statements that cannot both stand, dates."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations, pairwise
from typing import TYPE_CHECKING

from guardrails.grounding.quantities import OFTEN, quantities
from guardrails.grounding.words import content
from guardrails.lint.citations import cited_references
from guardrails.lint.finding import THIS_PAGE, Finding

if TYPE_CHECKING:
    from guardrails.grounding.quantities import Quantity
    from guardrails.lint.page import Page, Sentence

ROUNDING = 0.06  # 98.6 °F for 37 °C, 0.5 kg for 1 lb
SMALL = 10  # smaller numbers recur by chance
ALIKE = 0.75  # share of the shorter statement's words that the other has
WHOLE_PAGE = 400  # sentences: a longer text is no page, and its statements are of many patients
_DOSES = ("g", "L", "day", "m", "count", "%", "days between")
_BRACKETS = re.compile(r"^\s*[(\[]\s*(?:=|≈|~|i\.e\.|about|approximately|or)?\s*$")
_VERDICT = re.compile(
    r"\b(?:(?:is|are|was|were)\s+(?:(?P<no>not|never|no longer)\s+)?(?:generally |routinely |strongly |usually )?"
    r"(?:recommended|indicated|advised|(?P<contra>contraindicated))|"
    r"(?:should|must|can|may)\s+(?:(?P<nor>not|never)\s+)?(?:be (?:given|used|offered|considered|started|prescribed|"
    r"treated|tested|screened)|receive))\b",
    re.IGNORECASE,
)
_CONDITIONED = re.compile(
    r"\b(?:unless|except|until|only|without|if|when|before|after|but|however|although|while|whereas|no|not|never|"
    r"routinely|generally|usually|other|alone|instead|initially|first|second)\b",
    re.IGNORECASE,
)
_MARKERS = re.compile(r"\[[\d,;\s–-]+\]")
_DATED = re.compile(
    r"\b(?:the|its|a|this)\s+(?P<year>(?:19|20)\d\d)\s+(?:[\w/-]+\s+){0,3}?(?:guidelines?|update|statement|consensus|"
    r"recommendations?|edition|report|label)\b",
    re.IGNORECASE,
)


def unequal_pairs(page: Page) -> Iterator[Finding]:
    """`5 mg (0.05 g)`: one amount in two units, and not the same amount."""
    for sentence in page.sentences:
        for one, other in pairwise(quantities(sentence.text)):
            if _paired(sentence.text, one, other) and not _equal(one, other):
                words = sentence.text[max(0, one.start - 10) : other.end + 1]
                says = f"{one.words} and {other.words} are not the same amount"
                right = f"Give one of them, or convert it again: {one.words} is not {other.words}."
                yield Finding("pair-contradicts", 1, sentence.line.number, words, says, right, THIS_PAGE)


def _paired(text: str, one: Quantity, other: Quantity) -> bool:
    between = text[one.end : other.end].removesuffix(other.words)
    closed = text[other.end : other.end + 1] in (")", "]", ",", ";")
    if not (one.unit and other.unit and closed and _BRACKETS.match(between)):
        return False
    same = one.unit.measures == other.unit.measures and one.unit.factor != other.unit.factor
    return same or {one.unit.measures, other.unit.measures} == {"°C", "°F"}


def _equal(one: Quantity, other: Quantity) -> bool:
    ends = [_celsius(each) or (each.base().low, each.base().high) for each in (one, other)]
    pairs = zip(*ends, strict=True)
    return all(one == other or abs(one - other) <= ROUNDING * max(abs(one), abs(other)) for one, other in pairs)


def _celsius(quantity: Quantity) -> tuple[float, float] | None:
    if quantity.unit is None or quantity.unit.measures != "°F":
        return None
    return (quantity.bounds.low - 32) / 1.8, (quantity.bounds.high - 32) / 1.8


def one_number_two_units(page: Page) -> Iterator[Finding]:
    """One threshold printed with two units: `below 53 mmol/mol`, `below 53 mmol/L`; `140 mmHg`, `140 kPa`."""
    if page.digest:
        return
    seen: dict[tuple[float, float], tuple[int, Quantity]] = {}
    for sentence in page.sentences:
        for quantity in quantities(sentence.text):
            if not _is_threshold(quantity):
                continue
            line, first = seen.setdefault((quantity.bounds.low, quantity.bounds.high), (sentence.line.number, quantity))
            if first.unit and _other_scale(first, quantity):
                says = f"{first.words} on line {line}, {quantity.words} here"
                right = "One threshold has one value and one unit."
                yield Finding("two-units", 2, sentence.line.number, quantity.words, says, right, THIS_PAGE)


def _is_threshold(quantity: Quantity) -> bool:
    """Whether a number is one that a text prints once: measured, and no dose, time or share."""
    unit = quantity.unit
    ends = [abs(each) for each in (quantity.bounds.low, quantity.bounds.high) if math.isfinite(each)]
    return unit is not None and unit is not OFTEN and unit.measures not in _DOSES and max(ends, default=0) >= SMALL


def _other_scale(one: Quantity, other: Quantity) -> bool:
    if one.unit is None or other.unit is None:
        return False
    if one.unit.measures == other.unit.measures:
        return one.unit.factor != other.unit.factor
    same = one.unit.measures.partition("/")[0] == other.unit.measures.partition("/")[0]
    return same and bool(one.about & other.about)


@dataclass(frozen=True)
class _Statement:
    """A verdict on something: which way, the words of what it is on, and its numbers."""

    sentence: Sentence
    yes: bool
    about: frozenset[str]
    numbers: frozenset[str]


def opposite_statements(page: Page) -> Iterator[Finding]:
    """`X is recommended in Y` and `X is not recommended in Y`, without a condition on either."""
    if page.digest or len(page.sentences) > WHOLE_PAGE:
        return
    said = [each for each in map(_statement, page.sentences) if each]
    for one, other in combinations(said, 2):
        if one.yes is not other.yes and one.numbers == other.numbers and _on_one_thing(one.about, other.about):
            lines = (one.sentence.line.number, other.sentence.line.number)
            words = f"line {lines[0]}: {one.sentence.text[:150]} / line {lines[1]}: {other.sentence.text[:150]}"
            says = f"the page says yes and no to the same thing (lines {lines[0]} and {lines[1]})"
            right = "One verdict, with its conditions."
            yield Finding("opposite-statements", 1, lines[1], words, says, right, THIS_PAGE)


def _statement(sentence: Sentence) -> _Statement | None:
    found = _VERDICT.search(sentence.text)
    if found is None or sentence.text.endswith("?"):
        return None
    rest = _MARKERS.sub("", f"{sentence.text[: found.start()]} {sentence.text[found.end() :]}")
    about = frozenset(content(rest))
    if _CONDITIONED.search(rest) or len(about) < 2:
        return None
    numbers = frozenset(each.words for each in quantities(rest))
    return _Statement(sentence, not (found["no"] or found["nor"] or found["contra"]), about, numbers)


def _on_one_thing(one: frozenset[str], other: frozenset[str]) -> bool:
    few, many = sorted((one, other), key=len)
    return len(few & many) >= ALIKE * len(few) and len(many) <= len(few) + 4


def older_than_it_says(page: Page) -> Iterator[Finding]:
    """`The 2024 guideline recommends … [3]`, where [3] is of 2009."""
    for sentence in page.sentences:
        dated = _DATED.search(sentence.text)
        years = [each.year for each in cited_references(page, sentence)]
        if dated and years and all(year and year < int(dated["year"]) for year in years):
            says = f"'{dated[0]}' is cited to a source of {max(year for year in years if year)}"
            right = "Cite the edition that is named."
            yield Finding("older-than-its-claim", 2, sentence.line.number, sentence.text[:160], says, right, THIS_PAGE)
