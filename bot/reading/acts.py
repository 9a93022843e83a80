"""What a message wants besides an answer: a statement checked, something false written, help at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from guardrails.values import Choice

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.reading.message import Message
    from bot.reading.phrases import Hit
    from guardrails.topic import Emergency


LONG = 60  # tokens of a text that tells a story
NOT_NOW = frozenset({"denied", "past", "supposed", "asked", "chance", "planned"})
NOT_MEANT = frozenset({"denied", "past", "chance"})  # of what is an emergency as soon as somebody intends it


def act(message: Message) -> str:
    """`ask`, `confirm`, `refuse` or `urgent`; a long text without a word of the topic is none of the last two."""
    if len(message.text.tokens) > LONG and not message.anchors:
        return "ask"
    if emergency(message):
        return "urgent"
    sorts = {hit.sense.sort for hit in message.intents}
    if "falsify" in sorts or ("compose" in sorts and (sorts & {"contradicts", "steering"} or _at_odds(message))):
        return "refuse"
    return "confirm" if "confirm" in sorts or _claim(message) else "ask"


def of_sources(message: Message) -> bool:
    """Whether it is asked to confirm what a source says, of nobody: `the report tests everyone, right?`."""
    named = any(hit.sense.sort == "source" for hit in message.hits)
    if not named or not any(hit.sense.sort == "confirm" for hit in message.intents) or message.pairs or message.persons:
        return False
    return not any(message.facts[each.fact].numeric and each.certainty == "stated" for each in message.mentions)


def steering(message: Message) -> tuple[str, ...]:
    """The words that try to steer the answer."""
    hits = [hit for hit in message.intents if hit.sense.sort == "steering"]
    return tuple(dict.fromkeys(message.text.words(hit.first, hit.last) for hit in hits))


def _at_odds(message: Message) -> bool:
    """Whether two things are said of the patient that cannot both be."""
    possible: dict[str, frozenset[str]] = {}
    for each in message.mentions:
        if each.used and isinstance(each.value, Choice):
            possible[each.fact] = possible.get(each.fact, each.value.of) & each.value.of
    return not all(possible.values())


def _claim(message: Message) -> bool:
    """Whether a source is said to say something, and nothing is asked: `the report recommends …`."""
    return bool(message.claimed) and message.text.tokens[-1].text != "?"


def emergency(message: Message) -> Emergency | None:
    """The emergency that is happening: a sign of it, and that it is now."""
    urgent = message.words.topic.urgent
    found: dict[str, list[Hit]] = {}
    for hit in message.hits:
        if hit.sense.sort.startswith("urgent_"):
            found.setdefault(hit.sense.sort, []).append(hit)
    if not urgent or not found:
        return None
    return next((kind for n, kind in enumerate(urgent.kinds) if _happens(message, kind, n, found)), None)


def _happens(message: Message, kind: Emergency, n: int, found: Mapping[str, Sequence[Hit]]) -> bool:
    """Whether one kind of emergency is told of as happening."""
    unless = NOT_MEANT if kind.intended else NOT_NOW
    if any(_said(message, hit, unless) for hit in found.get(f"urgent_alone:{n}", ())):
        return True
    if f"urgent_now:{n}" not in found or f"urgent_unless:{n}" in found:
        return False
    return any(_said(message, hit, unless) for hit in found.get(f"urgent_signs:{n}", ()))


def _said(message: Message, hit: Hit, unless: frozenset[str]) -> bool:
    """Whether some words are said of now, of the patient or who asks."""
    return unless.isdisjoint(message.context.says(hit.first, hit.last, hit.skipped))
