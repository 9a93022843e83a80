"""What a proof comes to: proved, refuted with a patient, written down as known, or a map."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from enum import StrEnum


class Status(StrEnum):
    """How a proof ended. `MAP` lists regions; there is nothing to prove about them."""

    PROVED = "proved"
    REFUTED = "refuted"
    KNOWN = "known"
    MAP = "map"
    UNDECIDED = "undecided"


@dataclass(frozen=True)
class Witness:
    """A counterexample patient: the facts as data, in words, and the command that shows it."""

    facts: dict[str, object]
    words: str
    command: str


@dataclass(frozen=True)
class Region:
    """Patients in words, and one of them."""

    words: str
    example: Witness | None = None


@dataclass(frozen=True)
class Result:
    """One thing proved, refuted or mapped. `id` is what known.yaml names it by."""

    id: str
    status: Status
    says: str
    witness: Witness | None = None
    regions: tuple[Region, ...] = ()
    whole: bool = True
    reason: str = ""

    @property
    def fails(self) -> bool:
        """Whether it should stop a release."""
        return self.status in (Status.REFUTED, Status.UNDECIDED)


@dataclass(frozen=True)
class Report:
    """All results of one topic; `seconds` is how long it took."""

    topic: str
    on: str
    results: tuple[Result, ...]
    seconds: float = 0.0
    notes: tuple[str, ...] = field(default=())

    @property
    def holds(self) -> bool:
        """Whether nothing failed that is not written down as known."""
        return not any(each.fails for each in self.results)

    def as_dict(self) -> dict[str, object]:
        """The report as JSON data (schema `prove/1`)."""
        return {"schema": "prove/1", "holds": self.holds, **asdict(self)}
