"""What a conversation has come to: facts carry over, a correction replaces, a new patient clears."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from bot.reading.decisions import hinted, implied, named
from bot.reading.derive import reasons, relatives
from bot.reading.doubts import other_measure
from bot.reading.merge import Merger, consistent, refined, values_of
from bot.reading.replies import replies
from bot.reading.scope import asks_beside, scope

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.reading.message import Message
    from bot.reading.topic_words import TopicWords
    from bot.reading.types import Doubt, ReadFact
    from guardrails.topic import Topic
    from guardrails.values import Value


@dataclass(frozen=True)
class Case:
    """The facts so far, the decisions last asked for, and what the last message said by itself.

    *stated* are the facts that carry over: what the last message only supposed gives way to what was told before it.
    """

    facts: Mapping[str, ReadFact] = field(default_factory=dict)
    stated: Mapping[str, ReadFact] = field(default_factory=dict)
    decisions: tuple[str, ...] = ()
    asked: bool = False
    scope: str = "unclear"
    going_on: bool = False
    aside: tuple[ReadFact, ...] = ()
    doubts: tuple[Doubt, ...] = ()

    def told_before(self) -> Case:
        """The same, as history."""
        facts = {name: replace(fact, source="history") for name, fact in self.facts.items()}
        stated = {name: replace(fact, source="history") for name, fact in self.stated.items()}
        return replace(self, facts=facts, stated=stated, aside=(), doubts=())


def after(case: Case, message: Message, asked: Sequence[str] = (), given: Mapping[str, ReadFact] | None = None) -> Case:
    """The case after one more message, in answer to what was *asked*; facts *given* as data win over words."""
    given = given or {}
    if _wants(message, "new_patient"):
        case = Case(going_on=case.going_on)
    read = _read(message, asked, {**case.stated, **given})
    facts = stated = _updated(case, read, given, message.words)
    if _wants(message, "follow_ups", "about_text") and not read.facts and not read.doubts:
        facts = {**case.facts, **given}  # `why?` asks of what was answered last, supposed or not
    told = {name: fact for name, fact in read.facts.items() if not _supposed_instead(case, fact)}
    if len(told) < len(read.facts):
        read.facts = told
        stated = _updated(case, read, given, message.words)
    values = values_of(facts.values())
    where = scope(message, going_on=case.going_on)
    beside = not read.doubts and asks_beside(message)
    asked_for = _asked_for(case, message, values, beside=beside)
    default = _default(message, told=not beside and _told(message, values, read.doubts))
    return Case(
        facts=facts,
        stated=stated if where != "out" else case.stated,
        decisions=asked_for or implied(message.words.topic, values) or default,
        asked=bool(asked_for),
        scope=where,
        going_on=case.going_on or where == "in",
        aside=tuple(read.aside),
        doubts=tuple(read.doubts),
    )


def _read(message: Message, asked: Sequence[str], known: Mapping[str, ReadFact]) -> Merger:
    """What one message says by itself."""
    corrections = [hit.first for hit in message.intents if hit.sense.sort in ("corrections", "contradicts")]
    places = [message.text.tokens[n].start for n in corrections]
    read = Merger(message.facts, values_of(known.values()), places)
    read.merge([*message.mentions, *relatives(message), *replies(message, asked)])
    others = [bound for bound in message.bound if bound.other is not None and bound.fact not in read.facts]
    read.doubts += [other_measure(message, bound) for bound in others]
    read.doubts += [*message.ambiguities, *message.guesses, *message.unknown_pairs]
    return read


def _supposed_instead(case: Case, fact: ReadFact) -> bool:
    """Whether a fact is only supposed, where another was told: `what about AB?`."""
    return fact.certainty == "supposed" and fact.name in case.stated


def _updated(case: Case, read: Merger, given: Mapping[str, ReadFact], words: TopicWords) -> dict[str, ReadFact]:
    """The facts of a case after what was read: doubted ones are out, given ones win."""
    told = {name: refined(case.stated.get(name), fact) for name, fact in read.facts.items()}
    facts = consistent({**case.stated, **told, **given}, words.topic.facts)
    for doubt in read.doubts:
        if doubt.fact not in given:
            facts.pop(doubt.fact, None)
    return facts | reasons(words, facts)


def _asked_for(case: Case, message: Message, values: Mapping[str, Value], *, beside: bool) -> tuple[str, ...]:
    """The decisions named, or hinted at, or still those of before; none where something else is asked."""
    found = named(message, values) or hinted(message, values)
    bare = found == (message.words.topic.default.id,) and not values
    if (bare or not found) and beside:
        return ()
    return found or case.decisions


def _default(message: Message, *, told: bool) -> tuple[str, ...]:
    """The decision meant when facts are *told*, or it is asked what sources say, and nothing is named."""
    return (message.words.topic.default.id,) if told else ()


def _told(message: Message, values: Mapping[str, Value], doubts: Sequence[Doubt]) -> bool:
    """Whether anything was told to decide on; a country is nothing where a source is named, whose it may be."""
    named = any(hit.sense.sort == "source" for hit in message.hits)
    if message.about_sources and not named:
        return True
    return bool(doubts) or any(not (named and message.facts[name].reading.place) for name in values)


def _wants(message: Message, *sorts: str) -> bool:
    return any(hit.sense.sort in sorts for hit in message.intents)


def wanted(topic: Topic, name: str, decisions: Sequence[str]) -> bool:
    """Whether a fact is read for these decisions at all."""
    reading = topic.facts[name].reading
    if not set(reading.not_for).isdisjoint(decisions):
        return False
    return not reading.only_for or not set(reading.only_for).isdisjoint(decisions)
