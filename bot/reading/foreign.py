"""Sentences that belong to something else: a letter pasted around a question, an instruction to the machine.

A question about the topic stays what it is whatever stands around it. A run of sentences is foreign when it tells of
nobody and most of its words are strange to the topic, or when it tries to steer the answer. It is left out only where
the rest is about the topic by itself: where the subject is in doubt, every word counts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.reading.scope import anchored, content_of
from bot.reading.topic_words import TELLING

if TYPE_CHECKING:
    from bot.reading.message import Message

STRANGE = 1.5  # the weight of the strange words of a foreign part, at least
LETTER = 10  # times the words that the topic knows, where somebody is spoken of; so much in all is a whole letter
TELLS = 3  # times the same, where one of them tells a fact


def without_foreign(message: Message) -> str:
    """The message's words, with blanks for what is foreign; as it is where nothing would be left to answer."""
    own, others = _parts(message)
    tokens = message.text.tokens
    steers = {hit.first for hit in message.intents if hit.sense.sort == "steering"}
    foreign = [part for part in others if _steered(message, part, steers) or (own and _foreign(message, part))]
    if sum(content_of(message, part)[1] for part in foreign) >= LETTER:
        foreign += [part for part in others if part not in foreign and not _tells(message, part)]
    text = message.raw
    for part in foreign:
        start, end = tokens[min(part)].start, tokens[max(part)].end
        text = f"{text[:start]}{' ' * (end - start)}{text[end:]}"
    return text if text.strip() else message.raw


def _parts(message: Message) -> tuple[list[set[int]], list[set[int]]]:
    """The sentences about the topic, and the runs of other sentences of one line, as the places of their tokens."""
    own: list[set[int]] = []
    others: list[set[int]] = []
    for sentence in _sentences(message):
        if anchored(message, sentence):
            own.append(sentence)
        elif others and min(sentence) == max(others[-1]) + 1:
            others[-1] |= sentence
        else:
            others.append(sentence)
    return own, others


def _sentences(message: Message) -> list[set[int]]:
    """The tokens of each sentence; a line break ends one too."""
    found: dict[tuple[int, int], set[int]] = {}
    line = 0
    for n, token in enumerate(message.text.tokens):
        if token.text == "\n":
            line += 1
        else:
            found.setdefault((line, token.sentence), set()).add(n)
    return list(found.values())


def _steered(message: Message, part: set[int], steers: set[int]) -> bool:
    """Whether words that try to steer stand there, and no fact."""
    return not steers.isdisjoint(part) and not _tells(message, part)


def _tells(message: Message, part: set[int]) -> bool:
    words = [(hit.sense.name, hit.first) for hit in message.hits if hit.sense.sort in TELLING]
    numbers = [(bound.fact, bound.quantity.first) for bound in message.bound]
    told = [name for name, first in (*words, *numbers) if first in part]
    return any(not message.facts[name].reading.place for name in told)


def _foreign(message: Message, part: set[int]) -> bool:
    known, weight = content_of(message, part)
    if part & _persons(message):
        return weight >= LETTER * max(known, 1)
    return weight >= max(STRANGE, known * (TELLS if _tells(message, part) else 1))


def _persons(message: Message) -> set[int]:
    """The tokens that stand for somebody: the patient, who asks, or a relative."""
    keys = message.language.among("patient", "first_person", "third_person", "my")
    named = {n for n, token in enumerate(message.text.tokens) if token.key in keys}
    return named | set(message.people.owners)
