"""What is so of the patient because it is so of a relative just spoken of: `his brother is AB, and so is he`."""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.reading.mentions import Mention
    from bot.reading.message import Message

FAR = 40  # tokens back to what was said


def likewise(message: Message, mentions: Sequence[Mention]) -> Iterator[Mention]:
    """What is said of relatives just before such words, of the patient.

    Pairs of this sentence or the one before, and words of this one; no number is two people's.
    """
    places = message.context.starting("likewise")
    theirs = [each for each in mentions if each.about == "relative"] if places else []
    tokens = message.text.tokens
    for n in sorted(places):
        near = theirs[bisect_left(theirs, n - FAR, key=_first) : bisect_left(theirs, n, key=_first)]
        for each in near:
            back = tokens[n].sentence - tokens[each.last].sentence
            same = back == 0 and not message.facts[each.fact].numeric
            if same or (back <= 1 and each.fact in message.words.pairs):
                yield each._replace(about="patient")


def _first(mention: Mention) -> int:
    return mention.first
