"""A question within a conversation: its history and facts from the store, its turn written before it is shown."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from anyio.to_thread import run_sync

from bot.store import Talk, Turn
from bot.store.store import now
from bot.web.border import MOST_TURNS, question_from
from bot.web.context import carried, masked, owner_of, web_of
from bot.web.problems import Problem, missing

if TYPE_CHECKING:
    from starlette.requests import Request

    from bot.question import Question
    from bot.web.border import Ask
    from bot.web.context import Web
    from bot.web.desk import Given


@dataclass(frozen=True)
class Said:
    """What was answered, and where in the conversation it stands."""

    given: Given
    talk: Talk
    n: int


async def go_on(request: Request, ask: Ask, n: int | None = None) -> Said:
    """Answer the next question of a conversation, or the *n*-th once more with other facts.

    Raises `Problem` if the conversation is missing, another's, expired or full.
    """
    web, owner = web_of(request), owner_of(request)
    talk = await run_sync(lambda: web.talks().talk(owner, ask.conversation or ""))
    if talk is None:
        raise missing()
    if n is None and len(talk.turns) >= MOST_TURNS:
        raise Problem("full", f"It has {MOST_TURNS} questions, the most there can be. Start a new conversation.")
    place = n if n is not None else len(talk.turns) + 1
    question = asked_in(talk, replace(question_from(ask, web.today()), history=()), place)
    given = await web.desk.call(partial(_answer, web, question, talk, place))
    await run_sync(
        _write,
        web,
        owner,
        talk,
        Turn(place, given.question.text, carried(given.question.facts), given.answer.fingerprint, now()),
    )
    await run_sync(web.keep, given)
    return Said(given, talk, place)


def asked_in(talk: Talk, question: Question, n: int) -> Question:
    """The question with the words that came before it, free of personal data."""
    earlier = tuple(turn.question for turn in talk.turns if turn.n < n)
    return masked(replace(question, history=earlier))


def _answer(web: Web, question: Question, talk: Talk, n: int) -> Given:
    before = next((turn for turn in reversed(talk.turns) if turn.n < n), None)
    again = any(turn.n == n for turn in talk.turns)
    if before is not None and not again:
        question = web.desk.going_on(question, carried(before.facts))
    return web.desk.ask(question)


def _write(web: Web, owner: str, talk: Talk, turn: Turn) -> None:
    if not web.talks().say(owner, talk.id, turn):
        raise missing()
