"""Typing what a proof printed: `guideline ask … --fact …`, read and decided as the command line does it."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from datetime import date

from bot.answer import check, read
from bot.cli import facts_of
from bot.proving import asked
from bot.question import Question
from bot.wiring import Bot
from guardrails.outcome import Verdict
from guardrails.prove import Report
from guardrails.prove.result import Result, Witness
from guardrails.quantity import parse


def witnesses(report: Report) -> Iterator[tuple[Result, Witness]]:
    """Every patient that a report prints."""
    for each in report.results:
        shown = [each.witness, *(region.example for region in each.regions)]
        yield from ((each, witness) for witness in shown if witness is not None)


def typed(witness: Witness, bot: Bot, on: date) -> Verdict | None:
    """What the command of a witness comes to: the verdict on the first decision."""
    program, verb, question, *rest = shlex.split(witness.command)
    assert (program, verb) == ("guideline", "ask")
    assert rest[::2] == ["--fact"] * (len(rest) // 2)
    asked = Question(question, on, facts=facts_of(rest[1::2]))
    return next(iter(check(asked, read(asked, bot), bot)), None)


def stands(verdict: Verdict | None) -> object:
    """What a verdict says: its decision, outcome and every source's stand."""
    return verdict and (verdict.decision, verdict.outcome, [(each.guideline, each.stand) for each in verdict.positions])


def not_replayed(report: Report, bot: Bot, topic: str, on: date) -> list[str]:
    """The printed commands that come to anything else than the engine does for the patient of the proof."""
    bench = bot.benches[topic]
    words = {decision: asked(bot, topic, decision, on).words for decision in bench.book.by_decision}
    wrong = []
    for result, witness in witnesses(report):
        verdict = typed(witness, bot, on)
        facts = {name: parse(bench.book.vocabulary[name], value) for name, value in witness.facts.items()}
        question = shlex.split(witness.command)[2]
        decisions = [each for each in words if words[each] == question]
        if stands(verdict) not in [stands(bench.judge(decision, facts, on)) for decision in decisions]:
            wrong.append(f"{result.id}: {witness.command}")
    return wrong
