"""Whether what a message asks about is a thing that nobody here knows, beside a patient or the topic."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from bot.reading.scope import asks_of_topic, is_everyday, strangers
from bot.reading.text import WORD

if TYPE_CHECKING:
    from bot.reading.message import Message

NAMES = 4  # more words than this are a sentence


def asks_beside(message: Message) -> bool:
    """Whether what is asked about is a thing that nobody here knows: `can I fly?`, `AB and diving`.

    Where more is told of a patient than a pair or a place, an odd word is only one of the circumstances, but for one in
    a question about somebody at the end: `AB, level 40, can he fly?`
    """
    if _asked_at_the_end(message):
        return True
    names = message.words.pairs
    if any(mention.fact not in names and not message.facts[mention.fact].reading.place for mention in message.mentions):
        return False
    if any(hit.sense.sort == "source" for hit in message.hits):
        return False
    sentences = _sentences(message)
    named = {message.text.tokens[hit.first].sentence for hit in message.hits if hit.sense.sort == "decision"}
    if any(message.text.tokens[part[0]].sentence in named and not strangers(message, part) for part in sentences):
        return False
    if any(_is_question(message, part) and strangers(message, part) for part in sentences):
        return True
    strange = strangers(message)
    return _only_names(message) and bool(strange) and all(is_everyday(message, word) for word in strange)


def _asked_at_the_end(message: Message) -> bool:
    """Whether the last thing asked is only of what nobody here knows, of somebody or by its name first."""
    tokens, among = message.text.tokens, message.language.among
    persons = among("patient")
    asks = [n for n in range(len(tokens) - 2) if tokens[n].key in among("questions")]
    if asks[:1] == [0] and not asks_of_topic(message) and _is_thing(message, 1):
        return True
    starts = [n for n in asks if tokens[n + 1].key in persons]
    if not starts or tokens[-1].text != "?" or tokens[starts[-1]].sentence != tokens[-1].sentence:
        return False
    part = range(starts[-1], len(tokens))
    told = message.covered_by(hit for hit in message.hits if hit.sense.sort not in ("known", "elsewhere"))
    return told.isdisjoint(part) and bool(strangers(message, part))


def _is_thing(message: Message, n: int) -> bool:
    """Whether a token is an everyday word that nobody here knows: `does altitude matter …`."""
    token = message.text.tokens[n]
    return token.form in strangers(message, range(n, n + 1)) and is_everyday(message, token.form)


def _only_names(message: Message) -> bool:
    """Whether a message is too short for a sentence, and only names a thing, or a thing beside a pair."""
    tokens = message.text.tokens
    if sum(token.kind == WORD for token in tokens) > NAMES:
        return False
    return not message.mentions or any(message.context.starts(n, "joins") for n in range(len(tokens)))


def _sentences(message: Message) -> list[range]:
    tokens = message.text.tokens
    starts = [n for n, token in enumerate(tokens) if not n or token.sentence != tokens[n - 1].sentence]
    return [range(start, stop) for start, stop in pairwise([*starts, len(tokens)])]


def _is_question(message: Message, part: range) -> bool:
    """Whether a sentence ends with a question mark, or begins as questions do."""
    tokens = message.text.tokens
    return tokens[part[-1]].text == "?" or tokens[part[0]].key in message.language.among("questions")
