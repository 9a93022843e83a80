"""A room of Slack: people talk in it, and the real Bolt app in the real web application hears them."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from slack_stand_in import BOT, SECRET, TEAM, TOKEN, StandIn, as_form, as_json, kind_of, signed
from starlette.testclient import TestClient

from bot.settings import Settings
from bot.slack.tables import DeliveryRow


def settings_for(home: Path, slack: StandIn, **more: Any) -> Settings:
    given = {"slack_bot_token": TOKEN, "slack_signing_secret": SECRET, "slack_api": slack.api, "home": home}
    return Settings.model_validate({**given, **more})


@dataclass
class Room:
    """People in Slack, and the app."""

    slack: StandIn
    client: TestClient
    acknowledged_s: list[float] = field(default_factory=list)

    @property
    def office(self) -> Any:
        return self.client.app.state.slack.office  # type: ignore[attr-defined]

    def send(self, body: bytes, kind: str, headers: Any = None) -> Any:
        began = time.perf_counter()
        response = self.client.post(
            "/slack/events", content=body, headers={"content-type": kind, **(headers or signed(body))}
        )
        self.acknowledged_s.append(time.perf_counter() - began)
        return response

    def event(self, event: dict[str, Any], team: str = TEAM, **more: Any) -> Any:
        number = next(self.slack.numbers)
        outer = {
            "type": "event_callback", "team_id": team, "event_id": f"Ev{number}", "api_app_id": "A1", "event": event,
            "authorizations": [{"team_id": team, "user_id": BOT, "is_bot": True}], **more,
        }  # fmt: skip
        return self.send(*as_json(outer))

    def message(
        self, text: str, channel: str = "C1", thread: str = "", user: str = "U1", ts: str = ""
    ) -> dict[str, Any]:
        event = {"type": "message", "channel": channel, "user": user, "text": text, "ts": ts or self.slack.ts()}
        event["channel_type"] = kind_of(channel)
        return event | ({"thread_ts": thread} if thread else {})

    def say(self, text: str, channel: str = "C1", thread: str = "", user: str = "U1", ts: str = "") -> str:
        """A message; where it mentions the bot, Slack sends two events for it."""
        event = self.message(text, channel, thread, user, ts)
        assert self.event(event).status_code == 200
        if f"<@{BOT}>" in text:
            assert self.event({**event, "type": "app_mention"}).status_code == 200
        return str(event["ts"])

    def ask(self, text: str, channel: str = "C1", thread: str = "", **more: Any) -> str:
        return self.say(f"<@{BOT}> {text}", channel, thread, **more)

    def edit(self, ts: str, text: str, channel: str = "C1", thread: str = "", user: str = "U1") -> Any:
        message = {
            "type": "message",
            "user": user,
            "text": text,
            "ts": ts,
            "edited": {"user": user, "ts": self.slack.ts()},
        }
        message |= {"thread_ts": thread} if thread else {}
        event = {"type": "message", "subtype": "message_changed", "channel": channel, "ts": self.slack.ts()}
        return self.event({**event, "message": message, "previous_message": {**message, "text": "before"}})

    def delete(self, ts: str, text: str, channel: str = "C1", thread: str = "", user: str = "U1") -> Any:
        before = {"type": "message", "user": user, "text": text, "ts": ts} | ({"thread_ts": thread} if thread else {})
        event = {
            "type": "message",
            "subtype": "message_deleted",
            "channel": channel,
            "deleted_ts": ts,
            "ts": self.slack.ts(),
        }
        return self.event({**event, "previous_message": before})

    def command(self, text: str, channel: str = "C1", user: str = "U1") -> Any:
        fields = {
            "command": "/guideline", "text": text, "channel_id": channel, "user_id": user, "team_id": TEAM,
            "trigger_id": self.slack.trigger(), "response_url": self.slack.response_url(),
        }  # fmt: skip
        return self.send(*as_form(fields))

    def interact(self, payload: dict[str, Any], user: str = "U1") -> Any:
        whole = {"team": {"id": TEAM}, "user": {"id": user}, "trigger_id": self.slack.trigger(), **payload}
        return self.send(*as_form({"payload": json.dumps(whole)}))

    def press(self, blocks: list[dict[str, Any]], label: str, channel: str = "C1", user: str = "U1") -> Any:
        """Press the button of that label."""
        element = button(blocks, label)
        action = {**element, "action_ts": self.slack.ts(), "block_id": "b"}
        payload = {"type": "block_actions", "channel": {"id": channel}, "actions": [action]}
        return self.interact({**payload, "response_url": self.slack.response_url()}, user)

    def submit(self, view: dict[str, Any], **fields: str) -> Any:
        """Fill a dialog and send it."""
        values = {}
        for block in view["blocks"]:
            if block["type"] == "input":
                element, name = block["element"], block["block_id"].partition(":")[2]
                before = element.get("initial_option", {}).get("value") or element.get("initial_value")
                value = fields.get(name, before)
                chosen = {"selected_option": {"value": value} if value else None}
                values[block["block_id"]] = {
                    "value": chosen if element["type"] == "static_select" else {"value": value or None}
                }
        sent = {**view, "id": f"V{next(self.slack.numbers)}", "state": {"values": values}}
        return self.interact({"type": "view_submission", "view": sent})

    def settle(self, within_s: float = 15.0) -> None:
        """Wait until all that was kept is done."""
        from sqlalchemy import func, select
        from sqlalchemy.orm import Session

        until = time.monotonic() + within_s
        open_ = select(func.count()).where(DeliveryRow.state.in_(["waiting", "taken"]))
        while time.monotonic() < until:
            with Session(self.office.deliveries.engine) as session:
                if not session.scalar(open_) and not self.client.app.state.slack._pool._work_queue.qsize():  # type: ignore[attr-defined]
                    time.sleep(0.02)
                    return
            time.sleep(0.01)
        raise AssertionError("it was not done in time")

    def opened(self, within_s: float = 3.0, count: int = 1) -> dict[str, Any]:
        """The dialog that was opened last."""
        until = time.monotonic() + within_s
        while len(self.slack.views) < count and time.monotonic() < until:
            time.sleep(0.01)
        return self.slack.views[-1]

    def answered(self, channel: str = "C1", thread: str | None = None) -> list[dict[str, Any]]:
        self.settle()
        return self.slack.posted(channel, thread)


def button(blocks: list[dict[str, Any]], label: str) -> dict[str, Any]:
    elements = [element for block in blocks if block["type"] == "actions" for element in block["elements"]]
    found = [element for element in elements if element["text"]["text"].startswith(label)]
    assert found, [element["text"]["text"] for element in elements]
    return found[0]


def text_of(blocks: list[dict[str, Any]]) -> str:
    """Every word in blocks."""
    words: list[str] = []
    for block in blocks:
        parts = [block.get("text"), *block.get("elements", [])]
        words += [part["text"] if isinstance(part.get("text"), str) else "" for part in parts if part]
    return "\n".join(words)


def fingerprint_of(blocks: list[dict[str, Any]]) -> str:
    return text_of(blocks).rsplit("sha256:", 1)[1][:64]
