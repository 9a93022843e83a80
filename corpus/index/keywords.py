"""Keyword search: BM25 (Robertson and Zaragoza 2009, Lucene's variant, by bm25s) with a stable order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import compress
from math import log
from pathlib import Path
from types import MappingProxyType
from typing import Any

from corpus.index.entry import Entry, Hit, Only, entries_of
from corpus.index.heads import heads_of
from corpus.index.postings import Postings, Vocabulary
from corpus.index.words import tokens, words
from corpus.library import Library

Scores = Any  # float64, one a row

DECIMALS = 6  # scores are compared to this many decimals, then by id: no order hangs on a last bit

REMEMBERED = 10_000  # words whose numbers are not looked up again


@dataclass(frozen=True)
class Lists:
    """What a search looks up: words by number, BM25's weights, and the words of headings."""

    vocabulary: Vocabulary
    bm25: Postings
    heads: Postings


class Keywords:
    """BM25 over some entries. Rows follow the entries it was made from."""

    def __init__(self, entries: Sequence[Entry], lists: Lists | None = None) -> None:
        """Index the entries, or take *lists* made of them before."""
        self.entries = entries
        self._lists = lists or _lists_of(entries)
        self._number = lru_cache(maxsize=REMEMBERED)(self._lists.vocabulary.number)

    @classmethod
    def load(cls, folder: Path, entries: Sequence[Entry]) -> Keywords:
        """Open what `save` wrote for the same entries."""
        lists = Lists(Vocabulary.load(folder), Postings.load(folder, "bm25"), Postings.load(folder, "heads"))
        return cls(entries, lists)

    def save(self, folder: Path) -> None:
        """Write it where `load` can read it."""
        folder.mkdir(parents=True, exist_ok=True)
        self._lists.vocabulary.save(folder)
        self._lists.bm25.save(folder, "bm25")
        self._lists.heads.save(folder, "heads")

    def scores(self, query: str, also: Mapping[str, float] = MappingProxyType({})) -> Scores:
        """Score every row from 0 to 1: the share of the query's weight that it carries.

        *also* are words that mean the same as some of the query's, each with how much it counts; a row that has them
        and not the query's own words carries that much of their weight.
        """
        ideal = sum(map(self.weight, dict.fromkeys(tokens(query)))) or 1.0
        raw = self._lists.bm25.scores(self._known(query), len(self.entries)) / ideal
        for meant, counts in also.items():
            raw += counts * self._lists.bm25.scores(self._known(meant), len(self.entries)) / ideal
        return raw

    def heads(self, query: str) -> Scores:
        """Score every row from 0 to 1: the share of its heading that the query says."""
        return self._lists.heads.scores(sorted(self._known(query)), len(self.entries))

    def search(
        self, query: str, limit: int = 10, only: Only | None = None, also: Mapping[str, float] = MappingProxyType({})
    ) -> list[Hit]:
        """Find the entries that share words with a query, or with what it means, best first."""
        scores = self.scores(query, also)
        rows = [row for row in map(int, scores.nonzero()[0]) if not only or self.entries[row].matches(only)]
        rows = [row for row in rows if only or self.entries[row].fields.get("status") != "superseded"]
        rows.sort(key=lambda row: (-round(float(scores[row]), DECIMALS), self.entries[row].id))
        best = rows[:limit]
        found = zip(best, self.matches(best, self.said(query)), strict=True)
        return [self._hit(row, round(float(scores[row]), DECIMALS), matched) for row, matched in found]

    def matched(self, row: int, query: str) -> tuple[str, ...]:
        """List the words of the query that an entry has, as the query writes them."""
        has = set(tokens(self.entries[row].searchable))
        return tuple(dict.fromkeys(written for token, written in words(query) if token in has))

    def said(self, query: str) -> list[tuple[int, str]]:
        """List the words of a query that occur: each one's number, and how it is written."""
        said = ((self._number(token), written) for token, written in dict.fromkeys(words(query)))
        return [(number, written) for number, written in said if number is not None]

    def matches(self, rows: Sequence[int], said: Sequence[tuple[int, str]]) -> list[tuple[str, ...]]:
        """Give `matched` of several entries at once, from the index: nothing is read again."""
        return [as_written(said, each) for each in self.having(rows, said).tolist()]

    def having(self, rows: Sequence[int], said: Sequence[tuple[int, str]]) -> Any:
        """Say of some rows, one a line, whether they have some words of a query, one a column."""
        return self._lists.bm25.have(rows, [number for number, _ in said])

    def worth(self, query: str, said: Sequence[tuple[int, str]]) -> list[float]:
        """Give the share of the query's weight that each of its words is; nothing for one said before."""
        total = sum(map(self.weight, dict.fromkeys(tokens(query)))) or 1.0
        first = {number: place for place, (number, _) in reversed([*enumerate(said)])}
        return [
            self._weight_of(number) / total if first[number] == place else 0.0 for place, (number, _) in enumerate(said)
        ]

    def told(self, query: str, rows: Sequence[int]) -> Scores:
        """Give the share of the query's weight that is in the words which each of some rows has, however often."""
        said = self.said(query)
        return told(self.having(rows, said), self.worth(query, said))

    def weight(self, token: str) -> float:
        """How much a word tells: much if it is rare. As BM25 weighs it."""
        return self._weight_of(self._number(token))

    def _weight_of(self, word: int | None) -> float:
        return _weight(0 if word is None else self._lists.bm25.having(word), len(self.entries))

    def _hit(self, row: int, score: float, matched: tuple[str, ...]) -> Hit:
        return Hit(self.entries[row].id, score, score, None, matched)

    def _known(self, query: str) -> list[int]:
        """Give the numbers of the query's words that occur, each once."""
        numbers = (self._number(token) for token in dict.fromkeys(tokens(query)))
        return [number for number in numbers if number is not None]


def as_written(said: Sequence[tuple[int, str]], has: Sequence[bool]) -> tuple[str, ...]:
    """List the words of a query that a row has, as the query writes them."""
    return tuple(dict.fromkeys(compress((written for _, written in said), has)))


def told(having: Any, worth: Sequence[float]) -> Scores:
    """Add up what the words that each row has are worth: row by row, so that none hangs on its neighbours."""
    return (having * [worth]).sum(axis=1) if worth else having.sum(axis=1)


@lru_cache(maxsize=4)
def keywords_of(library: Library) -> Keywords:
    """Index a library's passages in memory, once."""
    return Keywords(sorted(entries_of(library), key=lambda entry: entry.id))


def keyword_search(library: Library, query: str, limit: int = 10, only: Only | None = None) -> list[Hit]:
    """Search a library without an index on disk, torch or chromadb."""
    return keywords_of(library).search(query, limit, only)


def _lists_of(entries: Sequence[Entry]) -> Lists:
    import numpy as np

    rows = [tokens(entry.searchable) for entry in entries]
    vocabulary = Vocabulary.of({token for row in rows for token in row})
    numbers = {word.decode("utf-8", "surrogatepass"): number for number, word in enumerate(vocabulary)}
    bm25 = _bm25([[numbers[token] for token in row] for row in rows], numbers)
    weights = [_weight(having, len(entries)) for having in np.diff(bm25.starts).tolist()]
    return Lists(vocabulary, bm25, heads_of(entries, numbers, weights))


def _bm25(rows: list[list[int]], numbers: dict[str, int]) -> Postings:
    import numpy as np

    if not numbers:
        return Postings(np.zeros(1, np.int64), np.zeros(0, np.int32), np.zeros(0, np.float32))
    import logging

    import bm25s

    logging.getLogger("bm25s").setLevel(logging.WARNING)  # it tells of each step
    model = bm25s.BM25()
    model.index((rows, numbers), show_progress=False)
    return Postings(*(model.scores[name] for name in ("indptr", "indices", "data")))


def _weight(having: int, total: int) -> float:
    """Weigh a word by how few of *total* entries have it."""
    return log(1 + (total - having + 0.5) / (having + 0.5))


__all__ = ["Keywords", "keyword_search", "keywords_of"]
