"""The manifest asks for what the code uses, and nothing else; in each kind of conversation these scopes suffice."""

from __future__ import annotations

from typing import Any

import pytest
from slack_room import Room, text_of
from slack_stand_in import BOT, HISTORY, TEAM

from bot.slack.app import FAREWELLS
from bot.slack.dialogs import phrases
from bot.slack.manifest import manifest, scopes
from bot.slack.views import SUBMITTED

FULL = "exampline? 40 years old, fever for 9 days, not pregnant, no rash"
BARE = "exampline? 40 years old, fever for 9 days"
CONVERSATIONS = {"C1": "channel", "G1": "group", "D1": "im", "G2": "mpim"}
EVENT_SCOPES = {  # docs.slack.dev/reference/events, read 2026-11
    "app_mention": "app_mentions:read",
    "app_uninstalled": None,
    "assistant_thread_started": "assistant:write",
    "message.channels": "channels:history",
    "message.groups": "groups:history",
    "message.im": "im:history",
    "message.mpim": "mpim:history",
    "tokens_revoked": None,
}


def verdict(message: dict[str, Any]) -> str:
    return str(message["blocks"][0]["text"]["text"].split(" ", 1)[1])


@pytest.mark.parametrize("channel", CONVERSATIONS)
def test_a_question_its_thread_an_edit_and_a_deletion_in_each_kind_of_conversation(room: Room, channel: str) -> None:
    ts = room.ask(BARE, channel)
    room.settle()
    reply = room.say("not pregnant, no rash", channel, ts, user="U2")
    assert [verdict(each) for each in room.answered(channel)] == ["MORE FACTS NEEDED", "RECOMMENDED"]

    room.edit(reply, "pregnant, no rash", channel, ts, user="U2")
    assert "pregnant: yes" in text_of(room.answered(channel)[1]["blocks"])
    room.delete(reply, "pregnant, no rash", channel, ts, user="U2")
    assert len(room.answered(channel)) == 1


def test_people_of_a_group_may_talk_to_each_other(room: Room) -> None:
    room.say(FULL, "G2")
    room.say(FULL, "G1")

    assert room.answered("G2") == room.answered("G1") == []


@pytest.mark.parametrize("channel", CONVERSATIONS)
def test_after_a_fault_the_thread_is_looked_through_page_by_page_with_the_scope_of_its_kind(
    room: Room, channel: str
) -> None:
    ts = room.slack.ts()
    room.slack.messages[channel] += [
        {"ts": room.slack.ts(), "thread_ts": ts, "text": "other", "user": "U2"} for _ in range(40)
    ]
    room.slack.fail("chat.postMessage", status=500, done=True)
    room.ask(FULL, channel, ts=ts)

    answers = [each for each in room.answered(channel) if each["user"] == BOT]
    assert len(answers) == 1
    assert [each["cursor"] for each in room.slack.called("conversations.replies")] == ["", "15", "30"]
    assert HISTORY[CONVERSATIONS[channel]] in room.slack.needed


def test_where_the_thread_may_not_be_read_nothing_is_posted_twice(room: Room) -> None:
    room.slack.granted.discard("channels:history")
    room.slack.fail("chat.postMessage", status=500, done=True)
    room.ask(FULL)

    assert len(room.answered()) == 1


def everything(room: Room) -> None:
    """Every call that the code makes."""
    for channel in CONVERSATIONS:
        room.slack.fail("chat.postMessage", status=500)
        room.ask(FULL, channel)
        room.settle()
    room.ask("exampline for Mrs Featherstonehaugh, born 4 May 1961, tel 020 7946 0000?")
    pane = {"channel_id": "D1", "thread_ts": "1700000000.000100", "user_id": "U1", "context": {}}
    room.event({"type": "assistant_thread_started", "assistant_thread": pane})
    room.command(FULL)
    room.settle()


def test_the_scopes_of_the_manifest_are_those_of_its_events_and_of_the_calls_made(room: Room) -> None:
    everything(room)
    of_events = {EVENT_SCOPES[each] for each in manifest()["settings"]["event_subscriptions"]["bot_events"]} - {None}

    assert "chat.postEphemeral" in {call.method for call in room.slack.calls}
    assert of_events | room.slack.needed == set(scopes())
    assert room.slack.needed >= {*HISTORY.values(), "chat:write", "assistant:write", "commands"}


def test_the_manifest_names_every_event_command_and_shortcut_that_is_heard(room: Room) -> None:
    data = manifest()
    events = data["settings"]["event_subscriptions"]["bot_events"]
    pane = {"channel_id": "D1", "thread_ts": "1700000000.000100", "user_id": "U1", "context": {}}
    payload = {"callback_id": data["features"]["shortcuts"][0]["callback_id"], "channel": {"id": "C9"}}
    message = {"text": "Exampline is recommended.", "ts": "1700000000.000100", "user": "U2"}

    room.event({"type": "assistant_thread_started", "assistant_thread": pane})
    room.interact({**payload, "type": "message_action", "message": message, "response_url": room.slack.response_url()})

    kinds = {"message.channels", "message.groups", "message.im", "message.mpim"}
    assert set(events) == set(EVENT_SCOPES) == {*kinds, "app_mention", "assistant_thread_started", *FAREWELLS}
    assert [each["command"] for each in data["features"]["slash_commands"]] == [phrases.COMMAND]
    assert room.opened()["callback_id"] in SUBMITTED
    assert len(room.answered("D1")) == 1
    assert room.office.workspaces.token(TEAM)
