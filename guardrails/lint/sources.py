"""Who is said to have said what: against the texts of that source, and against the reference that is cited for it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from corpus.guideline import Provenance
from guardrails.grounding.numbers import comparable, denied, share_a_number, specific
from guardrails.grounding.quantities import quantities
from guardrails.lint.citations import cited_references
from guardrails.lint.finding import THIS_PAGE, Finding
from guardrails.lint.units import measures
from guardrails.lint.words import pattern

if TYPE_CHECKING:
    from corpus.guideline import Passage
    from guardrails.grounding.quantities import Quantity
    from guardrails.lint.page import Page, Sentence
    from guardrails.lint.topic_file import Clinic

_SAYS = re.compile(
    r"\b(?:recommends?|notes?|states?|says?|advises?|suggests?|requires?|considers?|approve[sd]?|guidelines?)\b",
    re.IGNORECASE,
)
_RECOMMENDED = re.compile(
    (
        r"(?<!not )(?<!n’t )(?<!n't )\b(?:(?:is|are) (?:strongly |generally |also )?(?:recommended|indicated|advised)|"
        r"should (?:receive|be (?:offered|given|tested)))\b"
    ),
    re.IGNORECASE,
)
_GRADED = re.compile(
    (
        r"\b(?:strong(?:ly)?|weak|conditional(?:ly)?|grade [A-D12]|class I{1,3}|GRADE|strength|level of evidence|"
        r"(?:low|moderate|high)[- ]certainty|ungraded)\b"
    ),
    re.IGNORECASE,
)
_BODY = re.compile(
    r"\b[A-Z]{3,}(?:/[A-Z]{2,})?\b(?! deficiency)|\b(?:Society|Foundation|Institute|College|Association|Agency|"
    r"Organi[sz]ation|Initiative)\b"
)


def misattributed(page: Page, clinic: Clinic) -> Iterator[Finding]:
    """A threshold given as a body's, that its texts do not have and others' do."""
    if page.digest:
        return
    for sentence in page.sentences:
        bodies = _bodies(sentence.text, clinic)
        if not bodies or not _SAYS.search(sentence.text):
            continue
        own = [each for each in clinic.library.passages.values() if each.guideline in bodies]
        read = [each for each in own if each.provenance.first_hand]
        known = [*read, *(each for each in own if each.provenance is Provenance.RECALLED)]
        for quantity in quantities(sentence.text):
            ranged = quantity.bounds.exact is None
            if quantity.unit is None or not ranged or not specific(quantity.about) or _has(known, quantity):
                continue
            if theirs := [each for each in _on(read, quantity) if not quantity.compared]:
                said = f"{quantity.words} is given as a range of {', '.join(bodies.values())}"
                says, source = f"{said}; its texts have another", f"{theirs[0].id}: {theirs[0].text}"
                words, line = sentence.text[-220:], sentence.line.number
                yield Finding("misattributed", 1, line, words, says, f"It says: {theirs[0].text}", source)
            elif others := _owners(clinic, quantity):
                names = ", ".join(clinic.library.guidelines[name].short for name in others[:4])
                says = (
                    f"{quantity.words} is given as a threshold of {', '.join(bodies.values())}; it was read in none "
                    f"of their texts"
                )
                source = "; ".join(f"{each.id}: {each.text}" for each in _on(own, quantity)[:3])
                yield Finding(
                    "misattributed",
                    1,
                    sentence.line.number,
                    sentence.text[-220:],
                    says,
                    f"It is a threshold of: {names}.",
                    source,
                )


def _bodies(text: str, clinic: Clinic) -> dict[str, str]:
    """The sources named in a text: id → the words they are named by."""
    found: dict[str, str] = {}
    if not pattern((word for words in clinic.topic.sources.values() for word in words), {}).search(text):
        return found
    for source, words in clinic.topic.sources.items():
        if source in clinic.library.guidelines and (hit := pattern(words, {}).search(text)):
            found[source] = hit[0]
    return found


def _has(passages: list[Passage], quantity: Quantity) -> bool:
    return any(
        share_a_number(quantity, each) and comparable(quantity, each) and each.unit and not denied(each, passage.text)
        for passage in passages
        for each in quantities(passage.text)
    )


def _on(passages: list[Passage], quantity: Quantity) -> list[Passage]:
    """The passages that speak of what a quantity is about."""
    wanted = specific(quantity.about)

    def speaks(passage: Passage) -> bool:
        there = [each for each in quantities(passage.text) if each.unit and comparable(quantity, each)]
        return any(specific(each.about) & wanted for each in there)

    return [each for each in passages if speaks(each)]


def _owners(clinic: Clinic, quantity: Quantity) -> list[str]:
    """The sources that print the same number of the same thing, newest first."""
    library = clinic.library
    found = {
        passage.guideline
        for passage in library.passages.values()
        for each in quantities(passage.text)
        if (each.compared or each.bounds.exact is None)
        and each.unit
        and comparable(quantity, each)
        and share_a_number(quantity, each)
        and specific(each.about) & specific(quantity.about)
    }
    return sorted(found, key=lambda name: (-(library.guidelines[name].year or 0), name))


def wrong_reference(page: Page, clinic: Clinic) -> Iterator[Finding]:
    """A statement given as a body's, cited to a reference that is not that body's."""
    if page.digest:
        return
    for sentence in page.sentences:
        cited = cited_references(page, sentence)
        for name, words in clinic.file.organisations.items():
            said = re.search(
                (
                    rf"\b(?:the )?(?:{clinic.words(words).pattern})\s+(?:notes?|states?|says?|recommends?|requires?|"
                    rf"advises?)\b|\b(?:according to|as recommended by|by) (?:the )?(?:{clinic.words(words).pattern})"
                ),
                sentence.text,
                re.IGNORECASE,
            )
            if said and cited and not any(clinic.words(words).search(each.text) for each in cited):
                says = f"a statement of {name} is cited to [{cited[0].number}] {cited[0].text[:80]}"
                yield Finding(
                    "wrong-source",
                    2,
                    sentence.line.number,
                    sentence.text[:160],
                    says,
                    f"Cite {name}'s own document.",
                    THIS_PAGE,
                )


def too_old(page: Page, clinic: Clinic) -> Iterator[Finding]:
    """A reference older than every source of the rule that it is cited for."""
    if page.digest:
        return
    for sentence in page.sentences:
        if not (cited := cited_references(page, sentence)) or not _RECOMMENDED.search(sentence.text):
            continue
        oldest = min((each for each in cited if each.year), key=lambda each: each.year or 0, default=None)
        since = _rule_since(sentence, clinic) if oldest else None
        if oldest and oldest.year and since and oldest.year < since:
            says = f"[{oldest.number}] of {oldest.year} cannot support a rule whose sources date from {since}"
            yield Finding(
                "older-than-its-claim",
                2,
                sentence.line.number,
                sentence.text[:160],
                says,
                "Cite the source of the rule.",
                oldest.text,
            )


def _rule_since(sentence: Sentence, clinic: Clinic) -> int | None:
    """The year of the oldest source that has all the thresholds of a sentence; None where none or only one is given."""
    never = {quantity.words for _, unit, quantity in measures(sentence.text, clinic) if unit.never}
    wanted = [each for each in quantities(sentence.text) if each.unit and each.compared and each.words not in never]
    wanted = [each for each in wanted if each.unit and each.unit.measures != "day"]
    years: list[int] = []
    for name, source in clinic.library.guidelines.items():
        texts = [passage for passage in clinic.library.passages.values() if passage.guideline == name]
        whole = all(any(_same(each, other) for p in texts for other in quantities(p.text)) for each in wanted)
        if whole and source.year and source.kind.value in ("guideline", "statement", "funding"):
            years.append(source.year)
    return min(years) if len(wanted) >= 2 and years else None


def _same(one: Quantity, other: Quantity) -> bool:
    return (
        bool(other.unit)
        and one.bounds.high_open == other.bounds.high_open
        and comparable(one, other)
        and share_a_number(one, other)
    )


def ungraded(page: Page, clinic: Clinic) -> Iterator[Finding]:
    """Recommendations without strength or body: one finding for each sort."""
    if page.digest:
        return
    subject = clinic.words(clinic.file.subject)
    said = [each for each in page.sentences if _RECOMMENDED.search(each.text) and subject.search(each.text)]
    bare = [] if _GRADED.search(page.text) else [each for each in said if not _GRADED.search(each.text)]
    unnamed = [each for each in said if not _bodies(each.text, clinic) and not _named_body(each.text, clinic)]
    grade = "Give the strength as the source grades it, its body, year and country."
    for check, found, lacks, right in (
        ("no-strength", bare, "'recommended' without strength or certainty", grade),
        ("no-body", unnamed, "a recommendation without saying whose", "Name the body and the year."),
    ):
        if found:
            lines = ", ".join(str(each.line.number) for each in found)
            first = found[0]
            yield Finding(check, 2, first.line.number, first.text[:160], f"{lacks} (lines {lines})", right, THIS_PAGE)


def _named_body(text: str, clinic: Clinic) -> bool:
    known = {name.casefold() for fact in clinic.topic.facts.values() for name in (fact.label, *fact.reading.labels)}
    return any(
        found.casefold() not in known and not clinic.concerns(found) for found in _BODY.findall(text) if found != "ALL"
    )
