"""Short words with another meaning outside the topic: decided by the words around them, asked about when open."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.reading.types import Doubt

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.reading.mentions import Mention
    from bot.reading.phrases import Hit
    from bot.reading.text import Text
    from guardrails.topic import Ambiguous

SPEAKS = frozenset({"decision", "value", "label", "range", "group", "hint", "source"})  # what tells this meaning

SOON = 5  # tokens within which the other meaning is told


def doubtful(
    text: Text, ambiguous: Sequence[Ambiguous], hits: Sequence[Hit], pairs: Sequence[Mention], *, measured: bool
) -> Iterator[tuple[range, Doubt]]:
    """The tokens that may mean something else here, each with what to ask.

    Where something is *measured*, only the other meaning's own words can tell it.
    """
    spelled = [(text.words(pair.first, pair.last), pair.first, pair.last, pair.fact) for pair in pairs]
    spelled += [(text.words(hit.first, hit.last), hit.first, hit.last, "") for hit in hits if hit.sense.sort == "scope"]
    anchors = _reach([hit.first for hit in hits if hit.sense.sort == "scope"] + [pair.first for pair in pairs])
    speaking = _reach([hit.first for hit in hits if hit.sense.sort in SPEAKS])
    for n, each in enumerate(ambiguous) if spelled else ():
        told = [hit for hit in hits if hit.sense.sort == "told_by" and hit.sense.value == str(n)]
        words = {word.lstrip("=") for word in each.words}
        for word, first, last, fact in spelled:
            if word not in words:
                continue
            own = range(first, last + 1)
            elsewhere = not _beyond(anchors, own) and (told or not _beyond(speaking, own))
            if elsewhere and (told or (each.open and not measured)):
                says = f"“{word}” could mean {each.means} or {each.other}; please say which one is meant."
                yield own, Doubt(fact, word, "ambiguous_term", says)


def as_meant(
    text: Text, ambiguous: Sequence[Ambiguous], hits: Sequence[Hit], pairs: Sequence[Mention]
) -> Sequence[Mention]:
    """The pairs without those that words soon behind tell the other meaning of, where another pair is told."""
    if len(pairs) <= 1:
        return pairs
    told = [hit for hit in hits if hit.sense.sort == "told_by"]
    other = [
        pair
        for pair in pairs
        for hit in told
        if 0 < hit.first - pair.last <= SOON
        and text.words(pair.first, pair.last) in {word.lstrip("=") for word in ambiguous[int(hit.sense.value)].words}
    ]
    return [pair for pair in pairs if pair not in other] or pairs


def _reach(places: Sequence[int]) -> tuple[int, int] | None:
    """The first and the last of some places."""
    return (min(places), max(places)) if places else None


def _beyond(reach: tuple[int, int] | None, own: range) -> bool:
    """Whether any of the places lies outside the word's own."""
    return reach is not None and (reach[0] < own.start or reach[1] >= own.stop)
