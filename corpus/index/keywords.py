"""Keyword search: BM25 (Robertson and Zaragoza 2009, Lucene's variant, by bm25s) with a stable order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from corpus.index.entry import Entry, Hit, Only, entries_of
from corpus.index.heads import Heads
from corpus.index.words import tokens, words
from corpus.library import Library

Scores = Any  # float64, one a row

DECIMALS = 6  # scores are compared to this many decimals, then by id: no order hangs on a last bit


class Keywords:
    """BM25 over some entries, in memory. Rows follow the entries it was made from."""

    def __init__(self, entries: Sequence[Entry], model: Any = None, heads: Heads | None = None) -> None:
        """Index the entries, or take a *model* and *heads* that already have."""
        self.entries = entries
        self._model = model if model is not None or not len(entries) else _bm25(entries)
        self._heads = heads if heads is not None or self._model is None else _heads(entries, self._model)

    @classmethod
    def load(cls, folder: Path, entries: Sequence[Entry]) -> Keywords:
        """Read what `save` wrote for the same entries."""
        import bm25s

        if not len(entries):
            return cls(entries)
        # bm25s saves ids only; its vocabulary's order is ours, so that every save has the same bytes
        return cls(entries, bm25s.BM25.load(str(folder), mmap=True, load_vocab=True), Heads.load(folder))

    def save(self, folder: Path) -> None:
        """Write it where `load` can read it."""
        folder.mkdir(parents=True, exist_ok=True)
        if self._model is not None:
            self._model.save(str(folder), show_progress=False)
        if self._heads is not None:
            self._heads.save(folder)

    def scores(self, query: str, also: Mapping[str, float] = MappingProxyType({})) -> Scores:
        """Score every row from 0 to 1: the share of the query's weight that it carries.

        *also* are words that mean the same as some of the query's, each with how much it counts; a row that has them
        and not the query's own words carries that much of their weight.
        """
        import numpy as np

        known, ideal = self._known(query)
        raw = np.zeros(len(self.entries))
        if known:
            raw += np.asarray(self._model.get_scores_from_ids(known), dtype=np.float64) / ideal
        for meant, counts in also.items():
            others, _ = self._known(meant)
            if others:
                raw += counts * np.asarray(self._model.get_scores_from_ids(others), dtype=np.float64) / ideal
        return raw

    def heads(self, query: str) -> Scores:
        """Score every row from 0 to 1: the share of its heading that the query says."""
        import numpy as np

        if self._heads is None:
            return np.zeros(len(self.entries))
        return self._heads.scores(self._known(query)[0], len(self.entries))

    def search(self, query: str, limit: int = 10, only: Only | None = None) -> list[Hit]:
        """Find the entries that share words with a query, best first."""
        scores = self.scores(query)
        rows = [row for row in map(int, scores.nonzero()[0]) if not only or self.entries[row].matches(only)]
        rows = [row for row in rows if only or self.entries[row].fields.get("status") != "superseded"]
        rows.sort(key=lambda row: (-round(float(scores[row]), DECIMALS), self.entries[row].id))
        return [self._hit(row, round(float(scores[row]), DECIMALS), query) for row in rows[:limit]]

    def matched(self, row: int, query: str) -> tuple[str, ...]:
        """List the words of the query that an entry has, as the query writes them."""
        has = set(tokens(self.entries[row].searchable))
        return tuple(dict.fromkeys(written for token, written in words(query) if token in has))

    def matches(self, rows: Sequence[int], query: str) -> list[tuple[str, ...]]:
        """Give `matched` of several entries at once, from the index: nothing is read again."""
        import numpy as np

        if self._model is None:
            return [() for _ in rows]
        wanted = np.asarray(rows)
        starts, having = self._model.scores["indptr"], self._model.scores["indices"]
        found: list[dict[str, None]] = [{} for _ in rows]
        for token, written in dict.fromkeys(words(query)):
            word = self._model.vocab_dict.get(token)
            if word is not None:
                rows_having = np.asarray(having[int(starts[word]) : int(starts[word + 1])])
                for place in np.flatnonzero((wanted[:, None] == rows_having).any(axis=1)):
                    found[int(place)][written] = None
        return [tuple(each) for each in found]

    def weight(self, token: str) -> float:
        """How much a word tells: much if it is rare. As BM25 weighs it."""
        from math import log

        if self._model is None:
            return 0.0
        row = self._model.vocab_dict.get(token)
        indptr, total = self._model.scores["indptr"], int(self._model.scores["num_docs"])
        having = int(indptr[row + 1] - indptr[row]) if row is not None else 0
        return log(1 + (total - having + 0.5) / (having + 0.5))

    def _hit(self, row: int, score: float, query: str) -> Hit:
        return Hit(self.entries[row].id, score, score, None, self.matched(row, query))

    def _known(self, query: str) -> tuple[list[int], float]:
        """Give the ids of the query's words that occur, and the score of an entry that is all query."""
        if self._model is None:
            return [], 1.0
        asked = list(dict.fromkeys(tokens(query)))
        rows = [self._model.vocab_dict.get(token) for token in asked]
        return [int(row) for row in rows if row is not None], sum(map(self.weight, asked)) or 1.0


@lru_cache(maxsize=4)
def keywords_of(library: Library) -> Keywords:
    """Index a library's passages in memory, once."""
    return Keywords(sorted(entries_of(library), key=lambda entry: entry.id))


def keyword_search(library: Library, query: str, limit: int = 10, only: Only | None = None) -> list[Hit]:
    """Search a library without an index on disk, torch or chromadb."""
    return keywords_of(library).search(query, limit, only)


def _bm25(entries: Sequence[Entry]) -> Any:
    import bm25s

    vocabulary: dict[str, int] = {}  # in order of appearance: bm25s alone would order it by hash
    rows = [[vocabulary.setdefault(token, len(vocabulary)) for token in tokens(e.searchable)] for e in entries]
    model = bm25s.BM25()
    model.index((rows, vocabulary), show_progress=False)
    return model


def _heads(entries: Sequence[Entry], model: Any) -> Heads:
    import numpy as np

    return Heads.of(entries, model.vocab_dict, np.diff(model.scores["indptr"]))


__all__ = ["Keywords", "keyword_search", "keywords_of"]
