"""Rules as decision tables a clinician can read: one row a rule, its conditions in words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from guardrails.criteria import AllOf, AnyOf, Compare, Criterion, Not

if TYPE_CHECKING:
    from guardrails.outcome import Bench
    from guardrails.rules import Rule
    from guardrails.topic import Decision

DECIDING = ("recommended", "conditional", "not_recommended")


@dataclass(frozen=True)
class Condition:
    """A line of a condition: its depth, its words, and the group it opens, if it does."""

    depth: int
    text: str
    group: str = ""


def rows(bench: Bench, decision: Decision) -> list[Rule]:
    """The rules of one decision: those that decide first, then those that inform, then those only reported."""
    found = [rule for rules in bench.book.by_decision.get(decision.id, {}).values() for rule in rules]
    kinds = bench.library.guidelines

    def last(rule: Rule) -> tuple[bool, bool, bool]:
        informs = rule.spec.position not in DECIDING
        return (not rule.first_hand, informs, kinds[rule.guideline].kind not in decision.decided_by)

    return sorted(found, key=last)


def conditions(criterion: Criterion) -> list[Condition]:
    """A condition as lines."""
    return list(_lines(criterion, 0, holds=True))


def _lines(criterion: Criterion, depth: int, *, holds: bool) -> Iterator[Condition]:
    match criterion:
        case Compare():
            yield Condition(depth, criterion.says if holds else f"not {criterion.says}")
        case Not(part):
            yield from _lines(part, depth, holds=not holds)
        case AllOf(parts) | AnyOf(parts):
            if len(parts) > 1:
                yield Condition(depth, "", "all" if isinstance(criterion, AllOf) is holds else "any")
            for part in parts:
                yield from _lines(part, depth + (len(parts) > 1), holds=holds)


def quoting(bench: Bench, passage: str) -> list[Rule]:
    """The rules that quote a passage."""
    return [rule for rule in bench.book.rules if any(quote.passage == passage for quote in rule.spec.cite)]
