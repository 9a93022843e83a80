"""Everything that is proved about the first topic: it holds or is known, and it takes less than half a minute."""

from __future__ import annotations

import time
from datetime import date
from functools import cache

import pytest
from replayed import not_replayed, witnesses
from the_bot import the_bot

from bot.proving import asked
from guardrails.prove import prove
from guardrails.prove.invariants import load_invariants, load_known
from guardrails.prove.shown import as_page, as_text
from guardrails.rules import RULES

ON = date(2026, 11, 21)
TOPIC = "aatd"


@pytest.mark.slow
def test_all_proofs_hold_or_are_known_with_their_reason() -> None:
    bot = the_bot()
    bench = bot.benches[TOPIC]
    wanted = load_invariants(RULES / TOPIC, bench.book.vocabulary, bench.library)
    start = time.process_time()

    report = prove(bench, ON, cache(lambda each: asked(bot, TOPIC, each, ON)), wanted, load_known(RULES / TOPIC))

    assert [each.says for each in report.results if each.fails] == []
    assert time.process_time() - start < 30
    assert len(list(witnesses(report))) > 100
    assert not_replayed(report, bot, TOPIC, ON) == []
    text, page = as_text([report]), as_page([report])
    assert "all holds" in text
    assert "CTS 2012 says yes" in text
    assert page.startswith("<!doctype html>")
    assert "<script" not in page
