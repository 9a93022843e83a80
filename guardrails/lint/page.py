"""A page as a reader sees it: title, lines under headings, markers, references, publisher and dates."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from guardrails.grounding.words import sentences
from guardrails.hygiene import cleaned

_BULLET = re.compile(r"^\s*(?:[•◦▪*+-]|\d{1,2}[.)])\s+")
_REFERENCES = re.compile(
    r"^\W*(?:references?|bibliography|sources|literature|citations|works cited)\W*$", re.IGNORECASE
)
_LABEL = re.compile(
    r"^\W*(guideline|research|review|study|label|book|website|article|statement|policy|trial)s?\W*$", re.IGNORECASE
)
_NUMBERED = re.compile(r"^\s*(?:\[(\d{1,3})\]:?|\[\^(\d{1,3})\]:|(\d{1,3})[.)])\s+(?=\S)")
_AFTER = re.compile(
    r"disclaimer|(?:accepts?|assumes?) no (?:liability|responsibility)|is not (?:liable|responsible)|"
    r"follow-?up question|^\W*(?:about|contact|copyright|©|privacy|terms|related|share|advertisement)\b",
    re.IGNORECASE,
)
_YEAR = re.compile(r"\b(19[5-9]\d|20[0-4]\d)\b")
_LOCATOR = re.compile(
    r"\b10\.\d{4,9}/\S+|\bdoi\b|https?://\S+|\bwww\.\S+|\bPMID\b|\bPMC\d+|\bISBN\b|\bNCT\d{8}", re.IGNORECASE
)
_OWNER = re.compile(
    r"(?m)(?:^|[.!?]\s+)([A-Z][\w.&-]*(?: [A-Z][\w.&-]*){0,3}) (?:assumes no|accepts no|is not (?:liable|"
    r"responsible)|disclaims)"
    r"|(?:©|\bCopyright\b|All rights reserved by)\s*(?:\d{4}\s*)?([A-Z][\w.&-]*(?: [A-Z][\w.&-]*){0,3})"
    r"|(?:Powered by|Published by|Ask) ([A-Z][\w.-]*)"
)
_BRACKETED = re.compile(r"\[\^?(\d{1,3}(?:\s?[,;–-]\s?\d{1,3})*)\]")
_BARE = re.compile(
    r"(?<=[a-zA-Z)\]%.”\"])\s(\d{1,2}(?:,\s?\d{1,2})*)(?=\s*(?:[.:;]|$)|\s+(?:which|that|and|as)\b)(?!\.\d)"
)
_QUOTED = re.compile(r"^(?:>\s+)+")
_STRONG = re.compile(r"\*\*|__|`")
_EMPHASIS = re.compile(r"(?<![\w*])\*(?=\S)([^*\n]+?)(?<=\S)\*(?![\w*])")
_ONLY_MARKERS = re.compile(r"^[\d\s,;\[\]^–-]+\.?$")
FRONT = "---"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a page: its number in the file, its words, and what it stands under."""

    number: int
    text: str
    heading: str = ""
    bullet: bool = False


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence, its line, and the reference numbers it cites."""

    text: str
    line: Line
    markers: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Reference:
    """One entry of a reference list."""

    number: int
    text: str
    line: int
    label: str = ""

    @property
    def year(self) -> int | None:
        """The year it gives, or None."""
        found = _YEAR.findall(self.text)
        return int(found[-1]) if found else None

    @property
    def located(self) -> bool:
        """Whether it can be found: DOI, PMID, address or registry number."""
        return bool(_LOCATOR.search(self.text))


@dataclass(frozen=True)
class Page:
    """One document, read."""

    name: str
    lines: tuple[Line, ...]
    references: tuple[Reference, ...] = ()
    digest: bool = False
    odd: tuple[str, ...] = field(default=())

    @property
    def title(self) -> str:
        """Its first line: the question or the title."""
        return self.lines[0].text if self.lines else ""

    @cached_property
    def text(self) -> str:
        """All that it says, without its references."""
        return "\n".join(line.text for line in self.lines)

    @cached_property
    def cites(self) -> bool:
        """Whether it has references, or markers as if it had."""
        return bool(self.references) or bool(_BRACKETED.search(self.text))

    @cached_property
    def publishers(self) -> tuple[str, ...]:
        """Who publishes it, as far as it says so."""
        whole = "\n".join([self.text, *(each.text for each in self.references)])
        return tuple(dict.fromkeys(name.rstrip(".") for found in _OWNER.findall(whole) for name in found if name))

    @cached_property
    def sentences(self) -> tuple[Sentence, ...]:
        """Every sentence with its markers."""
        return tuple(each for line in self.lines for each in self._of(line))

    def _of(self, line: Line) -> Iterator[Sentence]:
        for text in _whole(sentences(line.text)):
            yield Sentence(text, line, self._markers(text))

    def _markers(self, text: str) -> tuple[int, ...]:
        bracketed = _BRACKETED.findall(text)
        if bracketed or not self.references or _BRACKETED.search(self.text):
            return tuple(number for each in bracketed for number in _numbers(each))
        return tuple(number for each in _BARE.findall(text) for number in _numbers(each) if number <= 60)


def _whole(parts: tuple[str, ...]) -> list[str]:
    """Sentences, each with the markers that stand after its full stop."""
    found: list[str] = []
    for part in parts:
        if found and _ONLY_MARKERS.match(part):
            found[-1] = f"{found[-1]} {part}"
        else:
            found.append(part)
    return found


def _numbers(text: str) -> Iterator[int]:
    for part in re.split(r"[,;]", text):
        ends = [int(each) for each in re.findall(r"\d+", part)]
        if len(ends) == 2 and 0 < ends[1] - ends[0] < 40:
            yield from range(ends[0], ends[1] + 1)
        else:
            yield from ends


def read_page(name: str, text: str) -> Page:
    """Read a document's text as a page."""
    clean, odd = cleaned(text)
    raw = list(_unwrapped(clean))
    digest = bool(raw) and raw[0][1].strip() == FRONT
    if digest:
        end = next((n for n, line in raw[1:] if line.strip() == FRONT), 0)
        raw = raw[end:]
    start = next(
        (at for at, (_, line) in reversed(list(enumerate(raw))) if _REFERENCES.match(line.strip("# "))), len(raw)
    )
    if not digest and start == len(raw):
        start = next((at for at, (_, line) in enumerate(raw) if re.match(r"^\s*\[\^?1\]:\s", line)), len(raw))
    references, after = _references(raw[start:])
    return Page(name, tuple(_lines(raw[:start])) + tuple(_lines(after)), references, digest, odd)


def _unwrapped(text: str) -> Iterator[tuple[int, str]]:
    """Lines by number; one that only goes on from the line above is joined to it."""
    open_: tuple[int, str] | None = None
    for number, line in enumerate(text.splitlines(), 1):
        if open_ and _goes_on(open_[1], line):
            open_ = (open_[0], f"{open_[1].rstrip()} {line.strip()}")
            continue
        if open_:
            yield open_
        open_ = (number, line)
    if open_:
        yield open_


def _goes_on(above: str, line: str) -> bool:
    """Whether a line continues the paragraph above: indented below a list item, or a long line broken off."""
    words = line.strip()
    if not words or not above.strip() or _BULLET.match(line) or _NUMBERED.match(line) or words[0] in "#|✓✗?■!•":
        return False
    hanging = line.startswith("  ") and len(line) - len(line.lstrip()) > len(above) - len(above.lstrip())
    broken = len(above) >= 60 and above.rstrip()[-1] not in ".:;?!" and words[0].islower()
    return hanging or broken


def _lines(raw: list[tuple[int, str]]) -> Iterator[Line]:
    heading = ""
    for number, text in raw:
        words = _EMPHASIS.sub(r"\1", _STRONG.sub("", _QUOTED.sub("", text.strip().strip("#").strip())))
        if not words:
            continue
        bullet = bool(_BULLET.match(text))
        if not bullet and (
            text.lstrip().startswith("#") or (len(words) < 70 and words[-1] not in ".:;,?!" and words[0].isupper())
        ):
            heading = words
        yield Line(number, _BULLET.sub("", words), heading, bullet)


def _references(raw: list[tuple[int, str]]) -> tuple[tuple[Reference, ...], list[tuple[int, str]]]:
    """The entries of a reference list, and the lines after its end."""
    body = raw if raw and _NUMBERED.match(raw[0][1]) else raw[1:]
    stop = next(
        (at for at, (_, line) in enumerate(body) if _AFTER.search(line) and not _NUMBERED.match(line)), len(body)
    )
    entries: list[tuple[int, list[str], str]] = []
    label, open_ = "", False
    for number, text in body[:stop]:
        words = text.strip()
        if not words:
            continue
        if found := _LABEL.match(words):
            label, open_ = found[1].lower(), False
            continue
        numbered = _NUMBERED.match(text) or _BULLET.match(text)
        if numbered or not open_:
            entries.append((number, [], label))
            open_ = True
        entries[-1][1].append(_BULLET.sub("", _NUMBERED.sub("", words)))
        if re.search(r"\b(?:19|20)\d\d\.?$", words) and not numbered:
            open_ = False
    found_all = tuple(Reference(n, " ".join(words), line, label) for n, (line, words, label) in enumerate(entries, 1))
    return found_all, body[stop:]
