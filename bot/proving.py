"""Prove the rules from the command line, and show the result as text, JSON or a page."""

from __future__ import annotations

import json
import time
from dataclasses import replace
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from bot.draft import settled_outcome
from bot.question import QuestionProblem
from bot.reading.decisions import holds
from bot.wiring import build
from guardrails.criteria import Compare
from guardrails.quantity import parse
from guardrails.rules import RULES
from guardrails.wording import expanded

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from bot.wiring import Bot
    from guardrails.prove import Report
    from guardrails.prove.patients import Asked
    from guardrails.topic import Decision, Topic
    from guardrails.values import Value

MOST_TRIED = 60  # wordings of a decision that tell facts, before the one that tells least is taken


def run(topic: str | None, on: date, *, diff: str | None, page: Path | None, json_: bool) -> bool:
    """Prove one topic or all; print the results; say whether all holds."""
    from guardrails.prove.shown import as_page, as_text

    bot = build()
    if topic is not None and topic not in bot.topics:
        raise QuestionProblem(f"'{topic}' is not a topic. Write one of: {', '.join(bot.topics)}.")
    names = [topic] if topic else list(bot.topics)
    reports = [_diff(bot, name, on, diff) if diff is not None else _proved(bot, name, on) for name in names]
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
    report = prove(bench, on, cache(partial(asked, bot, topic, on=on)), wanted, load_known(RULES / topic))
    return replace(report, seconds=round(time.monotonic() - start, 1))


def _diff(bot: Bot, topic: str, on: date, revision: str) -> Report:
    from guardrails.prove.diff import RevisionProblem, changed, earlier_bench

    try:
        before = earlier_bench(revision, topic, bot.benches[topic].decided_by)
    except RevisionProblem as problem:
        raise QuestionProblem(str(problem)) from None
    return changed(before, bot.benches[topic], on, cache(partial(asked, bot, topic, on=on)), revision)


def asked(bot: Bot, topic: str, decision: str, on: date) -> Asked:
    """Words that the reader takes for a decision of a topic: its title, or the first of its words that tells least."""
    from guardrails.prove.patients import Asked

    known = bot.topics[topic].decision(decision)
    if known is None:
        return Asked(decision)
    read = ((text, _told(bot, text, decision, on)) for text in _questions(bot.topics[topic], known))
    found: list[Asked] = []
    for text, told in read:
        if told is not None:
            found.append(Asked(text, told))
        if told == frozenset() or len(found) == MOST_TRIED:
            break
    best = min(found, key=lambda each: len(each.tells), default=Asked(known.title))
    means = partial(_means, bot.topics[topic], known)
    return best._replace(elsewhere=tuple(_elsewhere(bot.topics[topic], known)), means=means, turns_on=_turns_on(known))


def _means(topic: Topic, decision: Decision, patient: Mapping[str, Value]) -> bool:
    """Whether the words for a decision ask for it of this patient, and for no other instead."""
    conditions = (condition for each in decision.instead.values() for condition in each)
    return not any(holds(condition, patient, topic.facts) for condition in conditions)


def _turns_on(decision: Decision) -> tuple[str, ...]:
    """The facts that must be unknown for another decision to be asked for instead."""
    conditions = (condition for each in decision.instead.values() for condition in each)
    found = (name for condition in conditions for name, wanted in condition.items() if wanted == "unknown")
    return tuple(dict.fromkeys(found))


def _elsewhere(topic: Topic, decision: Decision) -> Iterator[Compare]:
    """The single facts of which the words for a decision ask for another instead."""
    for conditions in decision.instead.values():
        for condition in conditions:
            if len(condition) == 1 and "any" not in condition.values():
                [(name, value)] = condition.items()
                yield Compare(name, parse(topic.facts[name], value), name)


def _questions(topic: Topic, decision: Decision) -> Iterator[str]:
    """Ways to ask for a decision, the plainest first."""
    yield decision.title
    yield from (f"{decision.title}, {name}" for name in topic.names[:2])
    for wording in decision.words:
        for words in expanded(wording.replace("...", " ")):
            yield from (f"{words}, {name}?" for name in topic.names[:2] if "<" not in words)


def _told(bot: Bot, text: str, decision: str, on: date) -> frozenset[str] | None:
    """The facts that a question tells by itself; None where it is not read as one about that decision."""
    reading = bot.reader.read(text, on)
    if reading.decisions[:1] != (decision,) or settled_outcome(reading) is not None:
        return None
    return frozenset(fact.name for fact in reading.facts)
