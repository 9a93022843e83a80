"""A source as its page shows it: leaf by leaf, the quoted words marked, and a PDF's pages as they were printed."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import PurePath
from typing import TYPE_CHECKING, TypeVar

from markupsafe import Markup, escape

from bot.web import quoted
from bot.web.tables import quoting
from corpus.documents.shelf import passage_of, span_of

if TYPE_CHECKING:
    from starlette.requests import Request

    from bot.web.context import Web
    from corpus.documents.block import Place
    from corpus.documents.shelf import Source
    from corpus.guideline import Guideline, Passage
    from corpus.index import Entry
    from guardrails.rules import Rule

T = TypeVar("T")
LARGEST_LEAF = 64_000  # bytes: a page with everything around it stays below 100 kB
MARKUP = 420  # bytes around a passage
MARKUP_OF_RULE = 160
GAP = 0.8  # of a line's height: words nearer than this to one another are marked as one


@dataclass(frozen=True)
class Line:
    """A passage, the rules that quote it, and the page it was printed on."""

    passage: Passage
    rules: Sequence[Rule] = ()
    page: int | None = None

    @property
    def by_decision(self) -> dict[str, Rule]:
        """The first rule of each decision that quotes it."""
        return {rule.spec.decisions[0]: rule for rule in reversed(self.rules)}

    @property
    def weight(self) -> int:
        """About how many bytes of a page it takes."""
        return len(self.passage.text.encode()) + MARKUP + MARKUP_OF_RULE * len(self.rules)


@dataclass(frozen=True)
class Box:
    """A rectangle on a printed page, in points from its top left."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class Opened:
    """A source that is read: which passage, which of its words are meant, and which leaf."""

    web: Web
    source: Guideline
    anchor: str = ""
    quote: str = ""
    leaf: int = 0

    @property
    def own(self) -> Source | None:
        """The document behind it, where it is one of this house and no built-in text."""
        return self.web.documents.sources.get(self.source.id)

    @property
    def file(self) -> str:
        """The name of the document's file, without the folder it lay in."""
        return PurePath(self.own.path).name if self.own and self.own.path else ""

    @property
    def language(self) -> str:
        """The language of its words; empty where nobody said it: English is only what a document is taken for."""
        return "" if self.own and self.source.language == "en" else self.source.language

    @property
    def printable(self) -> bool:
        """Whether its pages can be shown as printed: it is an own PDF."""
        return self.own is not None and bool(self.pages)

    @cached_property
    def pages(self) -> list[int]:
        """The pages that some passage was printed on."""
        return sorted({line.page for line in self.lines if line.page})

    @cached_property
    def entries(self) -> list[Entry]:
        """An own document's entries, in its order."""
        return self.web.documents.entries_of(self.source.id) if self.own else []

    @cached_property
    def lines(self) -> list[Line]:
        """All its passages, in its order."""
        if self.own:
            return [Line(passage_of(each), page=_page(each)) for each in self.entries]
        library = self.web.bot.library
        bench = self.web.bot.benches[library.topic_of[self.source.id]]
        mine = (each for each in self.web.bot.built_in.passages.values() if each.guideline == self.source.id)
        return [Line(each, quoting(bench, each.id)) for each in mine]

    @cached_property
    def leaves(self) -> list[list[Line]]:
        """The passages, cut into pages of this site."""
        found: list[list[Line]] = [[]]
        room = LARGEST_LEAF
        for line in self.lines:
            if found[-1] and line.weight > room:
                found.append([])
                room = LARGEST_LEAF
            found[-1].append(line)
            room -= line.weight
        return found

    @cached_property
    def here(self) -> int:
        """The leaf to show, from 1: the one with the passage meant, else the one asked for."""
        meant = (n for n, leaf in enumerate(self.leaves, 1) if any(e.passage.anchor == self.anchor for e in leaf))
        return next(meant, min(max(self.leaf, 1), len(self.leaves)))

    def text(self, passage: Passage) -> Markup:
        """The passage, with the quoted words marked where they stand; if they do not, nothing is marked."""
        words = quoted.found(self.quote, passage.text) if passage.anchor == self.anchor else ""
        if not words:
            return escape(passage.text)
        before, after = passage.text.split(words, 1)
        return Markup('{}<mark id="quoted" tabindex="-1">{}</mark>{}').format(before, words, after)

    def boxes(self, page: int) -> list[Box]:
        """Where the quoted words, or else the passage, stand on a printed page."""
        from corpus.documents.store import boxes

        entry = next((each for each in self.entries if each.id == f"{self.source.id}#{self.anchor}"), None)
        if entry is None or self.own is None or self.own.sha256 is None:
            return []
        start, end = span_of(entry)
        if words := quoted.found(self.quote, entry.text):
            start += entry.text.index(words)
            end = start + len(words)
        places = boxes(self.web.settings.home, self.own.sha256, start, end)
        return joined([each for each in places if each.page == page])


def leaf_asked(request: Request) -> int:
    """The leaf that an address asks for, from 1; 0 if it asks for none."""
    leaf = request.query_params.get("leaf", "")
    return int(leaf) if leaf.isascii() and leaf.isdecimal() and len(leaf) < 6 else 0


def leaf_of(things: Sequence[T], most: int, n: int) -> tuple[Sequence[T], int, int]:
    """The *n*-th leaf of things, *most* on each; which leaf it is, from 1; and how many there are."""
    of = max(1, math.ceil(len(things) / most))
    here = min(n, of)
    return things[(here - 1) * most : here * most], here, of


def joined(places: Sequence[Place]) -> list[Box]:
    """The boxes of words as the boxes of lines: those that stand side by side are one."""
    found: list[Box] = []
    for place in places:
        new = Box(place.x0, place.y0, place.x1 - place.x0, place.y1 - place.y0)
        last = found[-1] if found else None
        if last and _beside(last, new):
            top, bottom = min(last.y, new.y), max(last.y + last.height, new.y + new.height)
            found[-1] = Box(last.x, top, round(place.x1 - last.x, 2), round(bottom - top, 2))
        else:
            found.append(new)
    return found


def _beside(last: Box, new: Box) -> bool:
    """Whether a word stands on the line of the last one, right after it."""
    overlap = min(last.y + last.height, new.y + new.height) - max(last.y, new.y)
    apart = new.x - (last.x + last.width)
    return overlap > 0.5 * min(last.height, new.height) and -1 <= apart < GAP * last.height


def _page(entry: Entry) -> int | None:
    page = entry.fields.get("page", "")
    return int(page) if page.isdecimal() else None


def web_address(locator: str) -> str:
    """Where the original stands on the web; empty if the locator is no address."""
    if locator.startswith("doi:"):
        return f"https://doi.org/{locator.removeprefix('doi:')}"
    return locator if locator.startswith(("https://", "http://")) else ""
