"""What is left of a long message for the model to read."""

from __future__ import annotations

import pytest

from corpus.index.shortened import shortened

TOLD = "Hello, I’m writing because my father had a fever for 3 days. He isn't taking anything. Thanks!"


def test_what_any_message_has_is_left_out_and_what_denies_or_bounds_stays() -> None:
    assert shortened(TOLD, 20) == "writing father fever 3 days. isn't taking anything."
    assert shortened("is it safe below 50 without it, or not?", 20) == "safe below 50 without not?"


def test_of_what_is_left_the_beginning_and_the_end_are_kept() -> None:
    words = [f"word{n}" for n in range(50)]

    assert shortened(" ".join(words), 25) == " ".join(words)
    assert shortened(" ".join(words), 10) == " ".join([*words[:10], *words[-10:]])


@pytest.mark.parametrize("text", ["What is it?", "Can you do this for me, please?", "Wer soll getestet werden?", ""])
def test_where_nothing_else_is_said_all_of_it_stays(text: str) -> None:
    assert shortened(text, 20) == text
