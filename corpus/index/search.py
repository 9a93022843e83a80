"""Searching an index: vectors, keywords and headings, fused by score; keywords alone where vectors cannot be had."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from corpus.index import editions
from corpus.index.entry import Entry, Hit, Only, edition_of
from corpus.index.keywords import DECIMALS, Keywords, Scores, as_written, told
from corpus.index.problem import IndexProblem
from corpus.index.rows import Columns, read_rows
from corpus.index.setup import Setup, processes
from corpus.index.turns import in_turns

if TYPE_CHECKING:
    from concurrent.futures import Executor

COSINE, KEYWORDS, HEADING, TOLD = 0.5, 0.25, 0.25, 0.1  # what each score counts: measured, docs/tried.md
FORMS = {"recommendation": 0.04, "reference": -0.1}  # what a guideline says outright first; a list of papers last
CANDIDATES = 200
EXACT_UP_TO = 20_000  # entries compared one by one; above, those that their signs favour (docs/decisions/0020)
SIGNS_UP_TO = 1_000_000  # above, those that Chroma names
COMPARED, ONE_IN = 2000, 80  # how many are compared then: at least so many, and one in so many
NEAR = 400  # what Chroma names, at 0.05 ms each
ONE_OF = 16  # scores of which one is looked at before all are
REMEMBERED = 64  # questions that are not embedded again


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
class _Words:
    """What the words of a question say of every row: its share of the question, of its heading, and both as they count.

    `near_enough` are both in 32 bits, to choose by; `said` are the question's words that occur, and `worth` says how
    much of it each is.
    """

    keyword: Scores
    heading: Scores
    both: Scores
    near_enough: Any
    said: Sequence[tuple[int, str]]
    worth: Sequence[float]


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
        return self.entries[bisect_left(self._ids, id_)]

    @classmethod
    def _open(cls, setup: Setup) -> Index:
        from corpus.index import vectors

        folder, manifest = editions.current(setup.home)
        if manifest.model_sha256 != setup.model_sha256:
            raise IndexProblem("The index was made with another embedding model: run guideline index.")
        vectors.keep_memory()
        entries = read_rows(folder)
        keywords = Keywords.load(folder / "keywords", entries)
        return cls(
            setup, keywords, vectors.load(folder), folder, manifest.edition, entries=entries, texts=manifest.texts
        )

    @cached_property
    def _beside(self) -> Executor:
        """Where words are looked up while the model runs, which leaves Python free meanwhile.

        The model runs where the question is asked: beside, it would wait for Python before it can start.
        """
        from concurrent.futures import ThreadPoolExecutor

        return ThreadPoolExecutor(processes())

    @cached_property
    def _vector_of(self) -> Callable[[str], list[float]]:
        """Embed a question: once, though it may be searched for among one document's passages after another's."""
        return lru_cache(maxsize=REMEMBERED)(self.setup.embeddings().embed_query)

    @cached_property
    def _ids(self) -> Sequence[str]:
        found: Sequence[str] = getattr(self.entries, "ids", None) or [entry.id for entry in self.entries]
        return found

    @cached_property
    def _columns(self) -> Columns:
        found: Columns = getattr(self.entries, "columns", None) or Columns.of(self.entries)
        return found

    def _fused(self, query: Query, limit: int) -> list[Hit]:
        from corpus.index import vectors

        looked_up = self._beside.submit(self._words_of, query)
        vector = self._vector_of(query.text)
        words = looked_up.result()
        rows = self._candidates(vector, words.near_enough, max(CANDIDATES, 4 * limit), query)
        cosines = vectors.exactly(self.matrix, rows, vector)
        forms = [FORMS.get(form, 0.0) for form in self._columns.of_rows("form", rows)]
        base = COSINE * cosines + words.both[rows] + forms
        may = range(len(rows)) if query.per_document else _within_reach(base, limit, TOLD)
        rows, cosines, base = [rows[place] for place in may], cosines[may], base[may]
        having = self.keywords.having(rows, words.said)
        scores = [round(score, DECIMALS) for score in (base + TOLD * told(having, words.worth)).tolist()]
        # entries stand in the order of their ids, so equal scores go by id
        order = sorted(range(len(rows)), key=lambda place: (-scores[place], rows[place]))
        best = self._spread(order, rows, query.per_document)[:limit]
        return [
            Hit(
                self._ids[rows[place]],
                scores[place],
                round(float(words.keyword[rows[place]]), DECIMALS),
                round(float(cosines[place]), DECIMALS),
                as_written(words.said, having[place].tolist()),
                round(float(words.heading[rows[place]]), DECIMALS),
            )
            for place in best
        ]

    def _words_of(self, query: Query) -> _Words:
        keyword, heading = self.keywords.scores(query.text, query.also), self.keywords.heads(query.text)
        both = KEYWORDS * keyword + HEADING * heading
        said = self.keywords.said(query.text)
        worth = self.keywords.worth(query.text, said)
        return _Words(keyword, heading, both, both.astype("float32"), said, worth)

    def _spread(self, order: list[int], rows: Sequence[int], per_document: int) -> list[int]:
        """Put off what is more than a document's share, until every other document has had its turn."""
        if not per_document:
            return order
        return in_turns(order, per_document, lambda place: self._ids[rows[place]].partition("#")[0])

    def _candidates(self, vector: list[float], words: Any, count: int, query: Query) -> list[int]:
        """Name the rows that could be among the best by any score, of those that pass the filters; ascending."""
        from corpus.index import vectors

        rows = self._worth_comparing(vector, words, count, query)
        if rows is None:
            best = _top(COSINE * vectors.similarity(self.matrix, vector) + words, count)
        else:
            best = rows[_top(COSINE * vectors.of_rows(self.matrix, rows, vector) + words[rows], count)]
        found: list[int] = best.tolist()
        return found

    def _worth_comparing(self, vector: list[float], words: Any, count: int, query: Query) -> Any:
        """Choose the rows whose vectors are compared; None if all are."""
        import numpy as np

        allowed = self._columns.allowed(self.entries, query.only, query.as_of)
        many = len(self.entries) if allowed is None else int(allowed.sum())
        worth = max(COMPARED, many // ONE_IN, count)
        if len(self.entries) <= EXACT_UP_TO or many <= worth:
            return None if allowed is None else np.flatnonzero(allowed)
        fused = self._estimated(vector)
        fused *= COSINE
        fused += words
        if allowed is not None:
            fused[~allowed] = -np.inf
        return _top(fused, worth)

    def _estimated(self, vector: list[float]) -> Any:
        """Estimate the cosine of every row: by its signs; or as Chroma has it, of those that it names.

        One that Chroma does not name is as near as the last that it names, at most.
        """
        import numpy as np

        from corpus.index import signs, vectors

        if len(self.entries) <= SIGNS_UP_TO:
            return signs.likeness(self._signs, vector)
        near = np.array(self._near(vector, NEAR), np.intp)
        cosines = vectors.of_rows(self.matrix, near, vector)
        estimated = np.full(len(self.entries), cosines.min(initial=1.0), np.float32)
        estimated[near] = cosines
        return estimated

    @cached_property
    def _signs(self) -> Any:
        from corpus.index import signs

        return signs.load(self.folder or Path(), self.matrix)

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


def _within_reach(scores: Any, count: int, most: float) -> list[int]:
    """Give the places of the scores that are among the *count* highest if each may still grow by *most*, ascending."""
    import numpy as np

    if count >= len(scores):
        return list(range(len(scores)))
    found: list[int] = np.flatnonzero(
        scores >= np.partition(scores, len(scores) - count)[len(scores) - count] - most
    ).tolist()
    return found


def _top(scores: Any, count: int) -> Any:
    """Give the places of the highest scores, ascending; of those that equal the last, the first."""
    import numpy as np

    if count >= len(scores):
        return np.arange(len(scores))
    high = _high(scores, count)
    best = scores[high]
    last = np.partition(best, len(best) - count)[len(best) - count]
    above, level = np.flatnonzero(best > last), np.flatnonzero(best == last)
    return high[np.sort(np.concatenate([above, level[: count - len(above)]]))]


def _high(scores: Any, count: int) -> Any:
    """Give the places, ascending, of the *count* highest scores and of few others: what some scores show to be high."""
    import numpy as np

    some = scores[::ONE_OF]
    place = len(some) - 1 - 2 * count // ONE_OF  # twice as many as wanted are likely to be as high
    if place > 0:
        high = np.flatnonzero(scores >= np.partition(some, place)[place])
        if len(high) >= count:
            return high
    return np.arange(len(scores))
