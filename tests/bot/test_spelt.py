"""Slips of the pen in a question, and the other way to spell a word, are read as the words of the texts found."""

from __future__ import annotations

import pytest

from bot.spelt import mended, misspelt
from corpus.index import Entry, Keywords

TEXTS = [
    "Gabapentin is reduced in dialysis.",
    "Prophylaxis after knee replacement lasts 14 days.",
    "Magnesium sulfate 2 g.",
    "Prednisolone 40 mg is given for oedema.",
]
KEYWORDS = Keywords([Entry(f"a#{n}", text) for n, text in enumerate(TEXTS)])


@pytest.mark.parametrize(
    ("question", "read"),
    [
        ("gabapnetin in dialyisis", "gabapentin in dialysis"),
        ("profilaxis after knee replacment", "prophylaxis after knee replacment"),  # of one root as it is
        ("profilaxis after nkee", "prophylaxis after nkee"),
        ("magnesuim sulphate", "magnesium sulfate"),
        ("edema", "edema"),  # its first letter is another
        ("prednisone dose", "prednisone dose"),  # another drug
        ("What is it?", "What is it?"),
    ],
)
def test_a_word_that_occurs_nowhere_is_read_as_the_one_it_nearly_is(question: str, read: str) -> None:
    assert mended(question, KEYWORDS, TEXTS) == read


def test_what_was_read_as_another_word_is_told() -> None:
    assert misspelt("Is gabapnetin reduced in dialysis?", TEXTS) == {"gabapnetin": "gabapentin"}
    assert misspelt("Is gabapentin given after replacements?", TEXTS) == {}
