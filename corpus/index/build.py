"""Building an index: only what changed is embedded, and readers see the old edition until the new one is whole."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from corpus.index import editions
from corpus.index.entry import Entry, edition_of
from corpus.index.keywords import Keywords
from corpus.index.problem import IndexProblem
from corpus.index.setup import Setup

if TYPE_CHECKING:
    from langchain_core.embeddings import Embeddings

AT_ONCE = 256
Vector = Sequence[float]


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


def build(setup: Setup, entries: Iterable[Entry], progress: Callable[[Step], None] = lambda _: None) -> Report:
    """Index these entries, and no others. Raises `IndexProblem`; the earlier index is then as it was."""
    ordered = sorted(entries, key=lambda entry: entry.id)
    _refuse_repeated(ordered)
    edition = edition_of(ordered, setup.model_sha256)
    with editions.locked(setup.home, setup.patience_s, lambda words: progress(Step(words))):
        if _is_current(setup, edition):
            return Report(edition, len(ordered), 0, len(ordered), unchanged=True)
        with editions.aside(setup.home, edition) as folder:
            return _build(setup, ordered, folder, progress)


def _build(setup: Setup, entries: list[Entry], folder: Path, progress: Callable[[Step], None]) -> Report:
    from corpus.index import vectors

    known = _vectors_by_content(setup)
    new = {entry.content: entry.searchable for entry in entries if entry.content not in known}
    known |= _embedded(setup, new, progress)
    progress(Step("Writing the index"))
    editions.write_entries(folder, entries)
    Keywords(entries).save(folder / "keywords")
    vectors.save(folder, [known[entry.content] for entry in entries])
    edition = edition_of(entries, setup.model_sha256)
    _store(setup, entries, known, folder, edition)
    editions.publish(setup.home, folder, editions.Manifest(edition, setup.model_sha256, setup.vector_store))
    return Report(edition, len(entries), len(new), len({entry.content for entry in entries} - new.keys()))


def _embedded(setup: Setup, new: dict[str, str], progress: Callable[[Step], None]) -> dict[str, Vector]:
    if not new:
        return {}
    progress(Step("Loading the embedding model"))
    embeddings = setup.load_embeddings(setup.model, setup.model_sha256)
    found: dict[str, Vector] = {}
    contents = sorted(new, key=lambda content: (len(new[content]), content))  # like lengths make full batches
    for start in range(0, len(contents), AT_ONCE):
        progress(Step("Embedding", start, len(contents)))
        part = contents[start : start + AT_ONCE]
        found |= zip(part, embeddings.embed_documents([new[content] for content in part]), strict=True)
    progress(Step("Embedding", len(contents), len(contents)))
    return found


def _store(setup: Setup, entries: list[Entry], known: dict[str, Vector], folder: Path, edition: str) -> None:
    from corpus.index import chroma

    with chroma.opened(setup.vector_store, folder / "chroma", edition, _remembering(entries, known)) as store:
        chroma.add(store, entries)


def _remembering(entries: list[Entry], known: dict[str, Vector]) -> Embeddings:
    from corpus.index.remembered import Remembered

    return Remembered({entry.searchable: known[entry.content] for entry in entries})


def _vectors_by_content(setup: Setup) -> dict[str, Vector]:
    """Take over what the current edition has of the same model; nothing if it is missing or damaged."""
    from corpus.index import vectors

    with suppress(IndexProblem, OSError, ValueError):
        folder, manifest = editions.current(setup.home)
        if manifest.model_sha256 == setup.model_sha256:
            matrix = vectors.load(folder)
            return {
                entry.content: vector.tolist()
                for entry, vector in zip(editions.read_entries(folder), matrix, strict=True)
            }
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
