"""What a topic's lint.yaml says is wrong: phrases, omissions, opposites, dropped conditions."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from guardrails.lint.finding import Finding

if TYPE_CHECKING:
    from guardrails.lint.page import Page
    from guardrails.lint.topic_file import Clinic, Criteria, Explained, Opposed, Phrase, Required


def phrases(page: Page, clinic: Clinic) -> Iterator[Finding]:
    """Statements that are wrong, wherever a page makes them."""
    for entry in clinic.file.says:
        if entry.answers_only and page.digest:
            continue
        if entry.only_if_page and not clinic.words(entry.only_if_page).search(page.text):
            continue
        if entry.page_without and clinic.words(entry.page_without).search(page.text):
            continue
        found = [_found(entry, clinic, number, text) for number, text in _places(page, entry)]
        yield from [each for each in found if each][: 1 if entry.once else None]


def _places(page: Page, entry: Phrase) -> list[tuple[int, str]]:
    if entry.where == "title":
        return [(page.lines[0].number, page.title)] if page.lines else []
    if entry.where == "line":
        return [(line.number, line.text) for line in page.lines]
    return [(each.line.number, each.text) for each in page.sentences]


def _found(entry: Phrase, clinic: Clinic, line: int, text: str) -> Finding | None:
    if not clinic.all_in(entry.each, text) or (entry.without and clinic.words(entry.without).search(text)):
        return None
    hit = clinic.words(entry.each[-1]).search(text)
    return fault(entry, clinic, line, _around(text, hit.start() if hit else 0))


def fault(entry: Explained, clinic: Clinic, line: int, words: str) -> Finding:
    """A finding from an entry of lint.yaml."""
    return Finding(entry.id, entry.severity, line, words, entry.says, entry.right, clinic.cited(entry.source))


def _around(text: str, place: int, width: int = 150) -> str:
    start = max(0, place - width // 2)
    return f"{'… ' if start else ''}{text[start : start + width].strip()}{' …' if len(text) > start + width else ''}"


def omissions(page: Page, clinic: Clinic) -> Iterator[Finding]:
    """What the topic requires of a page on this subject, and the page leaves out."""
    if page.digest:
        return
    for entry in clinic.file.required:
        spared = entry.unless_title and clinic.words(entry.unless_title).search(page.title)
        other = entry.about_title and not clinic.words(entry.about_title).search(page.title)
        if spared or other or not _on_subject(page, clinic, entry) or clinic.words(entry.found_by).search(page.text):
            continue
        yield fault(entry, clinic, page.lines[0].number, "(not mentioned)")


def _on_subject(page: Page, clinic: Clinic, entry: Required) -> bool:
    """Whether a page is on a subject: its title names it, or it makes several statements on it; one is in passing."""
    said = sum(clinic.all_in(entry.about, text) for _, text in _statements(page))
    return said > 1 or (said == 1 and bool(clinic.words(entry.about[0]).search(page.title)))


def opposites(page: Page, clinic: Clinic) -> Iterator[Finding]:
    """Two statements of one page that cannot both stand."""
    if page.digest:
        return
    for entry in clinic.file.opposed:
        one = [each for each in page.sentences if _makes(each.text, clinic, entry, entry.one)]
        other = [
            each
            for each in page.sentences
            if _makes(each.text, clinic, entry, entry.other)
            and each not in one[:1]
            and not (entry.other_without and clinic.words(entry.other_without).search(each.text))
        ]
        if one and other:
            first = one[0]
            last = next((each for each in other if each.line.number > first.line.number), other[-1])
            words = (
                f"line {first.line.number}: {_around(first.text, 0)} / line {last.line.number}: {_around(last.text, 0)}"
            )
            yield fault(entry, clinic, last.line.number, words)


def _makes(text: str, clinic: Clinic, entry: Opposed, groups: tuple[tuple[str, ...], ...]) -> bool:
    """Whether a sentence makes one of two opposed statements."""
    spared = entry.without and clinic.words(entry.without).search(text)
    return clinic.all_in(groups, text) and not spared


def dropped_conditions(page: Page, clinic: Clinic) -> Iterator[Finding]:
    """A statement of eligibility that names some of its conditions and drops decisive ones."""
    if page.digest:
        return
    for entry in clinic.file.criteria:
        for line, text in _statements(page):
            if clinic.all_in(entry.about, text.split("\n")[0]) and (dropped := _dropped(entry, clinic, text)):
                says = f"{entry.says} It leaves out: {', '.join(dropped)}."
                yield Finding(
                    entry.id, entry.severity, line, _around(text, 0), says, entry.right, clinic.cited(entry.source)
                )


def _statements(page: Page) -> Iterator[tuple[int, str]]:
    """Every sentence, with the list that it introduces."""
    lines = list(page.lines)
    for sentence in page.sentences:
        text = sentence.text
        if text.endswith(":"):
            at = lines.index(sentence.line)
            listed = [line.text for line in lines[at + 1 : at + 15]]
            stop = next((n for n, line in enumerate(lines[at + 1 : at + 15]) if not line.bullet), len(listed))
            text = "\n".join([text, *listed[:stop]])
        yield sentence.line.number, text


def _dropped(entry: Criteria, clinic: Clinic, text: str) -> list[str]:
    """The decisive conditions a statement leaves out; none where it names too few to be a list of conditions."""
    named = [name for name, words in entry.conditions.items() if clinic.words(words).search(text)]
    return [name for name in entry.decisive if name not in named] if len(named) >= 2 else []
