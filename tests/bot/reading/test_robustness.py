from __future__ import annotations

import json

from any_bytes import soak
from hypothesis import given, settings
from hypothesis import strategies as st

FRAGMENTS = st.sampled_from(
    [
        "ZZ",
        "M/S",
        "Pi",
        "Pi*",
        "no",
        "not",
        "if",
        "FEV1",
        "45",
        "%",
        "<",
        "0,57",
        "g/L",
        "quit",
        "2019",
        "Feb",
        "brother",
        "of",
        "or",
        "and",
        ",",
        ".",
        "?",
        "(",
        ")",
        "-",
        "\n",
        "emphysema",
        "one",
        "half",
        "a",
        "x2y",
        "½",
        "²",
        "٣",
        "\ud800",
        "\x00",
        "1e999",
        "never",
        "smoker",
        "…",
        "µ",
    ]
)
MESSAGES = st.one_of(
    st.text(max_size=80), st.lists(FRAGMENTS, max_size=25).map(" ".join), st.lists(FRAGMENTS, max_size=25).map("".join)
)


@settings(max_examples=400, deadline=None)
@given(text=MESSAGES, before=st.lists(MESSAGES, max_size=2))
def test_any_text_is_read_to_something_that_can_be_shown(read, text, before):
    reading = read(text, history=before, asked=["smoking", "serum_aat"])

    json.dumps([[fact.shown, fact.words] for fact in (*reading.facts, *reading.aside)]).encode()
    assert reading.scope in ("in", "out", "unclear")
    assert len(reading.text) == len(text)


def test_generated_messages_all_get_an_answer_or_a_sentence():
    counted = soak(120, seed=3)

    assert counted.total() == 120
    assert len(counted) > 3


@settings(max_examples=100, deadline=None)
@given(text=MESSAGES)
def test_reading_twice_gives_the_same(read, text):
    assert read(text) == read(text)


@settings(max_examples=60, deadline=None)
@given(piece=st.one_of(FRAGMENTS, st.text(min_size=1, max_size=6)), joint=st.sampled_from(["", " ", ", ", "/"]))
def test_work_grows_with_the_length_and_not_faster(read, piece, joint):
    """Steps are counted, not seconds: four times the text takes at most eight times the calls."""
    short, long = (_calls(lambda n=n: read(joint.join([piece] * n))) for n in (50, 200))

    assert long < 8 * short + 20_000


def _calls(work) -> int:
    import sys

    count = 0

    def note(_frame, _event, _arg):
        nonlocal count
        count += 1

    before = sys.getprofile()
    sys.setprofile(note)
    try:
        work()
    finally:
        sys.setprofile(before)
    return count
