"""A position's criteria as the tree its rule is written in: all of, any of, with what each came to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from guardrails.criteria import AllOf, AnyOf, Compare, Not

if TYPE_CHECKING:
    from bot.schema import CriterionShown, PositionShown
    from guardrails.criteria import Criterion
    from guardrails.outcome import Bench
    from guardrails.rules import Rule

ORDER = ("false", "unknown", "true")


@dataclass(frozen=True)
class Node:
    """A criterion, or a group of them. `shown` is set on a criterion, `parts` on a group."""

    truth: str
    group: str = ""
    parts: tuple[Node, ...] = ()
    shown: CriterionShown | None = None


def tree(bench: Bench, position: PositionShown) -> Node:
    """The proof of a position; a flat list if the rule has another shape than the criteria shown."""
    flat = [Node(each.truth, shown=each) for each in position.criteria]
    rule = rule_of(bench, position)
    leaves = iter(position.criteria)
    built = _built(rule.criterion, leaves, holds=True) if rule and _count(rule.criterion) == len(flat) else None
    return built or _group("all", flat) or Node("true", "all")


def rule_of(bench: Bench, position: PositionShown) -> Rule | None:
    """The rule that a position rests on."""
    mine = (rule for rule in bench.book.rules if rule.guideline == position.guideline)
    return next((rule for rule in mine if rule.id == position.rule), None)


def _count(criterion: Criterion) -> int:
    match criterion:
        case Compare():
            return 1
        case Not(part):
            return _count(part)
        case AllOf(parts) | AnyOf(parts):
            return sum(map(_count, parts))


def _built(criterion: Criterion, leaves: Iterator[CriterionShown], *, holds: bool) -> Node | None:
    """Walk the rule as the criteria were walked; under a "not", all of and any of change places."""
    match criterion:
        case Compare():
            shown = next(leaves)
            return Node(shown.truth, shown=shown)
        case Not(part):
            return _built(part, leaves, holds=not holds)
        case AllOf(parts) | AnyOf(parts):
            kind = "all" if isinstance(criterion, AllOf) is holds else "any"
            return _group(kind, [node for part in parts if (node := _built(part, leaves, holds=holds))])


def _group(kind: str, parts: list[Node]) -> Node | None:
    if len(parts) < 2:
        return parts[0] if parts else None
    flat = [inner for part in parts for inner in (part.parts if part.group == kind else (part,))]
    ranks = [ORDER.index(part.truth) for part in flat]
    return Node(ORDER[min(ranks) if kind == "all" else max(ranks)], kind, tuple(flat))
