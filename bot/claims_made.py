"""What a page claims, sentence by sentence: rows of tables and short items of lists with what introduces them."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from guardrails.grounding.claims import Claim
from guardrails.grounding.words import content

if TYPE_CHECKING:
    from collections.abc import Iterator

    from guardrails.lint import Page
    from guardrails.lint.page import Sentence

SHORT = 4  # words that say something: an item that has no more says it together with the others
_ASIDE = re.compile(
    (
        r"^\W*(?:[✓✗■!↔?]|understood:|as of |you might ask|it says|if .{1,60} were )|\?$|disclaimer|liability|policy$|"
        r"^last updated"
    ),
    re.IGNORECASE,
)
_MARKERS = re.compile(r"\s*\[[\d,;\s–-]+\]")
_RULED = re.compile(r"^\|?[\s:|-]+\|?$")


def claims_of(page: Page) -> list[Claim]:
    """The sentences that say something; headings, marks and boilerplate say nothing."""
    end = min((each.line for each in page.references), default=10**9)
    said = page.sentences[1:] if page.title.endswith("?") else page.sentences
    heads = {one.line.number for one, two in pairwise(said) if _RULED.match(two.text) and "-" in two.text}
    whole = [each for each in said if each.line.number < end and each.line.number not in heads and _is_whole(each)]
    return list(_joined(whole))


def _is_whole(sentence: Sentence) -> bool:
    text = sentence.text
    if _ASIDE.search(text) or _RULED.match(text):
        return False
    stopped = text.rstrip("])0123456789 ,[")[-1:] in ".;:"
    return sentence.line.bullet or bool(sentence.markers) or stopped or _is_row(sentence)


def _is_row(sentence: Sentence) -> bool:
    return sentence.text.startswith("|")


def _joined(said: list[Sentence]) -> Iterator[Claim]:
    """Each sentence as a claim; short items as one, behind what introduces them."""
    lead: Claim | None = None
    items: list[Claim] = []
    for each in said:
        claim = Claim(_plain(each), each.line.number, each.markers)
        item = each.line.bullet or _is_row(each)
        if item and len(content(claim.text)) <= SHORT:
            items.append(claim)
            continue
        yield from _together(lead, items)
        lead, items = (claim, []) if claim.text.endswith(":") else (None, [])
        if lead is None:
            yield claim
    yield from _together(lead, items)


def _together(lead: Claim | None, items: list[Claim]) -> Iterator[Claim]:
    parts = [*([lead] if lead else []), *items]
    if parts:
        words = f"{lead.text} " if lead else ""
        markers = tuple(dict.fromkeys(number for each in parts for number in each.markers))
        yield Claim(words + "; ".join(each.text.rstrip(".;") for each in items), parts[0].line, markers)


def _plain(sentence: Sentence) -> str:
    """The words of a sentence without its markers; a row's first cell, then the others."""
    text = _MARKERS.sub("", sentence.text)
    if not _is_row(sentence):
        return text
    first, *others = (each.strip() for each in text.strip().strip("|").split("|"))
    return f"{first}: {'; '.join(others)}"
