"""The chat page: ask, change a fact, go on. Each works as a plain form; the script only asks for smaller parts."""

from __future__ import annotations

import json
import logging
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any

from anyio.to_thread import run_sync
from fastapi import APIRouter, Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response

from bot.render.readers import worded
from bot.render.text import as_text
from bot.store import StoreProblem
from bot.store.records import question_of
from bot.web.api import again, found, remembered
from bot.web.border import question_from
from bot.web.card import Card
from bot.web.context import caller_of, web_of
from bot.web.desk import Given
from bot.web.forms import Form, fields_of, form_from
from bot.web.leaves import leaf_asked, leaf_of
from bot.web.problems import Problem, missing
from bot.web.showing import page, preferences_of, wants_fragment
from bot.web.talking import Said, go_on
from bot.web.talks import own, owner_now, remember
from bot.web.words import Words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.question import Question
    from bot.store import Talk, Turn
    from bot.web.context import Web
    from bot.web.showing import Preferences

router = APIRouter(include_in_schema=False)
LONGEST_TITLE = 80
TALKS_A_LEAF, TURNS_A_LEAF = 40, 10
log = logging.getLogger("bot.web")


@dataclass(frozen=True)
class Shown:
    """A turn as a page shows it: the card, and the hidden fields that ask it again.

    `masked`: personal data was taken out; `lost`: it should have been kept, and could not be.
    """

    card: Card
    hidden: dict[str, str]
    address: str | None
    n: int
    masked: bool = False
    lost: bool = False

    @property
    def following(self) -> dict[str, str]:
        """The hidden fields of the next question: the conversation, or all of it where the page itself carries it."""
        if "conversation" in self.hidden:
            return {"conversation": self.hidden["conversation"]}
        history = [*json.loads(self.hidden.get("history", "[]")), self.hidden["question"]]
        kept = {key: value for key, value in self.hidden.items() if key not in ("n", "question", "carried")}
        given = self.hidden.get("carried", self.hidden["given"])
        return {**kept, "given": given, "history": json.dumps(history, ensure_ascii=False)}


@dataclass(frozen=True)
class Stale:
    """A turn that cannot be given again: what was asked, why not, and the hidden fields that ask it once more."""

    question: str
    problem: Problem
    hidden: dict[str, str]

    @property
    def changed(self) -> list[str]:
        """The parts of the edition that are not as they were."""
        return [each.partition(" ")[0] for each in self.problem.more.get("differs", ())]


@router.get("/")
async def start(request: Request) -> Response:
    """An empty chat with questions to start from."""
    return page(request, "chat.html", talk=None, shown=None, stale=None, earlier=())


@router.get("/embed")
async def embed(request: Request) -> Response:
    """What the widget begins with."""
    fields = dict(request.query_params)
    return page(
        request,
        "embed.html",
        preferences=preferences_of(request, fields),
        talk=None,
        shown=None,
        stale=None,
        earlier=(),
    )


@router.post("/ask")
async def ask(request: Request) -> Response:
    """Answer a form: the whole page, the next address, or one part for the script."""
    web, fields = web_of(request), await fields_of(request)
    preferences = preferences_of(request, fields)
    form = form_from(fields, preferences.country, preferences.reader)
    kept = web.shelf.words and not form.unsaved
    begins = form.ask.conversation is None
    if kept and not (begins and web.shelf.resting):
        try:
            return await _asked_within(request, form, preferences)
        except StoreProblem as problem:
            if not begins:
                raise
            log.warning("%s Answers are given without it.", problem)
            web.shelf.rest()
    given, carried = await web.desk.call(partial(_answer_alone, web, form))
    if not kept:
        await run_sync(web.keep, given)
    shown = replace(_shown_alone(web, given, form, preferences), lost=kept)
    if carried != given.question.facts:
        shown.hidden["carried"] = _as_json(carried)
    return _respond(request, form, shown, preferences)


async def _asked_within(request: Request, form: Form, preferences: Preferences) -> Response:
    """Answer within a conversation that is kept, begun now if there is none. Raises `StoreProblem`."""
    form, cookie = await _begun(request, form)
    said = await go_on(request, form.ask, form.n)
    shown = _shown_said(web_of(request), said, preferences)
    shown = replace(shown, masked=form.ask.question not in ("", said.given.question.text))
    return remember(request, _respond(request, form, shown, preferences), cookie)


def _respond(request: Request, form: Form, shown: Shown, preferences: Preferences) -> Response:
    if form.text:
        return PlainTextResponse(as_text(shown.card.worded), headers={"cache-control": "no-store"})
    if wants_fragment(request):
        return page(request, "turn.html", preferences=preferences, shown=shown, heading=2)
    if "conversation" in shown.hidden:
        query = "?masked" if shown.masked else ""
        return RedirectResponse(f"/c/{shown.hidden['conversation']}{query}#turn-{shown.n}", 303)
    return page(request, "chat.html", preferences=preferences, talk=None, shown=shown, stale=None, earlier=())


async def _begun(request: Request, form: Form) -> tuple[Form, str | None]:
    """The form with its conversation, begun now if there is none, and the cookie that owns it."""
    if form.ask.conversation:
        return form, None
    web = web_of(request)
    if not form.ask.question.strip():
        await web.desk.call(partial(web.desk.ask, question_from(form.ask, web.today())))
    owner, cookie = owner_now(request)
    request.state.caller = replace(caller_of(request), owner=owner)
    talk = await run_sync(lambda: web.talks().begin(owner, title_of(web, form.ask.question)))
    return replace(form, ask=form.ask.model_copy(update={"conversation": talk.id}), n=None), cookie


def title_of(web: Web, question: str) -> str:
    """A conversation's title: the beginning of its first question, free of personal data."""
    return web.keepable(" ".join(question.split()))[:LONGEST_TITLE]


def _answer_alone(web: Web, form: Form) -> tuple[Given, Mapping[str, object]]:
    """The answer, and the facts that the next question begins with."""
    question = question_from(form.ask, web.today())
    if form.n is None and question.history:
        question, carried = web.desk.carrying(replace(question, facts={}), question.facts)
    else:
        question, carried = web.desk.carrying(question, form.carried, again=True)
    return web.desk.ask(question), carried


def _shown_said(web: Web, said: Said, preferences: Preferences) -> Shown:
    """A turn of a conversation that is kept."""
    hidden = {"conversation": said.talk.id, "n": str(said.n), "given": _as_json(said.given.question.facts)}
    card = _card(web, said.given, preferences)
    return Shown(card, hidden, f"/a/{said.given.answer.fingerprint}", said.n)


def _shown_alone(web: Web, given: Given, form: Form, preferences: Preferences) -> Shown:
    """A turn whose page carries what came before."""
    hidden = _asked_again(given.question)
    hidden |= {key: form.fields[key] for key in ("reader", "country", "lang") if key in form.fields}
    return Shown(_card(web, given, preferences), hidden, None, len(given.question.history) + 1)


def _as_json(facts: Mapping[str, object]) -> str:
    """The facts given apart, as a hidden field carries them."""
    return json.dumps(dict(facts), ensure_ascii=False)


def _card(web: Web, given: Given, preferences: Preferences) -> Card:
    words = Words(preferences.language, preferences.reader)
    left_out = tuple(name for name, value in given.question.facts.items() if value is None)
    return Card(given.answer, web.bot, words, left_out)


@router.get("/c/{id}")
async def conversation(request: Request, id: str) -> Response:  # noqa: A002 (the address's own name)
    """A conversation: its newest answer in full, the earlier ones one tap away."""
    web, talk = web_of(request), await own(request, id)
    preferences = preferences_of(request)
    shown, stale = await _newest(web, talk, preferences) if talk.turns else (None, None)
    if shown and "masked" in request.query_params:
        shown = replace(shown, masked=True)
    earlier, here, of = leaf_of(talk.turns[:-1], TURNS_A_LEAF, leaf_asked(request) or len(talk.turns))
    turns = {"talk": talk, "shown": shown, "stale": stale, "earlier": earlier, "here": here, "of": of}
    return page(request, "chat.html", preferences=preferences, **turns)


async def _newest(web: Web, talk: Talk, preferences: Preferences) -> tuple[Shown | None, Stale | None]:
    turn = talk.turns[-1]
    try:
        given = await found(web, turn.fingerprint)
    except Problem as problem:
        facts = _as_json(await run_sync(_given_then, web, turn))
        asked = {"conversation": talk.id, "n": str(turn.n), "question": turn.question, "given": facts}
        return None, Stale(turn.question, problem, asked)
    return _shown_said(web, Said(given, talk, turn.n), preferences), None


def _given_then(web: Web, turn: Turn) -> Mapping[str, object]:
    """The facts given apart with a turn; where that is not known any more, those carried on from it."""
    kept = web.shelf.store().kept(turn.fingerprint)
    return question_of(kept.request).facts if kept and kept.request else turn.facts


@router.get("/a/{fingerprint}")
async def permalink(request: Request, fingerprint: str) -> Response:
    """One answer, for whoever was given its address; or which edition differs now, and a way to ask again."""
    web, preferences = web_of(request), preferences_of(request)
    kept = await remembered(web, fingerprint)
    try:
        given = await again(web, kept)
    except Problem as problem:
        if kept.request is None or "text/html" not in request.headers.get("accept", "") or wants_fragment(request):
            raise
        question = question_of(kept.request)
        stale = Stale(question.text, problem, _asked_again(question))
        return page(request, "answer.html", problem.status, preferences=preferences, shown=None, stale=stale)
    if request.query_params.get("format") == "text":
        return PlainTextResponse(as_text(worded(given.answer, preferences.reader)))
    hidden = {**_asked_again(given.question), "as_of": given.answer.as_of}
    shown = Shown(_card(web, given, preferences), hidden, f"/a/{fingerprint}", 1)
    name = "turn.html" if wants_fragment(request) else "answer.html"
    return page(request, name, preferences=preferences, shown=shown, stale=None, heading=2)


def _asked_again(question: Question) -> dict[str, str]:
    """The hidden fields that ask a question once more, in nobody's conversation."""
    history = json.dumps(list(question.history), ensure_ascii=False)
    return {"unsaved": "1", "n": "1", "question": question.text, "history": history, "given": _as_json(question.facts)}


@router.get("/conversations")
async def conversations(request: Request) -> Response:
    """One's own conversations."""
    web, owner = web_of(request), caller_of(request).owner
    mine: list[Any] = []
    if web.shelf.words and owner:
        mine = await run_sync(lambda: web.talks().talks(owner))
    talks, here, of = leaf_of(mine, TALKS_A_LEAF, leaf_asked(request) or 1)
    return page(request, "conversations.html", talks=talks, here=here, of=of)


@router.post("/conversations/{id}")
async def change_conversation(request: Request, id: str) -> Response:  # noqa: A002 (the address's own name)
    """Rename or delete, from a plain form."""
    web, fields, talk = web_of(request), await fields_of(request), await own(request, id)
    owner = caller_of(request).owner or ""
    title = web.keepable(fields.get("title", "").strip())[:120]
    if "delete" in fields:
        await run_sync(lambda: web.talks().forget(owner, talk.id))
    elif title:
        await run_sync(lambda: web.talks().rename(owner, talk.id, title))
    else:
        raise missing()
    return RedirectResponse("/conversations", 303)
