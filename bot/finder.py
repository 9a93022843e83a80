"""Sentences for a question from the published index: from own documents, and from built-in texts beside them.

It is searched by meaning, keywords and headings; what is found answers, or it does not (`bot/evidence.py`).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from bot.evidence import Asked, answering, naming, of_the_newest, without
from bot.find import CITATION, FEW, MOST
from bot.spelt import mended
from corpus.index.turns import in_turns
from corpus.index.words import tokens

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from bot.reading.types import Reading
    from corpus.documents.shelf import Documents
    from corpus.guideline import Passage
    from corpus.index import Entry, Hit, Index, Setup
    from corpus.library import Library

LOOKED_AT = 12
LOOKED_FOR_WORDS = 40  # passages whose words a slip of the pen may have meant
MOST_TOGETHER = 60  # rows of one document looked through for those that belong together
PER_DOCUMENT = 2
LONGEST = 320  # characters quoted of a passage


@dataclass(frozen=True)
class Finder:
    """An index opened once, and what it finds for a question."""

    setup: Setup
    documents: Documents
    library: Library

    @cached_property
    def _index(self) -> Index:
        from corpus.index import Index

        return Index.open(self.setup)

    def open(self) -> None:
        """Open what is opened at first use otherwise. Raises `IndexProblem`."""
        _ = self._index, self.documents.rows

    def answer(self, reading: Reading) -> tuple[Passage, ...]:
        """Give the best sentences, each as a passage cut down to them: verbatim, under the passage's own id.

        Where a question names several documents, each speaks once, in its own words.
        """
        only = {"document": set(self.documents.sources)} if reading.scope == "out" else {}
        reading = self._mended(reading) if only else reading
        hits = self._candidates(reading, only)
        sources = [self.library.guidelines[name] for name in dict.fromkeys(map(_source, hits))]
        names = naming(reading.text, sources, [self._index.entry(hit.passage).text for hit in hits])
        if len(names) > 1:
            beyond = replace(reading, text=without(reading.text, set().union(*names.values())))
            each = [self._good(beyond, self._hits(beyond, {"document": {name}}), named=True) for name in names]
            return self._told(beyond, [max(good, key=self._says_of(beyond)) for good in each if good])
        good = of_the_newest(self._good(reading, hits), self.library.guidelines, reading.text)
        return self._told(reading, in_turns(good, PER_DOCUMENT, _source))

    def _candidates(self, reading: Reading, only: Mapping[str, set[str]]) -> list[Hit]:
        """The best of several documents, and the best whatever its document: a table has many rows."""
        spread, best = self._hits(reading, only), self._hits(reading, only, per_document=0)
        return sorted(
            {hit.passage: hit for hit in (*spread, *best)}.values(), key=lambda hit: (-hit.score, hit.passage)
        )

    def _says_of(self, reading: Reading) -> Callable[[Hit], tuple[float, float]]:
        """How much of a question a passage says; of those that say as much, how alike it is."""
        asked = Asked(reading.text, self._index.keywords)
        return lambda hit: (round(asked.told(tokens(self._index.entry(hit.passage).searchable)), 6), hit.score)

    def _mended(self, reading: Reading) -> Reading:
        """A question of own documents with its slips of the pen as the words of what is nearest to it."""
        near = self._hits(reading, {"document": set(self.documents.sources)}, LOOKED_FOR_WORDS)
        texts = (self._index.entry(hit.passage).searchable for hit in near)
        return replace(reading, text=mended(reading.text, self._index.keywords, texts))

    def nearest(self, reading: Reading) -> tuple[Passage, ...]:
        """Give the own passage that is nearest to a question that none answers, if one shares words with it."""
        found = self._hits(reading, {"document": set(self.documents.sources)})
        return self._told(reading, [hit for hit in found if hit.keyword > 0][:1])

    def _hits(
        self, reading: Reading, only: Mapping[str, set[str]], limit: int = LOOKED_AT, per_document: int = PER_DOCUMENT
    ) -> list[Hit]:
        from corpus.index import Query

        found = self._index.search(Query(reading.text, only, reading.as_of, per_document=per_document), limit)
        return [hit for hit in found if _source(hit) in self.library.guidelines]  # the index may be newer by a moment

    def _good(self, reading: Reading, hits: list[Hit], *, named: bool = False) -> list[Hit]:
        found = [(hit, self._index.entry(hit.passage), self.library.guidelines[_source(hit)]) for hit in hits]
        return answering(Asked(reading.text, self._index.keywords), found, named=named)

    def _told(self, reading: Reading, hits: list[Hit]) -> tuple[Passage, ...]:
        whole = list(dict.fromkeys(each for hit in hits[:MOST] for each in self._together(reading, hit)))
        passages = [self.library.passages[id_] for id_ in whole if id_ in self.library.passages]
        own = [each for each in passages if each.section != CITATION]
        return tuple(replace(each, text=self._best_words(each, reading.text)) for each in own[: max(MOST, len(whole))])

    def _together(self, reading: Reading, hit: Hit) -> list[str]:
        """A passage with the rows of its table, or the items of its list, that say as much of the question."""
        entry, asked = self._index.entry(hit.passage), Asked(reading.text, self._index.keywords)
        if not entry.fields.get("group"):
            return [hit.passage]
        where = {name: {entry.fields[name]} for name in ("document", "form")}
        others = [self._index.entry(each.passage) for each in self._hits(reading, where, MOST_TOGETHER)]
        same = [each for each in others if each.fields["group"] == entry.fields["group"]]
        alike = asked.exactly(same or [entry])
        return [each.id for each in sorted(alike, key=_place)][:FEW] or [hit.passage]

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
        asked = set(tokens(question))
        return sum(self._index.keywords.weight(token) for token in asked & set(tokens(sentence)))


def _place(entry: Entry) -> int:
    """Where a passage of an own document stands in it."""
    return int(entry.fields["offsets"].partition("-")[0])


def _source(hit: Hit) -> str:
    """The source that a passage is of."""
    return hit.passage.partition("#")[0]
