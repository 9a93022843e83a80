"""The sources an index was made from, built-in and own, and an own document's passages as a library has them."""

from __future__ import annotations

import json
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import takewhile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from corpus.guideline import Guideline, Passage, Provenance
from corpus.index import editions
from corpus.index.entry import Entry
from corpus.index.problem import IndexProblem
from corpus.library import Library

if TYPE_CHECKING:
    from corpus.documents.catalogue import Catalogue

FILE = "sources.json"


@dataclass(frozen=True)
class Source:
    """A source of an edition of the index; an own document has the SHA-256 of its file."""

    guideline: Guideline
    sha256: str | None = None
    path: str | None = None
    superseded_by: str | None = None


def sources_text(library: Library, catalogue: Catalogue) -> str:
    """Write every source as JSON, to be kept beside the index."""
    rows: list[dict[str, Any]] = [{"guideline": each.model_dump(mode="json")} for each in library.guidelines.values()]
    for each in catalogue.listed:
        if not each.withdrawn:
            own = {"sha256": each.sha256, "path": each.path, "superseded_by": each.superseded_by}
            rows.append({"guideline": each.guideline.model_dump(mode="json"), **own})
    return json.dumps(rows, ensure_ascii=False, indent=0)


def read_sources(folder: Path) -> dict[str, Source]:
    """Read the sources of an edition."""
    try:
        rows = json.loads((folder / FILE).read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    found = [Source(**{**row, "guideline": Guideline.model_validate(row["guideline"])}) for row in rows]
    return {source.guideline.id: source for source in found}


def span_of(entry: Entry) -> tuple[int, int]:
    """Where an own document's entry stands in its stored text."""
    start, _, end = entry.fields["offsets"].partition("-")
    return int(start), int(end)


def passage_of(entry: Entry) -> Passage:
    """Give an own document's entry as a passage."""
    guideline = entry.fields.get("guideline", entry.id.partition("#")[0])
    page = entry.fields.get("page", "")
    section = entry.fields.get("section", "")
    by_ocr = " (scanned, its words recognised by OCR)" if entry.fields.get("ocr") else ""
    parts = (section.rsplit(" › ", maxsplit=1)[-1], f"page {page}{by_ocr}" if page else "")
    where = ", ".join(part for part in parts if part)
    return Passage(entry.id, guideline, where, entry.text, Provenance.VERIFIED, under=entry.context)


@dataclass(frozen=True)
class _Joined(Mapping[str, Any]):
    """The built-in texts' things, and own documents' as they are asked for."""

    first: Mapping[str, Any]
    second: Mapping[str, Any]

    def __getitem__(self, key: str) -> Any:
        return self.first[key] if key in self.first else self.second[key]

    def __iter__(self) -> Iterator[str]:
        yield from self.first
        yield from (key for key in self.second if key not in self.first)

    def __len__(self) -> int:
        return len(self.first) + sum(key not in self.first for key in self.second)


@dataclass(frozen=True)
class Documents:
    """Own documents of the published edition: none where there is no index, or it holds only built-in texts."""

    folder: Path | None
    edition: str = ""

    @classmethod
    def published(cls, home: Path) -> Documents:
        """Find them, without reading more than the index's table of contents."""
        try:
            folder, manifest = editions.contents(home)
        except IndexProblem:
            return cls(None)
        return cls(folder, manifest.edition)

    @cached_property
    def sources(self) -> dict[str, Source]:
        """The own documents by id."""
        found = read_sources(self.folder) if self.folder else {}
        return {name: source for name, source in found.items() if source.sha256}

    @cached_property
    def passages(self) -> dict[str, Passage]:
        """Their passages by id; read when one is first asked for."""
        return {entry.id: passage_of(entry) for entry in self.rows if entry.fields.get("guideline") in self.sources}

    @cached_property
    def rows(self) -> Sequence[Entry]:
        """Every entry of the edition in the order of their ids, read as it is asked for; none without documents."""
        from corpus.index.rows import read_rows

        return read_rows(self.folder) if self.folder and self.sources else ()

    def entries_of(self, document: str) -> list[Entry]:
        """The entries of one own document, in the order in which they stand in it."""
        start = bisect_left(self.rows, f"{document}#", key=lambda entry: entry.id)
        rest = (self.rows[row] for row in range(start, len(self.rows)))
        found = takewhile(lambda entry: entry.id.startswith(f"{document}#"), rest)
        return sorted(found, key=lambda entry: span_of(entry)[0])

    def beside(self, library: Library) -> Library:
        """Give a library that has these documents too; one without documents is returned as it is."""
        if not self.sources:
            return library
        guidelines = {name: source.guideline for name, source in self.sources.items()}
        return replace(
            library,
            guidelines=_Joined(library.guidelines, guidelines),
            passages=_Joined(library.passages, _Later(self)),
            edition=f"{library.edition}+{self.edition[:16]}",
        )


@dataclass(frozen=True)
class _Later(Mapping[str, Passage]):
    """Passages that are read when one is first asked for."""

    documents: Documents

    def __getitem__(self, key: str) -> Passage:
        return self.documents.passages[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self.documents.passages)

    def __len__(self) -> int:
        return len(self.documents.passages)
