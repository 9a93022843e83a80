"""The people of a message, found by its words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.reading.people import People

if TYPE_CHECKING:
    from bot.reading.message import Message


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
    return People(message.text.tokens, message.context, kin, message.pairs, told, anchors, asks, young, furthest)


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
