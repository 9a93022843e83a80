"""Our own sentences beside what they cite: stricter on numbers, names and polarity, lenient on the wording.

A rule's `say` is a paraphrase that its author chose, so its words may differ from the passage's. Its numbers with
their units, its names and which way it points may not.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import TYPE_CHECKING

from guardrails.criteria import compared_facts
from guardrails.grounding.names import Names, names_of
from guardrails.grounding.support import Support, Verdict, support_by
from guardrails.grounding.words import sentences
from guardrails.quantity import describe

if TYPE_CHECKING:
    from corpus.library import Library
    from guardrails.criteria import Criterion
    from guardrails.rulefile import Stated
    from guardrails.rules import RuleBook
    from guardrails.vocabulary import Quote

WRONG = (Verdict.CONTRADICTED, Verdict.UNSUPPORTED)
IN_WORDS_ONLY = "its words are not in what it cites"
_NOTHING = Support(Verdict.SUPPORTED, 1.0, "")


@lru_cache(maxsize=8)
def names_known(book: RuleBook) -> Names:
    """The spellings of a topic's pairs; the words of its labels may be used without a source."""
    vocabulary = book.vocabulary
    labels = " ".join(f"{fact.label} {fact.ask or ''}" for fact in vocabulary.facts.values())
    return names_of(vocabulary, labels.replace("(", " ").replace(")", " ").replace("?", " ").replace(",", " ").split())


def sources_of(quotes: Iterable[Quote], library: Library) -> tuple[tuple[str, ...], str]:
    """The passages quoted, and the titles of their sources."""
    passages = [library.passages[quote.passage] for quote in quotes if quote.passage in library.passages]
    guidelines = [library.guidelines[name] for name in dict.fromkeys(each.guideline for each in passages)]
    titles = "\n".join(f"{each.short}. {each.title}. {each.organisation}. {each.kind.value}" for each in guidelines)
    return tuple(dict.fromkeys(each.text for each in passages)), titles


def wrong_sentence(
    say: str, passages: tuple[str, ...], names: Names, titles: str = "", described: str = ""
) -> Support | None:
    """The first sentence of ours that its sources do not bear out, or None. *described* is the case it speaks of."""
    sources = (*passages, described) if described else passages
    for sentence in sentences(say):
        found = support_by(sentence, sources, names, titles)
        if found.verdict in WRONG and found.reason != IN_WORDS_ONLY:
            return found
    return None


def wrong_say(
    spec: Stated, criterion: Criterion, book: RuleBook, library: Library, *, assumed: bool = False
) -> Support | None:
    """What is wrong with a rule's or derivation's sentence, beside its own cites; an assumption may name its case."""
    passages, titles = sources_of(spec.cite, library)
    described = case_of(criterion, book) if assumed else ""
    return wrong_sentence(spec.say, passages, names_known(book), titles, described)


def case_of(criterion: Criterion, book: RuleBook) -> str:
    """The case that a criterion describes, in words: `FEV1: at least 80 % predicted; genotype: MS`."""
    vocabulary = book.vocabulary
    return "; ".join(
        f"{vocabulary[each.fact].label}: {describe(vocabulary[each.fact], each.allowed)}"
        for each in compared_facts(criterion)
    )
