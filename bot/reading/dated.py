"""Of words that contradict each other, those of the newest date count: `no rash in 2018, a rash in 2025`."""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING

from bot.reading.bound import dates_in
from guardrails.values import Choice, meet

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.reading.dates import When
    from bot.reading.mentions import Mention
    from bot.reading.message import Message

FAR = 14  # words of a part of a sentence on each side
NOW = -1.0  # months ago
FIRST = 1e6  # the same, of what is called earlier


def latest(message: Message, mentions: Sequence[Mention]) -> list[Mention]:
    """The mentions; where words of the patient contradict each other, older ones are history."""
    told: dict[str, list[Mention]] = {}
    for each in mentions:
        if each.used and isinstance(each.value, Choice):
            told.setdefault(each.fact, []).append(each)
    at_odds = [same for same in told.values() if _contradict(same)]
    if not at_odds:
        return list(mentions)
    dates = dates_in(message)
    old = {each for same in at_odds for each in _outdated(message, same, dates)}
    return [each._replace(time="history") if each in old else each for each in mentions]


def _contradict(same: Sequence[Mention]) -> bool:
    """Whether one of some mentions leaves nothing of what another says."""
    return any(meet(same[0].value, each.value).empty for each in same[1:])


def _outdated(message: Message, same: Sequence[Mention], dates: Sequence[When]) -> list[Mention]:
    """Those that are older than the newest; none where one has no date, unless another is of now."""
    ages = [_age(message, each, dates) for each in same]
    newest = min((age for age in ages if age is not None), default=None)
    if None in ages and newest != NOW:
        return [each for each, age in zip(same, ages, strict=True) if age == FIRST]
    return [each for each, age in zip(same, ages, strict=True) if age != newest]


def _age(message: Message, mention: Mention, dates: Sequence[When]) -> float | None:
    """How many months ago something was found, by the date or the words for now in its part of the sentence."""
    part = _part(message, mention)
    low, high = (bisect_left(dates, n, key=lambda when: when.first) for n in (part.start, part.stop))
    near = dates[low:high]
    if near:
        months = min(near, key=lambda when: abs(when.first - mention.first)).months_before(message.as_of)
        return None if months is None else months.low
    keys = {message.text.tokens[n].key for n in part}
    if not keys.isdisjoint(message.language.among("newest")):
        return NOW
    return None if keys.isdisjoint(message.language.among("formerly")) else FIRST


def _part(message: Message, mention: Mention) -> range:
    """The words up to the next comma, contrast or end of the sentence on either side."""
    first, last = mention.first, mention.last
    while first and mention.first - first < FAR and not _parts(message, first - 1, mention):
        first -= 1
    before = message.text.tokens[first - 1] if first else None  # `now` parts, and tells when
    if before and before.key in message.language.among("newest"):
        first -= before.sentence == message.text.tokens[first].sentence
    while last + 1 < len(message.text.tokens) and last - mention.last < FAR and not _parts(message, last + 1, mention):
        last += 1
    return range(first, last + 1)


def _parts(message: Message, n: int, mention: Mention) -> bool:
    token = message.text.tokens[n]
    apart = token.sentence != message.text.tokens[mention.first].sentence
    return apart or token.text == "," or message.context.starts(n, "contrasts")
