"""Sentences for a question that no rule answers: quoted from passages that carry enough of it, or none.

Here by the built-in texts' keywords, in memory: no model, no index. Where the published index holds own documents, it
is searched instead: `bot/finder.py`. Both give the same for the same edition (docs/decisions/0010).
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from bot.evidence import HOW, TOLD, UNHEARD, Asked
from bot.telling import ANY, UNIT, roots
from corpus.guideline import Kind
from corpus.index.words import tokens

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from collections.abc import Set as AbstractSet

    from bot.reading.types import Reading
    from corpus.guideline import Guideline, Passage
    from corpus.library import Library

ENOUGH = 0.4  # share of the query's BM25 weight that a passage must carry to be an answer
EVERYWHERE = frozenset({"INT", "EU"})
NUMBER = re.compile(r"[<>=≤≥~(]*\d[\d.,/%-]*[?!.,:;)]*")
MARKS = "?!.,:;()"
CITATION = "Citation"  # the section that says who wrote a source, and where it appeared
NEAR = 0.15  # share of the question's weight that a passage must carry to be told beside rules
NEAR_OF_ASKED = 0.1  # the same of a source that is asked about
NEXT, NEXT_FIGURE = 0.7, 0.5  # of the best passage's share; of one that may print the figure asked for
HARDLY = 2  # facts that a question of fact may tell
TELLING = 0.2  # share of the question that a passage must say to answer it where a decision could be meant
FEW = 20  # a word that more passages say tells nothing of what is asked
MOST = 4
BESIDE = 3
MOST_FOUND = 60  # passages looked at for what stands beside rules


def asked_about(reading: Reading, library: Library) -> tuple[str, ...]:
    """The sources that a question without a patient names: it asks what they say."""
    if reading.patient and not (reading.wonders and not reading.asked and hardly_told(reading)):
        return ()
    return tuple(each for each in reading.asks_about if each in library.guidelines)


def asked_of(reading: Reading, library: Library) -> tuple[str, ...]:
    """The sources of the places that a question in general names."""
    if reading.patient or not reading.general:
        return ()
    return tuple(each.id for each in library.guidelines.values() if local(each, {*reading.asks_about}))


def local(source: Guideline, places: AbstractSet[str]) -> bool:
    """Whether a source is of one of some places."""
    return not places.isdisjoint(source.jurisdiction.upper().split(","))


def narrowest(places: Iterable[str]) -> frozenset[str]:
    """Some places without those that another is a part of: Scotland, and not the United Kingdom."""
    named = frozenset(places)
    return frozenset(each for each in named if not any(other.startswith(f"{each}-") for other in named))


def said_by(sources: tuple[str, ...], reading: Reading, library: Library) -> tuple[Passage, ...]:
    """What some sources say of what is asked; where nothing but they is named, what they say first."""
    of_them = [each for each in library.passages.values() if each.guideline in sources]
    if reading.of_text and (about := [each for each in of_them if each.section == CITATION]):
        return tuple(about[: 2 * MOST])
    content = [each for each in of_them if each.section != CITATION]
    close = closeness(reading, library, sources)
    return nearest(close, library) or tuple(content[: 2 * MOST])


def said_on(
    reading: Reading, sources: tuple[str, ...], library: Library, topic: str, *, decided: bool = False
) -> tuple[Passage, ...]:
    """What some sources say of what is asked beyond their names and the *topic*'s; much of it if others *decided*."""
    names = " ".join(word for each in sources for word in _name(library, each))
    asked = {*tokens(reading.asks)}.difference(tokens(f"{names} {topic} say says"), HOW)
    if not asked:
        return said_by(sources, reading, library)
    found = nearest(closeness(reading, library, sources), library, near=NEAR if decided else NEAR_OF_ASKED)
    return tuple(each for each in found if not asked.isdisjoint(tokens(f"{each.section} {each.text}")))


def closeness(reading: Reading, library: Library, sources: tuple[str, ...] = ()) -> Mapping[str, float]:
    """How much of a question each passage says, from 0 to 1, the closest first.

    Of some sources, if it asks about them: then their names tell nothing. Nor do numbers, which are a patient's, nor a
    place: what is said for another place is left out instead. A question of nobody asks for its numbers as well.
    """
    places = {*reading.asks_about}.difference(library.guidelines)
    words = _placeless(reading, places).split()
    plain = " ".join(word for word in words if reading.of_texts or not _measures(word))
    own = {word for each in sources for word in _name(library, each)}
    rest = " ".join(word for word in plain.split() if word.strip(MARKS).casefold() not in own)
    return _closeness(library, rest, sources, frozenset(places), reading.topic)


def _measures(word: str) -> bool:
    """Whether a word is a number or a unit."""
    return bool(NUMBER.fullmatch(word) or UNIT.fullmatch(word.strip(MARKS)))


@lru_cache(maxsize=512)  # questions that differ in numbers ask for the same
def _closeness(
    library: Library, asked: str, sources: tuple[str, ...], places: frozenset[str], topic: str | None
) -> Mapping[str, float]:
    from corpus.index import keyword_search

    only = {"guideline": set(sources)} if sources else {"topic": {topic}} if topic else None
    hits = keyword_search(library, asked, limit=MOST_FOUND, only=only)
    return {hit.passage: hit.score for hit in hits if sources or not _elsewhere(library, hit.passage, places)}


def _placeless(reading: Reading, places: AbstractSet[str]) -> str:
    """The question without the words for places: whose sources answer is told by their jurisdiction."""
    named = {word for fact in reading.facts if _among(fact.shown, places) for word in fact.words.casefold().split()}
    return " ".join(word for word in reading.asks.split() if word.strip(MARKS).casefold() not in named)


def _among(shown: object, places: AbstractSet[str]) -> bool:
    """Whether what is shown of a fact is one of some places."""
    return isinstance(shown, str) and shown in places


def _elsewhere(library: Library, passage: str, places: AbstractSet[str]) -> bool:
    """Whether a passage is of a guideline, label or payer of another place than those named."""
    source = library.guidelines[library.passages[passage].guideline]
    whose = {place.partition("-")[0] for place in source.jurisdiction.upper().split(",")}
    here = {place.partition("-")[0] for place in places}
    return bool(here) and source.kind is not Kind.EVIDENCE and whose.isdisjoint(here | EVERYWHERE)


def nearest(
    close: Mapping[str, float], library: Library, *, near: float = NEAR, limit: int = BESIDE, next_: float = NEXT
) -> tuple[Passage, ...]:
    """The passages that say most of a question of fact: the share *near*, and *next_* of what the best says."""
    content = {each: share for each, share in close.items() if library.passages[each].section != CITATION}
    least = max(near, next_ * max(content.values(), default=0.0))
    return tuple(library.passages[each] for each, share in content.items() if share >= least)[:limit]


def _name(library: Library, source: str) -> list[str]:
    """The words of a source's names."""
    return [*source.casefold().split("-"), *library.guidelines[source].short.casefold().split()]


def hardly_told(reading: Reading) -> bool:
    """Whether hardly anything is told of a patient, and nothing in numbers."""
    told = {fact.words for fact in reading.facts}
    return len(told) <= HARDLY and all(isinstance(fact.shown, (str, bool)) for fact in reading.facts)


def wondered(reading: Reading, library: Library, *, whole: bool = False) -> tuple[Passage, ...]:
    """The passages that say most of what somebody wonders about who names no decision and hardly a patient.

    Where a decision is meant by default, those that say the *whole* of what is asked beside facts.
    """
    earlier = any(fact.source != "question" for fact in reading.facts)
    if reading.topic is None or reading.doubts or earlier or not hardly_told(reading):
        return ()
    if not whole and (reading.asked or not (reading.wonders or reading.of_texts)):
        return ()
    close = closeness(reading, library, tuple(each for each in reading.asks_about if each in library.guidelines))
    found = nearest(close, library) if max(close.values(), default=0.0) >= TELLING else ()
    beside = roots(" ".join(reading.beside)).difference(roots(" ".join(HOW | ANY)))
    return tuple(each for each in found if beside and beside <= roots(each.text)) if whole else found


def telling(reading: Reading, library: Library) -> tuple[Passage, ...]:
    """The few passages that say every word which no rule looks at: a question about those words is about them."""
    from corpus.index import keyword_search

    named = library.guidelines.keys() & reading.asks_about
    only = {"guideline": set(named)} if named else {"topic": {reading.topic}} if reading.topic else None
    words = {each for each in reading.unexplained if not HOW.issuperset(tokens(each))}
    hits = keyword_search(library, " ".join(sorted(words)), limit=FEW + 1, only=only) if words else []
    whole = [library.passages[hit.passage] for hit in hits if words <= {*hit.matched}]
    content = (each for each in whole if reading.of_text or each.section != CITATION)
    return tuple(content)[: 2 * MOST] if len(whole) <= FEW else ()


def by_keywords(library: Library) -> Callable[[Reading], tuple[Passage, ...]]:
    """A search in memory that needs neither an index nor a model."""

    def search(reading: Reading) -> tuple[Passage, ...]:
        from corpus.index import keyword_search, keywords_of

        if reading.scope == "out":
            return ()
        only = {"topic": {reading.topic}} if reading.topic else None
        places = {*reading.asks_about}.difference(library.guidelines)
        text = _placeless(reading, places)
        hits = keyword_search(library, text, limit=3 * MOST, only=only)
        asked = Asked(text, keywords_of(library))
        here = [hit for hit in hits if not _elsewhere(library, hit.passage, places)]
        found = {hit: library.passages[hit.passage] for hit in here}
        known = asked.unheard(()) < UNHEARD
        good = any(
            hit.score >= ENOUGH or (known and asked.told(tokens(passage.text)) >= TOLD)
            for hit, passage in found.items()
            if passage.section != CITATION
        )
        least = NEXT * max((hit.score for hit in found), default=0.0)
        near = (passage for hit, passage in found.items() if good and hit.score >= least)
        return tuple([passage for passage in near if passage.section != CITATION][:MOST])

    return search
