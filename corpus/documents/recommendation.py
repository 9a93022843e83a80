"""Recommendations and how their source grades them: GRADE, SIGN, NICE, ACC/AHA classes, task force letters."""

from __future__ import annotations

import re
from dataclasses import dataclass

STRENGTHS = {  # how a source says it, in the order in which they are tried
    "{} against": r"\b(strong|conditional|weak)\s+recommendation\s+against\b",
    "strong": r"\bstrong(?:ly)?\s+recommend(?:ation|ed|s)?\b|\bstrength:?\s*strong\b",
    "conditional": r"\b(?:conditional|weak)(?:ly)?\s+recommend(?:ation|ed|s)?\b"
    r"|\b(?:recommendation\s+)?strength:?\s*(?:conditional|weak)\b",
    "grade {}": r"\bgrade\s*:?\s*([12][A-D]|[A-DI])\b(?!\s*[a-z])",
    "class {}": r"\b(?:class|COR)\s*:?\s*(III(?:\s*:?\s*(?:no benefit|harm))?|IIa|IIb|II|I|1|2a|2b|3)\b",
    "category {}": r"\brecommendation\s+category\s*:?\s*([A-D])\b",
    "good practice point": r"\bgood\s+practice\s+(?:point|statement)\b|\bGPP\b|✓",
}
CERTAINTIES = {
    "very low": r"\bvery[\s-]low[\s-](?:certainty|quality|confidence)\b|⊕[◯○⊝]{3}",
    "low": r"\blow[\s-](?:certainty|quality|confidence)\b|⊕⊕[◯○⊝]{2}",
    "moderate": r"\bmoderate[\s-](?:certainty|quality|confidence)\b|⊕⊕⊕[◯○⊝]",
    "high": r"\bhigh[\s-](?:certainty|quality|confidence)\b|⊕{4}",
    "type {}": r"\bevidence\s+type\s*:?\s*([1-4])\b",
    "level {}": r"\b(?:level(?:\s+of\s+evidence)?|LOE)\s*:?\s*"
    r"([A-C](?:-(?:R|NR|LD|EO))?|[1-5][+-]{0,2}|I{1,3}|IV|V)(?![\w+])",
    "1-4 {}": r"[\[(](1\+\+|1\+|1-|2\+\+|2\+|2-)[\])]",
}
NICE = re.compile(
    r"^(?:\d+(?:\.\d+)+\s+)?(?:Do not )?(?:[Oo]ffer|[Cc]onsider|[Rr]efer|[Aa]dvise|[Dd]iscuss|[Aa]void|[Uu]se)\b"
    r".*\[(?:new |amended )?(\d{4})"
)
DUTY = re.compile(r"\b(?:should|must|(?:is|are) (?:not )?recommended|we (?:recommend|suggest))\b", re.IGNORECASE)
ORDER = re.compile(r"^(?:\d+(?:\.\d+)*[.)]?\s+)?(?:Do not |Offer|Consider|Avoid|Refer|Recommend|Suggest)")
NUMBERED = re.compile(r"^(?:R(?:ecommendation)?\s*)?\d+(?:\.\d+)*[.):]?\s+[A-Z]")
PATTERNS = [
    {name: re.compile(pattern, re.IGNORECASE) for name, pattern in table.items()} for table in (STRENGTHS, CERTAINTIES)
]


@dataclass(frozen=True)
class Graded:
    """How a recommendation is graded, in the source's own scale; empty where it does not say."""

    strength: str = ""
    certainty: str = ""


def recommendation(text: str, section: str = "") -> Graded | None:
    """Read a recommendation's grades; None if the text is none."""
    strength, certainty = (_first(table, text) for table in PATTERNS)
    acts = bool(DUTY.search(text) or ORDER.search(text))
    if nice := NICE.match(text):
        return Graded(strength or ("consider" if "onsider" in nice[0][:30] else "offer"), certainty)
    if strength and (acts or certainty):
        return Graded(strength, certainty)
    listed = "recommendation" in section.rsplit(" › ", maxsplit=1)[-1].lower() and NUMBERED.match(text)
    return Graded("", certainty) if acts and listed else None


def _first(table: dict[str, re.Pattern[str]], text: str) -> str:
    for name, pattern in table.items():
        if found := pattern.search(text):
            return name.format(next((group for group in found.groups() if group), "")).removeprefix("1-4 ")
    return ""
