"""Search for the pages and the API: the index where there is one, keywords where there is none; filters, and why."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from markupsafe import Markup, escape

from bot.meaning import COUNTS
from bot.searching import Found, newest_first
from corpus.documents.shelf import passage_of
from corpus.guideline import Kind
from corpus.index import Query

if TYPE_CHECKING:
    from bot.web.context import Web
    from corpus.documents.shelf import Source
    from corpus.guideline import Guideline
    from corpus.index import Entry, Hit

FILTERS = ("topic", "kind", "year", "country", "status", "document")
STATUS = ("current", "superseded")
SAYS = {"document": "document is the id of a source, as in its address."}
LONGEST_QUERY = 1000
LONGEST_SHOWN = 1600  # characters of one passage on the page


@dataclass(frozen=True)
class FoundPassage:
    """One hit as the page shows it."""

    hit: Hit
    entry: Entry
    source: Source

    @property
    def text(self) -> Markup:
        """Its words, those marked that it was found by."""
        return marked(self.entry.text[:LONGEST_SHOWN], self.hit.matched)

    @property
    def anchor(self) -> str:
        """Where it stands in its source."""
        return self.hit.passage.partition("#")[2]

    @property
    def section(self) -> str:
        """Under which heading it stands, and on which page."""
        return passage_of(self.entry).section

    @property
    def own(self) -> bool:
        """Whether its source is a document of this house."""
        return self.source.sha256 is not None

    @property
    def language(self) -> str:
        """The language of its words; empty where nobody said it."""
        language = self.source.guideline.language
        return "" if self.own and language == "en" else language

    @property
    def superseded(self) -> bool:
        """Whether a newer edition is in force."""
        return self.entry.fields.get("status") == "superseded"


def find(web: Web, query: str, only: Mapping[str, list[str]], limit: int = 12) -> Found:
    """The passages of a query that pass every filter, best first."""
    index, sources = web.searched
    known = web.bot.library.guidelines
    meant = web.meanings.of(query)
    also = {each.called: COUNTS for each in meant}
    wanted = Query(query, {name: set(values) for name, values in only.items()}, also=also)
    if "country" in only:
        wanted = replace(wanted, only={**wanted.only, "country": _places(only["country"], known)})
    hits = [hit for hit in index.search(wanted, limit) if hit.passage.partition("#")[0] in known]
    return Found(query, index, newest_first(hits, sources), sources, meant)


def shown(found: Found) -> list[FoundPassage]:
    """What was found, for the page."""
    return [
        FoundPassage(hit, found.index.entry(hit.passage), found.sources[hit.passage.partition("#")[0]])
        for hit in found.hits
    ]


def filters(said: Mapping[str, list[str]]) -> dict[str, list[str]]:
    """The filters among the parameters of an address; those left empty are none."""
    return {name: kept for name in FILTERS if (kept := [each.strip() for each in said.get(name, []) if each.strip()])}


def fault_of(web: Web, only: Mapping[str, list[str]]) -> str | None:
    """What is wrong with the filters: a value that nothing here can have."""
    allowed = {
        "topic": tuple(web.bot.topics),
        "kind": tuple(map(str, Kind)),
        "status": STATUS,
        "country": (*web.countries, "EU", "INT"),
        "document": web.bot.library.guidelines,
    }
    for name, values in only.items():
        if any(value not in allowed.get(name, values) for value in values):
            return SAYS.get(name) or f"{name} is one of: {', '.join(allowed[name])}."
    return None


def _places(countries: list[str], known: Mapping[str, Guideline]) -> set[str]:
    """Every jurisdiction, as sources name it, that is in one of some countries: AU is in `AU,NZ`, CA in `CA-QC`."""

    def within(jurisdiction: str) -> bool:
        parts = jurisdiction.split(",")
        return any(part in countries or part.partition("-")[0] in countries for part in parts)

    return {each.jurisdiction for each in known.values() if within(each.jurisdiction)}


def marked(text: str, words: tuple[str, ...]) -> Markup:
    """A passage with the words marked that it was found by."""
    if not words:
        return escape(text)
    parts = re.split(rf"\b((?:{'|'.join(map(re.escape, words))})\w*)", text, flags=re.IGNORECASE)
    shown = [Markup("<mark>{}</mark>").format(part) if n % 2 else escape(part) for n, part in enumerate(parts)]
    return Markup("").join(shown)
