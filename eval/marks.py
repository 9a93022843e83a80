"""What a scorer gives: a value and the reason for it; and the grades of an answer."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from guardrails.outcome import Outcome

ANSWERED = frozenset(
    {
        Outcome.RECOMMENDED,
        Outcome.CONDITIONAL,
        Outcome.NOT_RECOMMENDED,
        Outcome.DIFFER,
        Outcome.INSUFFICIENT_EVIDENCE,
        Outcome.INFORMATION,
    }
)


class Grade(StrEnum):
    """How an outcome compares with what was expected. Being sure and wrong has a grade of its own."""

    RIGHT = "right"
    WRONG = "wrong"
    OVERCONFIDENT = "overconfident"  # answered where it should have asked or declined
    SILENT = "silent"  # asked or declined where it should have answered
    UNSCORED = "unscored"  # there is no answer to grade


@dataclass(frozen=True)
class Mark:
    """One scorer's verdict on one answer: a share between 0 and 1, of how many, and why.

    Without a value it could not be scored: that is counted by itself, and fails the gate.
    """

    value: float | None
    why: str = ""
    weight: float = 1.0

    @property
    def passed(self) -> bool:
        """Whether all was right."""
        return self.value is not None and self.value >= 1

    @property
    def failed(self) -> bool:
        """Whether it was scored, and not all was right."""
        return self.value is not None and not self.passed

    @classmethod
    def of(cls, right: int, total: int, why: str = "") -> Mark | None:
        """So many right of so many; nothing to score when there are none."""
        return cls(right / total, why, total) if total else None


def grade(accept: frozenset[Outcome], got: Outcome) -> Grade:
    """The grade of an outcome."""
    if got in accept:
        return Grade.RIGHT
    if got in ANSWERED and not accept & ANSWERED:
        return Grade.OVERCONFIDENT
    if got not in ANSWERED and accept <= ANSWERED:
        return Grade.SILENT
    return Grade.WRONG
