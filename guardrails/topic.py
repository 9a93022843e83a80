"""What a topic is: its scope, the decisions it can answer, and the words that each is asked for with."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from typing import Any, Literal, Self

from pydantic import Field, model_validator

from corpus.guideline import Kind, Strict
from corpus.problems import FileProblems, Problem, shown
from corpus.strict_yaml import Document, YamlError, read_yaml, validate
from guardrails.quantity import ValueProblem, parse
from guardrails.vocabulary import Fact, Vocabulary, VocabularyFile
from guardrails.wording import PlainWords, Words


class DecisionKind(StrEnum):
    """Whether a decision comes to a verdict, or is a question of fact."""

    VERDICT = "verdict"
    INFORMATION = "information"


class Decision(Strict):
    """One thing that may be asked: the words it is asked with, and who decides it.

    `hints` count only where nothing else is named, and `implied_by` lists facts that ask for it then; `when` is what
    must be known for it to be meant at all; `over` are the decisions that it is meant instead of when both are named;
    `instead` are decisions that are meant when this one is named and such facts are known; `decoys` are longer
    wordings that ask nothing; where it `suggests` nothing, its words alone do not put a message in scope.
    """

    id: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    title: str = Field(min_length=1)
    kind: DecisionKind = DecisionKind.VERDICT
    default: bool = False
    suggests: bool = True
    decided_by: tuple[Kind, ...] = (Kind.GUIDELINE, Kind.STATEMENT)
    words: Words = ()
    hints: Words = ()
    decoys: Words = ()
    implied_by: tuple[dict[str, Any], ...] = ()
    when: dict[str, Any] = {}
    over: tuple[str, ...] = ()
    instead: dict[str, tuple[dict[str, Any], ...]] = {}

    @property
    def by_place(self) -> bool:
        """Whether funding or labels decide it, which are a country's own."""
        return not {Kind.FUNDING, Kind.LABEL}.isdisjoint(self.decided_by)


class Telling(Strict):
    """What tells of an emergency by two words near each other, in any order, or by a number in a range.

    `tongue … swollen` and `swelling of his tongue`; `BP 70`, where it is *between* 30 and 90.
    """

    tells: Literal["signs", "now", "unless", "alone"]
    words: Words = Field(min_length=1)
    beside: Words = ()
    between: tuple[float, float] | None = None

    @model_validator(mode="after")
    def _is_one(self) -> Self:
        if bool(self.beside) is bool(self.between):
            raise ValueError("give the words 'beside' these or the numbers 'between' which they tell it, one of them")
        return self


class Emergency(Strict):
    """What makes a message an emergency: a sign, and that it is happening; `unless` it is told as past.

    Where words are given that must be `there` as well, it is none without one of them.

    What stands `alone` is one by itself; so is an intention to do it, where it may be one. Each by wordings, or by
    what is told `together`.
    """

    signs: Words = ()
    now: Words = ()
    there: Words = ()
    unless: Words = ()
    alone: Words = ()
    together: tuple[Telling, ...] = ()
    intended: bool = False
    says: str = Field(min_length=1)


class Urgent(Emergency):
    """The emergency of the topic, and others that anybody may tell of, each with what to do first."""

    others: tuple[Emergency, ...] = ()

    @property
    def kinds(self) -> tuple[Emergency, ...]:
        """Every emergency, the topic's own first."""
        return (self, *self.others)


class Ambiguous(Strict):
    """A short word with another meaning outside the topic, and the words that tell the other meaning.

    It is `open` when nothing around it tells which: then it is asked about.
    """

    words: Words
    means: str
    other: str
    told_by: Words = ()
    open: bool = False


class TopicFile(Strict):
    """A topic.yaml."""

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9-]*$")
    title: str = Field(min_length=1)
    scope: str = Field(min_length=1)
    names: tuple[str, ...] = ()
    scope_words: Words = ()
    near_words: Words = ()
    known_words: Words = ()
    other_subjects: Words = ()
    decisions: tuple[Decision, ...] = Field(min_length=1)
    sources: dict[str, Words] = {}
    called: dict[str, PlainWords] = {}
    ambiguous: tuple[Ambiguous, ...] = ()
    urgent: Urgent | None = None
    starters: tuple[str, ...] = ()
    follow_ups: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        ids = [decision.id for decision in self.decisions]
        if twice := [name for name, times in Counter(ids).items() if times > 1]:
            raise ValueError(f"decisions given twice: {', '.join(twice)}")
        if sum(decision.default for decision in self.decisions) != 1:
            raise ValueError("exactly one decision has 'default: yes'")
        unknown = {name for decision in self.decisions for name in (*decision.over, *decision.instead)} - set(ids)
        if unknown:
            raise ValueError(f"'over' or 'instead' names decisions it does not have: {', '.join(sorted(unknown))}")
        return self


class Topic(TopicFile):
    """A topic with its vocabulary: what a reader is built from."""

    facts: dict[str, Fact]

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """Its facts, in the order in which to ask for them."""
        return Vocabulary(self.id, self.facts)

    @cached_property
    def own_words(self) -> frozenset[str]:
        """Every word that it writes anywhere, in small letters: brands, alleles, places and bodies among them."""
        written = self.model_dump_json(exclude={"starters", "follow_ups"})
        return frozenset(word.lower() for word in re.findall(r"[^\W\d_]{3,}", written))

    def in_its_words(self, text: str) -> str:
        """A text with the words that its sources use in place of others for the same: `influenza` for `flu`."""
        return self._other_words.sub(lambda found: self._names_of[found[0].casefold()], text) if self.called else text

    @cached_property
    def _names_of(self) -> dict[str, str]:
        return {other.casefold(): name for name, others in self.called.items() for other in others}

    @cached_property
    def _other_words(self) -> re.Pattern[str]:
        longest_first = sorted(self._names_of, key=len, reverse=True)
        return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest_first))})(?!\w)", re.IGNORECASE)

    @cached_property
    def default(self) -> Decision:
        """The decision meant when none is named."""
        return next(decision for decision in self.decisions if decision.default)

    def decision(self, name: str) -> Decision | None:
        """The decision of that id, or None."""
        return self._by_id.get(name)

    @cached_property
    def _by_id(self) -> dict[str, Decision]:
        return {decision.id: decision for decision in self.decisions}

    @cached_property
    def implications(self) -> tuple[tuple[Decision, frozenset[str], dict[str, Any]], ...]:
        """The conditions for asking for a decision by facts alone, each with the facts that it needs, in order."""
        return tuple(
            (decision, frozenset(name for name, wanted in condition.items() if wanted != "unknown"), condition)
            for decision in self.decisions
            for condition in decision.implied_by
        )


class TopicError(FileProblems):
    """For authors of topics: a topic.yaml or facts.yaml is wrong."""


def load_topic(topic_yaml: Path, facts_yaml: Path) -> Topic:
    """Read a topic and its vocabulary. Raises TopicError with every problem of both files."""
    problems: list[Problem] = []
    parts: list[tuple[Document, Any]] = []
    for path, model in ((topic_yaml, TopicFile), (facts_yaml, VocabularyFile)):
        try:
            document = read_yaml(_text(path), shown(path))
            parts.append((document, validate(document, model)))
        except YamlError as error:
            problems.extend(error.problems)
    if problems:
        raise TopicError(problems)
    (document, file), (_, vocabulary) = parts
    if problems := list(_unknown_facts(document, file, vocabulary.facts)):
        raise TopicError(problems)
    return Topic.model_construct(**dict(file), facts=vocabulary.facts)


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise YamlError([Problem(shown(path), "1", f"cannot be read: {error}", "Write the file as UTF-8.")]) from None


def _unknown_facts(document: Document, file: TopicFile, facts: dict[str, Fact]) -> Iterator[Problem]:
    """What the decisions say of facts that cannot be so."""
    for n, decision in enumerate(file.decisions):
        instead = [condition for conditions in decision.instead.values() for condition in conditions]
        for condition in (decision.when, *decision.implied_by, *instead):
            for name, wanted in condition.items():
                if what := _wrong(name, wanted, facts):
                    yield document.problem(
                        ("decisions", n), what, "Use the facts and values of facts.yaml, or any, unknown."
                    )


def _wrong(name: str, wanted: object, facts: dict[str, Fact]) -> str | None:
    if name not in facts:
        return f"'{name}' is not a fact"
    if wanted in ("any", "unknown"):
        return None
    try:
        parse(facts[name], wanted)
    except ValueProblem as problem:
        return str(problem)
    return None
