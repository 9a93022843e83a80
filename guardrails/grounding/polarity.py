"""Does a claim say the opposite of its source? A denial on one side only, an opposite word, a list under a heading."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from guardrails.grounding.words import content, language, sentences, signed

if TYPE_CHECKING:
    from guardrails.grounding.words import Signed

NEAR = 0.34  # share of a claim's words that a line must have to be about the same
ELIGIBLE = "eligible"


@dataclass(frozen=True, slots=True)
class Turn:
    """Whether a claim turns its source round: how much (0 to 1), beyond doubt or not, why, and the source's words."""

    weight: float = 0.0
    certain: bool = False
    reason: str = ""
    words: str = ""


NOT_TURNED = Turn()


@lru_cache(maxsize=4096)
def turned(claim: str, passage: str) -> Turn:
    """Whether a claim says the opposite of the lines of a passage that are about the same."""
    mine = signed(claim)
    lines = _lines(passage)
    about = _nearest(mine, lines)
    if not about:
        return NOT_TURNED
    turns = [_against(mine, *each) for each in about]
    return min(turns, key=lambda each: each.weight)


@lru_cache(maxsize=1024)
def _lines(passage: str) -> tuple[tuple[str, int], ...]:
    """The sentences of a passage, each with -1 under a heading that turns what it lists."""
    found: list[tuple[str, int]] = []
    sign = 1
    for line in sentences(passage):
        heading = line.rstrip(": ").lower()
        if line.endswith(":") or len(heading.split()) <= 2:
            sign = -1 if any(heading.startswith(each) for each in language().against_headings) else 1
        found.append((line, sign))
    return tuple(found)


def _nearest(mine: tuple[Signed, ...], lines: tuple[tuple[str, int], ...]) -> list[tuple[str, int]]:
    """The lines that share most of the claim's telling words; ties are all kept."""
    wanted = {each.stem for each in mine if each.opposition is None and each.stem not in language().general}
    if not wanted:
        return []
    shares = [(len(wanted & set(content(line))) / len(wanted), line, sign) for line, sign in lines]
    best = max((share for share, _, _ in shares), default=0.0)
    return [(line, sign) for share, line, sign in shares if share == best >= NEAR]


def _against(mine: tuple[Signed, ...], line: str, heading: int) -> Turn:
    """How far one line says the opposite."""
    signs: dict[str, set[int]] = {}
    for each in signed(line):
        signs.setdefault(each.key, set()).add(each.sign)
    shared = [each for each in mine if each.key in signs]
    predicates = [each for each in shared if each.opposition is not None]
    flips = [each for each in predicates if each.sign not in signs[each.key]]
    if flips and len(flips) == len(predicates):
        return Turn(0.8, certain=True, reason=f"the source says the opposite of '{flips[0].stem}'", words=line)
    plain = [each for each in shared if each.opposition is None and each.stem not in language().general]
    turn = heading * _eligibility(mine)
    denied = [each for each in plain if each.sign * turn not in signs[each.key]]
    if plain and len(denied) > len(plain) / 2:
        return Turn(1.0, certain=False, reason=f"'{denied[0].stem}' is denied on one side only", words=line)
    return Turn(0.3 if flips else 0.0, certain=False, reason="an opposite word", words=line) if flips else NOT_TURNED


def _eligibility(mine: tuple[Signed, ...]) -> int:
    """-1 where a claim says that what it names keeps somebody out."""
    number = language().sides[ELIGIBLE][0]
    return min((each.sign for each in mine if each.opposition == number), default=1)
