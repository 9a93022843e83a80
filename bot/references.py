"""Numbered references: each passage and quote once, in the order in which the answer first uses them."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

from bot.schema import CitationShown, Together
from guardrails.vocabulary import Quote

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from corpus.guideline import Passage
    from corpus.library import Library

Quoted = tuple[str, str]  # a passage and some words of it


@dataclass
class References:
    """The references of one answer, numbered as they come."""

    library: Library
    _given: Mapping[Quoted, int] = field(default_factory=dict)
    _begun: Together[CitationShown] = field(default_factory=Together)
    _new: dict[Quoted, int] = field(default_factory=dict)

    def cite(self, quotes: Iterable[Quote]) -> tuple[int, ...]:
        """The numbers of some quotes, given out where they are new."""
        return tuple(sorted({self._number(quote) for quote in quotes}))

    def cite_passage(self, passage: Passage) -> tuple[int, ...]:
        """The number of a whole passage."""
        return self.cite([Quote(passage=passage.id, quote=passage.text)])

    def _number(self, quote: Quote) -> int:
        quoted = (quote.passage, quote.quote)
        return self._given.get(quoted) or self._new.setdefault(quoted, len(self._begun) + len(self._new) + 1)

    def continued(self) -> References:
        """References that go on from these, and leave these as they are."""
        given = {**self._given, **self._new} if self._new else self._given
        return References(self.library, given, self.shown())

    def shown(self) -> Together[CitationShown]:
        """Every reference as the answer shows it."""
        return _going_on(self.library, self._begun, tuple(self._new)) if self._new else self._begun


@lru_cache(maxsize=512)  # patients alike are shown the same references
def _going_on(library: Library, begun: Together[CitationShown], new: tuple[Quoted, ...]) -> Together[CitationShown]:
    return Together((*begun, *(citation(library, n, *each) for n, each in enumerate(new, len(begun) + 1))))


@lru_cache(maxsize=8192)
def citation(library: Library, n: int, passage_id: str, quote: str) -> CitationShown:
    """One reference as answers show it."""
    passage = library.passages[passage_id]
    source = library.guidelines[passage.guideline]
    return CitationShown(
        n=n,
        guideline=source.id,
        passage=passage.id,
        quote=quote,
        title=source.title,
        organisation=source.organisation,
        year=source.year,
        section=passage.section,
        locator=source.locator,
        review=source.review.status.value,
        provenance=passage.provenance.value,
    )


def markers(numbers: Iterable[int]) -> str:
    """Numbers as markers in running text: `[1][4]`."""
    return "".join(f"[{number}]" for number in numbers)
