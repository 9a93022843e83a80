"""Passages for a question that no rule answers: only those that carry enough of the question's weight."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.reading.types import Reading
    from corpus.guideline import Passage
    from corpus.library import Library

ENOUGH = 0.4  # share of the query's BM25 weight that a passage must carry to be an answer
MOST = 4


def by_keywords(library: Library) -> Callable[[Reading], tuple[Passage, ...]]:
    """A search in memory that needs neither an index nor a model."""

    def search(reading: Reading) -> tuple[Passage, ...]:
        from corpus.index import keyword_search

        only = {"topic": {reading.topic}} if reading.topic else None
        hits = keyword_search(library, reading.text, limit=3 * MOST, only=only)
        good = [library.passages[hit.passage] for hit in hits if hit.score >= ENOUGH]
        return tuple([passage for passage in good if passage.section != "Citation"][:MOST])

    return search
