"""What a questioned value may mean: asked for and offered, never assumed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.phrases import WOULD, WOULD_CHANGE
from bot.schema import WouldChange
from guardrails.criteria import AllOf, compared_facts
from guardrails.inquiry import Missing
from guardrails.quantity import parse

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.reading.types import Doubt
    from guardrails.outcome import Bench, Verdict
    from guardrails.rules import Rule


def asked_again(bench: Bench, verdict: Verdict, doubts: Sequence[Doubt]) -> Iterator[Missing]:
    """The questioned facts, for the sources that look at them."""
    by_source = bench.book.by_decision.get(verdict.decision, {})
    for name in dict.fromkeys(each.fact for each in doubts):
        looking = {source for source, rules in by_source.items() if any(_looks_at(rule, name) for rule in rules)}
        waiting = looking & verdict.deciding or looking
        if waiting and bench.book.vocabulary[name].ask:
            yield Missing(name, tuple(sorted(waiting)))


def offered(bench: Bench, verdict: Verdict, doubts: Sequence[Doubt]) -> Iterator[WouldChange]:
    """Each likely meaning of the questioned value, with what the rules would then come to; of one value only."""
    if len(doubts) != 1:
        return
    name = doubts[0].fact
    fact = bench.book.vocabulary[name]
    for quantity in doubts[0].meant:
        value = parse(fact, quantity, verdict.panel.known.facts)
        outcome = bench.outcome_with(verdict.panel, name, value)
        text = WOULD_CHANGE.format(fact=fact.label, value=quantity, would=WOULD[outcome])
        yield WouldChange({name: quantity}, outcome.value, text)


def _looks_at(rule: Rule, name: str) -> bool:
    return any(each.fact == name for each in compared_facts(AllOf((rule.concerns, rule.criterion))))
