"""Where surfaces ask: one answer at a time, each made once, kept as bytes while it is wanted again."""

from __future__ import annotations

import gzip
from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from threading import Lock
from typing import TYPE_CHECKING, Generic, TypeVar

from bot.answer import answer, read
from bot.carried import carried_on
from bot.schema import canonical

if TYPE_CHECKING:
    from datetime import date

    from bot.question import Question
    from bot.schema import Answer
    from bot.wiring import Bot

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")
MOST_REMEMBERED = 256
LONGEST_REMEMBERED = 4096


@dataclass
class Recent(Generic[K, V]):
    """The values used last, at most `most` of them: memory stays flat however many are asked for."""

    most: int = MOST_REMEMBERED
    _values: OrderedDict[K, V] = field(default_factory=OrderedDict)
    _lock: Lock = field(default_factory=Lock)

    def get(self, key: K) -> V | None:
        """The value of a key, if it is still here."""
        with self._lock:
            if key not in self._values:
                return None
            self._values.move_to_end(key)
            return self._values[key]

    def put(self, key: K, value: V) -> None:
        """Keep a value, and let the one unused for longest go."""
        with self._lock:
            self._values[key] = value
            self._values.move_to_end(key)
            while len(self._values) > self.most:
                self._values.popitem(last=False)


@dataclass(frozen=True)
class Given:
    """An answer, the question it was given to, and its bytes: the same on every surface."""

    question: Question
    answer: Answer
    body: bytes

    @cached_property
    def packed(self) -> bytes:
        """The bytes for who takes them compressed: the same every time, without the hour."""
        return gzip.compress(self.body, compresslevel=5, mtime=0)


@dataclass(frozen=True)
class Desk:
    """Answers questions with one bot, in one thread: the loop stays free, and nothing is decided twice at once."""

    bot: Bot
    remembered: Recent[Hashable, Given] = field(default_factory=Recent)
    bodies: Recent[tuple[bytes, date], Given] = field(default_factory=Recent)
    worker: ThreadPoolExecutor = field(default_factory=partial(ThreadPoolExecutor, 1, "answers"))

    def ask(self, question: Question) -> Given:
        """Answer, or hand over the same answer again. Raises `QuestionProblem` or `ValueProblem`."""
        key = _key(question)
        given = self.remembered.get(key)
        if given is None:
            made = answer(question, self.bot)
            given = Given(question, made, made.as_json())
            self.remembered.put(key, given)
        return given

    def at_once(self, raw: bytes, today: date) -> Given | None:
        """The answer to a body that was answered, and kept, today already."""
        return self.bodies.get((raw, today)) if len(raw) <= LONGEST_REMEMBERED else None

    def remember_body(self, raw: bytes, today: date, given: Given) -> None:
        """Keep an answer by the very bytes that asked for it."""
        if len(raw) <= LONGEST_REMEMBERED:
            self.bodies.put((raw, today), given)

    def heard(self, question: Question) -> frozenset[str]:
        """The facts that the newest words themselves state."""
        reading = self.bot.reader.read(question.text, question.as_of, history=question.history, given={})
        return frozenset(fact.name for fact in reading.facts if fact.source == "question")

    def going_on(self, question: Question, carried: Mapping[str, object]) -> Question:
        """The question with facts carried over from earlier turns, where its own words do not say otherwise."""
        return self.carrying(question, carried)[0]

    def carrying(
        self, question: Question, carried: Mapping[str, object], *, again: bool = False
    ) -> tuple[Question, Mapping[str, object]]:
        """The question with what still holds of the facts carried over, and what is carried on from it.

        Asked *again* it has them already. What its words only suppose otherwise is not given, and carried on.
        """
        still = carried_on(question, carried, self.bot)
        given = question.facts if again else {**still.now, **question.facts}
        question = self._withholding(replace(question, facts=given))
        supposed = {name: value for name, value in still.kept.items() if name not in still.now}
        return question, {**supposed, **question.facts}

    def _withholding(self, question: Question) -> Question:
        """The question without facts withheld of which its words say nothing anyway."""
        given = {name: value for name, value in question.facts.items() if value is not None}
        if len(given) == len(question.facts):
            return question
        reading = read(replace(question, facts=given), self.bot)
        said = {each.name for each in reading.facts} | {each.fact for each in reading.doubts}
        idle = {name for topic in self.bot.topics.values() for name in topic.facts} - said - given.keys()
        return replace(question, facts={name: value for name, value in question.facts.items() if name not in idle})

    async def call(self, work: Callable[[], V]) -> V:
        """Do some work in the answering thread."""
        import asyncio

        return await asyncio.get_running_loop().run_in_executor(self.worker, work)

    def close(self) -> None:
        """Finish what was begun."""
        self.worker.shutdown(wait=True)


def _key(question: Question) -> Hashable:
    facts = canonical(dict(question.facts)) if question.facts else ""
    return (question.text, question.history, facts, question.as_of, question.reader, question.jurisdiction)
