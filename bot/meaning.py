"""What the vocabularies call what a query says: looked for beside the query's own words, and said.

Who asks for "kids in England" also looks for "child" and for "United Kingdom", and reads that it was so.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from corpus.index.words import tokens, words
from guardrails.topic import Topic, load_topic
from guardrails.vocabulary import FactType
from guardrails.wording import expanded

COUNTS = 0.3  # how much such a word counts beside one of the query's own
LEAST = 3  # letters; shorter words mean too many things


@dataclass(frozen=True)
class Meant:
    """Words of a query, and what a vocabulary calls them."""

    said: str
    called: str


@dataclass(frozen=True)
class Meanings:
    """Every plain wording of some topics, and what it is called there."""

    topics: Sequence[Topic]

    def of(self, query: str) -> tuple[Meant, ...]:
        """What a query's words are called, longest wording first; never what the query says already."""
        own = list(words(query))
        found: dict[str, Meant] = {}
        for run in sorted(_runs(len(own), self._longest), key=lambda run: (run.start - run.stop, run.start)):
            called = self._called.get(tuple(token for token, _ in own[run]))
            if called and not set(tokens(called)) <= {token for token, _ in own}:
                said = dict.fromkeys(written for _, written in own[run])
                found.setdefault(called, Meant(" ".join(said), called))
        return tuple(found.values())

    @cached_property
    def _called(self) -> Mapping[tuple[str, ...], str]:
        found: dict[tuple[str, ...], set[str]] = {}
        for called, wording in (pair for topic in self.topics for pair in _wordings(topic)):
            run = tuple(tokens(wording))
            if run and len("".join(run)) >= LEAST:
                found.setdefault(run, set()).add(called)
        # what may be called two things is called neither
        return {run: called.pop() for run, called in found.items() if len(called) == 1}

    @cached_property
    def _longest(self) -> int:
        return max(map(len, self._called), default=0)


@lru_cache(maxsize=1)
def meanings() -> Meanings:
    """The vocabularies of all topics, read once. Raises `FileProblems`."""
    from corpus.library import TOPICS
    from guardrails.rules import RULES

    names = sorted(path.parent.name for path in TOPICS.glob("*/topic.yaml"))
    return Meanings([load_topic(TOPICS / name / "topic.yaml", RULES / name / "facts.yaml") for name in names])


def _wordings(topic: Topic) -> Iterator[tuple[str, str]]:
    """What something is called, with each plain wording of it."""
    yield from ((topic.title, name) for name in topic.names)
    for fact in topic.facts.values():
        for word in fact.values.values():
            if word.label and fact.type is FactType.CATEGORY:  # the "yes" of a question is not what its words mean
                plain = (each for wording in word.words if _is_plain(wording) for each in expanded(wording))
                yield from ((word.label, each) for each in plain)


def _is_plain(wording: str) -> bool:
    return not any(mark in wording for mark in ("...", "<", "="))


def _runs(count: int, longest: int) -> list[slice]:
    """Every run of *count* words that is not too long to be a wording."""
    return [slice(start, end) for start in range(count) for end in range(start + 1, min(start + longest, count) + 1)]
