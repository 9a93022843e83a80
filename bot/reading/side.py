"""A conversation in the light of one topic; and which of several topics a message is about.

Every topic hears every message, for the patient is the same: an age told while speaking of one is known to all. What a
topic asked for is answered only by a message about that topic.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.reading.acts import act, of_sources, of_texts, open_words, steering
from bot.reading.case import Case, after, wanted
from bot.reading.foreign import without_foreign
from bot.reading.message import Message
from bot.reading.scope import scope, strange, unexplained
from bot.reading.types import Reading

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from bot.reading.given import Given
    from bot.reading.language import Language
    from bot.reading.phrases import Hit
    from bot.reading.topic_words import TopicWords
    from bot.reading.types import ReadFact, Turn

SCOPES = ("in", "unclear", "out")


@dataclass(eq=False)
class Side:
    """What a conversation has come to for one topic; *given* is what was given apart, *unknown* what it knows not of.

    *of_asker* is whether the patient is who asks.
    """

    words: TopicWords
    language: Language
    as_of: date
    given: Given
    unknown: tuple[str, ...] = ()
    of_asker: bool = False

    def __post_init__(self) -> None:
        self.before = self.case = Case(going_on=bool(self.given.facts))
        self.asked: Sequence[str] = ()

    def hear(self, turn: Turn) -> None:
        """Take in an earlier message, as it stands; beside the subject, it leaves what was asked before it open."""
        self._listen(turn)
        self.case = after(self.before, self.message, self.answered)
        self.asked = self.answered if self.case.scope == "out" else ()

    def hear_last(self, turn: Turn) -> None:
        """Take in the message to be answered, after all that was told before."""
        self._listen(turn)
        self.before = self.before.told_before()
        self.case = after(self.before, self.message, self.answered, self.given)

    def _listen(self, turn: Turn) -> None:
        self.before = self.case
        of_asker = self.of_asker or self.case.of_asker
        self.whole = Message(turn.text, self.words, self.language, self.as_of, self.case.going_on, of_asker)
        self.message = self._own(self.whole)
        self.answered = turn.asked or self.asked
        self.asked = ()

    def _own(self, message: Message) -> Message:
        """The message without the sentences that belong to something else."""
        text = without_foreign(message)
        if text == message.raw:
            return message
        rest = Message(text, message.words, self.language, message.as_of, message.going_on)
        return rest if scope(rest, going_on=message.going_on) == "in" else message

    def reading(self, others: Sequence[Side] = ()) -> Reading:
        """The last message as understood; *others* would fit as well."""
        reading = _reading(self.message, self.case, self.unknown, steering(self.whole))
        others = others if reading.topic else ()
        return replace(reading, or_of=tuple(side.words.topic.id for side in others)) if others else reading

    def reading_with_given(self) -> Reading:
        """An earlier message as understood by who knows what is given now."""
        return _reading(self.message, after(self.before, self.message, self.answered, self.given), self.unknown)

    def distance(self) -> tuple[bool | int, ...]:
        """How far the topic is from the last message; the least is meant.

        An emergency comes first; then whether the topic's own words are there, whose facts were given, and who knows
        more of the words.
        """
        return (
            act(self.message) != "urgent",
            SCOPES.index(self.case.scope),
            not self.message.anchors,
            len(self.unknown),
            len(unexplained(self.message)),
        )


def nearest(sides: Sequence[Side], spoken_of: Side | None) -> list[Side]:
    """The topic that the last message is about, and after it others that fit as well.

    Of equals it is the one spoken of before, and then no other; else the first there is.
    """
    if len(sides) == 1:
        return [*sides]
    least = min(side.distance() for side in sides)
    equals = [side for side in sides if side.distance() == least]
    return [spoken_of] if spoken_of in equals else equals


def _reading(message: Message, case: Case, unknown: tuple[str, ...], steers: tuple[str, ...] = ()) -> Reading:
    topic = message.words.topic
    names = [name for name in topic.facts if name in case.facts and wanted(topic, name, case.decisions)]
    inside, earlier = case.scope != "out", any(case.facts[name].source == "history" for name in names)
    impersonal = of_texts(message) and not earlier
    told = any(not topic.facts[name].reading.place for name in names)
    return Reading(
        text=message.text.clean,
        asks=topic.in_its_words(message.text.clean),
        as_of=message.as_of,
        topic=topic.id if inside else None,
        decisions=case.decisions if inside else (),
        facts=tuple(case.facts[name] for name in names) if inside else (),
        aside=case.aside,
        replaced=case.replaced if inside else (),
        doubts=case.doubts,
        scope=case.scope,
        act=act(message),
        steering=steers,
        first=message.emergency.says if message.emergency else "",
        asks_about=_asks_about(message, [case.facts[name] for name in names if topic.facts[name].reading.place]),
        asked=case.asked,
        unexplained=unexplained(message),
        strange=strange(message),
        patient=told and not impersonal and not of_sources(message),
        general=any(hit.sense.sort == "in_general" for hit in message.intents),
        wonders=any(hit.sense.sort == "wondering" and _begins(message, hit) for hit in message.intents),
        figure=any(hit.sense.sort == "figures" for hit in message.intents),
        of_texts=impersonal,
        beside=open_words(message, case.decisions),
        compares=message.compares,
        of_text=any(hit.sense.sort == "about_text" for hit in message.intents),
        of_others=unknown if inside else (),
    )


def _asks_about(message: Message, places: Sequence[ReadFact]) -> tuple[str, ...]:
    """The sources named, and the places, be they named earlier or given apart."""
    sources = [hit.sense.name for hit in message.hits if hit.sense.sort == "source"]
    values = [hit for hit in message.hits if hit.sense.sort == "value" and message.facts[hit.sense.name].reading.place]
    given = [str(each.shown) for each in places]
    return tuple(dict.fromkeys([*sources, *(hit.sense.value for hit in values), *given]))


def _begins(message: Message, hit: Hit) -> bool:
    """Whether a sentence begins with some words."""
    tokens = message.text.tokens
    return hit.first == 0 or tokens[hit.first - 1].sentence != tokens[hit.first].sentence
