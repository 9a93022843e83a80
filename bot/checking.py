"""Everything wrong with texts, topics and rules, in one run."""

from __future__ import annotations

from pathlib import Path

from corpus.library import TOPICS, Library, load_library, topic_folders
from corpus.library import problems as text_problems
from corpus.problems import FileProblems, Problem
from guardrails.examples import wrong_examples
from guardrails.rules import RULES, read_rulebook
from guardrails.topic import load_topic


def everything_wrong(topics: Path = TOPICS, rules: Path = RULES) -> list[Problem]:
    """List every problem, texts first: rules can be checked only against texts that can be read."""
    found = text_problems(topics)
    try:
        library = load_library(topics)
    except FileProblems:
        return found
    for folder in topic_folders(topics):
        found += _wrong_with_topic(folder, rules / folder.name, library)
    return found


def _wrong_with_topic(folder: Path, rules: Path, library: Library) -> list[Problem]:
    found: list[Problem] = []
    try:
        load_topic(folder / "topic.yaml", rules / "facts.yaml")
    except FileProblems as error:
        found += error.problems
    book, problems = read_rulebook(rules, library)
    found += [problem for problem in problems if problem not in found]
    return found if problems or book is None else [*found, *wrong_examples(rules, book)]
