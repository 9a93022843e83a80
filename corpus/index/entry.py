"""What is indexed, and what a search finds."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256

from corpus.library import Library

Only = Mapping[str, Collection[str]]  # {"topic": {"…"}, "kind": {"guideline", "statement"}}: all must match


@dataclass(frozen=True)
class Entry:
    """One piece of text to find. `context` is what it stands under: it is searched, and never quoted."""

    id: str
    text: str
    context: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)

    @property
    def searchable(self) -> str:
        """The words it is found by."""
        return f"{self.context}. {self.text}" if self.context else self.text

    @cached_property
    def content(self) -> str:
        """SHA-256 of the words it is found by: equal words need embedding once."""
        return sha256(self.searchable.encode()).hexdigest()

    def matches(self, only: Only) -> bool:
        """Whether it passes every filter."""
        return all(self.fields.get(name) in allowed for name, allowed in only.items())


@dataclass(frozen=True, slots=True)
class Hit:
    """A found passage, and why: its scores, and the words of the query that it has.

    `keyword` is the share of the query that it says, `heading` the share of its heading that the query says.
    """

    passage: str
    score: float
    keyword: float
    vector: float | None
    matched: tuple[str, ...]
    heading: float = 0.0


def entries_of(library: Library) -> list[Entry]:
    """List a library's passages with what can be filtered on: topic, kind, country, year, status, document."""
    found = []
    superseded = {old for guideline in library.guidelines.values() for old in guideline.supersedes}
    for passage in library.passages.values():
        guideline = library.guidelines[passage.guideline]
        fields = {
            "topic": library.topic_of[guideline.id],
            "guideline": guideline.id,
            "kind": str(guideline.kind),
            "jurisdiction": guideline.jurisdiction,
            "country": guideline.jurisdiction,
            "year": str(guideline.year or ""),
            "document": guideline.id,
            "status": "superseded" if guideline.id in superseded or guideline.in_force_until else "current",
            "from": guideline.in_force_from.isoformat(),
            "until": guideline.in_force_until.isoformat() if guideline.in_force_until else "",
            "section": passage.section,
        }
        found.append(Entry(passage.id, passage.text, f"{guideline.short}. {passage.section}", fields))
    return found


def edition_of(entries: Iterable[Entry], model_sha256: str) -> str:
    """Name what an index holds: the same for the same entries in any order, embedded by the same model."""
    lines = sorted(json.dumps([e.id, e.content, e.text, dict(sorted(e.fields.items()))]) for e in entries)
    return sha256("\n".join([model_sha256, *lines]).encode()).hexdigest()
