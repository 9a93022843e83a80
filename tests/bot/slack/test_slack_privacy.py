"""Personal data is warned about, to the one who wrote it, before anything is kept; and then it is not kept."""

from __future__ import annotations

from pathlib import Path

from slack_room import Room, text_of

from bot.slack.phrases import PRIVATE_DATA

WARNING = PRIVATE_DATA.format(kinds="name, record number, email")
QUESTION = "exampline? 40 years old, fever for 9 days, not pregnant, no rash"
PATIENT = f"Mrs Jane Featherstonehaugh, MRN 12345678, jane@example.org: {QUESTION}"


def kept(room: Room) -> bytes:
    home: Path = room.office.web.settings.home
    return b"".join(path.read_bytes() for path in home.rglob("*") if path.is_file())


def test_in_a_channel_only_the_writer_is_warned_and_nothing_personal_is_kept(room: Room) -> None:
    room.ask(PATIENT)
    [answer] = room.answered()

    [warning] = room.slack.called("chat.postEphemeral")
    assert (warning["user"], warning["text"]) == ("U1", WARNING)
    methods = [call.method for call in room.slack.calls]
    assert methods.index("chat.postEphemeral") < methods.index("chat.postMessage")
    assert "Featherstonehaugh" not in text_of(answer["blocks"])
    assert b"Featherstonehaugh" not in kept(room)
    assert b"12345678" not in kept(room)


def test_a_command_is_warned_in_its_answer(room: Room) -> None:
    room.command(PATIENT)
    room.settle()

    [private] = room.slack.called("response_url")
    assert WARNING in text_of(private["blocks"])
    assert b"Featherstonehaugh" not in kept(room)


def test_a_direct_message_is_warned(room: Room) -> None:
    room.say(PATIENT, channel="D1")

    warning, _ = room.answered("D1")
    assert warning["text"] == WARNING


def test_an_edit_that_brings_personal_data_is_masked(room: Room) -> None:
    ts = room.ask(QUESTION)
    room.settle()
    room.edit(ts, f"<@UBOT> {PATIENT}")
    room.settle()

    assert b"Featherstonehaugh" not in kept(room)


def test_what_is_done_leaves_no_words_among_the_deliveries(room: Room) -> None:
    from sqlalchemy import select
    from sqlalchemy.orm import Session

    from bot.slack.tables import DeliveryRow

    room.ask(QUESTION)
    room.settle()

    with Session(room.office.deliveries.engine) as session:
        assert [row.payload for row in session.scalars(select(DeliveryRow))] == [None]


def test_other_peoples_messages_are_never_kept(room: Room) -> None:
    room.say("the cafeteria has pea soup")
    ts = room.ask(QUESTION)
    room.settle()
    room.say("the cafeteria has pea soup", thread=ts)
    room.settle()

    assert b"pea soup" not in kept(room)
