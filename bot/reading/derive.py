"""Facts that the words give only together: kinship and the relatives' pairs, and the reason for asking."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.reading.decisions import holds
from bot.reading.mentions import Mention
from guardrails.values import Choice

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from bot.reading.message import Message
    from bot.reading.phrases import Hit
    from bot.reading.topic_words import TopicWords
    from bot.reading.types import ReadFact


def relatives(message: Message) -> Iterator[Mention]:
    """The kinship to an affected person, that person's pair, and the pairs of two parents."""
    parents = [each for name in message.words.of_parents for each in _parents(message, name)]
    yield from parents
    related = [] if parents else [kin for kin in message.people.related if not _denied(message, kin)]
    for kin in related[:1]:
        fact = message.facts[kin.sense.name]
        own = kin.sense.value if message.people.of_somebody(kin) else fact.values[kin.sense.value].inverse
        yield message.located(Mention(kin.sense.name, Choice.exactly(own or kin.sense.value), kin.first, kin.last))
    for name, own in message.words.of_relative.items() if not parents else ():
        theirs = [mention for mention in message.mentions if mention.fact == name and mention.about == "relative"]
        if len({mention.value for mention in theirs}) == 1:
            yield theirs[0]._replace(fact=own, about="patient")


def _denied(message: Message, kin: Hit) -> bool:
    """Whether there is no such relative: `no family history`."""
    return "denied" in message.context.says(kin.first, kin.last, kin.skipped)


def _parents(message: Message, name: str) -> Iterator[Mention]:
    """The pairs of two parents: two relatives', the patient's and a partner's, or one of both parents."""
    fact = message.facts[name]
    both = message.facts.get(fact.reading.of_parents or "")
    told = [
        mention for mention in message.mentions if mention.fact == name and mention.certainty in ("stated", "supposed")
    ]
    pairs = [mention for mention in told if isinstance(mention.value, Choice)]
    chosen = _couple(message, pairs)
    names = [mention.value.exact for mention in chosen if isinstance(mention.value, Choice)]
    if both and both.pairs and len(names) == 2 and all(each in both.pairs.parts for each in names):
        pair = both.pairs.name(str(names[0]), str(names[1]))
        first, last = min(each.first for each in chosen), max(each.last for each in chosen)
        yield message.located(Mention(fact.reading.of_parents or "", Choice.exactly(pair), first, last))


def _couple(message: Message, pairs: list[Mention]) -> list[Mention]:
    theirs = [pair for pair in pairs if pair.about == "relative" and _parent(message, pair)]
    if len(theirs) == 2:
        return theirs
    own = [pair for pair in pairs if pair.about == "patient"]
    partners = [pair for pair in pairs if pair.first in message.people.partners]
    if len(partners) == len(own) == 1:
        return [*own, *partners]
    if len(pairs) > 4:
        return []
    crossed = [pair for pair in pairs if _crossed(message, pair, pairs)]
    if len(crossed) == 2:
        return crossed
    plural = any(
        message.facts[kin.sense.name].values[kin.sense.value].inverse == "child"
        and message.text.tokens[kin.last].form.endswith("s")
        and "'" not in message.text.tokens[kin.last].text
        for kin in message.people.kin
    )
    return theirs * 2 if len(theirs) == 1 and plural else []


def _parent(message: Message, pair: Mention) -> bool:
    """Whether the relative named nearest to a pair is a parent, or both are those of whose child it is asked."""
    kin = min(message.people.kin, key=lambda hit: abs(hit.first - pair.first), default=None)
    if kin is None:
        return True
    parent = "parent" if message.people.of_somebody(kin) else "child"
    return message.facts[kin.sense.name].values[kin.sense.value].inverse == parent


def _crossed(message: Message, pair: Mention, pairs: list[Mention]) -> bool:
    """Whether a pair stands beside another with only an `x` between, as in `AB x AB`."""
    tokens = message.text.tokens
    return any(
        abs(other.first - pair.first)
        and min(abs(other.first - pair.last), abs(pair.first - other.last)) == 2
        and tokens[min(pair.last, other.last) + 1].form == "x"
        for other in pairs
    )


def reasons(words: TopicWords, read: Mapping[str, ReadFact]) -> dict[str, ReadFact]:
    """Facts whose values say which other facts give them: of several, the first in the words."""
    found: dict[str, ReadFact] = {}
    values = {name: fact.value for name, fact in read.items()}
    for name, conditions in words.given_by_others.items():
        given = [
            (read[source].start, n, value, read[source])
            for n, (value, condition) in enumerate(conditions)
            if not condition.keys().isdisjoint(read) and holds(condition, values, words.topic.facts)
            for source in condition
            if source in read
        ]
        if given and (name not in read or read[name].source == "history"):
            _, _, value, source_fact = min(given, key=lambda each: each[:2])
            found[name] = replace(source_fact, name=name, value=Choice.exactly(value), shown=value)
    return found
