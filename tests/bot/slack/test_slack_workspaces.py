"""Several workspaces: installed by OAuth, their tokens encrypted at rest, revocation honoured."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from cryptography.fernet import Fernet
from slack_room import Room
from slack_stand_in import BOT

from bot.settings import SettingsError
from bot.slack.workspaces import NOT_ORG_WIDE

FULL = "exampline? 40 years old, fever for 9 days, not pregnant, no rash"
CLIENT = {"slack_client_id": "1.2", "slack_client_secret": "client-secret", "slack_bot_token": ""}


@pytest.fixture
def hub(open_room: Callable[..., Room], toy: Any) -> Room:
    return open_room(toy, slack_token_key=Fernet.generate_key().decode(), **CLIENT)


def install(room: Room, team: str) -> Any:
    """Go the way of somebody who installs the app: our page, Slack's consent, back with a code."""
    page = room.client.get("/slack/install")
    consent = urlsplit(re.search(r'href="(https://slack.com[^"]+)"', page.text)[1].replace("&amp;", "&"))  # type: ignore[index]
    state = parse_qs(consent.query)["state"][0]
    cookie = page.headers["set-cookie"].split(";")[0]
    return room.client.get("/slack/oauth_redirect", params={"code": team, "state": state}, headers={"cookie": cookie})


def in_database(room: Room) -> bytes:
    home: Path = room.office.web.settings.home
    return b"".join(path.read_bytes() for path in home.rglob("*") if path.is_file())


def ask(room: Room, team: str, channel: str = "C1") -> None:
    authorizations = [{"team_id": team, "user_id": BOT, "is_bot": True}]
    room.event(room.message(f"<@{BOT}> {FULL}", channel), team, authorizations=authorizations)
    room.settle()


def tokens_used(room: Room) -> set[str]:
    return {call.token for call in room.slack.calls if call.method == "chat.postMessage"}


def test_each_workspace_is_answered_with_its_own_token(hub: Room) -> None:
    assert install(hub, "T1").status_code == 200
    assert install(hub, "T2").status_code == 200
    ask(hub, "T1")
    ask(hub, "T2", "C2")

    assert tokens_used(hub) == {"xoxb-T1-secret", "xoxb-T2-secret"}


def test_tokens_are_encrypted_where_they_are_kept(hub: Room) -> None:
    install(hub, "T1")

    assert hub.office.workspaces.token("T1") == "xoxb-T1-secret"
    assert b"xoxb-T1-secret" not in in_database(hub)


def test_a_workspace_that_never_installed_it_is_not_served(hub: Room) -> None:
    ask(hub, "T9")

    assert tokens_used(hub) == set()


@pytest.mark.parametrize("event", [{"type": "app_uninstalled"}, {"type": "tokens_revoked", "tokens": {"bot": [BOT]}}])
def test_revocation_is_honoured_at_once(hub: Room, event: dict[str, Any]) -> None:
    install(hub, "T1")
    install(hub, "T2")
    assert hub.event(event, "T1").status_code == 200
    ask(hub, "T1")
    ask(hub, "T2")

    assert hub.office.workspaces.token("T1") is None
    assert tokens_used(hub) == {"xoxb-T2-secret"}


def test_what_was_said_goes_with_the_app(hub: Room) -> None:
    install(hub, "T1")
    ask(hub, "T1")
    thread = hub.slack.posted()[0]["thread_ts"]
    hub.event({"type": "app_uninstalled"}, "T1")

    assert hub.office.threads.thread("T1", "C1", thread) == []


def test_a_state_that_was_not_given_out_is_refused(hub: Room) -> None:
    page = hub.client.get("/slack/oauth_redirect", params={"code": "T1", "state": "forged"})

    assert page.status_code == 400
    assert hub.office.workspaces.token("T1") is None


def test_another_key_reads_nothing(hub: Room, open_room: Callable[..., Room], toy: Any) -> None:
    install(hub, "T1")
    other = open_room(toy, slack_token_key=Fernet.generate_key().decode(), **CLIENT)

    assert other.office.workspaces.token("T1") is None


def test_a_new_key_before_the_old_one_reads_both(hub: Room, open_room: Callable[..., Room], toy: Any) -> None:
    install(hub, "T1")
    old = hub.office.web.settings.slack_token_key.get_secret_value()
    other = open_room(toy, slack_token_key=f"{Fernet.generate_key().decode()},{old}", **CLIENT)

    assert other.office.workspaces.token("T1") == "xoxb-T1-secret"


@pytest.mark.parametrize("key", ["", "too-short"])
def test_without_a_key_the_way_out_is_told(open_room: Callable[..., Room], toy: Any, key: str) -> None:
    with pytest.raises(SettingsError, match="Fernet"):
        open_room(toy, slack_token_key=key, **CLIENT)


def test_an_installation_for_a_whole_organisation_is_refused_in_one_sentence(hub: Room) -> None:
    hub.slack.is_enterprise_install = True
    page = install(hub, "T1")

    assert (page.status_code, page.text) == (400, NOT_ORG_WIDE)
    assert b"E1" not in in_database(hub)


def test_an_event_of_an_organisation_is_acknowledged_and_not_answered(hub: Room) -> None:
    install(hub, "T1")
    whole = {"enterprise_id": "E1", "is_enterprise_install": True}
    event = hub.message(f"<@{BOT}> {FULL}")
    authorizations = [{"team_id": None, "enterprise_id": "E1", "user_id": BOT, "is_bot": True, **whole}]

    assert hub.event(event, "T9", enterprise_id="E1", authorizations=authorizations).status_code < 500
    hub.settle()
    assert tokens_used(hub) == set()
