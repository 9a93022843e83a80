"""The answer as plain text: the verdict in the first line, then what a careful reader checks, in order."""

from __future__ import annotations

import textwrap
import unicodedata
from collections.abc import Iterator
from typing import TYPE_CHECKING

from bot.references import markers
from bot.schema import ASKED_AT_ONCE

if TYPE_CHECKING:
    from bot.schema import Answer, CitationShown, PositionShown

WIDTH, NARROWEST = 100, 20
VERDICTS = {
    "recommended": "RECOMMENDED",
    "conditional": "CONDITIONAL",
    "not_recommended": "NOT RECOMMENDED",
    "differ": "SOURCES DIFFER",
    "insufficient_evidence": "INSUFFICIENT EVIDENCE",
    "needs_facts": "MORE FACTS NEEDED",
    "information": "INFORMATION",
    "not_covered": "NOT COVERED",
    "out_of_scope": "OUT OF SCOPE",
    "check_value": "CHECK THIS VALUE",
    "urgent": "URGENT",
    "refused": "REFUSED",
    "criteria_not_met": "criteria not met",
    "no_recommendation": "no recommendation",
    "reported": "reported only",
}
MARKS = {"true": "✓ met    ", "false": "✗ not met", "unknown": "? unknown"}
REVIEWS = {"draft": "draft", "submitted": "submitted", "under_review": "under review", "approved": "approved"}
PROVENANCES = {
    "secondary": ", not read at the source (second hand)",
    "recalled": ", not read at the source (recalled)",
    "computed": ", arithmetic",
}
PLACES = {"INT": "international", "EU": "Europe"}


def as_text(answer: Answer, width: int = WIDTH) -> str:
    """The whole answer, in lines of at most *width* characters where its words allow, and never above 100."""
    width = max(NARROWEST, min(width, WIDTH))
    sections = [_top, _statements, _positions, _assumptions, _missing, _changes, _references, _notices, _foot]
    lines: list[str] = []
    for section in sections:
        part = list(section(answer, width))
        if part and lines:
            lines.append("")
        lines += part
    return printable("\n".join(lines)) + "\n"


def printable(text: str) -> str:
    """Without the control characters that could write over a terminal."""
    return "".join(each for each in text if each == "\n" or not unicodedata.category(each).startswith("C"))


def _wrap(text: str, width: int, first: str = "", rest: str | None = None) -> list[str]:
    later = " " * len(first) if rest is None else rest
    return textwrap.wrap(text, width, initial_indent=first, subsequent_indent=later, break_on_hyphens=False)


def _top(answer: Answer, width: int) -> Iterator[str]:
    yield from _wrap(f"{VERDICTS[answer.outcome]} — {answer.headline}", width)
    if answer.facts:
        facts = "; ".join(
            f"{each.name} = {value_shown(each.value, each.unit)} (“{each.words}”)" for each in answer.facts
        )
        yield from _wrap(f"Understood: {facts}", width)


def value_shown(value: object, unit: str | None) -> str:
    """A value for reading, with its unit."""
    match value:
        case bool():
            return "yes" if value else "no"
        case {"one_of": list(words)}:
            return " or ".join(map(str, words))
        case {"between": [low, high]}:
            return f"{low} to {high}{unit_shown(unit)}"
        case dict():
            bounds = [f"{str(comparison).replace('_', ' ')} {number}" for comparison, number in value.items()]
            return f"{' and '.join(bounds)}{unit_shown(unit)}"
    return f"{value}{unit_shown(unit)}"


def unit_shown(unit: str | None) -> str:
    """A unit as it follows a number."""
    return "" if not unit else f"{'' if unit.startswith('%') else ' '}{unit}"


def _statements(answer: Answer, width: int) -> Iterator[str]:
    said = {each.text for each in answer.positions}
    for each in answer.statements:
        if each.text not in said and not _is_rule_of_a_position(answer, each.text):
            yield from _wrap(f"{each.text} {markers(each.citations)}", width, "• ")


def _is_rule_of_a_position(answer: Answer, text: str) -> bool:
    return any(text in position.text for position in answer.positions)


def _positions(answer: Answer, width: int) -> Iterator[str]:
    if answer.positions:
        yield "WHAT EACH SOURCE SAYS"
    names = {each.guideline: each for each in answer.citations}
    for position in answer.positions:
        yield from _position(position, names.get(position.guideline), width)


def _position(position: PositionShown, source: CitationShown | None, width: int) -> Iterator[str]:
    where = PLACES.get(position.jurisdiction, position.jurisdiction)
    told = "; ".join(part for part in (f"{position.kind}, {where}", position.strength, position.certainty) if part)
    year = position.year or "year not read"
    yield from _wrap(
        f"{_name(position, source)}, {year} ({told}): {VERDICTS[position.outcome]} {markers(position.citations)}",
        width,
        "■ ",
    )
    yield from _wrap(position.text, width, "  ")
    if position.outcome == "reported":
        brief = " · ".join(f"{MARKS[each.truth][0]} {each.text}" for each in position.criteria)
        yield from _wrap(brief, width, "    ") if brief else ()
        return
    for criterion in position.criteria:
        yield from _wrap(f"{criterion.text} {markers(criterion.citations)}", width, f"    {MARKS[criterion.truth]}  ")


def _name(position: PositionShown, source: CitationShown | None) -> str:
    """Who says it; an own document, which no rule is of, goes by its title, and one that is silent by its id."""
    if source is None:
        return position.guideline
    return source.organisation if position.rule else source.title


def _assumptions(answer: Answer, width: int) -> Iterator[str]:
    if answer.assumptions:
        yield "ASSUMED, BECAUSE NOT GIVEN"
    for each in answer.assumptions:
        yield from _wrap(f"{each.text} {markers(each.citations)}", width, "• ")


def _missing(answer: Answer, width: int) -> Iterator[str]:
    if answer.missing:
        yield "STILL MISSING"
    for each in answer.missing[:ASKED_AT_ONCE]:
        yield from _wrap(f"{each.ask} {each.why} (matters to: {', '.join(each.matters_to)})", width, "? ")
    if later := [each.fact.replace("_", " ") for each in answer.missing[ASKED_AT_ONCE:]]:
        yield from _wrap(f"After these: {', '.join(later)}.", width, "? ")


def _changes(answer: Answer, width: int) -> Iterator[str]:
    if answer.would_change:
        yield "WHAT WOULD CHANGE THIS"
    for each in answer.would_change:
        yield from _wrap(each.text, width, "↔ ")


def _references(answer: Answer, width: int) -> Iterator[str]:
    if answer.citations:
        yield "REFERENCES"
    for each in answer.citations:
        yield from _wrap(f"“{each.quote}”", width, f"[{each.n}] ")
        status = f"{REVIEWS[each.review]}{PROVENANCES.get(each.provenance, '')}"
        place = f"{each.organisation}, {each.year or 'year not read'}. {each.passage}. {each.locator} · {status}"
        yield from _wrap(place, width, " " * len(f"[{each.n}] "))


def _notices(answer: Answer, width: int) -> Iterator[str]:
    if answer.notices:
        yield "PLEASE NOTE"
    for each in answer.notices:
        yield from _wrap(each.text, width, "! ")


def _foot(answer: Answer, width: int) -> Iterator[str]:
    if answer.follow_ups:
        yield from _wrap(f"You might ask: {' · '.join(answer.follow_ups)}", width)
    yield f"As of {answer.as_of} · {REVIEWS[answer.review]} · {answer.fingerprint}"
