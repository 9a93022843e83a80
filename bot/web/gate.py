"""The gate every request passes: an id, who calls, how often, how large, from where; safe headers on the way out."""

from __future__ import annotations

import logging
import math
import re
import secrets
import traceback
from dataclasses import dataclass, field
from hashlib import sha256
from http.cookies import CookieError, SimpleCookie
from time import perf_counter
from typing import TYPE_CHECKING, Any

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request

from bot.web.at_once import ASK
from bot.web.keys import Caller, Role, hashed
from bot.web.limits import Limiter
from bot.web.problems import Problem
from bot.web.showing import assets, refuse

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from bot.web.context import Web
    from bot.web.newest import Newest

log = logging.getLogger("bot.web")

LARGEST_BODY = 1_048_576
OWNER, KEY = "gb_owner", "gb_key"
OPEN = ("/healthz", "/readyz", "/openapi.json", "/static/", "/sign-in", "/slack/")
SAFE = ("GET", "HEAD", "OPTIONS")
REQUEST_ID = re.compile(  # a UUID, or the hex digits of a trace: nothing that could be a name or a number of somebody
    r"(?=.*[a-f])(?:[0-9a-f]{16}|[0-9a-f]{32}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})", re.IGNORECASE
)
CONTENT_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
SECURITY = {
    "content-security-policy": CONTENT_POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
}
UNKEPT = {"cache-control": "no-store"}  # what is answered may be private; a page or a file may say otherwise
RAW = [(name.encode(), value.encode()) for name, value in (SECURITY | UNKEPT).items()]
FOR_EMBEDDING = {"cross-origin-resource-policy": "cross-origin"}
METHODS = "GET, POST, PATCH, DELETE"
HEADERS = "authorization, content-type, x-fragment, x-request-id"


@dataclass
class Gate:
    """The outermost part of the application."""

    app: ASGIApp
    web: Web
    newest: Newest
    limiter: Limiter = field(init=False)

    def __post_init__(self) -> None:
        self.limiter = Limiter(self.web.settings.requests_per_minute)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        visit = Visit(scope, headers, send, self._allowed(headers, scope))
        scope.setdefault("state", {}).update(request_id=visit.id, web=self.newest.now())
        try:
            self._admit(visit)
        except Problem as problem:
            await refuse(Request(scope), problem)(scope, receive, visit.send)
        else:
            await self._inside(visit, receive)
        visit.log()

    async def _inside(self, visit: Visit, receive: Receive) -> None:
        """Answer a preflight here; let everything else in, with its body counted."""
        if visit.preflight:
            await send_empty(visit.send)
            return
        taken = 0

        async def counted() -> Message:
            nonlocal taken
            message = await receive()
            taken += len(message.get("body", b""))
            if taken > LARGEST_BODY:
                raise too_large()
            return message

        scope = {**visit.scope, "method": "GET"} if visit.head else visit.scope
        try:
            await self.app(scope, counted, visit.send)
        except Exception as error:  # noqa: BLE001 (the last place where a bug can become a response)
            await self._broken(visit, receive, error)
        visit.route = getattr(scope.get("route"), "path", "-")

    async def _broken(self, visit: Visit, receive: Receive, error: Exception) -> None:
        """A bug: its kind and place are logged, not its message, which may repeat private words."""
        problem = error if isinstance(error, Problem) else Problem("internal", "This was noted by its request id.")
        if problem is not error:
            log.error("%s at %s %s", type(error).__name__, place_of(error), visit.id)
        if not visit.status:
            await refuse(Request(visit.scope), problem)(visit.scope, receive, visit.send)

    def _admit(self, visit: Visit) -> None:
        """Refuse what may not come in, in the order in which it tells least."""
        path, headers = visit.scope["path"], visit.headers
        if visit.preflight:
            return
        visit.scope["state"]["caller"] = caller = self._caller(headers)
        slack = path.startswith("/slack/")  # signed, and all from a few addresses: its own door refuses the rest
        if not slack and (wait := self.limiter.wait(self._client(visit.scope, caller))):
            seconds = {"retry-after": str(math.ceil(wait))}
            raise Problem("too-many", f"Wait {math.ceil(wait)} second(s), then ask again.", headers=seconds)
        if self.web.keys is not None and caller.role < Role.ASK and not path.startswith(OPEN):
            raise Problem(
                "no-key", "Send an API key: Authorization: Bearer KEY.", headers={"www-authenticate": "Bearer"}
            )
        if int(length if (length := headers.get("content-length", "0")).isdecimal() else 0) > LARGEST_BODY:
            raise too_large()
        if visit.scope["method"] not in SAFE and "origin" in headers and visit.allowed is None:
            raise Problem("other-origin", "This site may not be used from there. The operator lists GUIDELINE_ORIGINS.")

    def _allowed(self, headers: Headers, scope: Scope) -> str | None:
        """The origin that calls, if it is our own or one that may call."""
        origin = headers.get("origin")
        own = f"{scope.get('scheme', 'http')}://{headers.get('host', '')}"
        return origin if origin and (origin == own or origin in self.web.origins) else None

    def _caller(self, headers: Headers) -> Caller:
        cookies = cookies_of(headers)
        if self.web.keys is None:
            owner = cookies.get(OWNER)
            return Caller(owner_from(owner) if owner else None, Role.ASK)
        scheme, _, key = headers.get("authorization", "").partition(" ")
        given = key.strip() if scheme.lower() == "bearer" else cookies.get(KEY, "")
        return self.web.keys.get(hashed(given)) or Caller(None, Role.NOBODY)

    def _client(self, scope: Scope, caller: Caller) -> str:
        address = (scope.get("client") or ("local", 0))[0]
        return caller.owner if caller.owner and self.web.keys else str(address)


@dataclass
class Visit:
    """One request on its way through: what to add to its response, and what to log of it."""

    scope: Scope
    headers: Headers
    send_on: Send
    allowed: str | None
    status: int = 0
    route: str = "-"
    began: float = field(default_factory=perf_counter)

    def __post_init__(self) -> None:
        asked = self.headers.get("x-request-id", "")
        self.id = asked if REQUEST_ID.fullmatch(asked) else secrets.token_hex(8)

    @property
    def head(self) -> bool:
        """Whether only the head of the response is wanted."""
        return bool(self.scope["method"] == "HEAD")

    @property
    def preflight(self) -> bool:
        """Whether a browser asks if it may ask."""
        return self.scope["method"] == "OPTIONS" and "access-control-request-method" in self.headers

    async def send(self, message: Message) -> None:
        """Send on, with the headers every response has."""
        if message["type"] == "http.response.start":
            self.status = message["status"]
            said = {name for name, _ in message["headers"]}
            id_ = (b"x-request-id", self.id.encode())
            message["headers"] = [*message["headers"], *(each for each in RAW if each[0] not in said), id_]
            self._cross_origin(MutableHeaders(scope=message))
        elif self.head:
            message = {**message, "body": b""}
        await self.send_on(message)

    def _cross_origin(self, headers: MutableHeaders) -> None:
        headers.add_vary_header("Origin")
        if self.scope["path"].startswith("/static/"):
            headers.update(FOR_EMBEDDING)
            headers["cache-control"] = "max-age=31536000, immutable" if self._lasts else "no-cache"
        if self.allowed:
            headers["access-control-allow-origin"] = self.allowed
            headers["access-control-expose-headers"] = "x-request-id, retry-after"
            headers.update(FOR_EMBEDDING)
            if self.preflight:
                headers["access-control-allow-methods"] = METHODS
                headers["access-control-allow-headers"] = HEADERS
                headers["access-control-max-age"] = "600"

    @property
    def _lasts(self) -> bool:
        """Whether a file is asked for by its content: what lies at that address never changes."""
        return f"{self.scope['path']}?{self.scope['query_string'].decode('latin-1')}" in assets()

    def log(self) -> None:
        """One line: what kind of request, how it ended, how long it took. Never its words, query or ids."""
        route = ASK if self.scope["path"] == ASK else self.route
        milliseconds = 1000 * (perf_counter() - self.began)
        log.info("%s %s %d %.1f ms %s", self.scope["method"], route, self.status, milliseconds, self.id)


async def send_empty(send: Send) -> None:
    """Answer with no content."""
    await send({"type": "http.response.start", "status": 204, "headers": []})
    await send({"type": "http.response.body", "body": b""})


def too_large() -> Problem:
    """A body that is not read to its end."""
    return Problem("too-large", f"The body is larger than {LARGEST_BODY:,} bytes. Ask in fewer words.")


def place_of(error: BaseException) -> str:
    """Where an exception was raised: file and line."""
    frames = traceback.extract_tb(error.__traceback__)
    return f"{frames[-1].filename}:{frames[-1].lineno}" if frames else "-"


def owner_from(cookie: str) -> str:
    """The owner that a browser's cookie stands for; the cookie itself is not kept."""
    return f"browser:{sha256(cookie.encode()).hexdigest()[:40]}"


def cookies_of(headers: Headers) -> dict[str, str]:
    """The cookies of a request; none if they cannot be read."""
    if "cookie" not in headers:
        return {}
    try:
        jar: SimpleCookie = SimpleCookie(headers["cookie"])
    except CookieError:
        return {}
    return {name: morsel.value for name, morsel in jar.items()}


def cookie_options(request: Any) -> dict[str, Any]:
    """How our cookies are set: out of scripts' reach, and of other sites'."""
    return {"httponly": True, "samesite": "lax", "secure": request.url.scheme == "https", "path": "/"}
