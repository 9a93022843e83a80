"""A question within a conversation: its history and facts from the store, its turn written before it is shown."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from anyio.to_thread import run_sync

from bot.question import MOST_EARLIER
from bot.store import Kept, StoreProblem, Taken, Talk, Turn
from bot.store.store import now
from bot.web.border import question_from
from bot.web.context import masked, owner_of, web_of
from bot.web.problems import Problem, missing

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.requests import Request

    from bot.question import Question
    from bot.web.border import Ask
    from bot.web.context import Web
    from bot.web.desk import Given
    from bot.wiring import Bot

TRIES = 20


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
    for _ in range(TRIES):
        try:
            return await _said(request, ask, n)
        except Taken:  # asked twice at once, in two windows: this one now follows the other
            continue
    raise StoreProblem("The conversation is written to from elsewhere: keeping the question was not done.")


async def _said(request: Request, ask: Ask, n: int | None) -> Said:
    web, owner = web_of(request), owner_of(request)
    talk = await run_sync(lambda: web.talks().talk(owner, ask.conversation or ""))
    if talk is None:
        raise missing()
    if n is None and len(talk.turns) >= MOST_EARLIER:
        raise Problem("full", f"It has {MOST_EARLIER} questions, the most there can be. Start a new conversation.")
    place = n if n is not None else len(talk.turns) + 1
    question = asked_in(web.bot, talk, replace(question_from(_whole(ask, talk, n), web.today()), history=()), place)
    given, carried = await web.desk.call(partial(_answer, web, question, talk, place))
    turn = Turn(place, given.question.text, carried, given.answer.fingerprint, now())
    kept = Kept.of(given.answer, given.question, words=True)
    if not await run_sync(partial(web.talks().say, owner, talk.id, turn, kept, again=n is not None)):
        raise missing()
    web.log(given)
    return Said(given, talk, place)


def _whole(ask: Ask, talk: Talk, n: int | None) -> Ask:
    """What is asked; where a page asks a turn once more without repeating its words, those that are kept."""
    words = next((turn.question for turn in talk.turns if turn.n == n), "")
    return ask if ask.question or not words else ask.model_copy(update={"question": words})


def asked_in(bot: Bot, talk: Talk, question: Question, n: int) -> Question:
    """The question with the words that came before it, free of personal data."""
    earlier = tuple(turn.question for turn in talk.turns if turn.n < n)
    return masked(replace(question, history=earlier), bot)


def _answer(web: Web, question: Question, talk: Talk, n: int) -> tuple[Given, Mapping[str, object]]:
    """The answer, and the facts that the next question begins with."""
    there = next((turn for turn in reversed(talk.turns) if turn.n <= n), None)
    facts = there.facts if there else {}
    question, carried = web.desk.carrying(question, facts, again=there is not None and there.n == n)
    return web.desk.ask(question), carried
