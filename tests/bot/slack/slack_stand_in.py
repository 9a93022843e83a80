"""A stand-in for Slack on this machine: its Web API, its response URLs, and the requests it signs.

Every call is checked (slack_limits.py), what it changes is kept, and it can be told to fail.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import threading
import time
from collections import defaultdict
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from typing import Any
from urllib.parse import parse_qs, urlencode

from slack_limits import faults

from bot.slack.manifest import scopes

SECRET = "signing-secret-of-the-tests"
TOKEN = "xoxb-1-the-bot"
BOT = "UBOT"
TEAM = "T1"
KINDS = {"G1": "group", "G2": "mpim"}  # a private channel, a group of people; else the id's first letter tells
HISTORY = {"channel": "channels:history", "group": "groups:history", "im": "im:history", "mpim": "mpim:history"}
LARGEST_PAGE, MOST_ASKED_FOR = 15, 999  # of conversations.replies: for new apps that are distributed; for any
ON_ITS_WAY_S = 0.5  # a call that was under way when another was told to wait


def kind_of(channel: str) -> str:
    """The kind of a conversation, as events tell it."""
    return KINDS.get(channel) or ("im" if channel.startswith("D") else "channel")


def scope_of(method: str, arguments: dict[str, Any]) -> str | None:
    """The scope that a method needs, as its page at docs.slack.dev/reference/methods says (read 2026-11)."""
    if method.startswith("conversations."):
        return HISTORY[kind_of(arguments.get("channel", ""))]
    families = {"chat": "chat:write", "assistant": "assistant:write", "response_url": "commands"}
    return families.get(method.partition(".")[0])


@dataclass
class Failure:
    """How the next calls of a method fail. A time-out with `done` has its effect all the same."""

    method: str
    status: int = 500
    times: int = 1
    retry_after: int = 0
    hangs_s: float = 0.0
    done: bool = False
    error: str = ""


@dataclass
class Call:
    method: str
    arguments: dict[str, Any]
    token: str
    at: float


@dataclass
class StandIn:
    """Slack as the app sees it."""

    members: set[str] = field(default_factory=lambda: {"C1", "C2", "D1", "D2", "G1", "G2"})
    granted: set[str] = field(default_factory=lambda: set(scopes()))
    needed: set[str] = field(default_factory=set)
    is_enterprise_install: bool = False
    tokens: set[str] = field(default_factory=lambda: {TOKEN})
    calls: list[Call] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)
    messages: dict[str, list[dict[str, Any]]] = field(default_factory=lambda: defaultdict(list))
    views: list[dict[str, Any]] = field(default_factory=list)
    rests: dict[tuple[str, str], tuple[float, float]] = field(default_factory=dict)
    triggers: dict[str, float] = field(default_factory=dict)
    responses: dict[str, int] = field(default_factory=dict)
    slow_s: float = 0.0
    lock: threading.RLock = field(default_factory=threading.RLock)
    numbers: Any = field(default_factory=lambda: count(1))

    def start(self) -> StandIn:
        stand_in = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                length = int(self.headers.get("content-length") or 0)
                raw = self.rfile.read(length)
                if len(raw) < length:  # a caller was killed half way through its words: nothing was asked
                    self.close_connection = True
                    return
                stand_in.serve(self, raw.decode())

            def do_GET(self) -> None:
                stand_in.serve(self, "")

            def log_message(self, *_: object) -> None:
                pass

        class Server(ThreadingHTTPServer):
            daemon_threads = True
            request_queue_size = 256

            def handle_error(self, *_: object) -> None:
                """A caller that hung up is what a time-out test is about."""

        self.server = Server(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True, kwargs={"poll_interval": 0.02}).start()
        self.origin = f"http://127.0.0.1:{self.server.server_port}"
        return self

    def stop(self) -> None:
        self.server.shutdown()
        self.server.server_close()

    @property
    def api(self) -> str:
        return f"{self.origin}/api/"

    def response_url(self) -> str:
        return f"{self.origin}/response/{next(self.numbers)}"

    def trigger(self) -> str:
        name = f"trigger.{next(self.numbers)}"
        self.triggers[name] = time.monotonic()
        return name

    def fail(self, method: str, **how: Any) -> None:
        self.failures.append(Failure(method, **how))

    def serve(self, request: BaseHTTPRequestHandler, raw: str) -> None:
        path, _, query = request.path.partition("?")
        method = path.removeprefix("/api/") if path.startswith("/api/") else "response_url"
        arguments = self._arguments(request, raw, query)
        token = (request.headers.get("authorization") or "").removeprefix("Bearer ")
        with self.lock:
            self.calls.append(Call(method, arguments, token, time.time()))
            self.wrong += [f"{method}: {fault}" for fault in faults(method, arguments)]
            self.needed |= {scope_of(method, arguments)} - {None}
            failure = self._failure(method, token)
        if self.slow_s:
            time.sleep(self.slow_s)
        if failure:
            self._fail(request, failure, method, path, arguments)
            return
        with self.lock:
            status, answer = self._do(method, path, token, arguments)
        self._send(request, status, answer)

    def _arguments(self, request: BaseHTTPRequestHandler, raw: str, query: str) -> dict[str, Any]:
        if "json" in (request.headers.get("content-type") or ""):
            return dict(json.loads(raw or "{}"))
        return {name: values[0] for name, values in parse_qs(query or raw, keep_blank_values=True).items()}

    def _failure(self, method: str, token: str) -> Failure | None:
        since, until = self.rests.get((token, method), (0.0, 0.0))
        if since + ON_ITS_WAY_S < time.time() < until:
            self.wrong.append(f"{method} was called before its Retry-After was over")
        for failure in self.failures:
            if failure.method == method and failure.times:
                failure.times -= 1
                if failure.retry_after:
                    self.rests[token, method] = (time.time(), time.time() + failure.retry_after)
                return failure
        return None

    def _fail(self, request: BaseHTTPRequestHandler, failure: Failure, method: str, path: str, arguments: Any) -> None:
        if failure.done:
            with self.lock:
                self._do(method, path, TOKEN, arguments)
        if failure.hangs_s:
            time.sleep(failure.hangs_s)
        if failure.error:
            self._send(request, 200, {"ok": False, "error": failure.error})
            return
        headers = {"Retry-After": str(failure.retry_after)} if failure.retry_after else {}
        status = 429 if failure.retry_after else failure.status
        self._send(request, status, {"ok": False, "error": "ratelimited"} if failure.retry_after else None, headers)

    def _send(self, request: BaseHTTPRequestHandler, status: int, answer: Any, headers: Any = None) -> None:
        body = b"<html>Server Error</html>" if answer is None else json.dumps(answer).encode()
        try:
            request.send_response(status)
            for name, value in (headers or {}).items():
                request.send_header(name, value)
            request.send_header("content-type", "text/html" if answer is None else "application/json")
            request.send_header("content-length", str(len(body)))
            request.end_headers()
            request.wfile.write(body)
        except OSError:
            request.close_connection = True

    def _do(self, method: str, path: str, token: str, arguments: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        if method == "response_url":
            self.responses[path] = self.responses.get(path, 0) + 1
            if self.responses[path] > 5:
                return 404, {"ok": False, "error": "used_url"}
            return 200, {"ok": True}
        if token not in self.tokens and method not in ("oauth.v2.access", "apps.connections.open"):
            return 200, {"ok": False, "error": "invalid_auth"}
        if (scope := scope_of(method, arguments)) and scope not in self.granted:
            return 200, {"ok": False, "error": "missing_scope", "needed": scope}
        if method not in DOES:
            return 200, {"ok": True}
        answer = DOES[method](self, arguments)
        return 200, answer if isinstance(answer, dict) else {"ok": False, "error": answer}

    def _post(self, arguments: dict[str, Any]) -> dict[str, Any] | str:
        channel = arguments["channel"]
        if channel not in self.members:
            return "not_in_channel"
        ts = self.ts()
        self.messages[channel].append({**arguments, "ts": ts, "user": BOT, "bot_id": "B1"})
        return {"ok": True, "channel": channel, "ts": ts}

    def _update(self, arguments: dict[str, Any]) -> dict[str, Any] | str:
        for message in self.messages[arguments["channel"]]:
            if message["ts"] == arguments["ts"]:
                message.update(arguments)
                return {"ok": True, "ts": message["ts"]}
        return "message_not_found"

    def _delete(self, arguments: dict[str, Any]) -> dict[str, Any] | str:
        before = self.messages[arguments["channel"]]
        after = [message for message in before if message["ts"] != arguments["ts"]]
        self.messages[arguments["channel"]] = after
        return {"ok": True} if len(after) < len(before) else "message_not_found"

    def _replies(self, arguments: dict[str, Any]) -> dict[str, Any] | str:
        if not 1 <= int(arguments.get("limit") or 1) <= MOST_ASKED_FOR:
            return "invalid_limit"
        root = arguments.get("ts")
        found = [
            each for each in self.messages[arguments["channel"]] if root in (None, each.get("thread_ts"), each["ts"])
        ]
        start = int(arguments.get("cursor") or 0)
        end = start + min(LARGEST_PAGE, int(arguments.get("limit") or LARGEST_PAGE))
        page, more = found[start:end], str(end) if end < len(found) else ""
        if arguments.get("include_all_metadata") not in (True, "true", "True", "1"):
            page = [{name: value for name, value in each.items() if name != "metadata"} for each in page]
        return {"ok": True, "messages": page, "response_metadata": {"next_cursor": more}}

    def _view(self, arguments: dict[str, Any]) -> dict[str, Any] | str:
        opened = self.triggers.pop(arguments["trigger_id"], None)
        if opened is None or time.monotonic() - opened > 3:
            return "expired_trigger_id"
        self.views.append(arguments["view"])
        return {"ok": True, "view": {**arguments["view"], "id": f"V{next(self.numbers)}", "hash": "h"}}

    def _turn(self, arguments: dict[str, Any]) -> dict[str, Any]:
        self.views.append(arguments["view"])
        return {"ok": True}

    def _install(self, arguments: dict[str, Any]) -> dict[str, Any]:
        team = arguments["code"]
        token = f"xoxb-{team}-secret"
        self.tokens.add(token)
        return {
            "ok": True, "app_id": "A1", "token_type": "bot", "scope": "chat:write", "access_token": token,
            "bot_user_id": BOT, "team": None if self.is_enterprise_install else {"id": team, "name": team},
            "enterprise": {"id": "E1", "name": "org"} if self.is_enterprise_install else None, "authed_user": {"id": "U1"},
            "is_enterprise_install": self.is_enterprise_install,
        }  # fmt: skip

    def _known(self, _: dict[str, Any]) -> dict[str, Any]:
        return {
            "ok": True,
            "bot_id": "B1",
            "user_id": BOT,
            "team_id": TEAM,
            "url": "https://t1.slack.com/",
            "team": "t1",
            "user": "bot",
        }

    def _socket(self, _: dict[str, Any]) -> dict[str, Any]:
        return {"ok": True, "url": self.socket_url}

    socket_url: str = ""

    def ts(self, at: float | None = None) -> str:
        """A new timestamp, later than all before it."""
        return f"{int(at or time.time())}.{next(self.numbers):06d}"

    def posted(self, channel: str = "C1", thread: str | None = None) -> list[dict[str, Any]]:
        """What the bot has posted and not deleted."""
        with self.lock:
            return [each for each in self.messages[channel] if thread is None or each.get("thread_ts") == thread]

    def called(self, method: str) -> list[dict[str, Any]]:
        with self.lock:
            return [call.arguments for call in self.calls if call.method == method]


DOES: dict[str, Any] = {
    "chat.postMessage": StandIn._post,
    "chat.update": StandIn._update,
    "chat.delete": StandIn._delete,
    "conversations.replies": StandIn._replies,
    "conversations.history": StandIn._replies,
    "views.open": StandIn._view,
    "views.update": StandIn._turn,
    "oauth.v2.access": StandIn._install,
    "auth.test": StandIn._known,
    "apps.connections.open": StandIn._socket,
}


def signed(body: bytes, *, at: float | None = None, secret: str = SECRET) -> dict[str, str]:
    """The headers of a request that Slack signed."""
    moment = str(int(time.time() if at is None else at))
    signature = hmac.new(secret.encode(), f"v0:{moment}:".encode() + body, hashlib.sha256).hexdigest()
    return {"x-slack-request-timestamp": moment, "x-slack-signature": f"v0={signature}"}


def as_json(body: dict[str, Any]) -> tuple[bytes, str]:
    return json.dumps(body).encode(), "application/json"


def as_form(fields: dict[str, Any]) -> tuple[bytes, str]:
    return urlencode(fields).encode(), "application/x-www-form-urlencoded"
