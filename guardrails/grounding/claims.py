"""Any text with citations as claims, each judged beside what it cites, or else beside the texts here.

`check_claims` is for texts of other people: it is careful to say "contradicted" only where a passage that is clearly
about the same says otherwise.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from guardrails.grounding.names import NO_NAMES, Names
from guardrails.grounding.support import Support, Verdict, support_by
from guardrails.grounding.words import content

if TYPE_CHECKING:
    from corpus.guideline import Passage

CLEARLY_ABOUT = 0.66  # share of a claim's words that a passage must have before it may contradict it
FEW_WORDS = 3


@dataclass(frozen=True, slots=True)
class Claim:
    """One sentence with the reference numbers it cites."""

    text: str
    line: int = 0
    markers: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Checked:
    """One sentence and what it comes to; `against` is the id of the passage that decides it, if one does."""

    claim: Claim
    verdict: Verdict
    reason: str
    words: str = ""
    against: str | None = None


@dataclass(frozen=True, eq=False)
class Sources:
    """What a text can be held against: what its markers stand for, and a search for all else.

    `cited` maps a marker to the passages it names, empty where the reference exists and is not among our texts.
    """

    cited: Mapping[int, tuple[Passage, ...]]
    search: Callable[[str], tuple[Passage, ...]]
    names: Names = NO_NAMES


def check_claims(claims: Iterable[Claim], sources: Sources) -> list[Checked]:
    """Judge every claim of a text."""
    return [check_claim(each, sources) for each in claims if len(content(each.text)) >= FEW_WORDS]


def check_claim(claim: Claim, sources: Sources) -> Checked:
    """Judge one claim: by what it cites if that is here, else by the passages nearest to it."""
    lost = [number for number in claim.markers if sources.cited and number not in sources.cited]
    own = tuple(dict.fromkeys(passage for number in claim.markers for passage in sources.cited.get(number, ())))
    if own:
        found = support_by(claim.text, tuple(each.text for each in own), sources.names)
        return Checked(claim, found.verdict, found.reason, found.words, own[0].id)
    best = _nearest(claim, sources)
    if best and best[1].verdict in (Verdict.CONTRADICTED, Verdict.SUPPORTED) and not lost:
        return Checked(claim, best[1].verdict, best[1].reason, best[1].words, best[0].id)
    if lost:
        return Checked(claim, Verdict.DANGLING, f"it cites [{lost[0]}], which does not exist", f"[{lost[0]}]")
    if not claim.markers:
        return Checked(claim, Verdict.UNCITED, "nothing is cited for it, and no text here says it")
    return Checked(claim, Verdict.CANNOT_VERIFY, "what it cites is not among the texts here")


def _nearest(claim: Claim, sources: Sources) -> tuple[Passage, Support] | None:
    """The passage that supports a claim; else one that is clearly about the same and says otherwise."""
    judged = [
        (passage, support_by(claim.text, (passage.text,), sources.names)) for passage in sources.search(claim.text)
    ]
    supporting = [each for each in judged if each[1].verdict is Verdict.SUPPORTED]
    if supporting:
        return max(supporting, key=lambda each: each[1].score)
    against = [
        each
        for each in judged
        if each[1].verdict is Verdict.CONTRADICTED
        and each[0].provenance.first_hand
        and each[1].covered >= CLEARLY_ABOUT
    ]
    return max(against, key=lambda each: each[1].covered, default=None)
