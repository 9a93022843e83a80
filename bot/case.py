"""One answer under examination: what `verify` looks at."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from corpus.guideline import Kind
from guardrails.lint.units import measures

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from bot.reading.types import Reading
    from bot.schema import Answer
    from bot.wiring import Bot
    from guardrails.grounding.quantities import Quantity
    from guardrails.lint import Clinic, Finding, Page
    from guardrails.rules import RuleBook
    from guardrails.values import Interval

FEW_WORDS = 3  # of a name that can be nobody else's
FEW_LETTERS = 5  # of a word that names a product
_YEAR = re.compile(r"\b(19[5-9]\d|20[0-4]\d)\b")


@dataclass(frozen=True)
class Case:
    """One answer under examination: the question as read, the page, and what lint found in it."""

    question: str
    on: date
    bot: Bot
    reading: Reading
    page: Page
    clinics: tuple[Clinic, ...]
    findings: tuple[Finding, ...]
    ours: Answer

    @cached_property
    def speaking_against(self) -> list[Finding]:
        """The findings that make their sentence wrong: the gravest, and statements that are wrong anywhere."""
        false = {
            each.id
            for clinic in self.clinics
            for each in clinic.file.says
            if not each.answers_only and each.where == "sentence"
        }
        return [each for each in self.findings if each.severity == 1 or each.check in false]

    @property
    def decision(self) -> str | None:
        """The decision asked for."""
        return self.reading.decisions[0] if self.reading.decisions else None

    @property
    def topic(self) -> str:
        """The topic of the question; the first, where it has none."""
        return self.reading.topic or next(iter(self.bot.topics))

    @property
    def book(self) -> RuleBook:
        """The rules of that topic."""
        return self.bot.benches[self.topic].book

    @property
    def is_general(self) -> bool:
        """Whether the question tells of no patient beyond what it wants to be told, or asks what a source says."""
        wanted = self.book.inferred if self.reading.wonders else frozenset()
        told = self.reading.patient and any(each.name not in wanted for each in self.reading.facts)
        return not told or any(each in self.bot.library.guidelines for each in self.reading.asks_about)

    def sources_named(self, sentence: str, reading: Reading, markers: tuple[int, ...]) -> set[str]:
        """The sources that a sentence names or cites, in the edition of the year that it prints."""
        library = self.bot.library.guidelines
        named = {each for each in reading.asks_about if each in library}
        named |= {name for name, each in library.items() if _organised(each.organisation, sentence)}
        named |= {source for number in markers for source in self.cited.get(number, ())}
        years = {int(each) for each in _YEAR.findall(sentence)}
        editions = {edition for name in named for edition in self._editions(name, years)}
        return {each for each in editions if library[each].year in years} or editions

    def labels_of(self, sentence: str) -> set[str]:
        """The labels of the products that a sentence names."""
        words = set(re.findall(r"[\w-]+", sentence.casefold()))
        labels = {name: source for name, source in self.bot.library.guidelines.items() if source.kind is Kind.LABEL}
        return {
            name
            for name, source in labels.items()
            if any(source.short.casefold().startswith(word) for word in words if len(word) > FEW_LETTERS)
        }

    def _editions(self, name: str, years: set[int]) -> list[str]:
        library = self.bot.library.guidelines
        if not years or library[name].year in years:
            return [name]
        mine = library[name].organisation
        of_year = [other for other, each in library.items() if each.organisation == mine and each.year in years]
        return of_year or [name]

    @cached_property
    def cited(self) -> dict[int, tuple[str, ...]]:
        """The sources that the references of the page are: by their locator, or by name where only one is named."""
        found = {}
        for each in self.page.references:
            by_place = tuple(
                name for name, source in self.bot.library.guidelines.items() if _located(source.locator, each.text)
            )
            names = self.bot.reader.read(each.text, self.on).asks_about
            by_name = tuple(name for name in names if name in self.bot.library.guidelines)
            found[each.number] = by_place or (by_name if len(by_name) == 1 else ())
        return found

    def measured(self, sentence: str) -> Iterator[tuple[str, Interval, Quantity]]:
        """The quantities of a sentence whose unit tells their fact: its name, and the value in its own unit."""
        for clinic in self.clinics:
            names = {id(fact): name for name, fact in clinic.topic.facts.items()}
            for fact, unit, quantity in measures(sentence, clinic) if clinic.topic.id == self.topic else ():
                yield names[id(fact)], quantity.bounds.scaled(*unit.factors(None)), quantity

    def is_asked(self, decisions: tuple[str, ...]) -> bool:
        """Whether one of some decisions is the one asked for, or stands in for it for some patients."""
        asked = self.bot.topics[self.topic].decision(self.decision or "")
        return asked is not None and any(each == asked.id or each in asked.instead for each in decisions)


def _organised(organisation: str, sentence: str) -> bool:
    """Whether a sentence names who issued a source, in full."""
    names = (each.strip() for each in organisation.split(";"))
    return any(len(each.split()) >= FEW_WORDS and each.casefold() in sentence.casefold() for each in names)


def _located(locator: str, reference: str) -> bool:
    """Whether a reference prints a source's locator: its DOI or address."""
    return len(locator) > len("doi:") and locator.removeprefix("doi:").casefold() in reference.casefold()
