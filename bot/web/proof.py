"""A position's criteria as the tree its rule is written in: all of, any of, with what each came to."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING

from guardrails.criteria import AllOf, AnyOf, Compare, Not

if TYPE_CHECKING:
    from bot.schema import CriterionShown, PositionShown
    from guardrails.criteria import Criterion
    from guardrails.outcome import Bench
    from guardrails.rules import Rule

EITHER = "either: "  # said of alternatives in a flat list; a group says it for all
ORDER = ("false", "unknown", "true")


@dataclass(frozen=True)
class Node:
    """A criterion, or a group of them. `shown` and its `text` are set on a criterion, `parts` on a group."""

    truth: str
    group: str = ""
    parts: tuple[Node, ...] = ()
    shown: CriterionShown | None = None
    text: str = ""


def tree(bench: Bench, position: PositionShown) -> Node:
    """The proof of a position; a flat list if the criteria shown are not some of its rule's, in their order."""
    rule, leaves = rule_of(bench, position), deque(position.criteria)
    built = _built(rule.criterion, leaves, holds=True) if rule else None
    if built and not leaves:
        return built
    return _group("all", [Node(each.truth, shown=each, text=each.text) for each in position.criteria]) or Node(
        "true", "all"
    )


def rule_of(bench: Bench, position: PositionShown) -> Rule | None:
    """The rule that a position rests on."""
    mine = (rule for rule in bench.book.rules if rule.guideline == position.guideline)
    return next((rule for rule in mine if rule.id == position.rule), None)


def _built(criterion: Criterion, leaves: deque[CriterionShown], *, holds: bool) -> Node | None:
    """Walk the rule as the criteria were walked; under a "not", all of and any of change places.

    A comparison that is not the next one shown was left out: of alternatives, only those that tell are shown.
    """
    match criterion:
        case Compare():
            says = criterion.says if holds else f"not {criterion.says}"
            if not leaves or (text := leaves[0].text.replace(EITHER, "")) != says:
                return None
            shown = leaves.popleft()
            return Node(shown.truth, shown=shown, text=text)
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
