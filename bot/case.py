"""One answer under examination: what `verify` looks at."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

    from bot.reading.types import Reading
    from bot.schema import Answer
    from bot.wiring import Bot
    from guardrails.lint import Clinic, Finding, Page
    from guardrails.rules import RuleBook


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
