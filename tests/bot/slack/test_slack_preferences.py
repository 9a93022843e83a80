"""What a channel prefers: with two topics installed, which one is meant where no word tells; whose sources come first."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from slack_room import Room
from slack_stand_in import TEAM

from bot.wiring import Bot, build

TOY = Path(__file__).parents[2] / "toy"
OTHER = {
    "marlowe-fever": "tolland-ague", "Marlowe fever": "Tolland ague", "Marlowe": "Tolland", "marlowe": "tolland",
    "Exampline": "Samplidon", "exampline": "samplidon", "Halden": "Orlow", "halden": "orlow", "MF": "TA", "zeta": "kappa",
}  # fmt: skip
EITHER = "treatment for a 40 year old with fever for 9 days, not pregnant, no rash?"


def renamed(text: str) -> str:
    for old, new in OTHER.items():
        text = text.replace(old, new)
    return text


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> Bot:
    """The toy topic, and the same under other names."""
    home = tmp_path_factory.mktemp("two")
    for part in ("topics", "rules"):
        shutil.copytree(TOY / part, home / part)
        for path in sorted((TOY / part).rglob("*.*")):
            copy = home / part / renamed(str(path.relative_to(TOY / part)))
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_text(renamed(path.read_text("utf-8")), "utf-8")
    return build(home / "topics", home / "rules")


@pytest.fixture
def room(open_room: Callable[..., Room], two: Bot) -> Room:
    return open_room(two)


def prefer(room: Room, channel: str, **fields: str) -> None:
    before = len(room.slack.views)
    room.command("settings", channel)
    room.submit(room.opened(count=before + 1), **fields)


def topic_of(room: Room, channel: str) -> Any:
    said = room.office.threads.thread(TEAM, channel, room.slack.posted(channel)[-1]["thread_ts"])
    return room.office.reply(said[-1], said).answer.topic


def test_where_no_word_tells_the_channels_topic_is_meant(room: Room) -> None:
    prefer(room, "C1", topic="tolland-ague")
    prefer(room, "C2", topic="marlowe-fever")
    for channel in ("C1", "C2"):
        room.ask(EITHER, channel)
        room.settle()

    assert [topic_of(room, channel) for channel in ("C1", "C2")] == ["tolland-ague", "marlowe-fever"]


def test_where_words_tell_they_decide(room: Room) -> None:
    prefer(room, "C1", topic="marlowe-fever")
    room.ask(f"samplidon {EITHER}")
    room.settle()

    assert topic_of(room, "C1") == "tolland-ague"


def test_a_thread_keeps_its_topic_whatever_the_channel_prefers(room: Room) -> None:
    prefer(room, "C1", topic="tolland-ague")
    ts = room.ask("exampline? 40 years old, fever for 9 days")
    room.settle()
    room.say("not pregnant, no rash", thread=ts)
    room.settle()

    assert topic_of(room, "C1") == "marlowe-fever"


def test_the_settings_dialog_shows_what_is_preferred_and_can_take_it_back(room: Room) -> None:
    prefer(room, "C1", topic="tolland-ague", country="NO")
    assert (room.office.threads.preference(TEAM, "C1").topic, room.office.threads.preference(TEAM, "C2").topic) == (
        "tolland-ague",
        "",
    )

    room.command("settings")
    shown = [block["element"]["initial_option"]["value"] for block in room.opened(count=2)["blocks"]]
    assert shown == ["NO", "tolland-ague"]
    prefer(room, "C1", topic="", country="")
    assert room.office.threads.preference(TEAM, "C1").topic == ""


def test_a_channels_country_comes_first_and_decides_nothing(room: Room) -> None:
    question = "exampline? 40 years old, fever for 9 days, not pregnant, no rash"
    room.ask(question, "C2")
    prefer(room, "C1", country="NO")
    room.ask(question, "C1")
    room.settle()

    sources = {}
    for channel in ("C1", "C2"):
        [said] = room.office.threads.thread(TEAM, channel, room.slack.posted(channel)[0]["thread_ts"])
        answer = room.office.reply(said, [said]).answer
        sources[channel] = [each.guideline for each in answer.positions]
    [norway], [plain] = room.slack.posted("C1"), room.slack.posted("C2")
    assert plain["blocks"][0] == norway["blocks"][0]
    assert set(sources["C1"]) == set(sources["C2"])
    assert sources["C1"][0] == "halden-2022" != sources["C2"][0]
