"""Personal data in a text: noticed, and masked before anything is kept or sent on.

Patterns, cues and a list of names (`names.txt`), no model. It looks for what identifies a person (names, dates of
birth, numbers of records, cards and phones, addresses); ages, genotypes and measurements are what questions are made
of and stay, and so do authors that are cited. Categories after the Safe Harbor list, 45 CFR 164.514(b)(2).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

_CAPITAL = r"[A-ZÀ-ÞĀ-ſΑ-ΩА-Я]"
_WORD = rf"{_CAPITAL}[\w'’-]*[a-zà-ÿā-ſα-ωа-яß]"
_NAME = rf"(?:{_WORD}|{_CAPITAL}\.|(?:van|von|de|del|della|di|da|dos|le|la|el|al|bin|ibn|ter|den|der|Mc|Mac|O'))"
_RUN = rf"{_WORD}(?:[ \t]+{_NAME}){{0,3}}"


@dataclass(frozen=True, slots=True)
class Personal:
    """One piece of personal data: its kind and where it stands."""

    kind: str
    start: int
    end: int


def find(text: str) -> list[Personal]:
    """Every piece of personal data that is recognised, in order, without overlaps."""
    found: list[Personal] = []
    for kind, pattern in _patterns():
        for match in pattern.finditer(text):
            group = next((name for name in ("it", "also") if name in pattern.groupindex and match[name]), 0)
            start, end = match.span(group)
            if kind == "card" and not _luhn(match[group]):
                continue
            if not any(each.start < end and start < each.end for each in found):
                found.append(Personal(kind, start, end))
    found += [
        each for each in _names(text) if not any(other.start < each.end and each.start < other.end for other in found)
    ]
    return sorted(found, key=lambda each: each.start)


def mask(text: str) -> str:
    """The text with `[name]`, `[phone]` … for each piece of personal data. Masking twice changes nothing."""
    while found := find(text):
        for each in reversed(found):
            text = f"{text[: each.start]}[{each.kind}]{text[each.end :]}"
    return text


def kinds(text: str) -> tuple[str, ...]:
    """The sorts of personal data in a text, each once, for telling the user."""
    return tuple(dict.fromkeys(each.kind for each in find(text)))


@cache
def _words() -> dict[str, list[str]]:
    data: dict[str, list[str]] = yaml.safe_load(Path(__file__).with_name("privacy.yaml").read_text("utf-8"))
    return {name: [str(word) for word in words] for name, words in data.items()}


_KINDS = (
    "email",
    "address on the web",
    "bank account",
    "card",
    "date of birth",
    "social security number",
    "record number",
    "network address",
    "phone",
    "address",
    "date",
    "postcode",
)
_WRITTEN = {
    "email": r"[\w.+%-]{1,64}@[\w-]+(?:\.[\w-]+)+",
    "address on the web": r"https?://\S+|\bwww\.[\w.-]+\.\w+\S*",
    "bank account": r"\b[A-Z]{2}\d{2}(?:\s?[A-Z0-9]{4}){3,7}(?:\s?[A-Z0-9]{1,3})?\b",
    "card": r"\b(?:\d[ -]?){11,18}\d\b",
    "social security number": r"\b\d{3}-\d{2}-\d{4}\b",
    "record number": (
        r"\b(?:mrn|medical record(?: number| no\.?)?|record(?: number| no\.?)|patient (?:id|number|no\.?)|"
        r"nhs(?: number| no\.?)?|ssn|social security(?: number)?|case (?:id|number)|insurance (?:id|number|"
        r"no\.?)|health (?:card|insurance)(?: number)?|hospital (?:number|no\.?)|licen[cs]e(?: number)?|"
        r"passport(?: number)?|chart(?: number| no\.?)?|fallnummer|patientennummer|account(?: number)?)\s*(?:is|"
        r"[:#=-])?\s*#?(?P<it>[A-Z]{0,3}-?\d[\dA-Z/-]{3,})"
    ),
    "network address": r"\b(?:\d{1,3}\.){3}\d{1,3}\b|\b(?:[0-9a-f]{1,4}:){4,7}[0-9a-f]{1,4}\b",
    "phone": (
        r"(?<![\w.])(?:(?:tel|phone|mobile|fax|cell|call(?: me)?(?: at| on)?|desk|"
        r"office)\s*[.:#]*\s*(?P<it>\+?[\d(][\d ()./x-]{6,}\d)|\+\d{1,3}[ .(-]*\d[\d ().-]{5,}\d(?:x\d+)?|"
        r"(?:\(\d{2,5}\)|0\d{2,4})[ .-]?\d{2,4}(?:[ .-]\d{2,4}){1,3}(?:x\d+)?|\b\d{3}[-.]\d{3}[-.]\d{4}(?:x\d+)?|"
        r"\b\d{3} \d{3} \d{4}\b|"
        r"\b(?!(?:19|20)\d\d)(?!\d\d?-\d\d?-(?:19|20)\d\d)(?=(?:\d[ -]?){8,12}(?![ -]?\d))"
        r"\d{2,4}(?P<gap>[ -])\d{2,4}(?:(?P=gap)\d{2,4}){1,3}(?! ?[%/µ]| ?(?:mg|g|k|l|ml|m|y|u)\w*\b)|"
        r"(?:number|registered|answering at|messages to|reach \w+ (?:at|on))\s+(?P<also>\d{2,4}[ -]\d{3,7})|"
        r"\b\d{3,4}[ -]?\d{3,7}(?=[ -]*(?:office|fax|mobile|phone|home)\b))(?!\w)"
    ),
    "postcode": (
        r"\b(?:zip|postcode|post code|postal code|ZIP|Zip|"
        r"PLZ)(?: code)?(?:\s+is)?\s*[:=]?\s*(?P<it>[A-Z0-9][A-Z0-9 -]{1,8}\d)|"
        r"\b[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}\b"
    ),
}


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    street = "|".join(re.escape(word) for word in sorted(_words()["streets"], key=len, reverse=True))
    months = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec"
    date = (
        rf"(?:\d{{1,2}}[./-]\d{{1,2}}[./-]\d{{2,4}}|\d{{4}}-\d{{2}}-\d{{2}}|\d{{1,2}}\.? (?:{months})\w* "
        rf"\d{{4}}|(?:{months})\w* \d{{1,2}},? \d{{4}})"
    )
    written = _WRITTEN | {
        "date of birth": (
            rf"\b(?:dob|d\.o\.b\.?|born(?: on)?|birth ?date|date of birth|birthday(?: is)?|geb(?:oren)?\.?|"
            rf"n[ée]e? le|nacid[oa] el)\s*[:=]?\s*(?P<it>{date})"
        ),
        "address": (
            rf"\b\d{{1,5}}[ \t]+(?:\d{{1,4}}[ \t]+)?(?:(?:de|la|le|du|des|of|the|van|der)[ \t]+|{_WORD}[ \t]+){{1,4}}"
            rf"(?i:{street})\b\.?(?:[ \t]+(?:Apt|Suite|"
            rf"Unit)\.?[ \t]*\w+)?(?:[\s,]+{_WORD}){{0,4}}(?:[\s,]+\d{{4,6}})?|\bP\.?O\.? ?Box \d+|"
            rf"\b\d{{2,6}}(?:[ \t]\d{{1,3}})?[ \t]+(?!(?i:{months})|levels|patients|"
            rf"people){_WORD}(?:[ \t]+[\w.'’-]+){{0,3}}[ \t]+\d{{1,5}}\b(?:[ \t]+Apt\.?[ \t]*\d+)?(?!\s?[%/a-zµ])|"
            rf"\b(?:Apt|Suite)\.? \d+|\b(?i:{street})[ \t]+{_WORD}(?:[ \t]+[\w.]+){{0,3}}[ \t]+\d{{1,5}}\b"
        ),
        "date": rf"\b(?:{date.replace('{2,4}', '{4}')})(?<=19\d\d)",
    }
    exact = {"bank account", "postcode", "address"}
    return tuple((kind, re.compile(written[kind], 0 if kind in exact else re.IGNORECASE)) for kind in _KINDS)


def _luhn(digits: str) -> bool:
    """Whether a number passes the check of payment cards (ISO/IEC 7812-1), or is too long for anything else."""
    if digits.isdigit():
        return True
    numbers = [int(each) for each in digits if each.isdigit()]
    doubled = [n if place % 2 == 0 else sum(divmod(2 * n, 10)) for place, n in enumerate(reversed(numbers))]
    return sum(doubled) % 10 == 0 or len(numbers) >= 15


@cache
def _name_patterns() -> tuple[re.Pattern[str], ...]:
    titles, cues, people = (
        "|".join(re.escape(word) for word in _words()[name]) for name in ("titles", "name_cues", "people")
    )
    spaced = r"[ \t]*[:,]?[ \t]+"
    return (
        re.compile(rf"\b(?:{titles})\b\.?[ \t]+(?P<it>{_RUN})"),
        re.compile(rf"(?i:\b(?:{cues})){spaced}(?:(?:{titles})\b\.?[ \t]+)?(?P<it>{_RUN})"),
        re.compile(
            r"(?i:\b(?:my name is|his name is|her name is|"
            r"patient's name is)) +(?P<it>[^\W\d_]{2,}(?: [^\W\d_]{2,})?)(?= (?:and|but|,)|[.,;!?]|$)"
        ),
        re.compile(rf"(?i:\b(?:{people}))[ \t]*[:,]?[ \t]+(?P<it>{_WORD}(?:[ \t]+{_NAME}){{1,3}})"),
        re.compile(rf"(?<![\w-])(?P<it>{_WORD}(?:[ \t]+{_NAME}){{1,3}})(?![\w-])"),
    )


def _names(text: str) -> list[Personal]:
    """Names after a title or a cue, two capitalised words that name nothing else, and the names of the list."""
    found: list[Personal] = []
    for n, pattern in enumerate(_name_patterns()):
        for match in pattern.finditer(text):
            start, end = _trimmed(text, *match.span("it"))
            enough = end > start and (n < 3 or " " in text[start:end].strip())
            if enough and not any(each.start < end and start < each.end for each in found):
                found.append(Personal("name", start, end))
    for start, end in _listed(text):
        if not any(each.start < end and start < each.end for each in found):
            found.append(Personal("name", start, end))
    return found


@cache
def names() -> tuple[frozenset[str], frozenset[str]]:
    """Names in small letters: those that are nothing else, and those that are everyday words too."""
    lines = Path(__file__).with_name("names.txt").read_text("utf-8").splitlines()
    only, _, also = "\n".join(line for line in lines if not line.startswith("#")).partition("\n\n")
    other = frozenset(word.lower() for word in (*_words()["not_names"], *_words()["titles"]))
    return frozenset(only.split()) - other, frozenset(also.split()) - other


_CITED = re.compile(
    r"(?:'s|’s)?(?:,? (?:and|&) [\w-]+|,? et al\.?|,? and (?:colleagues|others))*,? ?"
    r"(?:[(\[]?(?:19|20)\d\d|et al|and colleagues|"
    r"(?i:study|trial|cohort|paper|review|criteria|score|index|equation|syndrome|disease|sign|test|stain|formula)\b)"
)
_LISTED = re.compile(
    rf"(?<![\w-])(?:(?P<one>{_WORD})|[A-Z]{{3,}},?[ \t]+[A-Z]{{3,}}|[a-zà-ÿ'’]{{3,}}[ \t]+[a-zà-ÿ'’]{{3,}})(?![\w-])"
)


def _listed(text: str) -> Iterator[tuple[int, int]]:
    """Where names of the list stand: with a capital, or two beside each other; not those of authors that are cited."""
    only, also = names()
    at = 0
    while match := _LISTED.search(text, at):
        words = [word.strip(",'’").removesuffix("'s").removesuffix("’s").lower() for word in match[0].split()]
        named = [word in only for word in words]
        both = any(named) and all(word in only or word in also for word in words)
        at = match.end() if match["one"] or both else match.start() + len(match[0].split()[0])
        if (named[0] if match["one"] else both) and not _CITED.match(text, match.end()):
            yield match.start(), match.start() + len(match[0].rstrip(",'’"))


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """A run of capitalised words without those that name no person; nothing where one stands inside."""
    other = frozenset([*_words()["not_names"], *(word.lower() for word in _words()["titles"])])
    words = [(each.start() + start, each.end() + start) for each in re.finditer(r"\S+", text[start:end])]
    plain = [text[first:last].strip(".,'’").lower() for first, last in words]
    while plain and plain[0] in other:
        words, plain = words[1:], plain[1:]
    while plain and plain[-1] in other:
        words, plain = words[:-1], plain[:-1]
    if not words or any(word in other or word.isdigit() for word in plain):
        return start, start
    return words[0][0], words[-1][1]
