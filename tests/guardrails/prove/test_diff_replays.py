"""Every command that `prove --diff` prints shows the new outcome, and a whole report's commands show what it says."""

from __future__ import annotations

import shutil
from datetime import date
from functools import cache
from pathlib import Path

from replayed import not_replayed, typed, witnesses

from bot.proving import asked
from bot.wiring import build
from guardrails.prove import prove
from guardrails.prove.diff import changed
from guardrails.quantity import parse

ON = date(2026, 11, 21)
TOY = Path(__file__).parents[2] / "toy"
TOPIC = "marlowe-fever"


def test_the_commands_of_a_diff_show_the_new_outcome(tmp_path: Path) -> None:
    now = build(TOY / "topics", TOY / "rules")
    shutil.copytree(TOY / "rules", tmp_path / "rules")
    changed_file = tmp_path / "rules" / TOPIC / "marlowe-fever-2024.yaml"
    text = changed_file.read_text("utf-8")
    assert "fever_days: {above: 3}" in text
    changed_file.write_text(text.replace("fever_days: {above: 3}", "fever_days: {above: 5}", 1), "utf-8")
    before = build(TOY / "topics", tmp_path / "rules").benches[TOPIC]
    after = now.benches[TOPIC]

    report = changed(before, after, ON, cache(lambda each: asked(now, TOPIC, each, ON)), "HEAD~1")

    shown = list(witnesses(report))
    assert shown
    for result, witness in shown:
        decision, was, became = result.id.removeprefix("changed:").split("/")
        facts = {name: parse(after.book.vocabulary[name], value) for name, value in witness.facts.items()}
        verdict = typed(witness, now, ON)
        assert verdict is not None
        assert (verdict.decision, verdict.outcome.value) == (decision, became), witness.command
        assert before.judge(decision, facts, ON).outcome.value == was


def test_the_commands_of_a_report_show_what_it_says() -> None:
    bot = build(TOY / "topics", TOY / "rules")

    report = prove(bot.benches[TOPIC], ON, cache(lambda each: asked(bot, TOPIC, each, ON)))

    assert list(witnesses(report))
    assert not_replayed(report, bot, TOPIC, ON) == []
