"""Footnotes and what they are notes to: a mark at the end of a word, and the same mark where the note begins."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from corpus.documents.sentences import spans

if TYPE_CHECKING:
    from collections.abc import Sequence

    from corpus.documents.passages import Cut

SYMBOLS = "*†‡§¶"
BEGINS = re.compile(rf"^([{re.escape(SYMBOLS)}]+|[a-z]|\d{{1,2}})[.)]?\s+(?=\S)")
MARK = {  # what stands before a mark and behind it, so that no `FEV1` has one
    "symbol": r"(?<=[\w.,;)\]]){mark}(?![{symbols}])",
    "letter": r"(?<=[.,;)]){mark}(?=[\s;,.]|$)",
    "number": r"(?<=[a-z.,;)]){mark}(?=[\s;,.]|$)",
}
MARKED = re.compile(
    rf"(?<=[\w.,;)\]])[{re.escape(SYMBOLS)}]|(?<=[.,;)])[a-z](?=[\s;,.]|$)|(?<=[a-z.,;)])\d{{1,2}}(?=[\s;,.]|$)"
)
FURTHER = re.compile(rf"(?<=\s)([{re.escape(SYMBOLS)}])(?=\s?[^\W\d_])")  # a second note in one paragraph
BETWEEN = " · "
REACH = 40  # passages back: a note stands on the page of its mark, or below its table
LONGEST = 300


def noted(cuts: Sequence[Cut]) -> list[Cut]:
    """The passages of a document, each footnote under the words that it is a note to."""
    found: list[Cut] = []
    for cut in cuts:
        above = [each for each in found[-REACH:] if each.form != "footnote" and each.page in (cut.page, None)]
        words = _words_noted(cut, above, below=_below_table(found))
        found.append(replace(cut, form="footnote", lead_in=words) if words else cut)
    return found


def noted_words(lead_in: str) -> list[str]:
    """The words that a footnote is a note to, of what its passage stands under."""
    return lead_in.split(BETWEEN) if lead_in else []


def _below_table(found: Sequence[Cut]) -> bool:
    """Whether a table, or notes to one, stand just above."""
    last = next((each for each in reversed(found) if each.form != "footnote"), None)
    return last is not None and last.form == "row"


def _words_noted(cut: Cut, above: Sequence[Cut], *, below: bool) -> str:
    """The words that a passage is a note to; nothing if it is none."""
    if cut.form != "footnote" and not below:
        return ""
    begins = BEGINS.match(cut.text)
    if begins is None and cut.form != "item":
        return ""
    first = begins[1] if begins else "*"  # an asterisk that was taken for a bullet
    among = above if cut.form == "footnote" else [each for each in above if each.form == "row"]
    found = [_words_with(mark, among) for mark in (first, *FURTHER.findall(cut.text))]
    return BETWEEN.join(filter(None, found)) if found[0] else ""


def _words_with(mark: str, cuts: Sequence[Cut]) -> str:
    """The sentence that has a mark, or what the table's row is called that has it: the last one."""
    at = re.compile(_pattern(mark))
    cut = next((each for each in reversed(cuts) if at.search(each.text)), None)
    if cut is None or cut.form == "row":
        return cut.text.partition("; ")[0][:LONGEST] if cut else ""
    place = [found.start() for found in at.finditer(cut.text)][-1]
    return next(cut.text[start:end] for start, end in spans(cut.text) if place <= end)[:LONGEST]


def _pattern(mark: str) -> str:
    sort = "symbol" if mark[0] in SYMBOLS else "number" if mark[0].isdigit() else "letter"
    return MARK[sort].format(mark=re.escape(mark), symbols=re.escape(SYMBOLS))
