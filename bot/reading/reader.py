"""The reader: a question, and what was said before it, becomes facts, doubts and decisions.

Everything it knows of a subject is in the topic; everything it knows of language is in `language.yaml`.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from bot.reading.acts import act, steering
from bot.reading.decisions import hinted, implied, named
from bot.reading.derive import reasons, relatives
from bot.reading.doubts import other_measure
from bot.reading.given import given_facts
from bot.reading.language import load_language
from bot.reading.merge import Merged, consistent, merged, refined, values_of
from bot.reading.message import Message
from bot.reading.phrases import longest
from bot.reading.replies import replies
from bot.reading.scope import scope
from bot.reading.text import cleaned, tokenised
from bot.reading.topic_words import TopicWords
from bot.reading.types import Reading

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from bot.reading.types import Doubt, ReadFact
    from guardrails.topic import Topic
    from guardrails.values import Value


@dataclass
class _Case:
    """What a conversation has come to."""

    facts: dict[str, ReadFact] = field(default_factory=dict)
    decisions: tuple[str, ...] = ()
    going_on: bool = False


class Reader:
    """Reads questions on some topics."""

    def __init__(self, topics: Sequence[Topic]) -> None:
        """Learn the words of every topic."""
        self._language = load_language()
        self._topics = [TopicWords.of(topic) for topic in topics]

    def read(
        self,
        text: str,
        as_of: date,
        history: Sequence[str] = (),
        given: Mapping[str, object] | None = None,
        asked: Sequence[str] = (),
        asked_before: Sequence[Sequence[str]] = (),
    ) -> Reading:
        """Read a message after the earlier ones of the same user.

        *asked* are the facts asked for last, most decisive first; *asked_before* those asked for before each message
        of *history*. Raises ValueProblem when *given* names no fact or no value of it.
        """
        words = self._topics[0]
        case = _Case()
        for n, earlier in enumerate(history):
            message = Message(earlier, words, self._language, as_of, case.going_on)
            case = self._fold(case, message, asked=asked_before[n] if n < len(asked_before) else ())[0]
        case = replace(case, facts={name: replace(fact, source="history") for name, fact in case.facts.items()})
        message = Message(text, words, self._language, as_of, case.going_on)
        case, read = self._fold(case, message, given_facts(given or {}, words.topic.facts), asked)
        return self._reading(message, case, read)

    def starts_again(self, text: str) -> bool:
        """Whether a message begins with another patient: what was known before it is put aside."""
        tokens = tokenised(cleaned(text))
        return any(hit.sense.sort == "new_patient" for hit in longest(self._language.intents.find(tokens)))

    def _fold(
        self, case: _Case, message: Message, given: Mapping[str, ReadFact] | None = None, asked: Sequence[str] = ()
    ) -> tuple[_Case, Merged]:
        """A case after one more message, and what that message said by itself."""
        topic = message.words.topic
        wants = {hit.sense.sort for hit in message.intents}
        if "new_patient" in wants:
            case = _Case(going_on=case.going_on)
        taken_back = [message.text.tokens[hit.first].start for hit in message.intents if hit.sense.sort == "corrections"]
        mentions = [*message.mentions, *relatives(message), *replies(message, asked)]
        read = merged(mentions, topic.facts, {**values_of(case.facts.values()), **values_of((given or {}).values())}, taken_back)
        read.doubts += [*_other_measures(message, read), *(doubt for _, doubt in message.ambiguous), *message.guesses]
        facts = {**case.facts, **{name: refined(case.facts.get(name), fact) for name, fact in read.facts.items()}, **(given or {})}
        facts = consistent(facts, topic.facts)
        for doubt in read.doubts:
            facts.pop(doubt.fact, None)
        facts |= reasons(topic.facts, facts)
        values = values_of(facts.values())
        decisions = self._decisions(message, values, case)
        where = scope(message, going_on=case.going_on)
        return _Case(facts, decisions, going_on=case.going_on or where == "in"), read

    def _decisions(self, message: Message, values: Mapping[str, Value], case: _Case) -> tuple[str, ...]:
        topic = message.words.topic
        return (
            named(message, values)
            or hinted(message, values)
            or case.decisions
            or implied(topic, values)
            or (topic.default.id,)
        )

    def _reading(self, message: Message, case: _Case, read: Merged) -> Reading:
        topic = message.words.topic
        where = scope(message, going_on=case.going_on)
        facts = {
            name: case.facts[name]
            for name in topic.facts
            if name in case.facts and _wanted(topic, name, case.decisions)
        }
        return Reading(
            text=message.text.clean,
            topic=topic.id if where != "out" else None,
            decisions=case.decisions if where != "out" else (),
            facts=tuple(facts.values()) if where != "out" else (),
            aside=tuple(read.aside),
            doubts=tuple(read.doubts),
            scope=where,
            act=act(message),
            steering=steering(message),
            asks_about=tuple(dict.fromkeys(hit.sense.name for hit in message.hits if hit.sense.sort == "source")),
        )


def _wanted(topic: Topic, name: str, decisions: Sequence[str]) -> bool:
    """Whether a fact is read for these decisions at all."""
    reading = topic.facts[name].reading
    if not set(reading.not_for).isdisjoint(decisions):
        return False
    return not reading.only_for or not set(reading.only_for).isdisjoint(decisions)


def _other_measures(message: Message, read: Merged) -> list[Doubt]:
    """What is easily taken for a fact that is not otherwise given."""
    found = [bound for bound in message.bound if bound.other is not None and bound.fact not in read.facts]
    return [
        other_measure(
            bound.fact,
            message.text.words(bound.first, bound.last),
            message.facts[bound.fact].reading.other_measures[bound.other or 0],
        )
        for bound in found
    ]
