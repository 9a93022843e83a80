"""An answer as server-sent events, in the order in which a reader takes it in; the last one is the whole of it.

What was understood is told as soon as it is known, before any search. Positions and passages are cut from the finished
answer: none is shown that the guard has not read.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from typing import TYPE_CHECKING, cast

from bot.answer import check, read
from bot.draft import Draft
from bot.parts import fact_read
from bot.question import checked
from bot.schema import Answer, canonical

if TYPE_CHECKING:
    from bot.question import Question
    from bot.web.desk import Given
    from bot.wiring import Bot

UNDERSTOOD = ("question", "as_of", "topic", "decision", "facts")


def understood(question: Question, bot: Bot) -> bytes:
    """What the finished answer will say was understood. Raises as `bot.answer.answer` does."""
    question = checked(question)
    reading = read(question, bot)
    draft = Draft(question, reading, bot, check(question, reading, bot))
    return _understood(
        Answer(
            question=question.text,
            as_of=question.as_of.isoformat(),
            topic=None if reading.scope == "out" else draft.topic.id,
            decision=draft.verdict.decision if draft.verdict else None,
            outcome="",
            headline="",
            facts=tuple(fact_read(draft.bench, each) for each in reading.facts),
        ).as_dict()
    )


async def events(first: bytes | None, answering: Callable[[], Awaitable[Given]]) -> AsyncIterator[bytes]:
    """understood, position…, passage…, done. *first* is what was understood, where that is known before the answer."""
    if first is not None:
        yield _event("understood", first)
    for name, data in parts(await answering()):
        if name != "understood" or data != first:
            yield _event(name, data)


def parts(given: Given) -> Iterator[tuple[str, bytes]]:
    """Each event's name and data: one line of JSON."""
    whole = given.answer.as_dict()
    yield "understood", _understood(whole)
    for name, key in (("position", "positions"), ("passage", "citations")):
        for part in cast("list[object]", whole[key]):
            yield name, canonical(part).encode()
    yield "done", given.body


def _understood(whole: dict[str, object]) -> bytes:
    return canonical({key: whole[key] for key in UNDERSTOOD}).encode()


def _event(name: str, data: bytes) -> bytes:
    return b"event: %b\ndata: %b\n\n" % (name.encode(), data)
