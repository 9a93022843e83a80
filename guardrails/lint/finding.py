"""One fault found in a page."""

from __future__ import annotations

from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """A fault: which check, how grave, where, and what is right.

    Severity 1 could change a treatment, 2 misinforms, 3 is cosmetic.
    """

    check: str
    severity: int
    line: int
    words: str
    says: str
    right: str
    source: str = ""

    def as_dict(self) -> dict[str, object]:
        """The finding as JSON data."""
        return asdict(self)


THIS_PAGE = "the page itself"
