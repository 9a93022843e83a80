"""Everything wrong with texts, topics and rules, in one run."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from bot.reading import Reader
from bot.scaffold import unwritten
from corpus.library import TOPICS, Library, load_library, text_files, topic_folders
from corpus.library import problems as text_problems
from corpus.problems import FileProblems, Problem, shown
from guardrails.criteria import Criterion
from guardrails.drift import drift_problems
from guardrails.examples import wrong_examples
from guardrails.grounding.own import wrong_say
from guardrails.labels import wrong_labels
from guardrails.lint import load_clinic
from guardrails.outcome import Bench
from guardrails.prove.invariants import load_invariants, load_known
from guardrails.rulefile import Stated
from guardrails.rules import DERIVED, RULES, RuleBook, read_rulebook
from guardrails.topic import load_topic

ANY_DAY = date(2000, 1, 1)  # what is understood does not depend on it


def everything_wrong(topics: Path = TOPICS, rules: Path = RULES) -> list[Problem]:
    """List every problem, texts first: rules can be checked only against texts that can be read."""
    found = text_problems(topics)
    try:
        library = load_library(topics)
    except FileProblems:
        return found
    for folder in topic_folders(topics):
        found += _wrong_with_topic(folder, rules / folder.name, library)
        found += unwritten([folder / "topic.yaml", *text_files(folder), *sorted((rules / folder.name).glob("*.yaml"))])
    return found


def _wrong_with_topic(folder: Path, rules: Path, library: Library) -> list[Problem]:
    found: list[Problem] = []
    try:
        load_topic(folder / "topic.yaml", rules / "facts.yaml")
    except FileProblems as error:
        found += error.problems
    book, problems = read_rulebook(rules, library)
    found += [problem for problem in problems if problem not in found]
    if problems or book is None:
        return found
    return [
        *found,
        *wrong_examples(rules, book),
        *unsupported(rules, book, library),
        *drift_problems(rules, book, library),
        *wrong_labels(rules, book.vocabulary.facts),
        *([] if found else [*_wrong_guard(folder, rules, book, library), *_wrong_starters(folder, rules)]),
    ]


def _wrong_starters(folder: Path, rules: Path) -> Iterator[Problem]:
    """Questions offered to a new user that the topic's own words do not explain."""
    topic = load_topic(folder / "topic.yaml", rules / "facts.yaml")
    reader = Reader([topic])
    for starter in topic.starters:
        if reader.read(starter, ANY_DAY).scope != "in":
            what = f"the starter '{starter}' is not understood as a question on this topic"
            yield Problem(shown(folder / "topic.yaml"), "starters", what, "Add its words to scope_words or decisions.")


def _wrong_guard(folder: Path, rules: Path, book: RuleBook, library: Library) -> list[Problem]:
    """What is wrong with the files of the guard: lint.yaml, invariants.yaml, known.yaml."""
    found: list[Problem] = []
    topic = load_topic(folder / "topic.yaml", rules / "facts.yaml")
    for read in (
        lambda: load_clinic(rules, topic, Bench(book, library, {})),
        lambda: load_invariants(rules, book.vocabulary, library),
        lambda: load_known(rules),
    ):
        try:
            read()
        except FileProblems as error:
            found += error.problems
    return found


def unsupported(rules: Path, book: RuleBook, library: Library) -> list[Problem]:
    """Every sentence of a rule or derivation that its own cites do not bear out."""
    stated: list[tuple[Path, Stated, Criterion, bool]] = []
    stated += [(rules / f"{rule.guideline}.yaml", rule.spec, rule.criterion, False) for rule in book.rules]
    stated += [(rules / DERIVED, each.spec, each.criterion, True) for each in book.derived]
    stated += [(rules / DERIVED, each.spec, each.criterion, True) for each in book.conflicts]
    found = []
    for file, spec, criterion, assumed in stated:
        if wrong := wrong_say(spec, criterion, book, library, assumed=assumed):
            what = f"its 'say' is {wrong.verdict.value}: {wrong.reason}"
            found.append(Problem(shown(file), spec.id, what, "Cite the passage that says so, or say what is cited."))
    return found
