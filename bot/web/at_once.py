"""The short way for a question that was answered, and kept, today already: its bytes, before anything looks at it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from starlette.datastructures import Headers

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
    web: Web

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer at once, or let the request in with the body as it came."""
        if scope["type"] != "http" or scope["path"] != ASK or scope["method"] != "POST":
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        first = await receive()
        if given := self._given(headers, first):
            await _answer(given, headers, send)
            return
        waiting = [first]

        async def again() -> Message:
            return waiting.pop() if waiting else await receive()

        await self.app(scope, again, send)

    def _given(self, headers: Headers, message: Message) -> Given | None:
        whole = message["type"] == "http.request" and not message.get("more_body")
        in_words = headers.get("accept", "").startswith("text/plain")
        if not whole or in_words or headers.get("content-type") != JSON:
            return None
        return self.web.desk.at_once(message.get("body", b""), self.web.today())


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
