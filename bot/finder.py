"""Sentences for a question from the published index: from own documents, and from built-in texts beside them.

It is searched by meaning, keywords and headings; what is found answers, or it does not (`bot/evidence.py`).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from itertools import takewhile
from typing import TYPE_CHECKING

from bot.compare import compared
from bot.evidence import Asked, answering, of_the_newest, without
from bot.find import CITATION, FEW, MOST
from bot.named_documents import Names
from bot.spelt import mended
from corpus.documents.footnotes import MARKED, noted_words
from corpus.index.turns import in_turns
from corpus.index.words import tokens

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from bot.compare import Compared
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
    def index(self) -> Index:
        """The published index."""
        from corpus.index import Index

        return Index.open(self.setup)

    @cached_property
    def names(self) -> Names:
        """The names of the own documents in force."""
        return Names({id_: each.guideline for id_, each in self.documents.sources.items() if not each.superseded_by})

    @cached_property
    def own(self) -> Mapping[str, set[str]]:
        """What lets own documents through only."""
        return {"document": set(self.documents.sources)}

    def open(self) -> None:
        """Open what is opened at first use otherwise. Raises `IndexProblem`."""
        _ = self.index, self.documents.rows

    def answer(self, reading: Reading) -> tuple[Passage, ...]:
        """Give the best sentences, each as a passage cut down to them: verbatim, under the passage's own id.

        A question that names one document is answered from that one, or not.
        """
        only = self.own if reading.scope == "out" else {}
        reading = self._mended(reading) if only else reading
        named = self.named(reading) if only else {}
        if len(named) == 1:
            reading = replace(reading, text=without(reading.text, *named.values()))
            only = {"document": {*named}}
        good = self._good(reading, self._candidates(reading, only), named=bool(named))
        newest = of_the_newest(good, self.library.guidelines, reading.text)
        return self._told(reading, in_turns(newest, PER_DOCUMENT, _source))

    def compare(self, reading: Reading) -> Compared | None:
        """What each of the documents says that a question compares; None where it compares none."""
        return compared(reading, self)

    def calls(self, reading: Reading) -> bool:
        """Whether a question asks an own document by name, or compares one with others."""
        return bool(self.named(reading))

    def says(self, word: str) -> bool:
        """Whether some text of the edition says a word."""
        nowhere = self.index.keywords.weight("")
        return all(self.index.keywords.weight(token) < nowhere for token in tokens(word))

    def named(self, reading: Reading) -> dict[str, set[str]]:
        """The own documents that a question calls by a name of their own, written as a name; with those words."""
        if not (found := self.names.named(reading.text, as_names=True)):
            return found
        near = [self.index.entry(hit.passage).text for hit in self.hits(reading, self.own)]
        return self.names.named(reading.text, near, as_names=True)

    def _candidates(self, reading: Reading, only: Mapping[str, set[str]]) -> list[Hit]:
        """The best of several documents, and the best whatever its document: a table has many rows."""
        spread, best = self.hits(reading, only), self.hits(reading, only, per_document=0)
        return sorted(
            {hit.passage: hit for hit in (*spread, *best)}.values(), key=lambda hit: (-hit.score, hit.passage)
        )

    def _mended(self, reading: Reading) -> Reading:
        """A question of own documents with its slips of the pen as the words of what is nearest to it."""
        near = self.hits(reading, self.own, LOOKED_FOR_WORDS)
        texts = (self.index.entry(hit.passage).searchable for hit in near)
        return replace(reading, text=mended(reading.text, self.index.keywords, texts))

    def nearest(self, reading: Reading) -> tuple[Passage, ...]:
        """Give the own passage that is nearest to a question that none answers, if one shares words with it."""
        found = self.hits(reading, self.own)
        return self._told(reading, [hit for hit in found if hit.keyword > 0][:1])

    def hits(
        self, reading: Reading, only: Mapping[str, set[str]], limit: int = LOOKED_AT, per_document: int = PER_DOCUMENT
    ) -> list[Hit]:
        """What a search finds for a question among what *only* lets through."""
        from corpus.index import Query

        found = self.index.search(Query(reading.text, only, reading.as_of, per_document=per_document), limit)
        return [hit for hit in found if _source(hit) in self.library.guidelines]  # the index may be newer by a moment

    def within(self, text: str, source: str, limit: int, form: str = "") -> list[Entry]:
        """The passages of one source, of one form if it is given, that are nearest to a text."""
        from corpus.index import Query

        only = {"document": {source}} | ({"form": {form}} if form else {})
        return [self.index.entry(hit.passage) for hit in self.index.search(Query(text, only), limit)]

    def sources_of(self, hits: Iterable[Hit]) -> list[str]:
        """The sources of what was found, in its order."""
        return list(dict.fromkeys(map(_source, hits)))

    def _good(self, reading: Reading, hits: list[Hit], *, named: bool = False) -> list[Hit]:
        found = [(hit, self.index.entry(hit.passage), self.library.guidelines[_source(hit)]) for hit in hits]
        return answering(Asked(reading.text, self.index.keywords), found, named=named)

    def _told(self, reading: Reading, hits: list[Hit]) -> tuple[Passage, ...]:
        whole = list(dict.fromkeys(each for hit in hits[:MOST] for each in self._together(reading, hit)))
        whole = list(dict.fromkeys(each for id_ in whole for each in (id_, *self._notes(id_))))
        passages = [self.library.passages[id_] for id_ in whole if id_ in self.library.passages]
        own = [each for each in passages if each.section != CITATION]
        return tuple(
            replace(each, text=self.best_words(each, lambda text: self._share(text, reading.text)))
            for each in own[: max(MOST, len(whole))]
        )

    def _together(self, reading: Reading, hit: Hit) -> list[str]:
        """A passage with the rows of its table, or the items of its list, that say as much of the question."""
        entry, asked = self.index.entry(hit.passage), Asked(reading.text, self.index.keywords)
        if entry.text.endswith(":") and entry.fields.get("offsets"):
            return [entry.id, *self._introduced(entry)]
        if not entry.fields.get("group"):
            return [hit.passage]
        where = {name: {entry.fields[name]} for name in ("document", "form")}
        others = [self.index.entry(each.passage) for each in self.hits(reading, where, MOST_TOGETHER)]
        same = [each for each in others if each.fields["group"] == entry.fields["group"]]
        alike = asked.exactly(same or [entry])
        return [each.id for each in sorted(alike, key=_place)][:FEW] or [hit.passage]

    def _introduced(self, entry: Entry) -> list[str]:
        """The items of the list that a passage introduces."""
        after = (each for each in self.documents.entries_of(entry.fields["document"]) if _place(each) > _place(entry))
        items = takewhile(lambda each: bool(each.fields["group"]) and each.fields["group"] in entry.text, after)
        return [each.id for each in items][:FEW]

    def _notes(self, id_: str) -> list[str]:
        """The footnotes to a passage, where marks in it say that there are some."""
        entry = self.index.entry(id_)
        if not entry.fields.get("offsets") or entry.fields["form"] == "footnote" or not MARKED.search(entry.text):
            return []
        found = self.within(entry.text, entry.fields["document"], MOST_TOGETHER, form="footnote")
        notes = [each for each in found if any(words in entry.text for words in noted_words(each.fields["group"]))]
        return [each.id for each in sorted(notes, key=_place)][:MOST]

    def best_words(self, passage: Passage, share: Callable[[str], float]) -> str:
        """The sentences of a passage that say most, as *share* has it, side by side, as long as a quote may be."""
        from corpus.documents.sentences import spans

        found = list(spans(passage.text))
        if len(passage.text) <= LONGEST or len(found) < 2:
            return passage.text
        shares = [share(passage.text[start:end]) for start, end in found]
        first = last = max(range(len(found)), key=lambda n: (shares[n], -n))
        while last + 1 < len(found) and found[last + 1][1] - found[first][0] <= LONGEST:
            last += 1
        return passage.text[found[first][0] : found[last][1]]

    def _share(self, sentence: str, question: str) -> float:
        asked = set(tokens(question))
        return sum(self.index.keywords.weight(token) for token in asked & set(tokens(sentence)))


def _place(entry: Entry) -> int:
    """Where a passage of an own document stands in it."""
    return int(entry.fields["offsets"].partition("-")[0])


def _source(hit: Hit) -> str:
    """The source that a passage is of."""
    return hit.passage.partition("#")[0]
