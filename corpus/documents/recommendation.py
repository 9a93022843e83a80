"""Recommendations and how their source grades them: GRADE, SIGN, NICE, ACC/AHA classes, task force letters."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

_RATED = r"[,;]\s+(?:very[\s-])?(?:low|moderate|high)[\s-](?:quality|certainty)\b"  # "weak, low quality of evidence"
_OF_IT = r"(?:\s+of\s+(?:the\s+)?recommendation)"
STRENGTHS = {  # how a source says it, in the order in which they are tried
    "not graded": r"[(\[](?:not\s+graded|ungraded)",
    "{} against": r"\b(strong|conditional|weak)(?:ly)?\s+(?:recommend(?:ation|ed|s)?\s+)?against\b",
    "strong": r"\bstrong(?:ly)?\s+recommend(?:ation|ed|s)?\b"
    rf"|\bstrength{_OF_IT}?:?\s*strong\b|\brecommendation:?\s*strong\b|[(\[]strong\b"
    rf"|\bstrong{_RATED}|\bstarke\s+Empfehlung\b",
    "conditional": r"\b(?:conditional|weak)(?:ly)?\s+recommend(?:ation|ed|s)?\b"
    r"|\brecommendation:?\s*(?:conditional|weak)\b"
    rf"|\bstrength{_OF_IT}?:?\s*(?:conditional|weak)\b|[(\[](?:conditional|weak)\b"
    rf"|\b(?:conditional|weak){_RATED}|\b(?:schwache|bedingte|abgeschwächte|offene)\s+Empfehlung\b",
    "grade {}": rf"\b(?:grade{_OF_IT}?|strength{_OF_IT})\s*:?\s*\[?([12][A-D]|[A-DI])\b(?!\s*[a-z])"
    r"|[(\[]([12][A-D])[)\]]|[(\[]([A-D])[)\]]\.?$|\b([A-DI])[\s-](?:recommendation|statement)\b"
    r"|\b(?:GoR|Empfehlungsgrad|strength:)\s*:?\s*([A-D0])\b",
    "class {}": r"\b(?:class|COR)\s*:?\s*(III(?:\s*:?\s*(?:no benefit|harm))?|IIa|IIb|II|I|1|2a|2b|3)\b",
    "category {}": r"\brecommendation\s+category\s*:?\s*([A-D])\b",
    "good practice point": r"\bgood[\s-]+practice\s+(?:point|statement|recommendation)\b|\bGPP\b|✓",
    "best practice statement": r"\bbest[\s-]+practice\s+(?:statement|advice|recommendation)\b",
    "consensus": r"\b(?:expert|clinical)\s+(?:opinion|consensus)\b|\bconsensus(?:-based)?\s+recommendation\b",
}
_SURE = r"(?:certainty|quality|confidence)"
_OF = rf"\b{_SURE}(?:\s+of\s+(?:the\s+)?evidence)?\s*:?\s*"
_BEFORE = rf"\bevidence(?:\s+{_SURE})?\s*:\s*"
CERTAINTIES = {
    "very low": rf"\bvery[\s-]low[\s-]{_SURE}\b|{_OF}very\s+low\b|{_BEFORE}very\s+low\b|[⊕⨁][◯○⊝⊖⨀]{{3}}",
    "low": rf"\blow[\s-]{_SURE}\b|{_OF}low\b|{_BEFORE}low\b|[⊕⨁]{{2}}[◯○⊝⊖⨀]{{2}}",
    "moderate": rf"\bmoderate[\s-]{_SURE}\b|{_OF}moderate\b|{_BEFORE}moderate\b|[⊕⨁]{{3}}[◯○⊝⊖⨀]",
    "high": rf"\bhigh[\s-]{_SURE}\b|{_OF}high\b|{_BEFORE}high\b|[⊕⨁]{{4}}",
    "type {}": r"\bevidence\s+type\s*:?\s*([1-4])\b",
    "level {}": r"\b(?:level(?:\s+of\s+evidence)?|LOE|Evidenzlevel|Evidenzgrad)\s*:?\s*"
    r"([A-C](?:-(?:R|NR|LD|EO))?|[1-5](?:[a-c]|[+-]{1,2})?|I{1,3}[ab]?|IV|V)(?![\w+])",
    "1-4 {}": r"(?:[\[(]|\b[A-D],\s*)(1\+\+|1\+|1-|2\+\+|2\+|2-)[\])]",
}
VERBS = (
    "offer|consider|refer|advise|discuss|avoid|use|give|ensure|assess|measure|ask|explain|stop|start|monitor|review|"
    "be aware|think about|take into account|suspect|do not|do not routinely"
)
_DATED = r"\[(?:new |amended )?\d{4}"
NICE = re.compile(
    rf"^(?:\d+\.\d+\.\d+\.?\s+(?P<numbered>{VERBS})\b"
    rf"|(?:\d+(?:\.\d+)+\s+)?(?P<dated>{VERBS})\b.*{_DATED}"
    rf"|\d+\.\d+\.\d+\.?\s.*?(?:[,:]\s+(?P<later>{VERBS})\b.*)?{_DATED})",
    re.IGNORECASE,
)
DUTY = re.compile(
    r"\b(?:should|must|shall|(?:is|are) (?:not )?(?:\w+ly )?(?:recommended|indicated|contraindicated|advised)|"
    r"(?:may|can) be (?:considered|used|offered)|we (?:recommend|suggest)|recommends?|suggests?|concludes?|"
    r"soll(?:en|ten?)?|muss|müssen)\b",
    re.IGNORECASE,
)
ORDER = re.compile(
    r"^(?:\d+(?:\.\d+)*[.)]?\s+)?(?:Do not |Offer|Consider|Avoid|Refer|Recommend|Suggest|Give|Use|"
    r"Ensure|Assess|Measure|Explain|Discuss|Monitor|Review|Stop|Start|Treat|Repeat|Screen)\b"
)
NUMBERED = re.compile(r"^(?:R(?:ecommendation)?\s*)?\d+(?:\.\d+)*[.):]?\s+[A-Z]")
PANEL = re.compile(
    r"^(?:\S+\s+){0,3}(?:we|the (?:\w+ )?(?:panel|committee|society|group|task force|board|authors))\s+"
    r"(?:strongly\s+|conditionally\s+)?(?:recommends?|suggests?)\b",
    re.IGNORECASE,
)
PATTERNS = [
    {name: re.compile(pattern, re.IGNORECASE) for name, pattern in table.items()} for table in (STRENGTHS, CERTAINTIES)
]


@dataclass(frozen=True)
class Graded:
    """How a recommendation is graded, in the source's own scale; empty where it does not say."""

    strength: str = ""
    certainty: str = ""
    explicit: bool = field(default=True, compare=False)  # whether it is written, and not only told by a verb


def recommendation(text: str, section: str = "") -> Graded | None:
    """Read a recommendation's grades; None if the text is none."""
    strength, certainty = (_first(table, text) for table in PATTERNS)
    acts = bool(DUTY.search(text) or ORDER.search(text))
    if nice := NICE.match(text):
        return Graded(strength or _by_verb(nice), certainty, explicit=bool(strength))
    if strength and (acts or certainty):
        return Graded(strength, certainty)
    if PANEL.match(text):
        return Graded("", certainty)
    listed = "recommendation" in section.rsplit(" › ", maxsplit=1)[-1].lower() and NUMBERED.match(text)
    return Graded("", certainty) if acts and listed else None


def _by_verb(nice: re.Match[str]) -> str:
    """How strong NICE means it: by its verb."""
    verb = (nice["numbered"] or nice["dated"] or nice["later"] or "").lower()
    if not verb:
        return ""
    return "do not offer" if verb.startswith("do not") else "consider" if verb == "consider" else "offer"


def _first(table: dict[str, re.Pattern[str]], text: str) -> str:
    for name, pattern in table.items():
        if found := pattern.search(text):
            return name.format(next((group for group in found.groups() if group), "")).removeprefix("1-4 ")
    return ""
