"""From what a rule file says to what can be judged: criteria checked against vocabulary and texts."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from guardrails.criteria import ALWAYS, AllOf, AnyOf, Compare, Criterion, Not
from guardrails.quantity import COMPARISONS, ValueProblem, describe, parse
from guardrails.vocabulary import Quote

if TYPE_CHECKING:
    from corpus.library import Library
    from corpus.problems import Problem
    from corpus.strict_yaml import Document
    from guardrails.values import Value
    from guardrails.vocabulary import Vocabulary

Place = tuple[str | int, ...]
BESIDE = ("cite", "text")
COMBINED = ("all_of", "any_of", "not")
WORDS_FOR = {"yes": "{label}", "no": "no {label}"}


@dataclass
class Compiler:
    """Compiles the nodes of one file, and collects what is wrong with them."""

    document: Document
    vocabulary: Vocabulary
    library: Library
    guideline: str | None = None
    problems: list[Problem] = field(default_factory=list)

    def wrong(self, place: Place, what: str, way_out: str) -> None:
        """Note a problem at a place of the file."""
        self.problems.append(self.document.problem(place, f"{'.'.join(map(str, place))}: {what}", way_out))

    def criterion(self, node: object, place: Place, cite: tuple[Quote, ...]) -> Criterion:
        """Compile one YAML node; what is wrong becomes a problem, and the node holds of nobody."""
        match node:
            case "always":
                return ALWAYS
            case {"all_of": [_, *_] as parts, **rest} if not rest:
                return AllOf(self._parts(parts, (*place, "all_of"), cite))
            case {"any_of": [_, *_] as parts, **rest} if not rest:
                return AnyOf(self._parts(parts, (*place, "any_of"), cite))
            case {"not": part, **rest} if not rest:
                return Not(self.criterion(part, (*place, "not"), cite))
            case dict() if len(facts := [key for key in node if key not in BESIDE]) == 1 and facts[0] not in COMBINED:
                return self._comparison(facts[0], node, place, cite)
        self.wrong(place, f"not a criterion: {node!r:.80}", "Write one fact, or all_of / any_of / not.")
        return AnyOf(())

    def _parts(self, parts: Sequence[object], place: Place, cite: tuple[Quote, ...]) -> tuple[Criterion, ...]:
        return tuple(self.criterion(part, (*place, index), cite) for index, part in enumerate(parts))

    def _comparison(self, name: str, node: Mapping[str, Any], place: Place, cite: tuple[Quote, ...]) -> Criterion:
        own = self.quotes(node["cite"], (*place, "cite")) if "cite" in node else cite
        value = self.value(name, node[name], (*place, name))
        if value is None:
            return AnyOf(())
        says = str(node.get("text") or self.words(name, value))
        return Compare(name, value, says, own, self.first_hand(own))

    def value(self, name: str, raw: object, place: Place, *, units_needed: bool = True) -> Value | None:
        """The value that a fact is compared with or set to, or None when it is wrong."""
        if name not in self.vocabulary:
            near = difflib.get_close_matches(name, self.vocabulary.facts, 1)
            way_out = f"Did you mean '{near[0]}'?" if near else "Use a fact of the vocabulary, or add it to facts.yaml."
            self.wrong(place, f"'{name}' is not a fact of topic {self.vocabulary.topic}", way_out)
            return None
        try:
            return parse(self.vocabulary[name], raw, units_needed=units_needed)
        except ValueProblem as problem:
            what, _, way_out = str(problem).partition(". ")
            self.wrong(place, what, way_out or f"Use exactly one of: {', '.join(COMPARISONS)}.")
            return None

    def words(self, name: str, value: Value) -> str:
        """How a comparison reads when its author gave it no words."""
        fact = self.vocabulary[name]
        said = describe(fact, value)
        return WORDS_FOR[said].format(label=fact.label) if said in WORDS_FOR else f"{fact.label}: {said}"

    def quotes(self, node: object, place: Place) -> tuple[Quote, ...]:
        """Check the quotes of one `cite`: a quote or a list of them, each verbatim in its passage."""
        nodes = node if isinstance(node, list | tuple) else [node]
        found = [self._quote(each, (*place, index)) for index, each in enumerate(nodes)]
        return tuple(quote for quote in found if quote)

    def _quote(self, node: object, place: Place) -> Quote | None:
        try:
            quote = node if isinstance(node, Quote) else Quote.model_validate(node)
        except ValidationError:
            self.wrong(place, "not a citation", "Write {passage: guideline#anchor, quote: the words}.")
            return None
        if problem := self.problem_with(quote):
            self.wrong(place, *problem)
            return None
        return quote

    def problem_with(self, quote: Quote) -> tuple[str, str] | None:
        """What is wrong with a quote and the way out, or None if it stands."""
        passage = self.library.passages.get(quote.passage)
        guideline = quote.passage.partition("#")[0]
        if passage is None:
            known = [each.anchor for each in self.library.passages.values() if each.guideline == guideline]
            where = (
                f"'{guideline}' has: {', '.join(sorted(known))}." if known else f"There is no guideline '{guideline}'."
            )
            return f"passage '{quote.passage}' does not exist", where
        if quote.quote not in passage.text:
            return f"the quote '{quote.quote}' is not in passage '{quote.passage}'", f"It reads: {passage.text}"
        if self.guideline and guideline != self.guideline:
            return f"'{quote.passage}' is another source than '{self.guideline}'", "One rule, one source: cite its own."
        return None

    def first_hand(self, cite: tuple[Quote, ...]) -> bool:
        """Whether any of the passages quoted was read at its source."""
        passages = self.library.passages
        return any(passages[quote.passage].provenance.first_hand for quote in cite if quote.passage in passages)
