"""Run the examples inside the rules: each rule comes out as its author said."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from corpus.problems import Problem, shown
from guardrails.quantity import parse
from guardrails.rulefile import Applies, Example
from guardrails.rules import DERIVED
from guardrails.truth import Truth

if TYPE_CHECKING:
    from guardrails.rules import Derived, Rule, RuleBook
    from guardrails.values import Value
    from guardrails.vocabulary import Vocabulary

APPLIES = {Truth.TRUE: Applies.APPLIES, Truth.FALSE: Applies.DOES_NOT_APPLY, Truth.UNKNOWN: Applies.NEEDS_FACTS}
CONCERNED = {Truth.TRUE: True, Truth.FALSE: False, Truth.UNKNOWN: None}


def facts_of(vocabulary: Vocabulary, raw: Mapping[str, Any]) -> dict[str, Value]:
    """The facts of an example, or of any data, as values; those without a value are unknown."""
    return {name: parse(vocabulary[name], value) for name, value in raw.items() if value is not None}


def wrong_examples(folder: Path, book: RuleBook) -> list[Problem]:
    """Every example that does not come out as written."""
    return list(_wrong(folder, book))


def _wrong(folder: Path, book: RuleBook) -> Iterator[Problem]:
    for rule in book.rules:
        file = shown(folder / f"{rule.guideline}.yaml")
        for example in rule.spec.examples:
            if says := difference(rule, example, book.vocabulary):
                yield Problem(file, rule.id, f"example '{example.name}': {says}", "Correct the rule or the example.")
    for each in book.derived:
        for example in each.spec.examples:
            if says := _difference_derived(each, example, book.vocabulary):
                yield Problem(shown(folder / DERIVED), each.spec.id, f"example '{example.name}': {says}", "Correct it.")
    for conflict in book.conflicts:
        for example in conflict.spec.examples:
            applies = conflict.applies(facts_of(book.vocabulary, example.facts))
            if applies is not (example.outcome is Applies.APPLIES):
                says = f"expected {example.outcome.value}"
                yield Problem(
                    shown(folder / DERIVED), conflict.spec.id, f"example '{example.name}': {says}", "Correct it."
                )


def difference(rule: Rule, example: Example, vocabulary: Vocabulary) -> str | None:
    """How a rule's example comes out otherwise than written, or None."""
    facts = facts_of(vocabulary, example.facts)
    if example.concerned is not None and CONCERNED[rule.concerns.truth(facts)] is not example.concerned:
        return f"expected to be {'concerned' if example.concerned else 'not concerned'}, got the opposite or open"
    finding = rule.criterion.judge(facts)
    got = APPLIES[finding.truth]
    if got is not example.outcome:
        return f"expected {example.outcome.value}, got {got.value}"
    if example.missing is not None and example.missing != finding.missing:
        return f"expected missing {sorted(example.missing)}, got {sorted(finding.missing)}"
    return None


def _difference_derived(each: Derived, example: Example, vocabulary: Vocabulary) -> str | None:
    facts = facts_of(vocabulary, example.facts)
    applies = each.applies(facts, facts)
    if applies is not (example.outcome is Applies.APPLIES):
        return f"expected {example.outcome.value}, got {'applies' if applies else 'not'}"
    return None
