"""The short way for a question that stands alone: by its bytes if it was answered and kept today, else by the line.

Whatever is not such a question, or cannot be taken, goes the long way, where each fault is told.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pydantic import ValidationError
from starlette.datastructures import Headers

from bot.question import QuestionProblem
from bot.web.border import Ask
from guardrails.quantity import ValueProblem

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from bot.web.context import Web
    from bot.web.desk import Given

ASK = "/v1/ask"
JSON = "application/json"


@dataclass
class AtOnce:
    """Stands before the application and behind the gate: who may not ask never comes here."""

    app: ASGIApp

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer at once, or let the request in with the body as it came."""
        if scope["type"] != "http" or scope["path"] != ASK or scope["method"] != "POST":
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        first = await receive()
        if _short(headers, first) and (given := await _given(scope["state"]["web"], first.get("body", b""))):
            await _answer(given, headers, send)
            return
        waiting = [first]

        async def again() -> Message:
            return waiting.pop() if waiting else await receive()

        await self.app(scope, again, send)


async def _given(web: Web, raw: bytes) -> Given | None:
    today = web.today()
    if given := web.desk.at_once(raw, today):
        return given
    try:
        ask = Ask.model_validate_json(raw)
        return None if ask.conversation else await web.line.ask(raw, ask, today)
    except (ValidationError, QuestionProblem, ValueProblem):
        return None


def _short(headers: Headers, message: Message) -> bool:
    """Whether a body came whole, as JSON, and is to be answered so."""
    whole = message["type"] == "http.request" and not message.get("more_body")
    return whole and headers.get("content-type") == JSON and not headers.get("accept", "").startswith("text/plain")


async def _answer(given: Given, headers: Headers, send: Send) -> None:
    packed = "gzip" in headers.get("accept-encoding", "")
    body = given.packed if packed else given.body
    said = [
        (b"content-type", JSON.encode()),
        (b"content-length", str(len(body)).encode()),
        (b"vary", b"Accept-Encoding"),
    ]
    if packed:
        said.append((b"content-encoding", b"gzip"))
    await send({"type": "http.response.start", "status": 200, "headers": said})
    await send({"type": "http.response.body", "body": body})
