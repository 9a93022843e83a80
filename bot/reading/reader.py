"""The reader: a question, and what was said before it, becomes facts, doubts and decisions.

Everything it knows of a subject is in the topic; everything it knows of language is in `language.yaml`.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from bot.reading.by_turns import of_one
from bot.reading.given import given_to, not_of
from bot.reading.initials import initials_in
from bot.reading.language import load_language
from bot.reading.message import Message
from bot.reading.phrases import longest
from bot.reading.side import Side, nearest
from bot.reading.text import cleaned, tokenised
from bot.reading.topic_words import TopicWords
from bot.reading.types import Reading, Turn
from bot.undisturbed import undisturbed

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
        self.topics = tuple(topics)
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
        with undisturbed():
            initials = initials_in(turns, self._topics, self._language)
            own, name = of_one(turns, self._language.file.called, initials)
            reading = self._read(own, self._sides(as_of, given or {}, of_asker=self._of_asker(own)), asked)
        return replace(reading, only_of=name) if name else reading

    def _read(self, turns: Sequence[Turn], sides: Sequence[Side], asked: Sequence[str] | Asking) -> Reading:
        """The last of some turns, after the others."""
        spoken_of: Side | None = None
        for turn, following in pairwise(turns):
            for side in sides:
                side.hear(turn)
            spoken_of, *_ = nearest(sides, spoken_of)
            if callable(asked) and not following.asked and len(following.text) <= REPLY:
                spoken_of.asked = asked(spoken_of.reading_with_given()) or spoken_of.asked
        for side in sides:
            side.hear_last(turns[-1])
        meant, *others = nearest(sides, spoken_of)
        return meant.reading(others)

    def _of_asker(self, turns: Sequence[Turn]) -> bool:
        """Whether the patient is who asks, by who was spoken of last, where a relative of the asker's was named.

        `my mother is AB`, then `should I be tested?`; not `should she be tested?`.
        """
        my, others = self._language.among("my"), self._language.among("third_person")
        if len(turns) == 1 or not any(my.intersection(turn.text.casefold().split()) for turn in turns):
            return False
        for turn in reversed(turns):
            tokens = tokenised(cleaned(turn.text))
            if any(token.key in others for token in tokens):
                return False
            if self._language.of_asker.find(tokens):
                return True
        return False

    def _sides(self, as_of: date, given: Mapping[str, object], *, of_asker: bool) -> list[Side]:
        """Nobody has said anything yet; each topic knows those of the facts given that are its own."""
        vocabularies = [words.topic.facts for words in self._topics]
        own = given_to(vocabularies, given)
        return [
            Side(words, self._language, as_of, told, not_of(facts, given), of_asker)
            for words, told, facts in zip(self._topics, own, vocabularies, strict=True)
        ]

    def messages(self, text: str, as_of: date) -> list[Message]:
        """A text by itself, in the light of each topic."""
        return [Message(text, words, self._language, as_of) for words in self._topics]

    def starts_again(self, text: str) -> bool:
        """Whether a message begins with another patient: what was known before it is put aside."""
        tokens = tokenised(cleaned(text))
        return any(hit.sense.sort == "new_patient" for hit in longest(self._language.intents.find(tokens)))
