"""Personal data in a text: noticed, and masked before anything is kept or sent on.

Patterns, cues and names (`guardrails/people.py`), no model. It looks for what identifies a person (names, dates of
birth, numbers of records, cards and phones, addresses); ages, genotypes and measurements are what questions are made
of and stay, and so do authors that are cited. Categories after the Safe Harbor list, 45 CFR 164.514(b)(2).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from guardrails.glance import Glance, Phrases, phrases
from guardrails.people import WORD, Owned, nothing, people, words


@dataclass(frozen=True, slots=True)
class Personal:
    """One piece of personal data: its kind and where it stands."""

    kind: str
    start: int
    end: int


def find(text: str, owned: Owned = nothing) -> list[Personal]:
    """Every piece of personal data that is recognised, in order, without overlaps.

    *owned* tells which words (in small letters) belong to a field of knowledge, and so name nobody.
    """
    return list(_found(text, owned))


@lru_cache(maxsize=16)  # a question is looked at twice: before it is answered, and before it is kept
def _found(text: str, owned: Owned) -> tuple[Personal, ...]:
    found: list[Personal] = []
    glance = Glance(text)
    for kind, pattern in _patterns():
        if not _MAY_BE[kind](glance):
            continue
        for match in pattern.finditer(text):
            group = next((name for name in ("it", "also") if name in pattern.groupindex and match[name]), 0)
            start, end = match.span(group)
            if kind == "card" and not _luhn(match[group]):
                continue
            if not any(each.start < end and start < each.end for each in found):
                found.append(Personal(kind, start, end))
    found += [each for each in dict.fromkeys(_ends_of_addresses(text, found)) if _beside(each, found)]
    found += [cut for span in people(glance, owned) if (cut := _beside(Personal("name", *span), found))]
    return tuple(sorted(found, key=lambda each: each.start))


def _may_be_address(glance: Glance) -> bool:
    if glance.digits < 1:
        return False
    if glance.may_hold("box", "psc", "cmr", "apo", "fpo", "dpo", "address", "live", "residing", "located", "delivered"):
        return True
    streets, endings = _streets()
    ends = [each for each in endings if each in glance.small]
    street = glance.may_say(streets) or any(word.endswith(tuple(ends)) for word in (glance.words if ends else ()))
    return street or bool(_NUMBERED.search(glance.text))


def _may_be_postcode(glance: Glance) -> bool:
    if glance.digits < 1:
        return False
    return glance.may_hold("zip", "post", "plz", "\n") or bool(_CODED.search(glance.text))


@cache
def _streets() -> tuple[Phrases, tuple[str, ...]]:
    """The words for streets, and their endings, as they are compared."""
    return phrases(words()["streets"]), tuple(word.casefold() for word in words()["street_endings"])


_END = re.compile(
    r"(?:[^\n\d]{0,40}\n|[^\n\d]{0,40}(?:Apt|Suite)\.? \d+[^\n\d]{0,8}\n){0,5}[^\n\d]{2,40}[ ]"
    r"(?P<it>\d{4,6}(?:[ -]\d{2,4})?|\d{3} \d{2})(?=[^\S\n]*(?:\n|$))"
)


def _ends_of_addresses(text: str, found: list[Personal]) -> Iterator[Personal]:
    """The postcode that ends one of the lines after a street."""
    for each in found:
        if each.kind == "address" and (match := _END.match(text, each.end)):
            yield Personal("postcode", *match.span("it"))


def _beside(name: Personal, found: list[Personal]) -> Personal | None:
    """A name as far as it is part of nothing else that was found; None where nothing of it is left."""
    inside = [each for each in found if each.start < name.end and name.start < each.end]
    end = min((each.start for each in inside), default=name.end)
    return Personal(name.kind, name.start, end) if end - name.start > 1 else None


def mask(text: str, owned: Owned = nothing) -> str:
    """The text with `[name]`, `[phone]` … for each piece of personal data. Masking twice changes nothing."""
    while found := find(text, owned):
        for each in reversed(found):
            text = f"{text[: each.start]}[{each.kind}]{text[each.end :]}"
    return text


def kinds(text: str, owned: Owned = nothing) -> tuple[str, ...]:
    """The sorts of personal data in a text, each once, for telling the user."""
    return tuple(dict.fromkeys(each.kind for each in find(text, owned)))


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
_OF_RECORDS = (
    "mrn",
    "record",
    "patient no",
    "patient number",
    "nhs",
    "ssn",
    "social security",
    "case number",
    "insurance",
    "health card",
    "hospital n",
    "licen",
    "passport",
    "chart",
    "nummer",
    "versicherten",
    "account",
    "medicare",
    "id",
    "member number",
    "specimen",
    "accession",
)
_OF_PHONES = ("tel", "phone", "mobile", "fax", "cell", "call", "desk", "office", "+")
_SIX = re.compile(r"\d(?: ?\d){5}")
_FIVE = re.compile(r"\d(?:[ .()-]{0,2}\d){4}")
_CODED = re.compile(r"\d[A-Z]|-\d{4}|[A-Z] \d{5}")
_MAY_BE: dict[str, Callable[[Glance], bool]] = {  # what is never written without some sign is looked for at such a sign
    "email": lambda seen: seen.may_hold("@"),
    "address on the web": lambda seen: seen.may_hold("://", "www."),
    "bank account": lambda seen: seen.digits > 1,
    "card": lambda seen: seen.digits > 11,
    "date of birth": lambda seen: (
        seen.digits > 3 and seen.may_hold("dob", "d.o.b", "born", "birth", "geb", "e le", "nacid")
    ),
    "social security number": lambda seen: seen.digits > 8,
    "record number": lambda seen: seen.digits > 0 and (seen.may_hold(*_OF_RECORDS) or bool(_SIX.search(seen.text))),
    "network address": lambda seen: seen.text.count(":") > 3 or (seen.digits > 3 and seen.may_hold(".")),
    "phone": lambda seen: seen.digits > 0 and (seen.may_hold(*_OF_PHONES) or bool(_FIVE.search(seen.text))),
    "address": _may_be_address,
    "date": lambda seen: seen.digits > 4 and seen.may_hold("19"),
    "postcode": _may_be_postcode,
}
_NUMBERED = re.compile(r"\d[ \t]+[A-Z]")  # `221 Baker 14`: an address without any word for a street
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
        r"passport(?: number| no\.?)?|chart(?: number| no\.?)?|fallnummer|patientennummer|versichertennummer|"
        r"krankenversicherten\w*|account(?: number)?|(?:national )?insurance(?: number)?|medicare(?: number)?|"
        r"id(?: number| no\.?| card)?|member (?:id|number)|specimen(?: number| no\.?| id)?|"
        r"accession(?: number| no\.?)?)\s*(?:is|"
        r"[:#=-])?\s*#?(?P<it>[A-Z]{0,3}-?\d[\dA-Z/-]{3,})|"
        r"(?<![\w./:-])(?<!pmid )(?<!pmid: )(?<!isbn )\d{9,12}(?![\w./%-])|"
        r"\b[A-CEGHJ-PR-TW-Z]{2} ?\d\d ?\d\d ?\d\d ?[A-D]\b"
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
        r"\b[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}\b|\b[A-CEGHJ-NPR-TVXY]\d[A-Z] \d[A-Z]\d\b|"
        r"\b(?:A|B|CH|D|DK|F|FI|I|L|NL|NO|PL|SE)-\d{4,5}\b(?!\s?[%/µ])|\b[A-Z]{2} \d{5}(?:-\d{4})?\b(?!\s?[%/µ])|"
        r"(?m:(?<=\n)[^\S\n]*(?P<also>(?:[A-Z]{2}[ -])?\d{2,5}(?:[ -]\d{2,4})?)[^\S\n]*$)"
    ),
}


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    street = "|".join(re.escape(word) for word in sorted(words()["streets"], key=len, reverse=True))
    suffix = "|".join(re.escape(word) for word in words()["street_endings"])
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
            rf"\b\d{{1,5}}[ \t]+(?:\d{{1,4}}[ \t]+)?(?:(?:de|la|le|du|des|of|the|van|der)[ \t]+|{WORD}[ \t]+){{1,4}}"
            rf"(?i:{street})\b\.?(?:[ \t]+(?:Apt|Suite|"
            rf"Unit)\.?[ \t]*\w+)?(?:[\s,]+{WORD}){{0,4}}(?:[\s,]+\d{{4,6}})?|\bP\.?O\.? ?Box \d+|"
            rf"\b\d{{2,6}}(?:[ \t]\d{{1,3}})?[ \t]+(?!(?i:{months})|levels|patients|"
            rf"people){WORD}(?:[ \t]+[\w.'’-]+){{0,3}}[ \t]+\d{{1,5}}\b(?:[ \t]+Apt\.?[ \t]*\d+)?(?!\s?[%/a-zµ])|"
            rf"\b(?:Apt|Suite)\.? \d+|\b(?i:{street})\.?[ \t]+{WORD}(?:[ \t]+[\w.]+){{0,3}}[ \t]+\d{{1,5}}\b|"
            rf"\b\w{{3,}}(?:{suffix})[ \t]+\d{{1,4}}\b(?!\s?[%/µ])|"
            rf"\b(?:\d{{1,5}}[ \t]+){{1,2}}(?i:{street})\.?[ \t]+{WORD}(?:[ \t]+{WORD}){{0,2}}|"
            rf"\b(?:PSC|Unit|CMR) \d+,? Box \d+(?:\s+(?:APO|FPO|DPO) A[AEP] \d{{5}})?|\b(?:APO|FPO|DPO) A[AEP] \d{{5}}|"
            rf"(?i:\b(?:address(?: is)?|lives? (?:at|on|in)|residing at|located (?:at|on)|delivered to))"
            rf"[ \t]*:?[ \t]+"
            rf"(?P<it>(?=[^\n.;?!]{{0,60}}\d)(?!https?:)[^\n.;?!]{{4,80}})"
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
