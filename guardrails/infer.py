"""What follows from the facts given: contradictions withdraw, consequences add, assumptions fill in.

An assumption holds only while nobody gave its fact. It is shown with the answer, and it is the only thing that
a later fact may withdraw. Everything else that is inferred stays true whatever is learned besides.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from guardrails.values import meet

if TYPE_CHECKING:
    from collections.abc import Sequence

    from guardrails.criteria import Facts
    from guardrails.rules import Conflict, Derived, RuleBook
    from guardrails.values import Value


@dataclass(frozen=True)
class Known:
    """All that is known of a patient: `facts` is what rules see; the rest says where it came from.

    `impossible` names facts that were given and follow otherwise from others: they are not used either.
    """

    given: Facts
    facts: Facts
    assumed: tuple[Derived, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    impossible: tuple[str, ...] = ()

    @property
    def withdrawn(self) -> frozenset[str]:
        """The facts that contradict each other: given, and not used."""
        return frozenset(name for conflict in self.conflicts for name in conflict.spec.withdraws) | {*self.impossible}


def infer(book: RuleBook, given: Facts) -> Known:
    """Work out all that is known, from what was given."""
    conflicts = tuple(each for each in book.conflicts if each.applies(given))
    barred = {name for conflict in conflicts for name in conflict.spec.withdraws}
    usable = {name: value for name, value in given.items() if name not in barred}
    work = _Inference(usable, dict(usable), barred)
    waiting: Sequence[Derived] = book.derived
    while waiting:  # whole rounds, of those that what is new may concern: order decides nothing
        new = {each.fact for each in waiting if work.apply(each)}
        waiting = [each for each in book.derived if not new.isdisjoint(each.looks_at)] if new else ()
    return Known(given, work.facts, tuple(work.assumed.values()), conflicts, tuple(sorted(work.impossible)))


@dataclass
class _Inference:
    given: Facts
    facts: dict[str, Value]
    barred: set[str]
    assumed: dict[str, Derived] = field(default_factory=dict)
    impossible: set[str] = field(default_factory=set)

    def apply(self, each: Derived) -> bool:
        """Apply one derivation; say whether anything new came of it."""
        known = self.facts.get(each.fact)
        if each.fact in self.barred or (each.spec.assumption and known is not None):
            return False
        if not each.applies(self.facts, self.given):
            return False
        if each.spec.assumption:
            self.assumed[each.spec.id] = each
        return self._set(each.fact, each.value if known is None else meet(known, each.value), known)

    def _set(self, name: str, value: Value, known: Value | None) -> bool:
        if value.empty:
            del self.facts[name]
            self.impossible.add(name)
            self.barred.add(name)
            return True
        self.facts[name] = value
        return value != known
