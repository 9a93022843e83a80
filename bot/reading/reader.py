"""The reader: a question, and what was said before it, becomes facts, doubts and decisions.

Everything it knows of a subject is in the topic; everything it knows of language is in `language.yaml`.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from bot.reading.acts import act, steering
from bot.reading.case import Case, after, wanted
from bot.reading.foreign import without_foreign
from bot.reading.given import given_facts
from bot.reading.language import load_language
from bot.reading.message import Message
from bot.reading.phrases import longest
from bot.reading.scope import scope, unexplained
from bot.reading.text import cleaned, tokenised
from bot.reading.topic_words import TopicWords
from bot.reading.types import Reading, Turn

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date

    from guardrails.topic import Topic

    Asking = Callable[[Reading], Sequence[str]]

REPLY = 80  # characters of the longest message that may be a reply to what was asked


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
        history: Sequence[str | Turn] = (),
        given: Mapping[str, object] | None = None,
        asked: Sequence[str] | Asking = (),
    ) -> Reading:
        """Read a message after the earlier ones of the same user, each with what was asked before it if it is a Turn.

        *asked* are the facts asked for last, most decisive first, or what finds them by how a message was read; then
        every short message may be a reply. Raises ValueProblem when *given* names no fact, or no value of it.
        """
        last = Turn(text, () if callable(asked) else tuple(asked))
        turns = [*(turn if isinstance(turn, Turn) else Turn(turn) for turn in history), last]
        asking = asked if callable(asked) else _nothing
        readings = [self._read(words, turns, as_of, given or {}, asking) for words in self._topics]
        return min(readings, key=_strangeness)

    def messages(self, text: str, as_of: date) -> list[Message]:
        """A text by itself, in the light of each topic."""
        return [Message(text, words, self._language, as_of) for words in self._topics]

    def starts_again(self, text: str) -> bool:
        """Whether a message begins with another patient: what was known before it is put aside."""
        tokens = tokenised(cleaned(text))
        return any(hit.sense.sort == "new_patient" for hit in longest(self._language.intents.find(tokens)))

    def _read(
        self,
        words: TopicWords,
        turns: Sequence[Turn],
        as_of: date,
        given: Mapping[str, object],
        asking: Asking,
    ) -> Reading:
        """The last of some turns, in the light of one topic."""
        case = Case(going_on=bool(given))
        given_now = given_facts(given, words.topic.facts) if given else {}
        asked: Sequence[str] = ()
        for turn, following in pairwise(turns):
            message = self._own(Message(turn.text, words, self._language, as_of, case.going_on))
            so_far, case = case, after(case, message, turn.asked or asked)
            asks = asking is not _nothing and not following.asked and len(following.text) <= REPLY
            asked = asking(_reading(message, after(so_far, message, turn.asked or asked, given_now))) if asks else ()
        message = self._own(Message(turns[-1].text, words, self._language, as_of, case.going_on))
        return _reading(message, after(case.told_before(), message, turns[-1].asked or asked, given_now))

    def _own(self, message: Message) -> Message:
        """The message without the sentences that belong to something else."""
        text = without_foreign(message)
        if text == message.raw:
            return message
        rest = Message(text, message.words, self._language, message.as_of, message.going_on)
        return rest if scope(rest, going_on=message.going_on) == "in" else message


def _nothing(_: Reading) -> tuple[str, ...]:
    """Ask for nothing."""
    return ()


def _strangeness(reading: Reading) -> tuple[int, int]:
    """How far a topic is from a message: the least wins; of two that fit, the one that knows more of its words."""
    return ("in", "unclear", "out").index(reading.scope), len(reading.unexplained)


def _reading(message: Message, case: Case) -> Reading:
    topic = message.words.topic
    names = [name for name in topic.facts if name in case.facts and wanted(topic, name, case.decisions)]
    inside = case.scope != "out"
    return Reading(
        text=message.text.clean,
        as_of=message.as_of,
        topic=topic.id if inside else None,
        decisions=case.decisions if inside else (),
        facts=tuple(case.facts[name] for name in names) if inside else (),
        aside=case.aside,
        doubts=case.doubts,
        scope=case.scope,
        act=act(message),
        steering=steering(message),
        asks_about=_asks_about(message),
        asked=case.asked,
        unexplained=unexplained(message),
        patient=any(not topic.facts[name].reading.place for name in names),
        general=any(hit.sense.sort == "in_general" for hit in message.intents),
    )


def _asks_about(message: Message) -> tuple[str, ...]:
    """The sources named, and the places."""
    sources = [hit.sense.name for hit in message.hits if hit.sense.sort == "source"]
    values = [hit for hit in message.hits if hit.sense.sort == "value" and message.facts[hit.sense.name].reading.place]
    return tuple(dict.fromkeys([*sources, *(hit.sense.value for hit in values)]))
