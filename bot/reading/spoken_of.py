"""The people of a message, found by its words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.reading.people import People

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.reading.message import Message
    from bot.reading.phrases import Hit

SOON = 4  # tokens within which a message comes to the relative whom it asks about


def people_in(message: Message) -> People:
    """Who else is spoken of in a message."""
    kinships = message.words.kinships
    values = [hit for hit in message.hits if hit.sense.sort == "value"]
    kin = [hit for hit in values if hit.sense.name in kinships]
    told = {n for hit in values if hit.sense.name not in kinships for n in range(hit.first, hit.last + 1)}
    anchors = {hit.first for hit in message.hits if hit.sense.sort == "scope"}
    names = {hit.sense.name for hit in kin}
    young = {value for name in names for value, word in message.facts[name].values.items() if word.inverse == "parent"}
    asks = _asks_of_kin(message, names)
    furthest = next((value for name in names for value in reversed(message.facts[name].values)), "")
    patient = True if _in_passing(message, kin, asks=asks) else False if message.of_asker else None
    begun = {n for hit in message.intents if hit.sense.sort == "new_patient" for n in range(hit.first, hit.last + 1)}
    return People(
        message.text.tokens, message.context, kin, message.pairs, told, anchors, asks, young, furthest, patient, begun
    )


def _in_passing(message: Message, kin: Sequence[Hit], *, asks: bool) -> bool:
    """Whether a relative is asked about in passing, instead of the patient spoken of before."""
    return message.going_on and (not asks or _named_with_pair(message, kin)) and _asked_in_passing(message, kin)


def _named_with_pair(message: Message, kin: Sequence[Hit]) -> bool:
    """Whether a pair stands right behind a relative: `and her brother? AB`."""
    behind = {hit.last + 2 for hit in kin if message.text.tokens[hit.last + 1 : hit.last + 2]}
    return any(pair.first in behind and message.text.tokens[pair.first - 1].text in ",?:" for pair in message.pairs)


def _asked_in_passing(message: Message, kin: Sequence[Hit]) -> bool:
    """Whether a message begins by asking about a relative instead of the patient: `what about her brother, AB?`."""
    language, tokens = message.language, message.text.tokens
    first = min((hit.first for hit in kin), default=0)
    if not 0 < first <= SOON or any(each.key in language.among("first_person", "patient_nouns") for each in tokens):
        return False
    last = first - 1 - (tokens[first - 1].form in language.among("possessives", "my"))
    if any(cue.sense.name == "supposed" and (cue.first, cue.last) == (0, last) for cue in message.context.cues):
        return True
    adds = last == 0 and tokens[0].key in language.among("adds")
    return adds and any(token.text == "?" for token in (tokens[first + 1 : first + 2] + tokens[-1:]))


def _asks_of_kin(message: Message, kinship: set[str]) -> bool:
    """Whether a decision is named that depends on kinship."""
    asked = {hit.sense.name for hit in message.hits if hit.sense.sort == "decision"} if kinship else set()
    return bool(asked) and any(
        not kinship.isdisjoint(condition)
        for decision in message.words.topic.decisions
        if decision.id in asked
        for conditions in (decision.implied_by, *decision.instead.values())
        for condition in conditions
    )
