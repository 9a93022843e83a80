"""Sentences that belong to something else: a letter pasted around a question, an instruction to the machine.

A question about the topic stays what it is whatever stands around it. A run of sentences is foreign when it tells of
nobody and most of its words are strange to the topic, or when it tries to steer the answer. It is left out only where
the rest is about the topic by itself: where the subject is in doubt, every word counts. A question that names nothing
of the topic's own (`what is the dose for 82 kg?`) keeps its sense beside a whole letter, if that has next to no word
of the field: beside the words of another field of medicine it is about those.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.reading.scope import anchored, content_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.reading.message import Message

STRANGE = 1.5  # the weight of the strange words of a foreign part, at least
ODD, WORDY = 1.0, 12  # the same, for a part of so many tokens that has no word of the topic
PLAIN_LETTER = 6  # the weight of a letter, at least, beside a question without an anchor
LETTER = 10  # times the words that the topic knows, where somebody is spoken of; so much in all is a whole letter
TELLS = 3  # times the same, where one of them tells a fact


def without_foreign(message: Message) -> str:
    """The message's words, with blanks for what is foreign; as it is where nothing would be left to answer."""
    own, others = _parts(message)
    steers = {hit.first for hit in message.intents if hit.sense.sort == "steering"}
    foreign = {part for part in others if _steered(message, part, steers) or (own and _foreign(message, part))}
    if sum(content_of(message, part)[1] for part in foreign) >= LETTER or (
        own and _whole_letter(message, others, PLAIN_LETTER)
    ):
        foreign |= {part for part in others if not _tells(message, part)}
    if not own:
        foreign |= _plain_letter(message)
    tokens, letters = message.text.tokens, list(message.raw)
    for part in foreign:
        start, end = tokens[part[0]].start, tokens[part[-1]].end
        letters[start:end] = " " * (end - start)
    text = "".join(letters)
    return text if text.strip() else message.raw


def _plain_letter(message: Message) -> set[range]:
    """All but a question that is in scope by itself, where the rest is a letter of another world."""
    asks = {part for part in _sentences(message) if _asks(message, part)}
    rest = {part for part in _sentences(message) if part not in asks}
    elsewhere = any(hit.sense.sort == "elsewhere" for hit in message.hits)
    if not asks or elsewhere or any(_tells(message, part) for part in rest):
        return set()
    return rest if _whole_letter(message, rest, PLAIN_LETTER) else set()


def _whole_letter(message: Message, parts: Iterable[range], weight: int) -> bool:
    """Whether some parts together are a letter: of so much weight, and with next to no word of the field."""
    counts = [content_of(message, part) for part in parts]
    return sum(strange for _, strange in counts) >= max(weight, LETTER * sum(known for known, _ in counts))


def _asks(message: Message, part: range) -> bool:
    """Whether a sentence is a question, with something that the topic understands and not one strange word."""
    understood = any(hit.first in part for hit in (*message.hits, *message.intents)) or _tells(message, part)
    return message.text.tokens[part[-1]].text == "?" and understood and not content_of(message, part)[1]


def _parts(message: Message) -> tuple[list[range], list[range]]:
    """The sentences about the topic, and the runs of other sentences of one line, as the places of their tokens."""
    own: list[range] = []
    others: list[range] = []
    for sentence in _sentences(message):
        if anchored(message, sentence):
            own.append(sentence)
        elif others and sentence.start == others[-1].stop:
            others[-1] = range(others[-1].start, sentence.stop)
        else:
            others.append(sentence)
    return own, others


def _sentences(message: Message) -> list[range]:
    """The tokens of each sentence; a line break ends one too."""
    found: list[range] = []
    start, tokens = 0, message.text.tokens
    for n, token in enumerate(tokens):
        broken = token.text == "\n"
        if broken or n + 1 == len(tokens) or tokens[n + 1].sentence != token.sentence:
            if start < (stop := n if broken else n + 1):
                found.append(range(start, stop))
            start = n + 1
    return found


def _steered(message: Message, part: range, steers: set[int]) -> bool:
    """Whether words that try to steer stand there, and no fact."""
    return not steers.isdisjoint(part) and not _tells(message, part)


def _tells(message: Message, part: range) -> bool:
    return not message.tells.isdisjoint(part)


def _foreign(message: Message, part: range) -> bool:
    known, weight = content_of(message, part)
    if not message.persons.isdisjoint(part):
        return weight >= LETTER * max(known, 1)
    enough = STRANGE if known or len(part) < WORDY else ODD
    return weight >= max(enough, known * (TELLS if _tells(message, part) else 1))
