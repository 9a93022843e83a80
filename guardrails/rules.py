"""The rules of a topic, ready to be judged: what each source says, for whom, since when, and where it says so."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from corpus.library import edition_of
from corpus.problems import FileProblems, Problem, shown
from corpus.strict_yaml import Document, YamlError, read_yaml, validate
from guardrails.compile import Compiler
from guardrails.criteria import ALWAYS, NEVER, AllOf, Criterion, Not, compared_facts, needed
from guardrails.overlaps import overlapping
from guardrails.rulefile import Contradiction, Derivation, DerivedFile, RuleFile, RuleSpec, Stated
from guardrails.truth import Truth
from guardrails.vocabulary import Vocabulary, VocabularyFile

if TYPE_CHECKING:
    from datetime import date

    from corpus.library import Library
    from guardrails.criteria import Facts
    from guardrails.values import Value

RULES = Path(__file__).parent / "rules"
DERIVED, FACTS, INVARIANTS, KNOWN, LINT = "derived.yaml", "facts.yaml", "invariants.yaml", "known.yaml", "lint.yaml"


class RuleFileError(FileProblems):
    """For authors of rules: some files are wrong."""


@dataclass(frozen=True)
class Rule:
    """One rule: its words and dates (`spec`), whom it concerns, and when it holds."""

    guideline: str
    spec: RuleSpec
    concerns: Criterion
    when: Criterion
    unless: Criterion
    first_hand: bool

    @property
    def id(self) -> str:
        """Its name within the topic."""
        return self.spec.id

    @cached_property
    def criterion(self) -> Criterion:
        """The whole condition: `when` holds and `unless` does not."""
        return AllOf((self.when, Not(self.unless)))

    @cached_property
    def looks_at(self) -> frozenset[str]:
        """The facts that its condition compares."""
        return frozenset(each.fact for each in compared_facts(self.criterion))

    def in_force(self, on: date) -> bool:
        """Whether it stands on a day."""
        until = self.spec.in_force_until
        return self.spec.in_force_from <= on and (until is None or on < until)


@dataclass(frozen=True)
class Derived:
    """A fact that follows from facts, or is assumed."""

    spec: Derivation
    when: Criterion
    unless: Criterion
    fact: str
    value: Value

    @cached_property
    def criterion(self) -> Criterion:
        """The whole condition."""
        return AllOf((self.when, Not(self.unless)))

    @cached_property
    def compared(self) -> tuple[str, ...]:
        """The facts that tell whether it follows, in order."""
        return tuple(dict.fromkeys(each.fact for each in compared_facts(self.criterion)))

    @cached_property
    def looks_at(self) -> frozenset[str]:
        """The facts that tell whether it follows, and what it adds."""
        return frozenset({self.fact, *self.compared})

    @cached_property
    def needs(self) -> frozenset[str]:
        """The facts without which it does not follow: the quick way to leave it aside."""
        return needed(self.when if self.spec.assumption else self.criterion)

    def applies(self, facts: Facts, given: Facts) -> bool:
        """Whether it follows for certain, or may be assumed."""
        if not (self.needs <= facts.keys() and given.keys() >= {*self.spec.when_given}):
            return False
        if self.spec.assumption:
            return self.when.truth(facts) is Truth.TRUE and self.unless.truth(facts) is not Truth.TRUE
        return self.criterion.truth(facts) is Truth.TRUE


@dataclass(frozen=True)
class Conflict:
    """Facts that contradict each other."""

    spec: Contradiction
    criterion: Criterion

    @cached_property
    def needs(self) -> frozenset[str]:
        """The facts without which there is no contradiction."""
        return needed(self.criterion)

    def applies(self, given: Facts) -> bool:
        """Whether the facts given contradict each other for certain."""
        told = self.needs <= given.keys() and given.keys() >= {*self.spec.when_given}
        return told and self.criterion.truth(given) is Truth.TRUE


@dataclass(frozen=True, eq=False)
class RuleBook:
    """Everything a topic's decisions are made by."""

    topic: str
    vocabulary: Vocabulary
    rules: tuple[Rule, ...]
    derived: tuple[Derived, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    edition: str = ""

    @cached_property
    def by_decision(self) -> Mapping[str, Mapping[str, tuple[Rule, ...]]]:
        """Look up: decision → guideline → its rules, in file order."""
        book: dict[str, dict[str, tuple[Rule, ...]]] = {}
        for rule in self.rules:
            for decision in rule.spec.decisions:
                sources = book.setdefault(decision, {})
                sources[rule.guideline] = (*sources.get(rule.guideline, ()), rule)
        return book

    @cached_property
    def tells(self) -> frozenset[str]:
        """The facts that anything may follow from, or contradict: all others stay what they were given as."""
        found = {name for each in self.derived for name in (*each.looks_at, *each.spec.when_given)}
        for conflict in self.conflicts:
            found |= {each.fact for each in compared_facts(conflict.criterion)}
            found |= {*conflict.spec.when_given, *conflict.spec.withdraws}
        return frozenset(found)

    @cached_property
    def inferred(self) -> frozenset[str]:
        """The facts that may follow from others."""
        return frozenset(each.fact for each in self.derived)

    @cache  # noqa: B019 (one rule book lives as long as the process)
    def relevant(self, decision: str) -> frozenset[str]:
        """The facts that a decision can rest on, directly or through what is derived."""
        found: set[str] = set()
        for rules in self.by_decision.get(decision, {}).values():
            found |= {each.fact for rule in rules for each in compared_facts(AllOf((rule.concerns, rule.criterion)))}
        while (
            more := {each.fact for d in self.derived if d.fact in found for each in compared_facts(d.criterion)} - found
        ):
            found |= more
        return frozenset(found)


def load_rulebook(folder: Path, library: Library) -> RuleBook:
    """Read one topic's rules. Raises `RuleFileError` with everything wrong in any of its files."""
    book, problems = read_rulebook(folder, library)
    if problems or book is None:
        raise RuleFileError(problems)
    return book


def read_rulebook(folder: Path, library: Library) -> tuple[RuleBook | None, list[Problem]]:
    """Read one topic's rules as far as they can be read, with everything that is wrong."""
    problems: list[Problem] = []
    vocabulary = _vocabulary(folder, problems)
    if vocabulary is None:
        return None, problems
    rules: list[Rule] = []
    derived: tuple[tuple[Derived, ...], tuple[Conflict, ...]] = ((), ())
    for path in rule_files(folder):
        rules += _rules(path, vocabulary, library, problems)
    if (folder / DERIVED).is_file():
        derived = _derived(folder / DERIVED, vocabulary, library, problems)
    problems += overlapping(folder, rules)
    edition = edition_of(folder.parent, sorted(folder.glob("*.yaml")))
    return RuleBook(folder.name, vocabulary, tuple(rules), *derived, edition), problems


def rule_files(folder: Path) -> list[Path]:
    """List a topic's files of rules, one a source."""
    beside = {DERIVED, FACTS, INVARIANTS, KNOWN, LINT}
    return sorted(path for path in folder.glob("*.yaml") if path.name not in beside)


def _vocabulary(folder: Path, problems: list[Problem]) -> Vocabulary | None:
    path = folder / FACTS
    if not path.is_file():
        problems.append(Problem(shown(path), "1", "no vocabulary", "Write facts.yaml: the facts that rules may use."))
        return None
    try:
        file = validate(_read(path), VocabularyFile)
    except YamlError as error:
        problems += error.problems
        return None
    return Vocabulary(folder.name, file.facts)


def _read(path: Path) -> Document:
    try:
        return read_yaml(path.read_text("utf-8-sig"), shown(path))
    except UnicodeDecodeError:
        raise YamlError([Problem(shown(path), "1", "not UTF-8", "Save it as UTF-8.")]) from None
    except OSError as error:
        raise YamlError([Problem(shown(path), "1", f"cannot be read: {error.strerror}", "Check it.")]) from None


def _rules(path: Path, vocabulary: Vocabulary, library: Library, problems: list[Problem]) -> Iterator[Rule]:
    try:
        document = _read(path)
        file = validate(document, RuleFile)
    except YamlError as error:
        problems += error.problems
        return
    compiler = Compiler(document, vocabulary, library, file.guideline or path.stem, problems)
    _check_names(compiler, file.guideline, path.stem)
    for index, spec in enumerate(file.rules):
        yield _rule(compiler, spec, index)


def _check_names(compiler: Compiler, guideline: str | None, stem: str) -> None:
    if guideline not in (None, stem):
        compiler.wrong(("guideline",), f"'{guideline}' is not the file's name", f"Write guideline: {stem}.")
    if stem not in compiler.library.guidelines:
        compiler.wrong(("guideline",), f"there is no guideline text '{stem}'", f"Write its digest {stem}.md first.")


def _rule(compiler: Compiler, spec: RuleSpec, index: int) -> Rule:
    place = ("rules", index)
    when, unless = _conditions(compiler, spec, place)
    cite = tuple(quote for quote in spec.cite if compiler.problem_with(quote) is None)
    concerns = ALWAYS if spec.concerns is None else compiler.criterion(spec.concerns, (*place, "concerns"), cite)
    return Rule(str(compiler.guideline), spec, concerns, when, unless, compiler.first_hand(cite))


def _check_examples(compiler: Compiler, spec: Stated, place: tuple[str | int, ...]) -> None:
    for number, example in enumerate(spec.examples):
        for name, raw in example.facts.items():
            if raw is not None:
                compiler.value(name, raw, (*place, "examples", number, "facts", name), units_needed=False)


def _derived(
    path: Path, vocabulary: Vocabulary, library: Library, problems: list[Problem]
) -> tuple[tuple[Derived, ...], tuple[Conflict, ...]]:
    try:
        document = _read(path)
        file = validate(document, DerivedFile)
    except YamlError as error:
        problems += error.problems
        return (), ()
    compiler = Compiler(document, vocabulary, library, None, problems)
    derived = [_derivation(compiler, spec, index) for index, spec in enumerate(file.derive)]
    conflicts = [_conflict(compiler, spec, index) for index, spec in enumerate(file.contradictions)]
    return tuple(each for each in derived if each), tuple(conflicts)


def _derivation(compiler: Compiler, spec: Derivation, index: int) -> Derived | None:
    place = ("derive", index)
    [(name, raw)] = spec.sets.items()
    value = compiler.value(name, raw, (*place, "sets"))
    when, unless = _conditions(compiler, spec, place)
    return None if value is None else Derived(spec, when, unless, name, value)


def _conflict(compiler: Compiler, spec: Contradiction, index: int) -> Conflict:
    place = ("contradictions", index)
    for name in (*spec.withdraws, *spec.ask):
        if name not in compiler.vocabulary:
            compiler.wrong(place, f"'{name}' is not a fact of the vocabulary", "Correct its name.")
    when, unless = _conditions(compiler, spec, place)
    return Conflict(spec, AllOf((when, Not(unless))))


def _conditions(compiler: Compiler, spec: Stated, place: tuple[str | int, ...]) -> tuple[Criterion, Criterion]:
    cite = compiler.quotes(spec.cite, (*place, "cite"))
    _check_examples(compiler, spec, place)
    when = compiler.criterion(spec.when, (*place, "when"), cite)
    unless = NEVER if spec.unless is None else compiler.criterion(spec.unless, (*place, "unless"), cite)
    return when, unless
