"""Any text with citations as claims, each judged beside what it cites, or else beside the texts here.

`check_claims` is for texts of other people: it is careful to say "contradicted" only where a passage that is clearly
about the same says otherwise.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from guardrails.grounding.names import NO_NAMES, Names
from guardrails.grounding.quantities import quantities
from guardrails.grounding.support import Support, Verdict, support_by
from guardrails.grounding.words import content

if TYPE_CHECKING:
    from corpus.guideline import Passage

CLEARLY_ABOUT = 0.6  # share of a claim's words that a passage must have before it may contradict it
DENIED = 0.8  # a turn of such weight: what one side denies the other does not
SURE = 0.7  # the same, before a passage that nobody cited bears it out
NEARLY_ALL = 0.8  # of its words, that they must be there at all
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
    `held` leaves of a sentence what a source must have: without the values of the patient it speaks of.
    """

    cited: Mapping[int, tuple[Passage, ...]]
    search: Callable[[str], tuple[Passage, ...]]
    names: Names = NO_NAMES
    held: Callable[[str], str] = str


def check_claims(claims: Iterable[Claim], sources: Sources) -> list[Checked]:
    """Judge every claim of a text."""
    return [check_claim(each, sources) for each in claims if _says_enough(each.text)]


def _says_enough(text: str) -> bool:
    return len(content(text)) >= FEW_WORDS or any(each.unit for each in quantities(text))


def check_claim(claim: Claim, sources: Sources) -> Checked:
    """Judge one claim: by what it cites if that is here, else by the passages nearest to it."""
    lost = [number for number in claim.markers if sources.cited and number not in sources.cited]
    own = tuple(dict.fromkeys(passage for number in claim.markers for passage in sources.cited.get(number, ())))
    if own:
        found = support_by(sources.held(claim.text), tuple(each.text for each in own), sources.names)
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
    words, hits = sources.held(claim.text), sources.search(claim.text)
    judged = [(passage, support_by(words, (passage.text,), sources.names)) for passage in hits]
    several = [] if any(each.verdict is Verdict.SUPPORTED for _, each in judged) else _together(words, hits, sources)
    supporting = [each for each in (*judged, *several) if _bears_out(words, each[1])]
    against = [
        each
        for each in judged
        if each[1].verdict is Verdict.CONTRADICTED
        and each[0].provenance.first_hand
        and max(each[1].covered, each[1].about) >= CLEARLY_ABOUT
    ]
    if against and all(each[1].by_number for each in against) and not _no_other_has_it(words, hits, sources):
        against = []
    best, worst = max(supporting, key=_score, default=None), max(against, key=_covered, default=None)
    if best and worst and _covered(worst) > _covered(best):
        return worst  # it speaks of more of what the claim says
    return best or worst


def _no_other_has_it(words: str, hits: tuple[Passage, ...], sources: Sources) -> bool:
    """Whether a number that one passage speaks against is in none of the others either."""
    return support_by(words, tuple(each.text for each in hits), sources.names).verdict is Verdict.CONTRADICTED


def _score(judged: tuple[Passage, Support]) -> float:
    return judged[1].score


def _covered(judged: tuple[Passage, Support]) -> float:
    return judged[1].covered


def _together(words: str, hits: tuple[Passage, ...], sources: Sources) -> list[tuple[Passage, Support]]:
    """What several passages of one source bear out together."""
    by_source: dict[str, list[Passage]] = {}
    for each in hits:
        by_source.setdefault(each.guideline, []).append(each)
    several = [found for found in by_source.values() if len(found) > 1]
    return [(found[0], support_by(words, tuple(each.text for each in found), sources.names)) for found in several]


def _bears_out(words: str, found: Support) -> bool:
    """Whether a passage that nobody cited bears a claim out: its amounts, or most of its words, and none denied."""
    measured = any(each.unit for each in quantities(words))
    most = found.covered >= SURE and found.about >= NEARLY_ALL
    return found.verdict is Verdict.SUPPORTED and found.turned < DENIED and (measured or most)
