from __future__ import annotations

from conftest import Room, button, fingerprint_of, text_of
from stand_in import BOT


def test_a_mention_is_answered_once_in_its_thread(room: Room) -> None:
    ts = room.ask("exampline? age 40, fever 9 days, not pregnant")

    [answer] = room.answered()
    assert answer["thread_ts"] == ts
    assert answer["blocks"][0]["text"]["text"].endswith("RECOMMENDED")
    assert button(answer["blocks"], "Edit facts")
