"""Slack over HTTP: the signature of the raw body first, then Bolt. What is refused is neither parsed nor logged."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from time import time
from typing import TYPE_CHECKING

from fastapi import APIRouter, Request, Response
from slack_bolt import App, BoltRequest, BoltResponse
from slack_bolt.adapter.starlette.handler import to_bolt_request, to_starlette_response
from slack_sdk.signature import SignatureVerifier
from starlette.concurrency import run_in_threadpool

from bot.store import StoreProblem

if TYPE_CHECKING:
    from bot.slack.office import Office

STALE_S = 300
LARGEST = 1_048_576
SERVER_FAULT = 500


@dataclass(frozen=True)
class Door:
    """Lets in what Slack signed within the last five minutes, once."""

    office: Office
    app: App
    verifier: SignatureVerifier

    def open(self, body: bytes, headers: Mapping[str, str]) -> tuple[int, BoltResponse | None]:
        """The status, and Bolt's response where the request was let in."""
        signature = headers.get("x-slack-signature", "")
        if not self.signed(body, headers):
            return 401, None
        try:
            if not self.office.deliveries.new_signature(signature):
                return 401, None
            response = self.app.dispatch(BoltRequest(body=body.decode(), headers=dict(headers)))
            if response.status >= SERVER_FAULT:
                self.office.deliveries.forget_signature(signature)
        except StoreProblem:
            return 503, None
        return response.status, response

    def signed(self, body: bytes, headers: Mapping[str, str]) -> bool:
        """Whether Slack signed exactly these bytes, not more than five minutes ago."""
        moment, signature = headers.get("x-slack-request-timestamp", ""), headers.get("x-slack-signature", "")
        if not (moment.isascii() and moment.isdecimal()) or abs(time() - int(moment)) > STALE_S:
            return False
        try:
            return self.verifier.is_valid(body, moment, signature)
        except (UnicodeDecodeError, TypeError):
            return False


def router(door: Door) -> APIRouter:
    """POST /slack/events, and installing where it is set up."""
    routes = APIRouter(include_in_schema=False)

    @routes.post("/slack/events")
    async def events(request: Request) -> Response:
        """Everything that Slack sends."""
        body = await request.body()
        if len(body) > LARGEST:
            return Response(status_code=413)
        with door.office.callers:
            status, response = await run_in_threadpool(door.open, body, dict(request.headers))
        return to_starlette_response(response) if response else Response(status_code=status)

    if flow := door.app.oauth_flow:
        routes.get(flow.install_path)(_page(flow.handle_installation))
        routes.get(flow.redirect_uri_path)(_page(flow.handle_callback))
    return routes


def _page(handle: Callable[[BoltRequest], BoltResponse]) -> Callable[[Request], Awaitable[Response]]:
    """A page of Bolt's own: the way to Slack's consent page, and the way back."""

    async def page(request: Request) -> Response:
        return to_starlette_response(await run_in_threadpool(handle, to_bolt_request(request, b"")))

    return page
