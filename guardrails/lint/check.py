"""All checks of a page, in reading order."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING

from guardrails.lint import citations, clinical, general, sources, status, units
from guardrails.lint.page import Page, read_page

if TYPE_CHECKING:
    from guardrails.lint.finding import Finding
    from guardrails.lint.topic_file import Clinic

OF_PAGES: tuple[Callable[[Page], Iterator[Finding]], ...] = (
    citations.dangling, citations.unused, citations.unlocated, citations.self_cited, citations.called_a_study,
    general.unequal_pairs, general.one_number_two_units, general.opposite_statements, general.older_than_it_says,
    citations.unsourced_heading, status.contradicting_status, status.no_steps, status.odd_characters,
)  # fmt: skip
OF_TOPICS: tuple[Callable[[Page, Clinic], Iterator[Finding]], ...] = (
    units.impossible_units, units.foreign_units, units.contradicting_pairs, units.false_comparisons, units.two_prints,
    clinical.phrases, clinical.omissions, clinical.opposites, clinical.dropped_conditions,
    sources.misattributed, sources.wrong_reference, sources.too_old, sources.ungraded,
)  # fmt: skip
OF_SENTENCES: tuple[Callable[[Page, Clinic], Iterator[Finding]], ...] = (
    units.impossible_units, units.foreign_units, units.contradicting_pairs, units.false_comparisons, clinical.phrases,
    sources.misattributed,
)  # fmt: skip


def lint_text(name: str, text: str, clinics: Iterable[Clinic]) -> list[Finding]:
    """Every fault of a text, in the order of its lines."""
    return lint_page(read_page(name, text), clinics)


def lint_page(page: Page, clinics: Iterable[Clinic], about: str | None = None) -> list[Finding]:
    """Every fault of a page, in the order of its lines; clinical ones only for topics that it is about.

    *about* is the topic of the question that it answers: its sentences are of it, though they may not name it.
    """
    if not page.lines:
        return []
    found = [finding for check in OF_PAGES for finding in check(page)]
    for clinic in clinics:
        if clinic.concerns(f"{page.title}\n{page.text}"):
            found += [finding for check in OF_TOPICS for finding in check(page, clinic)]
        elif clinic.topic.id == about:
            found += [finding for check in OF_SENTENCES for finding in check(page, clinic)]
    return sorted(dict.fromkeys(found), key=lambda each: (each.line, each.severity, each.check))
