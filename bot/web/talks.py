"""Conversations over the API: begin, list, read, rename, delete, export. Only one's own; any other is not there."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any

from anyio.to_thread import run_sync
from fastapi import APIRouter, Request
from starlette.responses import JSONResponse, Response

from bot.web import reference
from bot.web.api import body
from bot.web.border import Title, parsed
from bot.web.context import caller_of, owner_of, web_of
from bot.web.gate import OWNER, cookie_options, owner_from
from bot.web.problems import missing

if TYPE_CHECKING:
    from bot.store import Talk

router = APIRouter()


def as_data(talk: Talk) -> dict[str, Any]:
    """A conversation as JSON."""
    turns = [{**vars(turn), "facts": dict(turn.facts), "asked": turn.asked.isoformat()} for turn in talk.turns]
    return {
        "id": talk.id,
        "title": talk.title,
        "created": talk.created.isoformat(),
        "updated": talk.updated.isoformat(),
        "turns": turns,
    }


def owner_now(request: Request) -> tuple[str, str | None]:
    """Who owns what begins now, and the cookie to set for somebody who is nobody yet."""
    if owner := caller_of(request).owner:
        return owner, None
    cookie = secrets.token_urlsafe(24)
    return owner_from(cookie), cookie


def remember(request: Request, response: Response, cookie: str | None) -> Response:
    """Let the browser know who it is from now on."""
    if cookie:
        response.set_cookie(OWNER, cookie, max_age=31_536_000, **cookie_options(request))
    return response


@router.get("/v1/conversations", **reference.TALKS)
async def listing(request: Request) -> list[dict[str, Any]]:
    """List your conversations, the newest first."""
    web, owner = web_of(request), caller_of(request).owner
    if owner is None or not web.shelf.words:
        return []
    return [as_data(each) for each in await run_sync(lambda: web.talks().talks(owner))]


@router.post("/v1/conversations", **reference.BEGIN)
async def begin(request: Request) -> Response:
    """Begin a conversation. Its id goes into /v1/ask; a browser without a key gets a cookie that owns it."""
    web = web_of(request)
    title = web.keepable(parsed(Title, await body(request)).title)
    owner, cookie = owner_now(request)
    talk = await run_sync(lambda: web.talks().begin(owner, title))
    return remember(request, JSONResponse(as_data(talk), 201), cookie)


@router.get("/v1/conversations/{id}", **reference.TALK)
async def read(request: Request, id: str) -> dict[str, Any]:  # noqa: A002 (the address's own name)
    """One conversation with its questions, facts and fingerprints."""
    return as_data(await own(request, id))


@router.get("/v1/conversations/{id}/export", **reference.TALK)
async def export(request: Request, id: str) -> Response:  # noqa: A002 (the address's own name)
    """The conversation as a file."""
    found = as_data(await own(request, id))
    return JSONResponse(found, headers={"content-disposition": 'attachment; filename="conversation.json"'})


@router.patch("/v1/conversations/{id}", **reference.RENAME)
async def rename(request: Request, id: str) -> dict[str, Any]:  # noqa: A002 (the address's own name)
    """Give it another title."""
    web, owner = web_of(request), owner_of(request)
    title = web.keepable(parsed(Title, await body(request)).title)
    if not await run_sync(lambda: web.talks().rename(owner, id, title)):
        raise missing()
    return as_data(await own(request, id))


@router.delete("/v1/conversations/{id}", **reference.FORGET)
async def forget(request: Request, id: str) -> Response:  # noqa: A002 (the address's own name)
    """Delete it with all its questions."""
    web, owner = web_of(request), owner_of(request)
    if not await run_sync(lambda: web.talks().forget(owner, id)):
        raise missing()
    return Response(status_code=204)


async def own(request: Request, id_: str) -> Talk:
    """A conversation of the caller's. Raises `Problem` if it is missing, another's or expired: they look the same."""
    web, owner = web_of(request), owner_of(request)
    talk = await run_sync(lambda: web.talks().talk(owner, id_))
    if talk is None:
        raise missing()
    return talk
