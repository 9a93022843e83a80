"""Whether a message is about a topic: an anchor of the topic, or nothing but its everyday words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.reading.text import WORD
from bot.reading.topic_words import FACT_SORTS

if TYPE_CHECKING:
    from bot.reading.message import Message

STRANGERS = 0.2  # without an anchor, this part of the content words may be unknown


def scope(message: Message, *, going_on: bool) -> str:
    """`in`, `out` or `unclear`; *going_on* when an earlier message was about the topic."""
    tokens = message.text.tokens
    anchors = [hit for hit in message.hits if hit.sense.sort == "scope" and tokens[hit.first].slips < 2]
    elsewhere = any(hit.sense.sort == "elsewhere" for hit in message.hits)
    if (anchors or message.pairs) and not elsewhere:
        return "in"
    if message.ambiguous and not elsewhere:
        return "unclear"
    known, strange = _content(message)
    if anchors or message.pairs:
        return "in" if len(known) > len(strange) else "out"
    if elsewhere or len(strange) > STRANGERS * (len(known) + len(strange)):
        return "out"
    return "in" if going_on or _suggested(message) else "out"


def _suggested(message: Message) -> bool:
    """Whether some words suggest the topic: a decision or a fact of it that is not everybody's."""
    topic = message.words.topic
    for hit in message.hits:
        decision = topic.decision(hit.sense.name) if hit.sense.sort == "decision" else None
        fact = topic.facts.get(hit.sense.name) if hit.sense.sort in FACT_SORTS - {"decoy"} else None
        if (decision and decision.suggests) or (fact and fact.reading.suggests):
            return True
    return False


def _content(message: Message) -> tuple[list[str], list[str]]:
    """The content words that the vocabulary knows, and those that nobody knows."""
    covered = {n for hit in message.hits for n in range(hit.first, hit.last + 1) if n not in hit.skipped}
    covered |= {n for each in message.quantities for n in range(each.first, each.last + 1)}
    covered |= {n for hit in message.words.units.find(message.text.tokens) for n in range(hit.first, hit.last + 1)}
    known: list[str] = []
    strange: list[str] = []
    for n, token in enumerate(message.text.tokens):
        if token.kind != WORD:
            continue
        if n in covered:
            known.append(token.form)
        elif token.key not in message.language.glue and len(token.form) > 1:
            strange.append(token.form)
    return known, strange
