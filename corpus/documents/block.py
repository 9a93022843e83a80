"""What every reader gives: a document as blocks in reading order, each knowing where its words stand."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import zip_longest
from typing import NamedTuple

Cells = list[str | None]  # of a table's row; None where the cell before reaches across
CAPTION = re.compile(
    r"^(?:supplementary\s+)?(?:table|box|exhibit|tabelle|tab\.|tableau|tabla|tabella|tabel|kasten|übersicht|encadré)"
    r"\s+[A-Z]?\d*[A-Z]?\b",
    re.IGNORECASE,
)
LEFT_UNSEEN = "it holds text that its pages do not show: left out"


class Form(StrEnum):
    """What a block is in its document."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    ITEM = "item"
    ROW = "row"
    FOOTNOTE = "footnote"


class Place(NamedTuple):
    """Where some words stand: offsets in the text, the page (from 1), and the box from its top left in points."""

    start: int
    end: int
    page: int
    x0: float
    y0: float
    x1: float
    y1: float


@dataclass
class Block:
    """A heading, paragraph, list item, table row or footnote. `header` is a row's table, named by its columns."""

    form: Form
    text: str
    level: int = 0
    page: int | None = None
    places: list[Place] = field(default_factory=list)
    table: int | None = None


@dataclass
class Document:
    """A document as read. `notes` are sentences for the ingest report; `scanned` are pages without a text layer."""

    kind: str
    title: str = ""
    blocks: list[Block] = field(default_factory=list)
    pages: int = 0
    tables: int = 0
    scanned: list[int] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    about: dict[str, object] = field(default_factory=dict)


class Unreadable(Exception):
    """A file cannot be read: one sentence for the ingest report."""


def fold(text: str) -> str:
    """Make every run of white space one space."""
    return " ".join(text.split())


def header_of(rows: Sequence[Cells]) -> tuple[list[str], int]:
    """Name a table's columns, and say which row is the first below: the second names them too where one is split."""
    split = any(rows[0]) and None in rows[0] and len(rows) > 2
    count = 2 if split else 1
    columns = zip_longest(*map(_filled, rows[:count]), fillvalue="")
    return [" ".join(dict.fromkeys(part for part in column if part)) for column in columns], count


def _filled(cells: Cells) -> list[str]:
    """A header's cells; one that reaches across names each of its columns."""
    filled: list[str] = []
    for cell in cells:
        filled.append(cell if cell is not None else filled[-1] if filled else "")
    return filled


def row_text(header: list[str], cells: Cells) -> str:
    """Write a table row so that it can be read alone: `Dose: 60 mg/kg; Interval: weekly`."""
    named = [*header, *[""] * (len(cells) - len(header))]
    pairs = [(name, cell) for name, cell in zip(named, cells, strict=False) if cell]
    return "; ".join(f"{name}: {cell}" if name and name != cell else cell for name, cell in pairs)
