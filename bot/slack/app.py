"""The Bolt app: who is served, what each thing that Slack sends is for, the acknowledgement. The worker does the work.

Listeners run before the response (`process_before_response`): they only keep what is to be done, so that Slack is told
"ok" when it is safely kept, and sends it again when it is not.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from slack_bolt import Ack, App, BoltResponse

from bot.slack import phrases, reception, views
from bot.slack.deliveries import Delivery
from bot.slack.phrases import COMMAND
from bot.slack.workspaces import SILENT, Admission

if TYPE_CHECKING:
    from slack_bolt.oauth import OAuthFlow

    from bot.slack.office import Office
    from bot.slack.worker import Worker

Body = Mapping[str, Any]
MESSAGE_EVENTS = ("message", "app_mention")
FAREWELLS = ("app_uninstalled", "tokens_revoked")


@dataclass(frozen=True)
class Desk:
    """The reception desk: keeps what is to be done."""

    office: Office
    worker: Worker

    def event(self, body: Body) -> None:
        """A message, a mention, an edit, a deletion; or an answer of one's own, seen where it stands."""
        if own := reception.own_answer(body):
            self.office.threads.seen(*own)
        delivery = reception.of_event(self.office, body)
        if delivery:
            self.worker.accept(delivery)
        elif body["event"].get("thread_ts") and not body["event"].get("bot_id"):
            self.worker.hold(lambda: reception.of_event(self.office, body))

    def assistant(self, body: Body) -> None:
        """The assistant pane was opened."""
        self.worker.accept(reception.of_assistant(body))

    def farewell(self, body: Body) -> None:
        """The app was removed, or its bot token revoked: tokens go, and with the app all that was said."""
        team, event = body["team_id"], body["event"]
        if event["type"] == "app_uninstalled" or event.get("tokens", {}).get("bot"):
            self.office.workspaces.forget(team)
        if event["type"] == "app_uninstalled":
            self.office.threads.forget(team)

    def command(self, ack: Ack, body: Body) -> None:
        """A question by command, privately; or the channel's settings."""
        text = (body.get("text") or "").strip()
        if not self.office.open_in(body["channel_id"]):
            ack(phrases.NOT_HERE)
        elif text in ("", "help"):
            ack(phrases.HOW_TO_ASK.format(example=self._example()))
        elif text == "settings":
            ack()
            self.worker.at_once(lambda: views.open_settings(self.office, body))
        else:
            self.worker.accept(reception.of_command(self.office, {**body, "text": text}))
            ack()

    def _example(self) -> str:
        return next((each for topic in self.office.web.bot.topics.values() for each in topic.starters), "…")

    def press(self, ack: Ack, body: Body, action: Body) -> None:
        """A button: a dialog opens at once, anything else is kept and done."""
        name = action["action_id"].split(":")[1]
        value = views.data(action.get("value", "[]"))
        if name in views.OPENERS:
            ack()
            self.worker.at_once(lambda: views.OPENERS[name](self.office, body, value))
            return
        self.worker.accept(reception.of_press(body, action, value))
        ack()

    def shortcut(self, ack: Ack, body: Body) -> None:
        """A colleague's message is to be checked."""
        ack()
        self.worker.at_once(lambda: views.open_check(self.office, body))

    def submitted(self, ack: Ack, body: Body) -> None:
        """A dialog was sent: what is wrong in it is told in it."""
        handler = views.SUBMITTED[body["view"]["callback_id"]]
        errors, work = handler(self.office, body)
        if errors:
            ack(response_action="errors", errors=errors)
        elif isinstance(work, Delivery):
            self.worker.accept(work)
            ack()
        else:
            ack(**(work or {}))


def bolt_app(office: Office, worker: Worker, flow: OAuthFlow | None = None) -> App:
    """The app. Signatures are checked before it sees a request (bot/slack/http.py); Socket Mode has none."""
    app = App(
        authorize=Admission(office.workspaces),  # type: ignore[arg-type]  # Bolt takes its own kind, too
        oauth_flow=flow,
        process_before_response=True,
        request_verification_enabled=False,
        ignoring_self_events_enabled=False,
        logger=SILENT,
        signing_secret=office.web.settings.slack_signing_secret.get_secret_value() or "socket-mode",
    )
    app.error(_failed)
    _listen(app, Desk(office, worker))
    return app


def _failed(error: Exception) -> BoltResponse:
    """It could not be kept: Slack is to send it again."""
    return BoltResponse(status=503, body=type(error).__name__)


def _listen(app: App, desk: Desk) -> None:
    for name in MESSAGE_EVENTS:
        app.event(name)(_one(desk.event))
    for name in FAREWELLS:
        app.event(name)(_one(desk.farewell))
    app.event("assistant_thread_started")(_one(desk.assistant))
    app.event(re.compile(".+"))(_one(_ignore))

    def command(ack: Ack, body: dict[str, Any]) -> None:
        desk.command(ack, body)

    def press(ack: Ack, body: dict[str, Any], action: dict[str, Any]) -> None:
        desk.press(ack, body, action)

    def shortcut(ack: Ack, body: dict[str, Any]) -> None:
        desk.shortcut(ack, body)

    def submitted(ack: Ack, body: dict[str, Any]) -> None:
        desk.submitted(ack, body)

    app.command(COMMAND)(command)
    app.action(re.compile("^gb:"))(press)
    app.shortcut("gb:check")(shortcut)
    app.view(re.compile("^gb:"))(submitted)


def _one(handle: Callable[[Body], None]) -> Callable[..., None]:
    """A listener of the body alone, as Bolt calls it: by the names of its arguments."""

    def listener(body: dict[str, Any]) -> None:
        handle(body)

    return listener


def _ignore(_: Body) -> None:
    """Nothing to do: it is acknowledged, so that it is not sent again."""
