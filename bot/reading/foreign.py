"""Sentences that belong to something else: a letter pasted around a question, an instruction to the machine.

A question about the topic stays what it is whatever stands around it. A sentence is foreign when it tells of nobody,
and its words are strange to the topic; or when it tries to steer the answer. It is left out of the reading only where
the rest is about the topic by itself: where the subject is in doubt, every word counts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.reading.scope import anchored, content_of
from bot.reading.topic_words import TELLING

if TYPE_CHECKING:
    from bot.reading.message import Message

STRANGE = 2.5  # the weight of the strange words of a foreign sentence, at least
TIMES, TIMES_TELLING = 2, 6  # and so many times the words that the topic knows; more where a fact is told


def without_foreign(message: Message) -> str:
    """The message's words, with blanks for every foreign sentence; as it is where nothing would be left to answer."""
    tokens = message.text.tokens
    steered = {tokens[hit.first].sentence for hit in message.intents if hit.sense.sort == "steering"}
    sentences = {token.sentence for token in tokens}
    if len(sentences) < 2:
        return message.raw
    own = {n for n in sentences if anchored(message, n)}
    foreign = {n for n in sentences - own if n in steered or (own and _foreign(message, n))}
    text = message.raw
    for n in foreign:
        places = [token for token in tokens if token.sentence == n]
        start, end = places[0].start, places[-1].end
        text = f"{text[:start]}{' ' * (end - start)}{text[end:]}"
    return text if text.strip() else message.raw


def _foreign(message: Message, sentence: int) -> bool:
    if any(message.text.tokens[n].sentence == sentence for n in _persons(message)):
        return False
    known, weight = content_of(message, sentence)
    facts = [hit for hit in message.hits if hit.sense.sort in TELLING and _in(message, hit.first, sentence)]
    tells = any(not message.facts[hit.sense.name].reading.place for hit in facts)
    return weight >= max(STRANGE, known * (TIMES_TELLING if tells else TIMES))


def _persons(message: Message) -> set[int]:
    """The tokens that stand for somebody: the patient, who asks, or a relative."""
    keys = message.language.among("patient", "first_person", "third_person", "my")
    named = {n for n, token in enumerate(message.text.tokens) if token.key in keys}
    return named | set(message.people.owners)


def _in(message: Message, n: int, sentence: int) -> bool:
    return message.text.tokens[n].sentence == sentence
