"""The judge's last report, as figures and as its own page in parts: read from its files, never computed here."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

SCHEMA = "eval/1"
# where a report may be cut: before a heading, a case, and a card that stands in no other
PIECE = re.compile(r"(?=<h2[\s>]|<details[\s>]|^<div class=\"(?:two|card)\">)", re.MULTILINE)
LARGEST_PART = 90_000  # bytes
FIRST = ("outcome", "harm")  # what a reader asks first: is it right, can it harm


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


def parts(html: str) -> list[str]:
    """A report's page in parts that a slow line can bear, each with its head and style; one that is small as it is."""
    if len(html.encode()) <= LARGEST_PART:
        return [html]
    head, *pieces = PIECE.split(html)
    last, _, end = pieces.pop().partition("</main>") if pieces else ("", "", "")
    found, room = [""], 0
    for piece in [*pieces, last]:
        size = len(piece.encode())
        if found[-1] and size > room:
            found.append("")
        room = (room if found[-1] else LARGEST_PART - len(head.encode())) - size
        found[-1] += piece
    return [f"{head}{_turning(n, len(found))}{part}</main>{end}" for n, part in enumerate(found, 1)]


def _turning(here: int, count: int) -> str:
    """The way to the other parts."""
    links = (f"<b>{n}</b>" if n == here else f'<a href="?part={n}">{n}</a>' for n in range(1, count + 1))
    return f"<p>Part {' '.join(links)}</p>"


def _report(name: str, topic: dict[str, Any], data: dict[str, Any], made: str) -> Report:
    scores = tuple(
        Score(key, each["value"], tuple(each["interval"]), each["passed"], each["wordings"])
        for key, each in topic["scores"].items()
        if each["value"] is not None
    )
    ordered = tuple(sorted(scores, key=lambda each: FIRST.index(each.name) if each.name in FIRST else len(FIRST)))
    return Report(name, topic["questions"], dict(topic["grades"]), len(data["harmful"]), ordered, made)
