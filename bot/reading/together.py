"""What tells of an emergency by two words near each other, in any order, or by a number: `lips … swollen`, `BP 70`."""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING

from bot.reading.phrases import Hit, Sense, longest

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from bot.reading.message import Message
    from guardrails.topic import Telling

NEAR = 6  # tokens between two words that tell something together
STOPS = frozenset(".,;:?!\n")  # what stands beyond is said of something else

Found = dict[tuple[str, str], dict[str, list[Hit]]]


def told_together(message: Message) -> Iterator[Hit]:
    """What is told of emergencies in this way, in the senses of their wordings."""
    found: Found = {}
    for hit in message.words.told_together.find(message.text.tokens):
        kind, place = hit.sense.name, hit.sense.value
        found.setdefault((kind, place), {}).setdefault(hit.sense.sort, []).append(hit)
    kinds = message.words.topic.urgent.kinds if message.words.topic.urgent else ()
    numbered = [hits for (kind, place), hits in found.items() if kinds[int(kind)].together[int(place)].between]
    others = {hit.first for hit in message.labels}.union(hit.first for hits in numbered for hit in hits["words"])
    for (kind, place), hits in found.items():
        telling = kinds[int(kind)].together[int(place)]
        told = _numbers(message, telling, hits, others) if telling.between else _pairs(message, hits)
        sense = Sense(f"urgent_{telling.tells}:{kind}")
        yield from (Hit(first, last, sense, skipped) for first, last, skipped in told)


def _pairs(message: Message, hits: Mapping[str, Sequence[Hit]]) -> Iterator[tuple[int, int, tuple[int, ...]]]:
    """Each word with the nearest one beside it, and the tokens between."""
    beside = longest(hits.get("beside", ()))
    starts = [hit.first for hit in beside]
    for hit in longest(hits.get("words", ())):
        n = bisect_left(starts, hit.first)
        near = [(max(hit.first, each.first) - min(hit.last, each.last), each) for each in beside[max(0, n - 1) : n + 1]]
        for far, each in sorted(near):
            between = range(min(hit.last, each.last) + 1, max(hit.first, each.first))
            if 0 < far <= NEAR and not _parted(message, between):
                yield min(hit.first, each.first), max(hit.last, each.last), tuple(between)
                break


def _numbers(
    message: Message, telling: Telling, hits: Mapping[str, Sequence[Hit]], others: set[int]
) -> Iterator[tuple[int, int, tuple[int, ...]]]:
    """Each word with a number behind it that lies in the range; the second of `70/40` is another's.

    What stands behind one of the *others*, where the names of numbers begin, is no other's: `BP 120, sats 70`.
    """
    low, high = telling.between or (0.0, 0.0)
    tokens = message.text.tokens
    numbers = {each.number.first: each for each in message.quantities if tokens[each.number.first - 1].text != "/"}
    for hit in longest(hits.get("words", ())):
        for n in range(hit.last + 1, min(hit.last + 1 + NEAR, len(tokens))):
            if tokens[n].text in STOPS - {":"} or n in others:
                break
            if n in numbers and low <= numbers[n].bounds.high <= high:
                yield hit.first, numbers[n].last, tuple(range(hit.last + 1, n))
                break


def _parted(message: Message, between: range) -> bool:
    return any(message.text.tokens[n].text in STOPS for n in between)
