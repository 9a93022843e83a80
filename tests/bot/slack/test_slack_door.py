"""The door: what Slack did not sign within five minutes is refused before it is parsed, and nothing of it is logged."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from fastapi.testclient import TestClient
from slack_room import Room, settings_for
from slack_stand_in import BOT, TEAM, StandIn, as_json, signed

from bot.settings import read_settings
from bot.slack import WITHOUT, manifest
from bot.web.app import create_app

SECRET_WORDS = "exampline for Mrs Featherstonehaugh"


def body_of(room: Room, text: str = SECRET_WORDS) -> bytes:
    event = room.message(f"<@{BOT}> {text}")
    return as_json({
        "type": "event_callback", "team_id": TEAM, "event_id": "Ev1", "event": event,
        "authorizations": [{"team_id": TEAM, "user_id": BOT, "is_bot": True}],
    })[0]  # fmt: skip


BAD: dict[str, Callable[[bytes], dict[str, str]]] = {
    "missing": lambda _: {"x-slack-request-timestamp": ""},
    "no timestamp": lambda body: {"x-slack-signature": signed(body)["x-slack-signature"]},
    "another secret": lambda body: signed(body, secret="another"),
    "another body": lambda body: signed(body + b" "),
    "an hour old": lambda body: signed(body, at=time.time() - 3600),
    "of the future": lambda body: signed(body, at=time.time() + 3600),
    "not a number": lambda body: {**signed(body), "x-slack-request-timestamp": "²"},
    "not ascii": lambda body: {**signed(body), "x-slack-signature": "v0=ÿ"},
    "another version": lambda body: {
        **signed(body),
        "x-slack-signature": "v1=" + signed(body)["x-slack-signature"][3:],
    },
}


@pytest.mark.parametrize("headers", BAD.values(), ids=BAD)
def test_a_bad_signature_is_refused_and_nothing_of_it_is_logged(
    room: Room, headers: Callable[[bytes], dict[str, str]], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    body = body_of(room)
    given = {name: value.encode("latin-1") for name, value in headers(body).items()}
    response = room.send(body, "application/json", given)

    assert response.status_code == 401
    assert response.text == ""
    assert "Featherstonehaugh" not in caplog.text
    assert room.answered() == []


@pytest.mark.parametrize(("later_s", "status"), [(-301, 401), (-300, 200), (0, 200), (300, 200), (301, 401)])
def test_a_signature_holds_for_five_minutes(
    room: Room, monkeypatch: pytest.MonkeyPatch, later_s: int, status: int
) -> None:
    body, signed_at = body_of(room), int(time.time())
    monkeypatch.setattr("bot.slack.http.time", lambda: signed_at + later_s)

    assert room.send(body, "application/json", signed(body, at=signed_at)).status_code == status


@pytest.mark.parametrize("body", [b"{", b"\xff\xfe", b"", b"payload=%7B"])
def test_what_is_not_signed_is_not_parsed(room: Room, body: bytes) -> None:
    assert room.send(body, "application/json", signed(body, secret="another")).status_code == 401


def test_a_replayed_request_is_refused(room: Room) -> None:
    body = body_of(room)
    headers = signed(body)

    assert room.send(body, "application/json", headers).status_code == 200
    assert room.send(body, "application/json", headers).status_code == 401
    assert len(room.answered()) == 1


def test_a_request_that_could_not_be_kept_may_come_again_as_it_was(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    from bot.slack.deliveries import Deliveries
    from bot.store import StoreProblem

    def full(*_: Any) -> bool:
        raise StoreProblem("full")

    body = body_of(room)
    headers = signed(body)
    monkeypatch.setattr(Deliveries, "add", full)
    assert room.send(body, "application/json", headers).status_code == 503
    monkeypatch.undo()

    assert room.send(body, "application/json", headers).status_code == 200
    assert len(room.answered()) == 1


def test_slacks_challenge_is_answered_once_signed(room: Room) -> None:
    body, kind = as_json({"type": "url_verification", "challenge": "c-1", "token": "t"})

    assert room.send(body, kind).text.strip('"{}').endswith("c-1")
    assert room.send(body, kind, signed(body, secret="another")).status_code == 401


def test_a_body_above_a_megabyte_is_refused(room: Room) -> None:
    body = b"x" * 1_100_000

    assert room.send(body, "application/json").status_code == 413


def test_no_question_and_no_token_is_ever_logged(room: Room, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    room.slack.fail("chat.postMessage", status=500)
    room.ask("exampline for Featherstonehaugh?")
    room.command("exampline for Featherstonehaugh?")
    room.settle()

    ours = [record for record in caplog.records if record.name.startswith(("bot", "slack"))]
    assert "Featherstonehaugh" not in "\n".join(record.getMessage() for record in ours)
    assert "xoxb-" not in caplog.text


def test_without_a_token_the_application_starts_without_slack_and_says_so_in_one_line(
    toy: Any, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with TestClient(create_app(toy, read_settings({"GUIDELINE_HOME": str(tmp_path)}))) as client:
        assert client.get("/healthz").status_code == 200
        assert client.post("/slack/events", content=b"{}").status_code == 404

    assert [record.getMessage() for record in caplog.records if record.name == "bot.slack"] == [WITHOUT]
    assert "\n" not in WITHOUT


def test_without_a_signing_secret_nothing_is_let_in(toy: Any, tmp_path: Path, slack: StandIn) -> None:
    client = TestClient(create_app(toy, settings_for(tmp_path, slack, slack_signing_secret="")))

    assert client.post("/slack/events", content=b"{}").status_code == 404


def test_slacks_own_names_are_settings_and_are_never_shown() -> None:
    settings = read_settings({"SLACK_BOT_TOKEN": "xoxb-secret", "SLACK_SIGNING_SECRET": "s3cret", "SLACK_OTHER": "x"})

    assert settings.slack_bot_token.get_secret_value() == "xoxb-secret"
    assert "xoxb-secret" not in repr(settings)
    assert "s3cret" not in repr(settings)


def test_the_manifest_asks_for_no_scope_that_is_not_used() -> None:
    data = manifest.manifest()

    assert manifest.scopes() == sorted(manifest.scopes())
    assert set(manifest.scopes()) == {
        "app_mentions:read", "assistant:write", "channels:history", "chat:write", "commands", "groups:history",
        "im:history", "mpim:history",
    }  # fmt: skip
    assert data["features"]["slash_commands"][0]["command"] == "/guideline"
    assert data["features"]["shortcuts"][0]["callback_id"] == "gb:check"
    assert len(data["display_information"]["description"]) <= 140
    assert yaml.safe_load(manifest.MANIFEST.read_text()) == data
