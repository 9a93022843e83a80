"""Quantities as claims make them: a number or range, its comparison, its unit, and the words it is about."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from functools import cache, lru_cache

from guardrails.grounding.frequencies import Frequency, frequencies
from guardrails.grounding.units import ATOMS, Unit, read_unit, unit_at
from guardrails.grounding.words import carries, language, stem, tokens
from guardrails.values import Interval

NUMBER = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:[.,]\d+)?"
_NUMBER = re.compile(
    rf"(?<![\w.,*$€£])(?<![A-Za-z]-)(?<![α-ω]-)(?P<low>[-−]?(?:{NUMBER}))(?P<of>(?:/|\sof\s|\sout\sof\s)\d+(?![\d./]))?"
    rf"(?P<unit_between>\s?%)?(?:\s?[-–—−]\s?|\s+to\s+|\s+and\s+)?"
)
_RANGE = re.compile(rf"(?:\s?[-–—−]\s?|\s+to\s+)(?P<high>{NUMBER})(?:/\d+(?=\s?%))?(?![\w.]*\d)")
_AND = re.compile(rf"\s+and\s+(?P<high>{NUMBER})")
_NAME_BEFORE = re.compile(
    r"(?:[A-Z][\w*/-]*[A-Za-z0-9)]|[Ss]ection|[Tt]able|[Pp]hase|[Ff]igure|[Ss]tage|[Gg]rade|[Cc]ohort|[Aa]rm)\s$"
)
_BEFORE = {
    "below": (
        r"<|\bless than|\bbelow|\bunder|\bfewer than|\blower than|\byounger than|\bsmaller than|\bshorter than|"
        r"\bwithin less than"
    ),
    "at_most": (
        r"≤|<=|=<|⩽|\bat most|\bat or below|\bup to|\bno more than|\bnot more than|\bmaximum(?: of)?|\bnot exceeding|"
        r"\bno later than|\bequal to or (?:less|lower) than|\bless than or equal to|\bno greater than|\bwithin"
    ),
    "above": (
        r">|\bmore than|\babove|\bover|\bgreater than|\bhigher than|\bexceed(?:s|ing|ed)?|\bolder than|\blonger than|"
        r"\blarger than|\bupwards of"
    ),
    "at_least": (
        r"≥|>=|=>|⩾|\bat least|\bat or above|\bno less than|\bnot less than|\bno fewer than|\bminimum(?: of)?|"
        r"\bequal to or (?:greater|more) than|\bgreater than or equal to|\bstarting from"
    ),
}
_AFTER = {
    "at_most": r"(?:or|and) (?:less|lower|below|fewer|under|younger|shorter|smaller|earlier)",
    "at_least": r"(?:or|and) (?:more|greater|above|over|higher|older|longer|larger|later)",
}
_SIGN = re.compile(
    "|".join(f"(?P<{name}>{pattern})" for name, pattern in _BEFORE.items() if name in ("at_most", "at_least"))
    + "|"
    + "|".join(f"(?P<{name}>{pattern})" for name, pattern in _BEFORE.items() if name in ("below", "above")),
    re.IGNORECASE,
)
_FILL = re.compile(
    r"(?:\s|about|approximately|around|roughly|or|equal to|of|the|a|level|than|=|~|≈|\(|threshold)*$", re.IGNORECASE
)
_ABOUT = re.compile(
    r"(?:\b(?:about|approximately|around|roughly|nearly|some|circa|ca\.?|approx\.?)|[~≈])\s?$", re.IGNORECASE
)
_SIGN_AFTER = re.compile("|".join(f"(?P<{name}>{pattern})" for name, pattern in _AFTER.items()), re.IGNORECASE)
_CLAUSE = re.compile(r"[;:()\[\]\n]|,(?!\d)|\.(?!\d)|\b(?:and|but|or|with|whose|while)\b")
_HEADED = re.compile(r"[,(]\s?(?P<unit>[^\s,():;]+)\)?(?: predicted)?(?:,[^:;\n]{0,40})?:\s*(?:between )?$")
_PERCENTAGE = re.compile(r"\b(?:percentage|percent|proportion|share) of \w+[\s:]*$", re.IGNORECASE)
PERCENT, COUNT, OFTEN = Unit("%", 1.0, "%"), Unit("count", 1.0), Unit("days between", 1.0)
_YEAR = re.compile(r"^(?:19|20)\d\d$")


@dataclass(frozen=True, slots=True)
class Quantity:
    """One quantity of a text, its bounds as printed and where they stand; `about` are the stems near it.

    It is `compared` where a comparison stands with it, and `approximate` where it is given as "about".
    """

    bounds: Interval
    unit: Unit | None
    words: str
    start: int
    end: int
    about: frozenset[str]
    compared: bool = False
    approximate: bool = False

    @property
    def year(self) -> bool:
        """Whether it reads as a calendar year."""
        return self.unit is None and not self.compared and bool(_YEAR.match(self.words))

    @property
    def small(self) -> bool:
        """Whether it is "one" or "two" in words, without a unit: more often an article than a count."""
        return (
            self.unit is None
            and self.words[-1:].isalpha()
            and max(abs(self.bounds.low), abs(self.bounds.high)) in (1, 2, math.inf)
        )

    def base(self) -> Interval:
        """Its bounds in the base of its unit."""
        factor = self.unit.factor if self.unit else 1.0
        return self.bounds.scaled(factor, factor)


@lru_cache(maxsize=4096)
def quantities(text: str) -> tuple[Quantity, ...]:
    """Every quantity of a text, in order; digits inside names (`FEV1`, `CTS 2012`, `beta-2`) are none."""
    found = [_often(text, each) for each in frequencies(text)]
    often = [range(each.start, each.end) for each in found]
    end = 0
    for match in _NUMBER.finditer(text):
        if match.start() < end or any(match.start("low") in span for span in often):
            continue
        these = _share(text, match) if match["of"] else [_quantity(text, match)]
        found += [each for each in these if each]
        end = max([end, *(each.end for each in these if each)])
    taken = [range(each.start, each.end) for each in found]
    found += [
        _worded(text, word) for word in _number_word().finditer(text) if not any(word.start() in span for span in taken)
    ]
    return tuple(sorted(found, key=lambda each: each.start))


def _often(text: str, found: Frequency) -> Quantity:
    start, end = found.start, found.end
    return Quantity(Interval(found.low, found.high), OFTEN, text[start:end], start, end, _about(text, start, end))


def as_number(text: str) -> float:
    """A printed number: thousands without commas, a decimal comma as a point."""
    if re.fullmatch(r"\d{1,3}(,\d{3})+(\.\d+)?", text):
        text = text.replace(",", "")
    return float(text.replace(",", ".").replace("−", "-"))


def _quantity(text: str, match: re.Match[str]) -> Quantity | None:
    start, after = match.start("low"), match.end("low")
    low = high = as_number(match["low"])
    if low < 0 and start and text[start - 1] not in " (:=":
        low = high = -low
    unit, end = _unit(text, after)
    if ranged := _RANGE.match(text, end) or (
        _AND.match(text, end) if text[max(0, start - 12) : start].rstrip().lower().endswith("between") else None
    ):
        high = as_number(ranged["high"])
        other, end = _unit(text, ranged.end())
        unit = other or unit
    elif unit is None and _is_name(text, start, after):
        return None
    unit = unit or _headed(text, start)
    return _bounded(text, (start, end), (min(low, high), max(low, high)), unit)


def _share(text: str, match: re.Match[str]) -> list[Quantity | None]:
    """`3/56`: a count, and a share of a hundred."""
    count, whole = as_number(match["low"]), as_number(match["of"].split()[-1].lstrip("/"))
    start, end = match.start("low"), match.end("of")
    if not whole or count > whole:
        return [Quantity(Interval(count, count), None, text[start:end], start, end, _about(text, start, end))]
    percent = float(f"{100 * count / whole:.4g}")
    share = _bounded(text, (start, end), (percent, percent), PERCENT)
    counted = Quantity(Interval(count, count), COUNT, text[start:end], start, end, share.about)
    return [share] if share.compared else [counted, share]


def _unit(text: str, place: int) -> tuple[Unit | None, int]:
    found = unit_at(text, place)
    return found or (None, place)


def _headed(text: str, start: int) -> Unit | None:
    """The unit in a table's heading: `Level, umol/L: 20 to 53`, `Percentage of patients: 28`."""
    if _PERCENTAGE.search(text, max(0, start - 40), start):
        return PERCENT
    found = _HEADED.search(text, max(0, start - 80), start)
    unit = read_unit(found["unit"]) if found else None
    return unit if unit and ("/" in unit.measures or unit.measures == "%") else None


def _is_name(text: str, start: int, end: int) -> bool:
    """Whether a bare number is part of a name: `CTS 2012`, `Phase 3`, `2(1)`, or glued to letters."""
    glued = end < len(text) and (text[end].isalpha() or text[end] in "_*^")
    dated = bool(_YEAR.match(text[start:end]))
    named = bool(_NAME_BEFORE.search(text, max(0, start - 30), start)) and not text[:start].rstrip().endswith(
        (".", ":")
    )
    return glued or dated or (named and not _sign_before(text, start))


def _bounded(text: str, span: tuple[int, int], ends: tuple[float, float], unit: Unit | None) -> Quantity:
    start, end = span
    low, high = ends
    sign = _sign_before(text, start)
    if sign and ends[0] != ends[1] and text[sign[1] :].lower().startswith("within"):
        sign = None  # within 25 to 80 %: a range
    name = sign[0] if sign else None
    if name is None and (after := _SIGN_AFTER.match(text, end + (text[end : end + 1] == " "))):
        name, end = str(after.lastgroup), after.end()
    bounds = {
        "below": Interval(-math.inf, high, high_open=True),
        "at_most": Interval(-math.inf, high),
        "above": Interval(low, math.inf, low_open=True),
        "at_least": Interval(low, math.inf),
    }.get(name or "", Interval(low, high))
    first = sign[1] if sign else start
    near = bool(_ABOUT.search(text, max(0, start - 20), start))
    return Quantity(bounds, unit, text[first:end], start, end, _about(text, first, end), name is not None, near)


def _sign_before(text: str, start: int) -> tuple[str, int] | None:
    """The comparison that stands before a number, and where it starts."""
    for found in reversed(list(_SIGN.finditer(text, max(0, start - 40), start))):
        if _FILL.match(text[found.end() : start]):
            return str(found.lastgroup), found.start()
    return None


def _about(text: str, start: int, end: int) -> frozenset[str]:
    """The stems of the clause before a quantity, and of the few words after it."""
    before = text[max(0, start - 90) : start].rpartition("\n")[2]
    cuts = [0, *(each.end() for each in _CLAUSE.finditer(before))]
    nearest = next((found for cut in reversed(cuts[-4:]) if (found := _subjects(before[cut:]))), ())
    after = text[end : end + 50]
    stop = _CLAUSE.search(after)
    return frozenset(nearest[-7:]) | frozenset(_subjects(after[: stop.start()] if stop else after)[:3])


def _subjects(text: str) -> tuple[str, ...]:
    """The stems that may be what a number is about: no units."""
    return tuple(stem(each) for each in tokens(text) if carries(each) and each.partition("/")[0] not in ATOMS)


def _worded(text: str, word: re.Match[str]) -> Quantity:
    number = language().number_words[word[0].lower()]
    unit, end = _unit(text, word.end())
    return _bounded(text, (word.start(), end), (number, number), unit)


@cache
def _number_word() -> re.Pattern[str]:
    return re.compile(r"\b(?:" + "|".join(language().number_words) + r")\b", re.IGNORECASE)
