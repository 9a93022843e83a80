"""Sentences that belong to something else: a letter pasted around a question, an instruction to the machine.

A question about the topic stays what it is whatever stands around it. A run of sentences is foreign when it tells of
nobody and most of its words are strange to the topic, or when it tries to steer the answer. It is left out only where
the rest is about the topic by itself: where the subject is in doubt, every word counts. A question that names nothing
of the topic's own (`what is the dose for 82 kg?`) keeps its sense beside a whole letter, if that has next to no word
of the field, and beside an order to the machine (`Find the $ value paid.`): beside the words of another field of
medicine it is about those. An order is a part of its own where it begins with a capital or after a mark.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from itertools import pairwise
from typing import TYPE_CHECKING

from bot.reading.scope import anchored
from bot.reading.text import MARK

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from bot.reading.message import Message

STRANGE = 1.5  # the weight of the strange words of a foreign part, at least
ODD, WORDY = 1.0, 12  # the same, for a part of so many tokens that has no word of the topic
PLAIN_LETTER = 6  # the weight of a letter, at least, where no order is in it
LETTER = 10  # times the words that the topic knows, where somebody is spoken of; so much in all is a whole letter
TELLS = 3  # times the same, where one of them tells a fact, or an order is among them
POLITE = 4  # an order is one of so many words of a sentence, at the latest: `could you please translate`
ORDERS = frozenset({"steering", "orders"})
_MARKUP = re.compile(r"</?[A-Za-z]+(?: [a-z]+=[^<>]*)?/?>|<!--|-->|\[/?[A-Z]+\]|\{\{[^{}]*\}\}")


def without_foreign(message: Message) -> str:
    """The message's words, with blanks for what is foreign; as it is where nothing would be left, or help is needed."""
    if message.content.weight < ODD and not any(hit.sense.sort in ORDERS for hit in message.intents):
        return message.raw
    if message.emergency:
        return message.raw
    own, others = _parts(message)
    if not others:
        return message.raw
    orders = _orders(message)
    ordered = {part for part in others if not (orders.isdisjoint(part) or _tells(message, part))}
    foreign = {part for part in others if own and _foreign(message, part)} | (ordered if own else set())
    letter = _whole_letter(message, others, ordered=bool(ordered))
    if sum(message.content.of(part)[1] for part in foreign) >= LETTER or (own and letter):
        foreign |= {part for part in others if not _tells(message, part)}
    if not own and not _elsewhere(message):
        foreign |= ordered
        if letter and not any(_tells(message, part) for part in others):
            foreign.update(others)
    if not foreign:
        return message.raw
    tokens, letters = message.text.tokens, list(message.raw)
    for part in foreign:
        start, end = tokens[part[0]].start, tokens[part[-1]].end
        letters[start:end] = " " * (end - start)
    text = "".join(letters)
    return text if text.strip() else message.raw


def _whole_letter(message: Message, parts: Iterable[range], *, ordered: bool) -> bool:
    """Whether some parts together are a letter: of some weight, and with next to no word of the field."""
    weight, times = (ODD, TELLS) if ordered else (PLAIN_LETTER, LETTER)
    counts = [message.content.of(part) for part in parts]
    return sum(strange for _, strange in counts) >= max(weight, times * sum(known for known, _ in counts))


def _elsewhere(message: Message) -> bool:
    """Whether a word of another field of medicine is there."""
    return any(hit.sense.sort == "elsewhere" for hit in message.hits)


def _asks(message: Message, part: range) -> bool:
    """Whether a sentence is a question, with something that the topic understands and not one strange word."""
    if message.text.tokens[part[-1]].text != "?":
        return False
    understood = not message.understood.isdisjoint(part) or _tells(message, part)
    return understood and not message.content.of(part)[1]


def _parts(message: Message) -> tuple[list[range], list[range]]:
    """The sentences about the topic, and the runs of other sentences of one line, as the places of their tokens.

    A question that the topic understands word for word is neither.
    """
    own: list[range] = []
    others: list[range] = []
    sentences = _sentences(message)
    anchored_parts = {sentence for sentence in sentences if anchored(message, sentence)}
    asked = _asked(message, sentences, anchored_parts)
    for sentence in sentences:
        if sentence in anchored_parts:
            own.append(sentence)
        elif sentence in asked:
            continue
        elif others and sentence.start == others[-1].stop:
            others[-1] = range(others[-1].start, sentence.stop)
        else:
            others.append(sentence)
    return own, others


def _asked(message: Message, sentences: list[range], own: Collection[range]) -> set[range]:
    """The questions that the topic understands word for word; none that stands in the midst of a letter."""
    asked = {part for part in sentences if part not in own and _asks(message, part)}
    if not asked or not _whole_letter(message, [part for part in sentences if part not in asked], ordered=False):
        return asked
    tokens = message.text.tokens
    lasts = {n for n in range(len(tokens)) if n + 1 == len(tokens) or tokens[n + 1].text == "\n"}
    apart = {part for part in asked if part.start == 0 or part[-1] in lasts}
    return apart or (set() if own else asked)


def _sentences(message: Message) -> list[range]:
    """The tokens of each sentence; a line break ends one too, and an order or markup begins one."""
    found: list[range] = []
    begins = _begun(message)
    start, tokens = 0, message.text.tokens
    ends = [n for n, (one, other) in enumerate(pairwise(tokens)) if one.text == "\n" or other.sentence != one.sentence]
    if begins:
        ends = sorted({*ends, *(n - 1 for n in begins if n)})
    for n in (*ends, len(tokens) - 1) if tokens else ():
        stop = n if tokens[n].text == "\n" else n + 1
        if start < stop:
            found.append(range(start, stop))
        start = n + 1
    return found


def _begun(message: Message) -> set[int]:
    """The tokens with which an order begins, or some markup or what stands behind it."""
    tokens = message.text.tokens
    orders = [hit.first for hit in message.intents if hit.sense.sort in ORDERS]
    begun = {n for n in orders if tokens[n].text[0].isupper() or (n and tokens[n - 1].kind == MARK)}
    if any(mark in message.raw for mark in "<[{"):
        places = {place for found in _MARKUP.finditer(message.raw) for place in found.span()}
        ends = [token.end for token in tokens]
        begun |= {bisect_right(ends, place) for place in places}
    return begun


def _orders(message: Message) -> set[int]:
    """Where words stand that try to steer, and those that begin a sentence with an order to do something else."""
    found = [hit for hit in message.intents if hit.sense.sort in ORDERS]
    starts = {sentence.start + n for sentence in _sentences(message) for n in range(POLITE)} if found else ()
    return {hit.first for hit in found if hit.sense.sort == "steering" or hit.first in starts}


def _tells(message: Message, part: range) -> bool:
    return not message.tells.isdisjoint(part) or not _ages(message).isdisjoint(part)


def _ages(message: Message) -> set[int]:
    return {each.first for each in message.mentions if each.fact in message.words.ages}


def _foreign(message: Message, part: range) -> bool:
    known, weight = message.content.of(part)
    if not message.persons.isdisjoint(part):
        return weight >= LETTER * max(known, 1)
    enough = STRANGE if known or len(part) < WORDY else ODD
    return weight >= max(enough, max(known, 1) * TELLS if _tells(message, part) else known)
