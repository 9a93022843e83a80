"""Talking to Slack: each call once, its limits obeyed, and what came of it told apart.

`Again` means it may be tried later: after Slack's Retry-After, when nothing was done; in a while, when nobody knows.
`Refused` means Slack will not do it. Neither tells what was sent.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.webhook import WebhookClient

if TYPE_CHECKING:
    from slack_sdk.web import WebClient

PASSING = ("ratelimited", "rate_limited", "internal_error", "fatal_error", "request_timeout", "service_unavailable")
TOO_MANY, SERVER_FAULT = 429, 500
PAUSE_S = 1.0
READS = ("conversations.replies", "conversations.history")  # these take no JSON
EVENT_TYPE = "guideline_answer"


class Again(Exception):
    """It may be tried again after so many seconds; `undone` if it is certain that nothing was done."""

    def __init__(self, seconds: float, *, undone: bool = False) -> None:
        super().__init__(f"Slack is to be tried again in {seconds:g} s.")
        self.seconds = seconds
        self.undone = undone


class Refused(Exception):
    """Slack will not do it; `code` is its word for why."""

    def __init__(self, code: str) -> None:
        super().__init__(f"Slack refused: {code}.")
        self.code = code


@dataclass
class Pauses:
    """Until when each method of each workspace must rest."""

    clock: Callable[[], float] = time.monotonic
    _until: dict[tuple[str, str], float] = field(default_factory=dict)

    def check(self, team: str, method: str) -> None:
        """Raise `Again` while the method rests."""
        left = self._until.get((team, method), 0.0) - self.clock()
        if left > 0:
            raise Again(left, undone=True)

    def rest(self, team: str, method: str, seconds: float) -> None:
        """Let a method rest."""
        self._until[team, method] = self.clock() + seconds


@dataclass(frozen=True)
class Line:
    """The line to one workspace, with its bot token."""

    client: WebClient
    team: str
    pauses: Pauses = field(default_factory=Pauses)

    def call(self, method: str, **arguments: Any) -> Mapping[str, Any]:
        """Call a method of the Web API. Raises `Again` or `Refused`."""
        self.pauses.check(self.team, method)
        try:
            read = method in READS
            how: Any = {"http_verb": "GET", "params": arguments} if read else {"json": arguments}
            response = self.client.api_call(method, **how)
        except SlackApiError as error:
            raise self._problem(method, error.response) from None
        except (SlackClientError, OSError):  # no answer: it may have been done, or not
            raise Again(PAUSE_S) from None
        data = response.data
        return data if isinstance(data, dict) else {}

    def _problem(self, method: str, response: Any) -> Again | Refused:
        data = response.data if isinstance(response.data, dict) else {}
        code = str(data.get("error", ""))
        if response.status_code == TOO_MANY or code in ("ratelimited", "rate_limited"):
            wait = _wait(response.headers)
            self.pauses.rest(self.team, method, wait)
            return Again(wait, undone=True)
        if response.status_code >= SERVER_FAULT or code in PASSING or not data:
            return Again(PAUSE_S)
        return Refused(code or "unknown")

    def post(self, channel: str, thread: str, mark: str, message: Mapping[str, Any]) -> str:
        """Post into a thread, or into the channel where there is none; its ts. The mark lets a later try find it."""
        metadata = {"event_type": EVENT_TYPE, "event_payload": {"question": mark}}
        place = {"channel": channel, "metadata": metadata} | ({"thread_ts": thread} if thread else {})
        quiet = {"unfurl_links": False, "unfurl_media": False}
        return str(self.call("chat.postMessage", **place, **quiet, **message)["ts"])

    def posted(self, channel: str, thread: str, mark: str) -> str | None:
        """The ts of what was posted with a mark, or None: for when nobody knows whether an earlier try got through."""
        method = "conversations.replies" if thread else "conversations.history"
        where: dict[str, Any] = {"ts": thread} if thread else {"oldest": mark}
        cursor = ""
        while True:
            page = self.call(method, channel=channel, include_all_metadata=True, limit=200, cursor=cursor, **where)
            for message in page.get("messages", ()):
                if message.get("metadata", {}).get("event_payload", {}).get("question") == mark:
                    return str(message["ts"])
            cursor = (page.get("response_metadata") or {}).get("next_cursor", "")
            if not cursor:
                return None

    def respond(self, address: str, message: Mapping[str, Any]) -> None:
        """Answer by a response URL: privately, and in channels the bot is not in. Raises `Again` or `Refused`."""
        if _origin(address) not in _hooks(self.client.base_url):
            raise Refused("not_a_response_url")
        try:
            response = WebhookClient(address, timeout=self.client.timeout, retry_handlers=[]).send_dict(dict(message))
        except (SlackClientError, OSError):
            raise Again(PAUSE_S) from None
        if response.status_code == TOO_MANY or response.status_code >= SERVER_FAULT:
            raise Again(_wait(response.headers), undone=response.status_code == TOO_MANY)
        if response.status_code != 200:
            raise Refused(str(response.status_code))


def _wait(headers: Mapping[str, Any]) -> float:
    """Slack's Retry-After in seconds."""
    found = {name.lower(): value for name, value in headers.items()}.get("retry-after")
    value = found[0] if isinstance(found, list) else found
    return float(str(value)) if str(value).isdecimal() else PAUSE_S


def _hooks(api: str) -> set[tuple[str, str]]:
    """Where response URLs may lead: Slack's host for them, beside the API's own."""
    scheme, host = _origin(api)
    return {(scheme, host), (scheme, f"hooks.{host}")}


def _origin(address: str) -> tuple[str, str]:
    parts = urlsplit(address)
    return parts.scheme, parts.netloc
