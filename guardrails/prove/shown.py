"""Proof reports for reading: plain text, and a page that needs nothing but itself."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from html import escape
from typing import TYPE_CHECKING

from guardrails.prove.result import Report, Result, Status

if TYPE_CHECKING:
    from guardrails.prove.result import Region

HEADINGS = {
    "opposite": "No two opposite positions from one source",
    "dead": "Every rule can apply to somebody",
    "swallowed": "No rule is swallowed whole by another",
    "overturned": "More facts never overturn a settled position",
    "invariant": "What must never happen",
    "changed": "Whose outcome changes",
    "differ": "Where sources differ",
    "open": "What each source leaves open",
}
MARK = {
    Status.PROVED: "proved",
    Status.REFUTED: "REFUTED",
    Status.KNOWN: "known",
    Status.MAP: "map",
    Status.UNDECIDED: "UNDECIDED",
}


def as_text(reports: Sequence[Report]) -> str:
    """Everything that is not simply proved, under its heading; the proved ones counted."""
    return "\n".join(line for report in reports for line in _lines(report))


def _lines(report: Report) -> Iterator[str]:
    yield (
        f"{report.topic}, rules in force on {report.on}: {'all holds' if report.holds else 'NOT ALL HOLDS'} "
        f"({report.seconds} s)"
    )
    for kind, heading in HEADINGS.items():
        found = [each for each in report.results if each.id.partition(":")[0] == kind]
        if not found:
            continue
        counts = Counter(MARK[each.status] for each in found)
        yield f"\n{heading}: {', '.join(f'{count} {name}' for name, count in counts.items())}"
        for each in found:
            if each.status is not Status.PROVED or kind == "invariant":
                yield from _result(each)


def _result(each: Result) -> Iterator[str]:
    yield f"  {MARK[each.status]}: {each.says}"
    if each.reason:
        yield f"      known, because: {each.reason}"
    if each.witness:
        yield f"      patient: {each.witness.words}"
        yield f"      replay: {each.witness.command}"
    for region in each.regions:
        yield f"      - {region.words}"
        if region.example:
            yield f"          e.g. {region.example.command}"
    if not each.whole:
        yield "      - and more"


def as_page(reports: Sequence[Report]) -> str:
    """The same as one HTML page; every word of it escaped."""
    body = "".join(_section(report) for report in reports)
    return (
        '<!doctype html><html lang="en"><meta charset="utf-8"><title>Proofs</title>'
        '<meta name="viewport" content="width=device-width"><style>'
        "body{font:16px/1.5 system-ui;max-width:60rem;margin:2rem auto;padding:0 1rem}"
        "code{background:#8882;padding:.1em .3em;overflow-wrap:anywhere}"
        ".refuted,.undecided{color:#b00020;font-weight:600}"
        f"</style><h1>What is proved about the rules</h1>{body}</html>"
    )


def _section(report: Report) -> str:
    verdict = "All holds." if report.holds else "Not all holds."
    parts = [
        f"<h2>{escape(report.topic)}, rules in force on {escape(report.on)}</h2><p>{verdict} {report.seconds} s.</p>"
    ]
    for kind, heading in HEADINGS.items():
        found = [each for each in report.results if each.id.partition(":")[0] == kind]
        if found:
            counts = Counter(MARK[each.status] for each in found)
            summary = f"{escape(heading)}: {escape(', '.join(f'{count} {name}' for name, count in counts.items()))}"
            opened = " open" if any(each.fails for each in found) else ""
            parts.append(
                f"<details{opened}><summary>{summary}</summary><ul>{''.join(map(_item, found))}</ul></details>"
            )
    return "".join(parts)


def _item(each: Result) -> str:
    words = f'<li><span class="{each.status.value}">{MARK[each.status]}</span>: {escape(each.says)}'
    if each.reason:
        words += f"<br>Known, because: {escape(each.reason)}"
    if each.witness:
        words += f"<br>Patient: {escape(each.witness.words)}<br><code>{escape(each.witness.command)}</code>"
    if each.regions:
        words += f"<ul>{''.join(map(_region, each.regions))}</ul>"
    return words + ("" if each.whole else " (and more)") + "</li>"


def _region(region: Region) -> str:
    example = f"<br><code>{escape(region.example.command)}</code>" if region.example else ""
    return f"<li>{escape(region.words)}{example}</li>"
