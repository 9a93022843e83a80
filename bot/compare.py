"""What several documents say of one thing, side by side: each in its own words, with its number; or that it is silent.

Who asks what two papers say, or how they differ, is told one passage of each. The papers need not share a word: what
the one that says most of the question says, is looked for in the others.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from bot.alike import ROOT, folded
from bot.compare_asked import Wanted, measures, roots, sentences
from bot.compare_numbers import of_row, of_text, size
from bot.evidence import said_of, without
from corpus.index.words import tokens

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.finder import Finder
    from bot.reading.types import Reading
    from corpus.guideline import Guideline, Passage
    from corpus.index import Entry, Keywords
    from guardrails.grounding.quantities import Quantity

COMPARES = re.compile(
    r"\b(?:compar\w+|differ(?:s|ed|ence|ences)?|versus|vs|(?:dis)?agree[sd]?|contrast\w*|contradict\w*|conflicts?|"
    r"deviat\w+|side by side|(?:which|what) (?:of the )?(?:\w+ )?(?:guidelines?|documents?|protocols?|polic(?:y|ies)|"
    r"sources?)|(?:all|both|other|the|our) (?:guidelines|documents|protocols|policies|sources|texts)|"
    r"vergl(?:eich|ich)\w*|unterschied\w*|unterscheid\w*|widersprech\w*|welche (?:leitlinie|quelle)n?|"
    r"diffèr\w*|différ\w*|d'accord|quelles? (?:recommandation|source|protocole)s?)\b",
    re.IGNORECASE,
)
AT_ONCE = 6  # documents side by side
LOOKED_AT = 40  # passages of one document
SPREAD, PER_DOCUMENT = 60, 4  # passages in which documents are looked for that nobody named
SUBJECT = 12  # of them, those that tell the subject
ROWS = 6  # of one table that say as much
IDLE = ("reference", "heading")
TOLD, TOLD_IF_NAMED = 0.5, 0.25  # share of the question that a document says at least, or it is silent
LEAST_TOLD, AS_THE_OTHER = 0.15, 0.35  # the same of what says so much of the passage found in another document
IN_TEXT, NUMBERED, ADVISED = 0.2, 0.15, 0.1  # what counts beside: in its text; with a number; a recommendation
ALIKE, MEASURED = 0.5, 0.1  # and what it has in common with the other's passage: words, what is measured


@dataclass(frozen=True)
class Said:
    """What one document says of what is asked: a passage cut down to its words, or rows that say as much."""

    source: Guideline
    passages: tuple[Passage, ...] = ()
    strength: str = ""
    certainty: str = ""
    printed: str = ""
    number: Quantity | None = None


@dataclass(frozen=True)
class Compared:
    """What each of some documents says. `more` where it was asked whose number is the higher."""

    said: tuple[Said, ...]
    more: bool = False

    @property
    def passages(self) -> tuple[Passage, ...]:
        """The passages of those that speak, in their order."""
        return tuple(passage for each in self.said for passage in each.passages)

    @property
    def highest_first(self) -> tuple[Said, ...]:
        """Those that speak by their numbers, where that was asked, and all of them have one of the same measure."""
        speaking = [each for each in self.said if each.passages]
        units = [each.number.unit for each in speaking if each.number and each.number.unit]
        if not self.more or len(units) < max(2, len(speaking)) or len({each.measures for each in units}) > 1:
            return ()
        return tuple(sorted(speaking, key=lambda each: -size(each.number)))


def compared(reading: Reading, finder: Finder) -> Compared | None:
    """What the documents say that a question compares; None where it compares none."""
    cue = bool(COMPARES.search(reading.text))
    builtin = [each for each in reading.asks_about if each in finder.library.guidelines]
    if not cue and len(finder.names.named(reading.text)) + len(builtin) < 2:
        return None
    hits = finder.hits(reading, finder.own, SPREAD, PER_DOCUMENT)
    named = finder.names.named(reading.text, [finder.index.entry(hit.passage).text for hit in hits[:SUBJECT]])
    sources = [*named, *builtin]
    if len(sources) < 2 and not cue:
        return None
    beyond = without(reading.text, {word for each in named.values() for word in each})
    looking = _Looking(Wanted(beyond, finder.index.keywords), finder)
    if not looking.wanted.weights:
        return None
    if len(sources) < 2:
        others = [each for each in finder.sources_of(hits) if each not in sources]
        speaking = looking.speaking(others[:AT_ONCE])
        sources += finder.names.described(reading.text, speaking) or speaking
    if len(sources) < 2:
        return None
    return Compared(looking.of(sources[:AT_ONCE]), looking.wanted.more)


@dataclass(frozen=True)
class _Looking:
    """What is asked is looked for in one document after the other."""

    wanted: Wanted
    finder: Finder

    def speaking(self, documents: Sequence[str]) -> list[str]:
        """Those of some documents that say enough of it, unasked."""
        best = {each: max((self._told(entry) for entry in self._entries(each)), default=0.0) for each in documents}
        return [each for each in documents if best[each] >= TOLD]

    def of(self, sources: Sequence[str]) -> tuple[Said, ...]:
        """What each source says: found by the question, and by what the one that says most of it says."""
        entries = {each: self._entries(each) for each in sources}
        alone = {each: self._best(found) for each, found in entries.items()}
        worth = {each: self._worth(entry) for each, entry in alone.items() if entry}
        if not worth:
            return tuple(Said(self._source(each)) for each in sources)
        first = max(worth, key=lambda each: worth[each])
        model = self._model(alone[first])
        best = {each: self._best(entries[each], model) for each in sources if each != first}
        best[first] = self._best(entries[first], self._model(next(filter(None, best.values()), None)))
        return tuple(self._said(self._source(each), best[each], entries[each]) for each in sources)

    def _best(self, entries: Sequence[Entry], model: _Model | None = None) -> Entry | None:
        """The passage of one document that says most of what is asked, and as the other document says it; or None."""
        may = {each.id: each for each in entries if self._answers(each, model)}
        worth = {id_: self._worth(each) + (model.adds(each) if model else 0.0) for id_, each in may.items()}
        return may[max(worth, key=lambda id_: (round(worth[id_], 6), id_))] if may else None

    def _model(self, entry: Entry | None) -> _Model | None:
        return _Model(entry, self.wanted.keywords) if entry else None

    def _said(self, source: Guideline, best: Entry | None, entries: Sequence[Entry]) -> Said:
        if best is None:
            return Said(source)
        rows = [each for each in entries if self._as_good(each, best)][:ROWS]
        told = tuple(self._cut(each, source) for each in sorted(rows or [best], key=lambda each: each.id))
        number = (of_row if best.fields.get("form") == "row" else of_text)(told[0].text, self.wanted, source)
        fields = best.fields
        printed, value = number if len(told) == 1 else ("", None)
        return Said(source, told, fields.get("strength", ""), fields.get("certainty", ""), printed, value)

    def _as_good(self, entry: Entry, best: Entry) -> bool:
        """Whether a row of the same table, or an item of the same list, says as much of what is asked."""
        same = best.fields.get("group") and all(
            entry.fields.get(name) == best.fields[name] for name in ("group", "form")
        )
        return bool(same) and round(self._worth(entry) - self._worth(best), 6) >= 0

    def _cut(self, entry: Entry, source: Guideline) -> Passage:
        whole = self.finder.library.passages[entry.id]
        return replace(whole, text=self.finder.best_words(whole, lambda sentence: self.wanted.tells(sentence, source)))

    def _answers(self, entry: Entry, model: _Model | None) -> bool:
        told = self._told(entry)
        alike = model is not None and told >= LEAST_TOLD and model.share(entry) >= AS_THE_OTHER
        return alike or told >= TOLD_IF_NAMED

    def _worth(self, entry: Entry) -> float:
        source = self._source(entry.id.partition("#")[0])
        numbered = NUMBERED * self._numbers(entry, source)
        advised = ADVISED * (entry.fields.get("form") == "recommendation")
        return self._told(entry) + IN_TEXT * self.wanted.share(entry.text, source) + numbered + advised

    def _numbers(self, entry: Entry, source: Guideline) -> bool:
        """Whether a passage has such a number as is asked for: beside what is asked, or below what names it."""
        if entry.fields.get("group"):
            return self.wanted.fits(entry.text) and self._told(entry) > 0
        return any(self.wanted.numbers(each, source) for each in sentences(entry.text))

    def _told(self, entry: Entry) -> float:
        source = self._source(entry.id.partition("#")[0])
        return self.wanted.share(f"{entry.context.removeprefix(source.short)}. {entry.text}", source)

    def _entries(self, source: str) -> list[Entry]:
        found, title = self.finder.within(self.wanted.text, source, LOOKED_AT), self._source(source).title
        return [each for each in found if each.fields.get("form") not in IDLE and each.text != title]

    def _source(self, name: str) -> Guideline:
        return self.finder.library.guidelines[name]


@dataclass(frozen=True)
class _Model:
    """What another document says of what is asked: this one may say the same in its words."""

    entry: Entry
    keywords: Keywords

    def adds(self, entry: Entry) -> float:
        """What a passage's likeness to it adds to its worth."""
        return ALIKE * self.share(entry) + MEASURED * bool(measures(entry.text) & measures(self.entry.text))

    def share(self, entry: Entry) -> float:
        """The share of it that another passage says."""
        said = said_of(self._weights, roots(entry.text))
        return sum(self._weights[root] for root in said) / (sum(self._weights.values()) or 1.0)

    @cached_property
    def _weights(self) -> Mapping[str, float]:
        weight, said = self.keywords.weight, tokens(self.entry.text)
        return {folded(token)[:ROOT]: weight(token) for token in said if not token[0].isdigit()}
