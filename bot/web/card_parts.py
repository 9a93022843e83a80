"""The parts of a card: what a template shows of one fact, one question, one change, one source."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from bot.schema import CitationShown, FactRead, PositionShown
    from bot.web.inputs import Input
    from bot.web.proof import Node


def without_unit(label: str, shown: str) -> str:
    """A fact's name without the unit in brackets behind it, where its value says that unit anyway."""
    name, _, unit = label.removesuffix(")").rpartition(" (")
    return name if name and label.endswith(")") and shown.endswith(unit) else label


@dataclass(frozen=True)
class Chip:
    """A fact as understood, and the control to change it."""

    fact: FactRead
    language: str
    label: str
    value: str
    origin: str
    input: Input


@dataclass(frozen=True)
class LeftOut:
    """A fact that the words say, and that was taken out."""

    name: str
    label: str
    language: str


@dataclass(frozen=True)
class Asked:
    """A fact that is missing: its question, why, and who waits for it."""

    ask: str
    why: str
    language: str
    names: str
    input: Input


@dataclass(frozen=True)
class Change:
    """What would change the answer, its language, and the facts to try it with."""

    text: str
    language: str
    facts: str


@dataclass(frozen=True)
class Stance:
    """A source's position, its names, the reason in a line, how its criteria stand that are the reason, its proof."""

    position: PositionShown
    short: str
    name: str
    tone: str
    mark: str
    reason: str
    because: str
    proof: Node


@dataclass(frozen=True)
class SourceQuotes:
    """A source with its numbered quotes."""

    guideline: str
    first: CitationShown
    kind: str
    quotes: tuple[CitationShown, ...]
    locator: str
    own: bool = False

    @property
    def place(self) -> str:
        """Where the original stands, in few characters: a DOI, or the host of an address."""
        return urlsplit(self.first.locator).hostname or self.first.locator
