"""Search the index, from the command line: each passage with the reasons it was found."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

import typer

from bot.indexing import setup_of
from bot.meaning import COUNTS, Meant, meanings
from bot.question import QuestionProblem
from bot.settings import read_settings
from corpus.documents.about import title_of
from corpus.documents.shelf import Source, read_sources
from corpus.index import Entry, Hit, Index, IndexProblem, Keywords, Query, Setup, entries_of
from corpus.index.words import tokens
from corpus.library import TOPICS, edition_on_disk, load_library

PLACE = ("section", "page", "offsets", "form", "strength", "certainty", "ocr")
CHANGED = "The texts have changed since they were indexed: run guideline index."
NOTHING = "Nothing here answers this. Nearest:"
AS_GOOD = 0.1  # of the score: editions of one document that are so near each other
LIKELY = 0.33  # the score below which a passage is no answer: measured, docs/tried.md


def show(
    query: str, limit: int, *, json_: bool, as_of: date | None = None, only: Mapping[str, str] | None = None
) -> None:
    """Search, and print each passage with the reasons it was found."""
    if not query.strip():
        raise QuestionProblem("There is nothing to search for: write some words.")
    found = search(setup_of(read_settings(os.environ)), query, limit, as_of, only or {})
    if found.index.notice:
        typer.echo(found.index.notice, err=True)
    if json_:
        typer.echo(json.dumps(found.as_data(), ensure_ascii=False, indent=2))
        return
    for each in found.meant:
        typer.echo(f"Also looked for: {each.called} (“{each.said}”)")
    if not found.likely and found.hits:
        typer.echo(NOTHING)
    for number, hit in enumerate(found.hits, 1):
        typer.echo(found.as_text(number, hit))
    if not found.hits:
        among = " and ".join(f"{name}={value}" for name, value in (only or {}).items())
        typer.echo(f"Nothing with {among} has these words." if among else "Nothing here has these words.")


def search(setup: Setup, query: str, limit: int, as_of: date | None, only: Mapping[str, str]) -> Found:
    """Search the index; the built-in texts' keywords where there is none, or it is of other texts."""
    meant = meanings().of(query)
    also = {each.called: COUNTS for each in meant}
    wanted = Query(query, {name: set(value.split(",")) for name, value in only.items()}, as_of, also)
    index = opened(setup)
    sources = sources_of(index)
    return Found(query, index, newest_first(index.search(wanted, limit), sources), sources, meant)


def newest_first(hits: list[Hit], sources: Mapping[str, Source]) -> list[Hit]:
    """Put the newest first where editions of one title are found that answer about as well; the rest as it is."""
    about = [sources[hit.passage.partition("#")[0]].guideline for hit in hits]
    ordered = list(hits)
    for title in dict.fromkeys(map(title_of, about)):
        places = [n for n, each in enumerate(about) if title_of(each) == title]
        near = [n for n in places if hits[n].score >= hits[places[0]].score - AS_GOOD]
        newest = sorted(near, key=lambda n: (-(about[n].year or 0), n))
        for place, n in zip(near, newest, strict=True):
            ordered[place] = hits[n]
    return ordered


def opened(setup: Setup) -> Index:
    """The index, with a notice if it was made of other texts; the built-in texts by keywords if it cannot be had."""
    try:
        index = Index.open(setup)
        if index.texts != edition_on_disk(TOPICS):
            if any(source.sha256 for source in read_sources(index.folder or setup.home).values()):
                return replace(index, notice=f"As indexed before: {CHANGED}")
            raise IndexProblem(CHANGED)
    except IndexProblem as problem:
        entries = sorted(entries_of(load_library()), key=lambda entry: entry.id)
        return Index(setup, Keywords(entries), notice=f"Searched by keywords only. {problem}", entries=entries)
    return index


def sources_of(index: Index) -> Mapping[str, Source]:
    """The sources that an index was made from."""
    if index.folder and (found := read_sources(index.folder)):
        return found
    return {name: Source(each) for name, each in load_library().guidelines.items()}


@dataclass(frozen=True)
class Found:
    """What a search found, and where."""

    query: str
    index: Index
    hits: list[Hit]
    sources: Mapping[str, Source]
    meant: tuple[Meant, ...] = ()

    @property
    def likely(self) -> bool:
        """Whether the best passage is likely to answer."""
        best = max((hit.score for hit in self.hits), default=0.0)
        return best >= LIKELY or (self.index.matrix is None and best > 0)

    def as_data(self) -> dict[str, object]:
        """Give it as JSON data."""
        hits = [self.hit_as_data(hit) for hit in self.hits]
        also = [{"said": each.said, "called": each.called} for each in self.meant]
        return {
            "query": self.query,
            "also": also,
            "notice": self.index.notice,
            "answered": self.likely,
            "hits": hits,
        }

    def as_text(self, number: int, hit: Hit) -> str:
        """Give one hit as lines."""
        entry = self.index.entry(hit.passage)
        source = self.sources[entry.id.partition("#")[0]].guideline
        meaning = "" if hit.vector is None else f", meaning {hit.vector:.2f}, heading {hit.heading:.2f}"
        words = f"; words: {', '.join(hit.matched)}" if hit.matched else ""
        words += f"; meant: {', '.join(called)}" if (called := self._called(entry)) else ""
        page = f" · page {entry.fields['page']}" if entry.fields.get("page") else ""
        page += " (OCR)" if entry.fields.get("ocr") else ""
        old = " · superseded" if entry.fields.get("status") == "superseded" else ""
        return (
            f"{number}. {entry.text}\n   {source.short}{page}{old} · {hit.passage}"
            f" · score {hit.score:.2f} (keywords {hit.keyword:.2f}{meaning}{words})\n"
        )

    def _called(self, entry: Entry) -> list[str]:
        """What the query means that a passage says in the vocabulary's words."""
        said = set(tokens(entry.searchable)) if self.meant else set()
        return [each.called for each in self.meant if said.issuperset(tokens(each.called))]

    def hit_as_data(self, hit: Hit) -> dict[str, object]:
        """Give one hit as JSON data: its scores and words, its text, and its source."""
        entry = self.index.entry(hit.passage)
        source = self.sources[entry.id.partition("#")[0]]
        about = source.guideline
        scores = {"score": hit.score, "keyword": hit.keyword, "vector": hit.vector, "heading": hit.heading}
        place = {name: entry.fields.get(name) or None for name in PLACE}
        return {
            "passage": hit.passage,
            **scores,
            "matched": list(hit.matched),
            "meant": self._called(entry),
            "text": entry.text,
            "guideline": about.id,
            "title": about.title,
            "kind": about.kind.value,
            "year": about.year,
            **place,
            "status": entry.fields.get("status"),
            "provenance": about.provenance.value,
            "locator": about.locator,
            "document": source.sha256,
        }
