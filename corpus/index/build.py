"""Building an index: only what changed is embedded, and readers see the old edition until the new one is whole."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

from corpus.index import editions
from corpus.index.entry import Entry, edition_of
from corpus.index.keywords import Keywords
from corpus.index.problem import IndexProblem
from corpus.index.rows import read_rows, write_rows
from corpus.index.setup import Setup

if TYPE_CHECKING:
    from langchain_core.embeddings import Embeddings

    from corpus.index.embedded import Journal

Vectors = Mapping[str, Any]  # float32 arrays by content hash


@dataclass(frozen=True)
class Step:
    """How far a build is; `total` is 0 where there is nothing to count."""

    doing: str
    done: int = 0
    total: int = 0


@dataclass(frozen=True)
class Report:
    """What a build did."""

    edition: str
    entries: int
    embedded: int
    reused: int
    unchanged: bool = False


@dataclass(frozen=True)
class Beside:
    """What an edition keeps beside its entries: the built-in texts' edition, and small files by name."""

    texts: str = ""
    files: Mapping[str, str] = field(default_factory=dict)

    def named(self, edition: str) -> str:
        """Name an edition with all this: what is unchanged keeps its name."""
        return sha256(json.dumps([edition, self.texts, dict(self.files)], sort_keys=True).encode()).hexdigest()


def build(
    setup: Setup,
    entries: Iterable[Entry],
    progress: Callable[[Step], None] = lambda _: None,
    beside: Beside | None = None,
) -> Report:
    """Index these entries, and no others. Raises `IndexProblem`; the earlier index is then as it was."""
    ordered = sorted(entries, key=lambda entry: entry.id)
    _refuse_repeated(ordered)
    edition = edition_of(ordered, setup.model_sha256)
    edition = beside.named(edition) if beside else edition
    with editions.locked(setup.home, setup.patience_s, lambda words: progress(Step(words))):
        if _is_current(setup, edition):
            return Report(edition, len(ordered), 0, len(ordered), unchanged=True)
        with editions.aside(setup.home, edition) as folder:
            for name, text in (beside.files if beside else {}).items():
                (folder / name).write_text(text, "utf-8")
            texts = beside.texts if beside else ""
            manifest = editions.Manifest(edition, setup.model_sha256, setup.vector_store, texts)
            return _build(setup, ordered, (folder, manifest), progress)


def _build(
    setup: Setup, entries: list[Entry], to: tuple[Path, editions.Manifest], progress: Callable[[Step], None]
) -> Report:
    from corpus.index import signs, vectors

    folder, manifest = to
    edition = manifest.edition
    known = _vectors_by_content(setup)
    new = {entry.content: entry.searchable for entry in entries if entry.content not in known}
    journal = _journal(setup)
    made = _embedded(setup, new, journal, progress)
    known = {**known, **made}
    progress(Step("Writing the index"))
    write_rows(folder, entries)
    Keywords(entries).save(folder / "keywords")
    vectors.save(folder, [known[entry.content] for entry in entries])
    signs.save(folder, vectors.load(folder))
    _store(setup, entries, known, folder, edition)
    editions.publish(setup.home, folder, manifest)
    journal.forget()
    _sweep_store(setup, edition)
    return Report(edition, len(entries), len(new), len({entry.content for entry in entries} - new.keys()))


def _journal(setup: Setup) -> Journal:
    from corpus.index.embedded import Journal

    return Journal(editions.index_folder(setup.home) / f"journal-{editions.FORMAT}-{setup.model_sha256[:16]}")


def _embedded(setup: Setup, new: dict[str, str], journal: Journal, progress: Callable[[Step], None]) -> Vectors:
    from corpus.index.embedded import vectors_of

    if not new:
        return {}
    progress(Step("Loading the embedding model"))
    return vectors_of(setup, new, journal, lambda done: progress(Step("Embedding", done, len(new))))


def _store(setup: Setup, entries: list[Entry], known: Vectors, folder: Path, edition: str) -> None:
    from corpus.index import chroma

    with chroma.opened(setup.vector_store, folder / "chroma", edition, _remembering(entries, known)) as store:
        chroma.add(store, entries)


def _sweep_store(setup: Setup, edition: str) -> None:
    from corpus.index import chroma

    if setup.vector_store != chroma.EMBEDDED:
        editions.sweep(setup.home)
        chroma.sweep(setup.vector_store, {edition, *editions.kept(setup.home)})


def _remembering(entries: list[Entry], known: Vectors) -> Embeddings:
    from corpus.index.remembered import Remembered

    return Remembered({entry.id: known[entry.content] for entry in entries})


def _vectors_by_content(setup: Setup) -> Vectors:
    """Take over what the current edition has of the same model; nothing if it is missing or damaged."""
    from corpus.index import vectors

    with suppress(IndexProblem, OSError, ValueError):
        folder, manifest = editions.current(setup.home, editions.SAME_VECTORS)
        if manifest.model_sha256 == setup.model_sha256:
            rows = zip(read_rows(folder), vectors.load(folder), strict=True)
            return {entry.content: vector for entry, vector in rows}
    return {}


def _is_current(setup: Setup, edition: str) -> bool:
    with suppress(IndexProblem):
        folder, manifest = editions.current(setup.home)
        same = (manifest.edition, manifest.vector_store) == (edition, setup.vector_store)
        return same and (setup.vector_store != "embedded" or editions.damage(folder) is None)
    return False


def _refuse_repeated(ordered: list[Entry]) -> None:
    for first, second in pairwise(ordered):
        if first.id == second.id:
            raise IndexProblem(f"Two passages have the id {first.id}: give one another id.")
