"""Markers and references: what points nowhere, who cites whom, what cannot support what it is cited for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from guardrails.lint.finding import THIS_PAGE, Finding

if TYPE_CHECKING:
    from guardrails.lint.page import Page, Reference, Sentence

_SECOND_HAND = re.compile(
    (
        r"\b(?:overviews?|summar(?:y|ies)|insights?|digests?|editors|editorial team|knowledge base|AI[- ]generated|"
        r"practical guides?)\b"
    ),
    re.IGNORECASE,
)
_PRIMARY = re.compile(r"\b(?:study|trial|evidence|highest quality|most recent)\b", re.IGNORECASE)
_STUDY = re.compile(
    (
        r"(?:recent|highest[ -]quality|best|latest)\b.{0,40}\b(?:study|trial|evidence)|(?:study|"
        r"trial)\b.{0,30}\b(?:recent|highest quality)"
    ),
    re.IGNORECASE,
)
_FROM_GUIDELINES = re.compile(
    r"^\W*(?:from|by|per|according to)?\s*(?:the\s+)?(?:\w+\s+)?guidelines?(?: recommendations?)?\W*$", re.IGNORECASE
)


def dangling(page: Page) -> Iterator[Finding]:
    """Markers beyond the end of the reference list."""
    if not page.references:
        return
    last = len(page.references)
    said: set[int] = set()
    for sentence in page.sentences:
        beyond = [number for number in sentence.markers if number > last or number < 1]
        for number in beyond:
            if number not in said:
                said.add(number)
                lines = sorted({each.line.number for each in page.sentences if number in each.markers})
                says = f"cites [{number}], but the list has {last} (on lines {', '.join(map(str, lines))})"
                yield Finding(
                    "dangling-marker",
                    2,
                    sentence.line.number,
                    sentence.text[-120:],
                    says,
                    "Every marker resolves.",
                    THIS_PAGE,
                )


def unused(page: Page) -> Iterator[Finding]:
    """References that nothing cites, where others are cited."""
    used = {number for sentence in page.sentences for number in sentence.markers}
    if not used or page.digest:
        return
    for each in page.references:
        if each.number not in used:
            yield Finding(
                "unused-reference",
                3,
                each.line,
                each.text[:120],
                f"reference {each.number} is cited nowhere",
                "Cite it, or leave it out.",
                THIS_PAGE,
            )


def unlocated(page: Page) -> Iterator[Finding]:
    """References that nobody can find: one finding for the list."""
    lost = [each for each in page.references if not each.located]
    if lost and not page.digest:
        names = "; ".join(f"[{each.number}] {each.text[:60]}" for each in lost[:4])
        says = f"{len(lost)} of {len(page.references)} references have no DOI, PMID or address"
        yield Finding("no-locator", 2, lost[0].line, names, says, "Each reference needs a locator.", THIS_PAGE)


def _itself(page: Page, text: str) -> bool:
    """Whether a reference is the very page: its title, or in so many words."""
    titled = len(page.title.split()) > 2 and page.title.casefold() in text.casefold()
    return titled or bool(re.search(r"\bthis (?:page|document|article|handout|website)\b", text, re.IGNORECASE))


def self_cited(page: Page) -> Iterator[Finding]:
    """A publisher's own page, or another's summary, given as evidence or as a guideline."""
    for each in page.references:
        own = _publisher_in(page, each.text) or ("this page" if _itself(page, each.text) else None)
        if own:
            says = f"reference {each.number} is {own}'s own page" + (
                ", listed as a guideline" if each.label == "guideline" else ""
            )
            yield Finding(
                "self-citation", 2, each.line, each.text[:120], says, "Cite the guideline or study itself.", THIS_PAGE
            )
        elif each.label in ("guideline", "") and not each.located and _SECOND_HAND.search(each.text):
            says = f"reference {each.number} is a summary at second hand" + (
                ", listed as a guideline" if each.label else ""
            )
            yield Finding(
                "second-hand",
                2,
                each.line,
                each.text[:120],
                says,
                "Cite the body that issued the guideline, its edition and DOI.",
                THIS_PAGE,
            )


def called_a_study(page: Page) -> Iterator[Finding]:
    """A reference praised as a study that is none."""
    weak = {each.number for each in page.references if _is_weak(page, each)}
    for sentence in page.sentences:
        if weak & set(sentence.markers) and _STUDY.search(sentence.text):
            number = min(weak & set(sentence.markers))
            says = f"reference {number} is called a study; it is {_text(page, number)[:80]}"
            yield Finding(
                "not-a-study",
                2,
                sentence.line.number,
                sentence.text[-160:],
                says,
                "It is neither a study nor a guideline.",
                THIS_PAGE,
            )


def unsourced_heading(page: Page) -> Iterator[Finding]:
    """A heading that promises guidelines, above text that cites none."""
    headings = {line.heading: line.number for line in reversed(page.lines) if _FROM_GUIDELINES.match(line.heading)}
    for heading, number in headings.items():
        cited = {n for each in page.sentences if each.line.heading == heading for n in each.markers}
        real = [n for n in cited if 0 < n <= len(page.references) and not _is_weak(page, page.references[n - 1])]
        if page.references and not real:
            says = f"under '{heading}' no guideline is cited"
            yield Finding(
                "no-guideline-cited", 2, number, heading, says, "Cite the guideline, or change the heading.", THIS_PAGE
            )


def _is_weak(page: Page, reference: Reference) -> bool:
    at_second_hand = not reference.located and _SECOND_HAND.search(reference.text)
    return bool(_publisher_in(page, reference.text) or at_second_hand)


def _text(page: Page, number: int) -> str:
    return page.references[number - 1].text


def _publisher_in(page: Page, text: str) -> str | None:
    """The page's own publisher, where a text names it."""
    return next((name for name in page.publishers if _named(name, text)), None)


def _named(name: str, text: str) -> bool:
    return bool(re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text, re.IGNORECASE))


def cited_references(page: Page, sentence: Sentence) -> list[Reference]:
    """The references that a sentence cites and that exist."""
    return [page.references[n - 1] for n in sentence.markers if 0 < n <= len(page.references)]
