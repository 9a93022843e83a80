"""Numbered references: each passage and quote once, in the order in which the answer first uses them."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING

from bot.schema import CitationShown
from guardrails.vocabulary import Quote

if TYPE_CHECKING:
    from collections.abc import Iterable

    from corpus.guideline import Passage
    from corpus.library import Library


@dataclass
class References:
    """The references of one answer, numbered as they come."""

    library: Library
    _numbers: dict[tuple[str, str], int] = field(default_factory=dict)
    _begun: tuple[CitationShown, ...] = ()

    def cite(self, quotes: Iterable[Quote]) -> tuple[int, ...]:
        """The numbers of some quotes, given out where they are new."""
        return tuple(sorted({self._number(quote) for quote in quotes}))

    def cite_passage(self, passage: Passage) -> tuple[int, ...]:
        """The number of a whole passage."""
        return self.cite([Quote(passage=passage.id, quote=passage.text)])

    def _number(self, quote: Quote) -> int:
        return self._numbers.setdefault((quote.passage, quote.quote), len(self._numbers) + 1)

    def continued(self) -> References:
        """References that go on from these, and leave these as they are."""
        return References(self.library, dict(self._numbers), self.shown())

    def shown(self) -> tuple[CitationShown, ...]:
        """Every reference as the answer shows it."""
        new = islice(self._numbers.items(), len(self._begun), None)
        return (*self._begun, *(citation(self.library, n, *quoted) for quoted, n in new))


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
