"""Prove the rules from the command line, and show the result as text, JSON or a page."""

from __future__ import annotations

import json
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from bot.draft import settled_outcome
from bot.question import QuestionProblem
from bot.wiring import build
from guardrails.rules import RULES

if TYPE_CHECKING:
    from datetime import date

    from bot.wiring import Bot
    from guardrails.prove import Report


def run(topic: str | None, on: date, *, diff: str | None, page: Path | None, json_: bool) -> bool:
    """Prove one topic or all; print the results; say whether all holds."""
    from guardrails.prove.shown import as_page, as_text

    bot = build()
    if topic is not None and topic not in bot.topics:
        raise QuestionProblem(f"'{topic}' is not a topic. Write one of: {', '.join(bot.topics)}.")
    names = [topic] if topic else list(bot.topics)
    reports = [_diff(bot, name, on, diff) if diff else _proved(bot, name, on) for name in names]
    if page:
        page.write_text(as_page(reports), "utf-8")
    text = json.dumps([each.as_dict() for each in reports], ensure_ascii=False, indent=2) if json_ else as_text(reports)
    typer.echo(text)
    return all(each.holds for each in reports)


def _proved(bot: Bot, topic: str, on: date) -> Report:
    from guardrails.prove import prove
    from guardrails.prove.invariants import load_invariants, load_known

    bench = bot.benches[topic]
    wanted = load_invariants(RULES / topic, bench.book.vocabulary, bench.library)
    start = time.monotonic()
    report = prove(bench, on, lambda decision: asked(bot, topic, decision, on), wanted, load_known(RULES / topic))
    return replace(report, seconds=round(time.monotonic() - start, 1))


def _diff(bot: Bot, topic: str, on: date, revision: str) -> Report:
    from guardrails.prove.diff import changed, earlier_bench

    before = earlier_bench(revision, topic, bot.benches[topic].decided_by)
    return changed(before, bot.benches[topic], on, lambda decision: asked(bot, topic, decision, on), revision)


def asked(bot: Bot, topic: str, decision: str, on: date) -> str:
    """Words that the reader takes for a decision of a topic: its title, or the first of its words that does."""
    known = bot.topics[topic].decision(decision)
    if known is None:
        return decision
    names = bot.topics[topic].names
    tried = [known.title, *(f"{known.title}, {name}" for name in names[:2])]
    tried += [f"{word}, {name}?" for word in known.words if "." not in word and "<" not in word for name in names[:2]]
    return next((text for text in tried if _reads(bot, text, decision, on)), known.title)


def _reads(bot: Bot, text: str, decision: str, on: date) -> bool:
    reading = bot.reader.read(text, on)
    return reading.decisions[:1] == (decision,) and settled_outcome(reading) is None and not reading.facts
