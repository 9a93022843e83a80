"""What a page says of itself: a status that contradicts itself, steps that are no steps, characters in disguise."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from guardrails.lint.finding import THIS_PAGE, Finding

if TYPE_CHECKING:
    from guardrails.lint.page import Page

_REVIEWED = re.compile(
    (
        r"\b(?:(?:is|are|been|was|were|articles?|content|fully|medically|clinically|peer)[- ]+(?:\w+ )?reviewed|"
        r"reviewed (?:for accuracy )?by|approved by|verified by|status: approved)\b"
    ),
    re.IGNORECASE,
)
_PENDING = re.compile(
    (
        r"\b(?:pending (?:\w+ ){0,2}review|status: pending|"
        r"not (?:yet )?(?:been )?reviewed|awaiting (?:\w+ ){0,2}review|unreviewed|"
        r"under review by no|has not been (?:\w+ )?(?:reviewed|verified))\b"
    ),
    re.IGNORECASE,
)
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+")
_STEPS = re.compile(r"\b(two|three|four|2|3|4)-?\s?steps?\b", re.IGNORECASE)
_CASE = re.compile(r"^(?:for|if|in|with|when)\b[^:]{3,60}:", re.IGNORECASE)


def contradicting_status(page: Page) -> Iterator[Finding]:
    """Reviewed and awaiting review, on one page."""
    if page.digest:
        return
    parts = [(line, part) for line in page.lines for part in _SENTENCE_END.split(line.text)]
    reviewed = next((line for line, part in parts if _REVIEWED.search(part) and not _PENDING.search(part)), None)
    pending = next((line for line, part in parts if _PENDING.search(part)), None)
    if reviewed and pending:
        says = f"line {reviewed.number} says reviewed, line {pending.number} says not reviewed yet"
        words = f"{reviewed.text[:90]} / {pending.text[:90]}"
        yield Finding(
            "status-contradicts",
            2,
            pending.number,
            words,
            says,
            "One status, from a named and dated sign-off.",
            THIS_PAGE,
        )


def no_steps(page: Page) -> Iterator[Finding]:
    """Announces steps, and lists cases."""
    for at, line in enumerate(page.lines):
        if _STEPS.search(line.text) and line.text.rstrip().endswith(":"):
            listed = page.lines[at + 1 : at + 3]
            if len(listed) == 2 and all(_CASE.match(each.text) for each in listed):
                says = "announces steps, and lists alternatives for different cases"
                yield Finding(
                    "steps-are-cases",
                    3,
                    line.number,
                    line.text,
                    says,
                    "Write it as a branch: which case, which test.",
                    THIS_PAGE,
                )


def odd_characters(page: Page) -> Iterator[Finding]:
    """Characters that are not seen, or not what they seem."""
    for says in page.odd:
        yield Finding("odd-characters", 2, 1, says, says, "Write plain characters.", THIS_PAGE)
