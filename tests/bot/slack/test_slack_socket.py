"""Socket Mode: the same app over a web socket that it opens itself."""

from __future__ import annotations

import json
import threading
import time
from pathlib import Path
from typing import Any

from slack_room import settings_for
from slack_stand_in import BOT, TEAM, StandIn
from typer.testing import CliRunner
from websockets.sync.server import Server, ServerConnection, serve

from bot.cli import app
from bot.slack.start import socket_mode

FULL = "exampline? 40 years old, fever for 9 days, not pregnant, no rash"


def envelope(slack: StandIn, event: dict[str, Any], number: int) -> str:
    authorizations = [{"team_id": TEAM, "user_id": BOT, "is_bot": True}]
    payload = {
        "type": "event_callback",
        "team_id": TEAM,
        "event_id": "Ev1",
        "event": event,
        "authorizations": authorizations,
    }
    return json.dumps(
        {"type": "events_api", "envelope_id": f"e{number}", "payload": payload, "accepts_response_payload": False}
    )


def test_a_mention_over_the_socket_is_acknowledged_and_answered_once(slack: StandIn, toy: Any, tmp_path: Path) -> None:
    acknowledged: list[str] = []
    event = {"type": "app_mention", "channel": "C1", "user": "U1", "text": f"<@{BOT}> {FULL}", "ts": slack.ts()}

    def talk(socket: ServerConnection) -> None:
        socket.send(json.dumps({"type": "hello", "num_connections": 1, "connection_info": {"app_id": "A1"}}))
        for number in range(2):  # the same event twice
            socket.send(envelope(slack, event, number))
        acknowledged.extend(json.loads(message)["envelope_id"] for message in socket)

    with serve(talk, "127.0.0.1", 0) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        slack.socket_url = f"ws://127.0.0.1:{port_of(server)}/link"
        worker, handler = socket_mode(toy, settings_for(tmp_path, slack, slack_app_token="xapp-1-test"))
        try:
            handler.connect()  # type: ignore[no-untyped-call]
            until = time.monotonic() + 10
            while (len(acknowledged) < 2 or not slack.posted()) and time.monotonic() < until:
                time.sleep(0.05)
        finally:
            handler.close()  # type: ignore[no-untyped-call]
            worker.stop()

    assert sorted(acknowledged) == ["e0", "e1"]
    assert len(slack.posted()) == 1


def port_of(server: Server) -> int:
    return int(server.socket.getsockname()[1])


def test_without_tokens_the_command_says_what_is_missing() -> None:
    result = CliRunner().invoke(app, ["slack"], env={"SLACK_BOT_TOKEN": "", "SLACK_APP_TOKEN": ""})

    assert result.exit_code == 2
    assert "SLACK_APP_TOKEN" in result.output
