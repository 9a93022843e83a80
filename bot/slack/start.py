"""Starting: over HTTP inside the web application, or in Socket Mode by itself."""

from __future__ import annotations

import os
from datetime import date
from threading import Event
from typing import TYPE_CHECKING

from slack_sdk.signature import SignatureVerifier
from starlette.datastructures import State

from bot.settings import Settings, SettingsError, read_settings
from bot.slack.app import bolt_app
from bot.slack.http import Door, router
from bot.slack.office import Office
from bot.slack.worker import Worker
from bot.slack.workspaces import SILENT, Workspaces, installations, oauth_flow
from bot.web.context import Shelf, Web
from bot.web.desk import Desk
from bot.web.newest import Newest

if TYPE_CHECKING:
    from collections.abc import Callable

    from fastapi import FastAPI
    from slack_bolt import App
    from slack_bolt.adapter.socket_mode import SocketModeHandler

    from bot.wiring import Bot


def over_http(app: FastAPI, bot: Bot, settings: Settings) -> Worker:
    """Add Slack's routes to the web application and start the worker."""
    newest = getattr(app.state, "newest", None) or _newest(bot, settings)
    office = Office(newest, workspaces_of(newest.web))
    worker = Worker(office)
    verifier = SignatureVerifier(settings.slack_signing_secret.get_secret_value())
    app.include_router(router(Door(office, _bolt(office, worker), verifier)))
    worker.start()
    return worker


def workspaces_of(web: Web) -> Workspaces:
    """Many workspaces where a client id is set up, else the one of the token."""
    several = web.settings.slack_client_id
    return Workspaces(web.settings, installations(web.shelf.store().engine, web.settings) if several else None)


def _bolt(office: Office, worker: Worker) -> App:
    store = office.workspaces.store
    return bolt_app(office, worker, oauth_flow(office.web.settings, store, office.client()) if store else None)


def socket_mode(bot: Bot, settings: Settings) -> tuple[Worker, SocketModeHandler]:
    """Slack over a web socket that we open: no public address is needed."""
    from slack_bolt.adapter.socket_mode import SocketModeHandler

    token = settings.slack_app_token.get_secret_value()
    if not (token and settings.slack_bot_token.get_secret_value()):
        raise SettingsError("Socket Mode needs SLACK_APP_TOKEN (xapp-…) and SLACK_BOT_TOKEN (xoxb-…): docs/slack.md.")
    newest = _newest(bot, settings)
    office = Office(newest, workspaces_of(newest.web))
    worker = Worker(office)
    worker.start()
    return worker, SocketModeHandler(_bolt(office, worker), token, web_client=office.client(), logger=SILENT)


def _newest(bot: Bot, settings: Settings) -> Newest:
    return Newest.of(Web(settings, Desk(bot), Shelf(settings), date.today), State())


def run(say: Callable[[str], None]) -> None:
    """Serve Slack in Socket Mode until stopped."""
    from bot.wiring import configured

    worker, handler = socket_mode(configured(), read_settings(os.environ))
    handler.connect()  # type: ignore[no-untyped-call]
    say("Slack is on, in Socket Mode. Stop with Ctrl-C.")
    try:
        Event().wait()
    finally:
        handler.close()  # type: ignore[no-untyped-call]
        worker.stop()
