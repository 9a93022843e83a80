"""Searching an index: vectors, keywords and headings, fused by score; keywords alone where vectors cannot be had."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

from corpus.index import editions
from corpus.index.entry import Entry, Hit, Only, edition_of
from corpus.index.keywords import DECIMALS, Keywords
from corpus.index.problem import IndexProblem
from corpus.index.rows import Columns, read_rows
from corpus.index.setup import Embedder, Setup

COSINE, KEYWORDS, HEADING = 0.5, 0.3, 0.2  # what each score counts: measured, docs/tried.md
FORMS = {"recommendation": 0.06, "reference": -0.1}  # what a guideline says outright first; a list of papers last
CANDIDATES = 200
NEAR = 100  # of these, what Chroma names: each costs 0.05 ms, and words name as many again
EXACT_UP_TO = 100_000  # entries compared one by one; above, Chroma names candidates (docs/decisions/0001)


@dataclass(frozen=True)
class Query:
    """What is looked for. `also` are words that mean the same (from the vocabulary), each with how much it counts.

    Without `as_of` the editions in force now are searched; with it, those in force on that day. `per_document` is how
    many passages of one document may come before another document has had its turn; 0 sets no limit.
    """

    text: str
    only: Only = field(default_factory=dict)
    as_of: date | None = None
    also: Mapping[str, float] = field(default_factory=dict)
    per_document: int = 0


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
    texts: str = ""

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

    def search(self, query: str | Query, limit: int = 10, only: Only | None = None) -> list[Hit]:
        """Find passages, best first: always the same ones in the same order. Raises `IndexProblem`."""
        asked = query if isinstance(query, Query) else Query(query, only or {})
        if not asked.text.strip() or limit < 1:
            return []
        if self.matrix is None or not len(self.matrix):
            return self.keywords.search(asked.text, limit, asked.only, asked.also)
        return self._fused(asked, limit)

    def entry(self, id_: str) -> Entry:
        """Give the entry of a passage that was found; they stand in the order of their ids."""
        return self.entries[bisect_left(self.entries, id_, key=lambda entry: entry.id)]

    @classmethod
    def _open(cls, setup: Setup) -> Index:
        from corpus.index import vectors

        folder, manifest = editions.current(setup.home)
        if manifest.model_sha256 != setup.model_sha256:
            raise IndexProblem("The index was made with another embedding model: run guideline index.")
        entries = read_rows(folder)
        keywords = Keywords.load(folder / "keywords", entries)
        return cls(
            setup, keywords, vectors.load(folder), folder, manifest.edition, entries=entries, texts=manifest.texts
        )

    @cached_property
    def _embeddings(self) -> Embedder:
        return self.setup.embeddings()

    @cached_property
    def _columns(self) -> Columns:
        found: Columns = getattr(self.entries, "columns", None) or Columns.of(self.entries)
        return found

    def _fused(self, query: Query, limit: int) -> list[Hit]:
        from corpus.index import vectors

        vector = self._embeddings.embed_query(query.text)
        keyword, heading = self.keywords.scores(query.text, query.also), self.keywords.heads(query.text)
        words = KEYWORDS * keyword + HEADING * heading
        rows = sorted(self._candidates(vector, words, max(CANDIDATES, 4 * limit), query))
        cosines = vectors.exactly(self.matrix, rows, vector).tolist()
        forms = self._columns.of_rows("form", rows)
        fused = [
            COSINE * cosine + float(words[row]) + FORMS.get(form, 0.0)
            for row, cosine, form in zip(rows, cosines, forms, strict=True)
        ]
        scores = [round(score, DECIMALS) for score in fused]
        # entries stand in the order of their ids, so equal scores go by id
        order = sorted(range(len(rows)), key=lambda place: (-scores[place], rows[place]))
        best = self._spread(order, rows, query.per_document)[:limit]
        shown = [rows[place] for place in best]
        matched = self.keywords.matches(shown, query.text)
        return [
            Hit(
                self.entries[row].id,
                scores[place],
                round(float(keyword[row]), DECIMALS),
                round(cosines[place], DECIMALS),
                said,
                round(float(heading[row]), DECIMALS),
            )
            for place, row, said in zip(best, shown, matched, strict=True)
        ]

    def _spread(self, order: list[int], rows: Sequence[int], per_document: int) -> list[int]:
        """Put off what is more than a document's share, until every other document has had its turn."""
        if not per_document:
            return order
        seen: dict[str, int] = {}
        turns: list[tuple[int, int]] = []
        for rank, place in enumerate(order):
            document = self.entries[rows[place]].id.partition("#")[0]
            seen[document] = seen.get(document, 0) + 1
            turns.append(((seen[document] - 1) // per_document, rank))
        return [order[rank] for _, rank in sorted(turns)]

    def _candidates(self, vector: list[float], words: Any, count: int, query: Query) -> set[int]:
        """Name the rows that could be among the best by any score, of those that pass the filters."""
        import numpy as np

        from corpus.index import vectors

        allowed = self._columns.allowed(self.entries, query.only, query.as_of)
        few = allowed is not None and int(allowed.sum()) <= EXACT_UP_TO
        if len(self.entries) > EXACT_UP_TO and not few:
            near = self._near(vector, max(NEAR, count // 2))
            near += _top(words, count)
            return {row for row in near if allowed is None or allowed[row]}
        if allowed is not None:
            rows = np.flatnonzero(allowed)
            fused = COSINE * vectors.similarity(self.matrix[rows], vector) + words[rows]
            return {int(rows[place]) for place in _top(fused, count)}
        return set(_top(COSINE * vectors.similarity(self.matrix, vector) + words, count))

    def _near(self, vector: list[float], count: int) -> list[int]:
        from corpus.index import chroma

        return [row for row in chroma.near(self._store[0], vector, count) if row < len(self.entries)]

    @cached_property
    def _store(self) -> tuple[Any, ExitStack]:
        """The vector store, open as long as this is."""
        from corpus.index import chroma
        from corpus.index.remembered import Remembered

        stack = ExitStack()
        folder = (self.folder or Path()) / "chroma"
        return stack.enter_context(chroma.opened(self.setup.vector_store, folder, self.edition, Remembered({}))), stack


def _top(scores: Any, count: int) -> list[int]:
    import numpy as np

    if count >= len(scores):
        return list(range(len(scores)))
    return [int(row) for row in np.argpartition(-scores, count)[:count]]
