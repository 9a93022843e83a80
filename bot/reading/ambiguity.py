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


def doubtful(
    text: Text, ambiguous: Sequence[Ambiguous], hits: Sequence[Hit], pairs: Sequence[Mention], *, measured: bool
) -> Iterator[tuple[range, Doubt]]:
    """The tokens that may mean something else here, each with what to ask.

    Where something is *measured*, only the other meaning's own words can tell it.
    """
    for n, each in enumerate(ambiguous):
        told = [hit for hit in hits if hit.sense.sort == "told_by" and hit.sense.value == str(n)]
        words = {word.lstrip("=") for word in each.words}
        for first, last, fact in _places(text, words, hits, pairs):
            if (told or (each.open and not measured)) and _elsewhere(told, hits, pairs, range(first, last + 1)):
                word = text.words(first, last)
                says = f"“{word}” could mean {each.means} or {each.other}; please say which one is meant."
                yield range(first, last + 1), Doubt(fact, word, "ambiguous_term", says)


def _places(
    text: Text, words: set[str], hits: Sequence[Hit], pairs: Sequence[Mention]
) -> Iterator[tuple[int, int, str]]:
    for pair in pairs:
        if text.words(pair.first, pair.last) in words:
            yield pair.first, pair.last, pair.fact
    for hit in hits:
        if hit.sense.sort == "scope" and text.words(hit.first, hit.last) in words:
            yield hit.first, hit.last, ""


def _elsewhere(told: Sequence[Hit], hits: Sequence[Hit], pairs: Sequence[Mention], own: range) -> bool:
    """Whether the other meaning is told, or nothing tells this one."""
    anchored = any(hit.sense.sort == "scope" and hit.first not in own for hit in hits)
    anchored = anchored or any(pair.first not in own for pair in pairs)
    if told:
        return not anchored
    speaks = ("decision", "value", "label", "range", "group", "hint", "source")
    return not anchored and not any(hit.sense.sort in speaks and hit.first not in own for hit in hits)
