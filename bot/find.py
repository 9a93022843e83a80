"""Sentences for a question that no rule answers: quoted from passages that carry enough of it, or none.

Where the published index holds own documents, the index is searched: meaning, keywords and headings, over documents
and built-in texts alike. Where it holds none, the built-in texts' keywords are, in memory: no model, no index. Both
give the same for the same edition (docs/decisions/0010).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from bot.reading.types import Reading
    from corpus.documents.shelf import Documents
    from corpus.guideline import Passage
    from corpus.index import Hit, Index, Setup
    from corpus.library import Library

ENOUGH = 0.4  # share of the query's BM25 weight that a passage must carry to be an answer
LIKELY, WORDS = 0.35, 0.2  # fused score, and share of the query's weight, of what may answer: docs/tried.md
FARTHEST = 0.8  # of the best passage's score: what is further from it says something else
FEW = 20  # a word that more passages say tells nothing of what is asked
MOST = 4
LOOKED_AT = 12
PER_DOCUMENT = 2
LONGEST = 320  # characters quoted of a passage


def asked_about(reading: Reading, library: Library) -> tuple[str, ...]:
    """The sources that a question without a patient names: it asks what they say."""
    return () if reading.patient else tuple(each for each in reading.asks_about if each in library.guidelines)


def said_by(sources: tuple[str, ...], reading: Reading, library: Library) -> tuple[Passage, ...]:
    """What some sources say of what is asked; where nothing but they is named, what they say first."""
    from corpus.index import keyword_search

    own = {word for each in sources for word in _name(library, each)}
    rest = " ".join(word for word in reading.text.split() if word.strip("?!.,:").casefold() not in own)
    hits = keyword_search(library, rest, limit=MOST, only={"guideline": set(sources)})
    good = [library.passages[hit.passage] for hit in hits if hit.score >= ENOUGH]
    of_them = [each for each in library.passages.values() if each.guideline in sources and each.section != "Citation"]
    return tuple(good or of_them[: 2 * MOST])


def _name(library: Library, source: str) -> list[str]:
    """The words of a source's names."""
    return [*source.casefold().split("-"), *library.guidelines[source].short.casefold().split()]


def telling(reading: Reading, library: Library) -> tuple[Passage, ...]:
    """The few passages that say every word which no rule looks at: a question about those words is about them."""
    from corpus.index import keyword_search

    only = {"topic": {reading.topic}} if reading.topic else None
    hits = keyword_search(library, " ".join(reading.unexplained), limit=FEW + 1, only=only)
    whole = [library.passages[hit.passage] for hit in hits if {*reading.unexplained} <= {*hit.matched}]
    return tuple(whole[: 2 * MOST]) if len(whole) <= FEW else ()


def by_keywords(library: Library) -> Callable[[Reading], tuple[Passage, ...]]:
    """A search in memory that needs neither an index nor a model."""

    def search(reading: Reading) -> tuple[Passage, ...]:
        from corpus.index import keyword_search

        if reading.scope == "out":
            return ()
        only = {"topic": {reading.topic}} if reading.topic else None
        hits = keyword_search(library, reading.text, limit=3 * MOST, only=only)
        good = [library.passages[hit.passage] for hit in hits if hit.score >= ENOUGH]
        return tuple([passage for passage in good if passage.section != "Citation"][:MOST])

    return search


def by_index(setup: Setup, documents: Documents, library: Library) -> Callable[[Reading], tuple[Passage, ...]]:
    """A search of own documents and built-in texts; *library* has both."""
    finder = _Finder(setup, documents, library)
    return finder.answer


@dataclass(frozen=True)
class _Finder:
    """An index opened once, and what it finds for a question."""

    setup: Setup
    documents: Documents
    library: Library

    @cached_property
    def _index(self) -> Index:
        from corpus.index import Index

        return Index.open(self.setup)

    def answer(self, reading: Reading) -> tuple[Passage, ...]:
        """Give the best sentences, each as a passage cut down to them: verbatim, under the passage's own id."""
        found: list[Passage] = []
        for hit in self._good(self._hits(reading)):
            passage = self.library.passages.get(hit.passage)
            if passage is None or passage.section == "Citation":
                continue
            found.append(replace(passage, text=self._best_words(passage, reading.text)))
        return tuple(found[:MOST])

    def _hits(self, reading: Reading) -> list[Hit]:
        """Search everything; where the question is outside the topics, own documents only."""
        from corpus.index import Query

        only = {"document": set(self.documents.sources)} if reading.scope == "out" else {}
        return self._index.search(Query(reading.text, only, per_document=PER_DOCUMENT), LOOKED_AT)

    @staticmethod
    def _good(hits: list[Hit]) -> Iterator[Hit]:
        best = max((hit.score for hit in hits), default=0.0)
        for hit in hits:
            if hit.score >= max(LIKELY, FARTHEST * best) and hit.keyword >= WORDS:
                yield hit

    def _best_words(self, passage: Passage, question: str) -> str:
        """The sentences of a passage that say most of the question, side by side, as long as a quote may be."""
        from corpus.documents.sentences import spans

        found = list(spans(passage.text))
        if len(passage.text) <= LONGEST or len(found) < 2:
            return passage.text
        shares = [self._share(passage.text[start:end], question) for start, end in found]
        first = last = max(range(len(found)), key=lambda n: (shares[n], -n))
        while last + 1 < len(found) and found[last + 1][1] - found[first][0] <= LONGEST:
            last += 1
        return passage.text[found[first][0] : found[last][1]]

    def _share(self, sentence: str, question: str) -> float:
        from corpus.index.words import tokens

        asked = set(tokens(question))
        return sum(self._index.keywords.weight(token) for token in asked & set(tokens(sentence)))
