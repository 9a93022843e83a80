"""Reading the rows of public sets."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

Figures = Mapping[str, str]


class MissingFile(Exception):
    """A set cannot be measured: the message says what it lacks."""


def rows_of(path: Path, most: int | None = None) -> list[dict[str, Any]]:
    """The rows of a JSON Lines file. Raises `MissingFile`."""
    try:
        with path.open(encoding="utf-8") as file:
            lines = [line for line in file if line.strip()]
        return [json.loads(line) for line in lines[:most]]
    except (OSError, ValueError) as error:
        raise MissingFile(f"{path} cannot be read: {error}") from None


def json_of(path: Path) -> Any:
    """The value of a JSON file. Raises `MissingFile`."""
    try:
        return json.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise MissingFile(f"{path} cannot be read: {error}") from None


def share(right: int, total: int) -> str:
    """So many of so many."""
    return f"{right / total:.3f} ({right} of {total})" if total else "nothing to measure"


def precision_recall_f1(found: Sequence[bool], wanted: Sequence[bool]) -> str:
    """The usual three, of one label."""
    hits = sum(one and other for one, other in zip(found, wanted, strict=True))
    precision, recall = hits / max(1, sum(found)), hits / max(1, sum(wanted))
    f1 = 2 * precision * recall / (precision + recall) if hits else 0.0
    return f"F1 {f1:.3f}  precision {precision:.3f}  recall {recall:.3f}  ({sum(wanted)} in all)"
