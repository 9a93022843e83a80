"""Searching an index: keywords and vectors, fused; keywords alone where vectors cannot be had."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from corpus.index import editions
from corpus.index.entry import Entry, Hit, Only, edition_of
from corpus.index.keywords import DECIMALS, Keywords
from corpus.index.problem import IndexProblem
from corpus.index.setup import Embedder, Setup

VECTOR_WEIGHT = 0.4  # measured: docs/tried.md
CANDIDATES = 200
EXACT_UP_TO = 200_000  # entries compared one by one; above, Chroma names candidates (docs/decisions/0001)


@dataclass(frozen=True)
class Index:
    """One edition, open for searching. `notice` says why there are no vectors, where there are none."""

    setup: Setup
    keywords: Keywords
    matrix: Any = None  # float32, one row an entry; None: keywords only
    folder: Path | None = None
    edition: str = ""
    notice: str | None = None
    entries: Sequence[Entry] = field(default=(), repr=False)

    @classmethod
    def open(cls, setup: Setup) -> Index:
        """Open the published edition. Raises `IndexProblem` if it is missing, damaged or of another model."""
        try:
            return cls._open(setup)
        except FileNotFoundError:
            return cls._open(setup)  # a newer edition was published meanwhile, and this one swept away

    @classmethod
    def open_or_keywords(cls, setup: Setup, entries: Iterable[Entry]) -> Index:
        """Open the edition of these entries; if it cannot be had, search their keywords and say so in `notice`."""
        ordered = sorted(entries, key=lambda entry: entry.id)
        try:
            index = cls.open(setup)
            if index.edition != edition_of(ordered, setup.model_sha256):
                raise IndexProblem("The texts have changed since they were indexed: run guideline index.")
        except IndexProblem as problem:
            return cls(setup, Keywords(ordered), notice=f"Searched by keywords only. {problem}", entries=ordered)
        return index

    def search(self, query: str, limit: int = 10, only: Only | None = None) -> list[Hit]:
        """Find passages, best first: always the same ones in the same order. Raises `IndexProblem`."""
        if not query.strip() or limit < 1:
            return []
        if self.matrix is None or not len(self.matrix):
            return self.keywords.search(query, limit, only)
        return self._fused(query, limit, only or {})

    @classmethod
    def _open(cls, setup: Setup) -> Index:
        from corpus.index import vectors

        folder, manifest = editions.current(setup.home)
        if manifest.model_sha256 != setup.model_sha256:
            raise IndexProblem("The index was made with another embedding model: run guideline index.")
        entries = editions.read_entries(folder)
        keywords = Keywords.load(folder / "keywords", entries)
        return cls(setup, keywords, vectors.load(folder), folder, manifest.edition, entries=entries)

    @cached_property
    def _embeddings(self) -> Embedder:
        return self.setup.embeddings()

    @cached_property
    def _rows(self) -> dict[str, int]:
        return {entry.id: row for row, entry in enumerate(self.entries)}

    def _fused(self, query: str, limit: int, only: Only) -> list[Hit]:
        from corpus.index import vectors

        vector = self._embeddings.embed_query(query)
        keyword = self.keywords.scores(query)
        rows = sorted(self._candidates(vector, keyword, max(CANDIDATES, 4 * limit), only))
        cosines = vectors.exactly(self.matrix, rows, vector).tolist()
        fused = {
            row: round(VECTOR_WEIGHT * cosine + (1 - VECTOR_WEIGHT) * float(keyword[row]), DECIMALS)
            for row, cosine in zip(rows, cosines, strict=True)
        }
        best = sorted(rows, key=lambda row: (-fused[row], self.entries[row].id))[:limit]
        cosine_of = dict(zip(rows, cosines, strict=True))
        return [self._hit(row, fused[row], float(keyword[row]), cosine_of[row], query) for row in best]

    def _hit(self, row: int, score: float, keyword: float, cosine: float, query: str) -> Hit:
        matched = self.keywords.matched(row, query)
        return Hit(self.entries[row].id, score, round(keyword, DECIMALS), round(cosine, DECIMALS), matched)

    def _candidates(self, vector: list[float], keyword: Any, count: int, only: Only) -> set[int]:
        """Name the rows that could be among the best by either score, of those that pass the filters."""
        import numpy as np

        if len(self.entries) > EXACT_UP_TO:
            near = set(self._near(vector, count))
            near |= set(_top(np.where(keyword > 0, keyword, -1.0), count))
            return {row for row in near if self.entries[row].matches(only)}
        from corpus.index import vectors

        allowed = np.array([entry.matches(only) for entry in self.entries]) if only else True
        cosines = np.where(allowed, vectors.similarity(self.matrix, vector), -2.0)
        fused = VECTOR_WEIGHT * cosines + (1 - VECTOR_WEIGHT) * keyword
        return {row for row in _top(fused, count) if cosines[row] > -2}

    def _near(self, vector: list[float], count: int) -> list[int]:
        from corpus.index import chroma
        from corpus.index.remembered import Remembered

        folder = self.folder or Path()
        with chroma.opened(self.setup.vector_store, folder / "chroma", self.edition, Remembered({})) as store:
            return [self._rows[found] for found in chroma.near(store, vector, count) if found in self._rows]


def _top(scores: Any, count: int) -> list[int]:
    import numpy as np

    if count >= len(scores):
        return list(range(len(scores)))
    return [int(row) for row in np.argpartition(-scores, count)[:count]]
