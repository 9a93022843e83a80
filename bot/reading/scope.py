"""Whether a message is about a topic: an anchor of the topic, or nothing but its everyday words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.reading.text import WORD
from bot.reading.topic_words import FACT_SORTS

if TYPE_CHECKING:
    from bot.reading.message import Message
    from bot.reading.text import Token

FAR_OFF = 2  # slips after which a word is only a guess
EVERYDAY = 0.5  # a word of everyday language tells less of another subject than one nobody knows
SHORT = 10  # a short question has so many words at most
PLAIN = 2  # so many words of the other meaning leave nothing to ask
STRANGERS = 0.25  # without an anchor, this part of the content words may be unknown


def scope(message: Message, *, going_on: bool) -> str:
    """`in`, `out` or `unclear`; *going_on* when an earlier message was about the topic."""
    elsewhere = any(hit.sense.sort == "elsewhere" and not _denied(message, hit.first) for hit in message.hits)
    is_anchored = anchored(message)
    if is_anchored and not elsewhere:
        return "in"
    if message.ambiguous and not elsewhere:
        return "out" if sum(hit.sense.sort == "told_by" for hit in message.hits) >= PLAIN else "unclear"
    known, strange = _content(message)
    if is_anchored:
        return "in" if len(known) > len(strange) else "out"
    weight = _weight(message, strange)
    if elsewhere or (weight and weight >= STRANGERS * (len(known) + weight)):
        return "out"
    return "in" if going_on or _suggested(message) or _only_asks(message) else "out"


def anchored(message: Message, part: range | None = None) -> bool:
    """Whether a word of the topic alone is there, spelled well enough, or a pair of somebody it is asked for.

    In the whole message, or among the tokens of a *part* of it.
    """
    return bool(message.anchors) if part is None else not message.anchors.isdisjoint(part)


def _denied(message: Message, n: int) -> bool:
    return "denied" in message.context.says(n, n)


def _suggested(message: Message) -> bool:
    """Whether some words suggest the topic: one of its own, or a question and a fact that others use too."""
    topic = message.words.topic
    asks = tells = False
    for hit in message.hits:
        if message.text.tokens[hit.first].slips >= FAR_OFF:
            continue
        decision = topic.decision(hit.sense.name) if hit.sense.sort == "decision" else None
        fact = topic.facts.get(hit.sense.name) if hit.sense.sort in FACT_SORTS - {"decoy", "label"} else None
        if hit.sense.sort == "source" or (fact and fact.reading.suggests):
            return True
        if decision and not _denied(message, hit.first):
            if decision.suggests:
                return True
            asks = True
        elif fact and (fact.reading.place or fact.reading.only_for or message.people.asks_of_kin):
            tells = tells or not fact.numeric
    return (asks and tells) or any(topic.facts[bound.fact].reading.suggests for bound in message.bound)


def _only_asks(message: Message) -> bool:
    """Whether a message is a short question that names a decision, a source or sources, and nothing strange."""
    words = [n for n, token in enumerate(message.text.tokens) if token.kind == WORD]
    named = [hit for hit in message.hits if hit.sense.sort in ("decision", "source")]
    asks = message.about_sources or any(message.text.tokens[hit.first].slips < FAR_OFF for hit in named)
    if len(words) > SHORT or not asks:
        return False
    return all(n in message.covered or _everyday(message, message.text.tokens[n]) for n in words)


def _everyday(message: Message, token: Token) -> bool:
    return token.key in message.language.glue or len(token.form) == 1


def unexplained(message: Message) -> tuple[str, ...]:
    """The words that stand for no fact, decision, source or person: everyday ones left out."""
    told = [hit for hit in message.hits if hit.sense.sort not in ("known", "elsewhere")]
    covered = message.covered_by(told) | set(message.people.owners)
    words = enumerate(message.text.tokens)
    strange = [token.form for n, token in words if token.kind == WORD and n not in covered]
    return tuple(form for form in strange if form not in message.language.glue and len(form) > 1)


def content_of(message: Message, part: range) -> tuple[int, float]:
    """How many content words of a part the vocabulary knows, and the weight of those that it does not."""
    known, strange = _content(message, part)
    return len([word for word in known if word not in message.language.glue]), _weight(message, strange)


def _weight(message: Message, strange: list[str]) -> float:
    return sum(EVERYDAY if word in message.language.everyday else 1 for word in strange)


def _content(message: Message, part: range | None = None) -> tuple[list[str], list[str]]:
    """The content words that the vocabulary knows, and those that nobody knows."""
    known: list[str] = []
    strange: list[str] = []
    for n in range(len(message.text.tokens)) if part is None else part:
        token = message.text.tokens[n]
        if token.kind != WORD:
            continue
        if n in message.covered:
            if not _denied(message, n):
                known.append(token.form)
        elif not _everyday(message, token) and not _denied(message, n):
            strange.append(token.form)
    return known, strange
