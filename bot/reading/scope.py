"""Whether a message is about a topic: an anchor of the topic, or nothing but its everyday words."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from bot.reading.acts import of_sources
from bot.reading.text import WORD, stem
from bot.reading.topic_words import FACT_SORTS

if TYPE_CHECKING:
    from bot.reading.message import Message
    from bot.reading.text import Token

FAR_OFF = 2  # slips after which a word is only a guess
SHORT = 10  # a short question has so many words at most
FRAGMENT = 2  # a question of so many words is about what was spoken of
NAMES = 4  # more words than this are a sentence
PLAIN = 2  # so many words of the other meaning leave nothing to ask
ELSEWHERE = ("elsewhere", "decoy")  # words of another subject, and of another measure than the topic's
STRANGERS = 0.25  # without an anchor, this part of the content words may be unknown


def scope(message: Message, *, going_on: bool) -> str:
    """`in`, `out` or `unclear`; *going_on* when an earlier message was about the topic."""
    elsewhere = any(hit.sense.sort == "elsewhere" and not _denied(message, hit.first) for hit in message.hits)
    if anchored(message):
        known, strange = (message.content.known, message.content.strange) if elsewhere else ([0], [])
        return "in" if len(known) > len(strange) else "out"
    if elsewhere:
        return "out"
    return _of_ambiguous(message) if message.ambiguous else _without_anchor(message, going_on=going_on)


def _of_ambiguous(message: Message) -> str:
    """Whether a short word may have its meaning here: not where the other's words are there, and nothing is asked."""
    told = sum(hit.sense.sort == "told_by" for hit in message.hits)
    return "out" if told >= PLAIN or (told and not _asks_of_topic(message)) else "unclear"


def _without_anchor(message: Message, *, going_on: bool) -> str:
    if of_sources(message):
        return "in"
    weight = message.content.weight
    if weight and weight >= STRANGERS * (len(message.content.known) + weight):
        return "in" if going_on and _of_the_same(message) else "out"
    return "in" if going_on or _suggested(message) or _only_asks(message) else "out"


def _asks_of_topic(message: Message) -> bool:
    """Whether a decision of the topic is named or hinted at."""
    return any(hit.sense.sort in ("decision", "hint") for hit in message.hits)


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


def _of_the_same(message: Message) -> bool:
    """Whether a short message in a conversation is still about the same patient or thing: `can she fly?`, `diving?`."""
    words = [token for token in message.text.tokens if token.kind == WORD]
    if len(words) > SHORT:
        return False
    if any(token.form in message.language.among("third_person") for token in words) or _goes_on(message, words):
        return True
    if not all(_everyday(message, token) or _is_everyday(message, token.form) for token in words):
        return False
    spoken_of = any(token.form in message.language.among("spoken_of", "first_person") for token in words)
    return spoken_of or (len(words) <= FRAGMENT and not message.quantities)


def _goes_on(message: Message, words: list[Token]) -> bool:
    """Whether a few words begin as one goes on: `and the price?`."""
    first = [hit for hit in message.intents if hit.first == 0 and hit.sense.sort in ("follow_ups", "corrections")]
    return bool(first) and len(words) <= NAMES


def _only_asks(message: Message) -> bool:
    """Whether a message is a short question that names a decision, a source or sources, and nothing strange."""
    words = [n for n, token in enumerate(message.text.tokens) if token.kind == WORD]
    named = [hit for hit in message.hits if hit.sense.sort in ("decision", "source")]
    asks = message.about_sources or any(message.text.tokens[hit.first].slips < FAR_OFF for hit in named)
    if len(words) > SHORT or not asks:
        return False
    decisions = [message.words.topic.decision(hit.sense.name) for hit in named if hit.sense.sort == "decision"]
    weak = len(decisions) == len(named) and not any(each and each.suggests for each in decisions)
    if weak and message.quantities:
        return False
    return all(n in message.covered or _everyday(message, message.text.tokens[n]) for n in words)


def _everyday(message: Message, token: Token) -> bool:
    return token.key in message.language.glue or len(token.form) == 1


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
    return _only_names(message) and bool(strange) and all(_is_everyday(message, word) for word in strange)


def _asked_at_the_end(message: Message) -> bool:
    """Whether the last thing asked is only of what nobody here knows, of somebody or by its name first."""
    tokens, among = message.text.tokens, message.language.among
    persons = among("patient")
    asks = [n for n in range(len(tokens) - 2) if tokens[n].key in among("questions")]
    if asks[:1] == [0] and not _asks_of_topic(message) and _is_thing(message, 1):
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
    return token.form in strangers(message, range(n, n + 1)) and _is_everyday(message, token.form)


def _only_names(message: Message) -> bool:
    """Whether a message is too short for a sentence, and only names a thing, or a thing beside a pair."""
    tokens = message.text.tokens
    if sum(token.kind == WORD for token in tokens) > NAMES:
        return False
    return not message.mentions or any(message.context.starts(n, "joins") for n in range(len(tokens)))


def _is_everyday(message: Message, word: str) -> bool:
    return word in message.language.everyday or stem(word) in message.language.everyday


def _sentences(message: Message) -> list[range]:
    tokens = message.text.tokens
    starts = [n for n, token in enumerate(tokens) if not n or token.sentence != tokens[n - 1].sentence]
    return [range(start, stop) for start, stop in pairwise([*starts, len(tokens)])]


def _is_question(message: Message, part: range) -> bool:
    """Whether a sentence ends with a question mark, or begins as questions do."""
    tokens = message.text.tokens
    return tokens[part[-1]].text == "?" or tokens[part[0]].key in message.language.among("questions")


def unexplained(message: Message) -> tuple[str, ...]:
    """The words that stand for no fact, decision, source or person: everyday ones left out."""
    told = [hit for hit in message.hits if hit.sense.sort not in ("known", "elsewhere")]
    covered = message.covered_by(told) | set(message.people.owners)
    words = enumerate(message.text.tokens)
    strange = [token.form for n, token in words if token.kind == WORD and n not in covered]
    return tuple(form for form in strange if form not in message.language.glue and len(form) > 1)


def strangers(message: Message, part: range | None = None) -> list[str]:
    """The content words of a part that nobody here knows, or that are of another subject."""
    return message.content.strangers(part)


def strange(message: Message) -> tuple[str, ...]:
    """The words that nobody here knows, or that are of another subject, where no word of the topic alone is there."""
    if anchored(message):
        return ()
    other = [message.text.tokens[hit.first].form for hit in message.hits if hit.sense.sort in ELSEWHERE]
    own = [hit for hit in message.hits if hit.sense.sort not in ELSEWHERE]
    units = message.words.units.find(message.text.tokens)
    known = {n for each in (*own, *units) for n in range(each.first, each.last + 1)} | set(message.people.owners)
    gaps = {n for hit in own for n in hit.skipped}
    words = enumerate(message.text.tokens)
    found = (token.form for n, token in words if token.kind == WORD and (n not in known or n in gaps))
    nobodys = (each for each in found if each not in message.language.glue)
    return tuple(dict.fromkeys([*other, *nobodys]))
