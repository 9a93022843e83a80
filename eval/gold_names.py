"""What gold cases may name: facts and their values, sources and passages, rules, and what passages state."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bot.reading.given import given_facts
from guardrails.quantity import ValueProblem

if TYPE_CHECKING:
    from bot.wiring import Bot
    from guardrails.vocabulary import Vocabulary


@dataclass(frozen=True)
class Known:
    """What gold cases may name: facts with their values, guidelines, passages, rules, and what passages state."""

    vocabulary: Vocabulary
    stated: frozenset[str]
    guidelines: frozenset[str]
    passages: frozenset[str]
    rules: frozenset[str]


def known_of(bot: Bot, topic: str) -> Known:
    """What cases of a topic may name."""
    book = bot.benches[topic].book
    library = bot.library
    rules = frozenset(
        [rule.id for rule in book.rules]
        + [each.spec.id for each in book.derived]
        + [each.spec.id for each in book.conflicts]
    )
    stated = frozenset(fact for passage in library.passages.values() for fact in passage.facts)
    return Known(book.vocabulary, stated, frozenset(library.guidelines), frozenset(library.passages), rules)


def wrong_facts(facts: Mapping[str, Any], vocabulary: Vocabulary) -> Iterator[str]:
    """The facts that are none, and the values that none of them can have."""
    for name, raw in facts.items():
        if name not in vocabulary:
            yield f"'{name}' is not a fact"
            continue
        try:
            given_facts({name: raw}, {name: vocabulary[name]})
        except ValueProblem as problem:
            yield str(problem)


def _sources(named: Iterable[str], known: Known) -> Iterator[str]:
    cited = [name for each in named for name in each.split("|")]
    return (f"'{name}' is not a source" for name in cited if name not in known.guidelines | known.passages)


CHECKS: Mapping[str, Callable[[Any, Known], Iterable[str]]] = {
    "must_cite": _sources,
    "must_ask": lambda named, known: (f"'{name}' is not a fact" for name in named if name not in known.vocabulary),
    "positions": lambda named, known: (
        f"'{name}' is not a guideline" for name in named if name not in known.guidelines
    ),
    "rules": lambda named, known: (f"'{name}' is not a rule" for name in named if name not in known.rules),
    "cites": lambda named, known: (f"'{name}' is not a rule" for name in named if name not in known.rules),
    "knows": lambda named, known: wrong_facts(named, known.vocabulary),
    "support": lambda named, known: (f"'{name}' is stated by no passage" for name in named if name not in known.stated),
}
