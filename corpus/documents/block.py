"""What every reader gives: a document as blocks in reading order, each knowing where its words stand."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple


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


def row_text(header: list[str], cells: list[str]) -> str:
    """Write a table row so that it can be read alone: `Dose: 60 mg/kg; Interval: weekly`."""
    named = [*header, *[""] * (len(cells) - len(header))]
    pairs = [(name, cell) for name, cell in zip(named, cells, strict=False) if cell]
    return "; ".join(f"{name}: {cell}" if name and name != cell else cell for name, cell in pairs)
