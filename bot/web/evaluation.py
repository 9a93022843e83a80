"""The judge's last report as figures for a page: read from its file, never computed here."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

SCHEMA = "eval/1"


@dataclass(frozen=True)
class Score:
    """One scorer: its mean from 0 to 1, the 95% interval of it, and how many wordings pass."""

    name: str
    value: float
    interval: tuple[float, float]
    passed: int
    wordings: int


@dataclass(frozen=True)
class Report:
    """One topic, as it was judged: questions by grade, the answers that could harm, the scores."""

    topic: str
    questions: int
    grades: dict[str, int]
    harmful: int
    scores: tuple[Score, ...]
    made: str


def reports(folder: Path) -> list[Report]:
    """The figures of the last report in a folder; none if there is none, or it has another shape."""
    path = folder / "results.json"
    try:
        data = json.loads(path.read_text("utf-8"))
        made = datetime.fromtimestamp(path.stat().st_mtime, UTC).date().isoformat()
        return [_report(name, each, data, made) for name, each in data["topics"].items() if data["schema"] == SCHEMA]
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return []


def _report(name: str, topic: dict[str, Any], data: dict[str, Any], made: str) -> Report:
    scores = tuple(
        Score(key, each["value"], tuple(each["interval"]), each["passed"], each["wordings"])
        for key, each in topic["scores"].items()
        if each["value"] is not None
    )
    return Report(name, topic["questions"], dict(topic["grades"]), len(data["harmful"]), scores, made)
