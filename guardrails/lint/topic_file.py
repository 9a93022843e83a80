"""What a topic knows that a page may have wrong: `lint.yaml`, written by clinicians in words, with sources."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import Field

from corpus.guideline import Strict
from corpus.problems import FileProblems, Problem, shown
from corpus.strict_yaml import read_yaml, validate
from guardrails.lint.words import pattern
from guardrails.rules import LINT
from guardrails.wording import Words

if TYPE_CHECKING:
    from corpus.library import Library
    from guardrails.outcome import Bench
    from guardrails.topic import Topic
    from guardrails.vocabulary import Fact


_NAME = re.compile(r"@(\w+)")


class Explained(Strict):
    """What every entry says of a fault: how grave it is, what is wrong, what is right, and the passages that say so."""

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9-]*$")
    severity: int = Field(ge=1, le=3)
    says: str = Field(min_length=1)
    right: str = Field(min_length=1)
    source: tuple[str, ...] = ()


class Phrase(Explained):
    """Words that are wrong where they stand together in one sentence (or title), without what would make them right.

    `each` lists what must all be there, each by any of its wordings. `only_if_page` must stand somewhere on the page;
    `answers_only` spares digests of one source, which say only what that source says.
    """

    each: tuple[Words, ...] = Field(min_length=1)
    without: Words = ()
    where: str = Field(default="sentence", pattern="^(sentence|title|line)$")
    only_if_page: Words = ()
    page_without: Words = ()
    once: bool = False
    answers_only: bool = False


class Required(Explained):
    """What a page on some subject must not leave out."""

    about: tuple[Words, ...] = Field(min_length=1)
    found_by: Words
    about_title: Words = ()
    unless_title: Words = ()


class Opposed(Explained):
    """Two statements that one page cannot make both."""

    one: tuple[Words, ...]
    other: tuple[Words, ...]
    without: Words = ()
    other_without: Words = ()


class Criteria(Explained):
    """The conditions that a statement of eligibility must not drop: fact → how a page words it."""

    about: tuple[Words, ...]
    conditions: dict[str, Words]
    decisive: tuple[str, ...]


class LintFile(Strict):
    """A lint.yaml."""

    topic: str
    names: dict[str, Words] = {}
    subject: Words
    carriers: str | None = None
    organisations: dict[str, Words] = {}
    says: tuple[Phrase, ...] = ()
    required: tuple[Required, ...] = ()
    opposed: tuple[Opposed, ...] = ()
    criteria: tuple[Criteria, ...] = ()

    @property
    def entries(self) -> tuple[Explained, ...]:
        """Everything that it says may be wrong with a page."""
        return (*self.says, *self.required, *self.opposed, *self.criteria)


@dataclass(frozen=True, eq=False)
class Clinic:
    """One topic, ready to read pages by."""

    file: LintFile
    topic: Topic
    bench: Bench
    _patterns: dict[Words, re.Pattern[str]] = field(default_factory=dict)

    @property
    def library(self) -> Library:
        """The texts."""
        return self.bench.library

    @cached_property
    def names(self) -> Mapping[str, str]:
        """The patterns that `@name` stands for: the file's own lists, and the groups of the vocabulary's pairs."""
        pairs = self._pairs
        return pairs | {name: pattern(words, pairs).pattern for name, words in self.file.names.items()}

    @property
    def unknown_names(self) -> dict[str, list[str]]:
        """The `@name`s that stand for nothing, by the entry (or `names`) that has them."""
        of_names = {each for words in self.file.names.values() for each in _named(words)} - self._pairs.keys()
        known = self._pairs.keys() | self.file.names.keys()
        of_entries = {entry.id: set(_named(entry)) - known for entry in self.file.entries}
        return {name: sorted(found) for name, found in {"names": of_names, **of_entries}.items() if found}

    @cached_property
    def _pairs(self) -> dict[str, str]:
        """The patterns of the vocabulary's pairs and their groups."""
        found: dict[str, str] = {}
        for fact in self.topic.facts.values():
            if fact.pairs and fact.ask:
                for group, members in fact.groups.items():
                    found.setdefault(group, "|".join(spelled(fact, each) for each in members))
                for each in fact.choices:
                    if len(each) == 2:
                        found.setdefault(each, spelled(fact, each))
        return found

    def words(self, wordings: Words) -> re.Pattern[str]:
        """A pattern for some wordings of the file."""
        if wordings not in self._patterns:
            self._patterns[wordings] = pattern(wordings, self.names)
        return self._patterns[wordings]

    def all_in(self, groups: tuple[Words, ...], text: str) -> bool:
        """Whether each of the groups is in a text by any of its wordings."""
        return all(self.words(group).search(text) for group in groups)

    def concerns(self, text: str) -> bool:
        """Whether a page is about this topic at all."""
        return bool(self.words(self.file.subject).search(text))

    def cited(self, passages: tuple[str, ...]) -> str:
        """The sources of what is right, for the reader of a finding."""
        found = []
        for each in passages:
            passage = self.library.passages[each]
            source = self.library.guidelines[passage.guideline]
            found.append(f"{source.short} ({each}; {source.locator}): {passage.text}")
        return " · ".join(found)


def spelled(fact: Fact, pair: str) -> str:
    """A pattern for a pair as people write it: `M/S`, `PiMS`, `PI*MS`; bare letters only in capitals."""
    if fact.pairs is None:
        return re.escape(pair)
    halves = pair.split("/") if "/" in pair else list(pair)
    prefix = "|".join(re.escape(each) for each in fact.pairs.prefixes)
    ways = [halves, halves[::-1]] if halves[0] != halves[1] else [halves]
    joined = "|".join(rf"{re.escape(one)}\s?/?\s?{re.escape(other)}" for one, other in ways)
    slashed = "|".join(rf"{re.escape(one)}\s?/\s?{re.escape(other)}" for one, other in ways)
    bare = "|".join(f"{one}{other}" for one, other in ways) if all(len(each) == 1 for each in halves) else "(?!)"
    return rf"(?:{prefix})\W{{0,2}}(?:{joined})|{slashed}|(?-i:\b(?:{bare})\b)"


def _named(value: object) -> Iterator[str]:
    """The `@name`s in some wordings, or anywhere in an entry."""
    if isinstance(value, str):
        yield from _NAME.findall(value)
    elif isinstance(value, Explained):
        yield from _named(
            [getattr(value, name) for name in type(value).model_fields if name not in ("says", "right", "source")]
        )
    elif isinstance(value, Mapping):
        yield from _named(list(value.values()))
    elif isinstance(value, list | tuple):
        for each in value:
            yield from _named(each)


def load_clinic(folder: Path, topic: Topic, bench: Bench) -> Clinic | None:
    """Read a topic's lint.yaml, or None where it has none. Raises `FileProblems`."""
    path = folder / LINT
    if not path.is_file():
        return None
    file = validate(read_yaml(path.read_text("utf-8"), shown(path)), LintFile)
    unknown = [
        (entry.id, each) for entry in file.entries for each in entry.source if each not in bench.library.passages
    ]
    if unknown:
        raise FileProblems(
            Problem(shown(path), name, f"passage '{each}' does not exist", "Correct it.") for name, each in unknown
        )
    clinic = Clinic(file, topic, bench)
    if lost := clinic.unknown_names:
        raise FileProblems(
            Problem(shown(path), name, f"'@{each}' stands for no list", "Add it to 'names', or correct it.")
            for name, missing in lost.items()
            for each in missing
        )
    return clinic
