"""Which answers changed, for the people who review the change: by cause, outcomes first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from eval.diff import Difference

MOST = 40


def lines(found: Sequence[Difference], asked: int, revision: str) -> Iterator[str]:
    """For the terminal."""
    yield _summary(found, asked, revision)
    for each in found[:MOST]:
        yield f"  {each.id} {each.ask!r}{_facts(each)}"
        yield f"    {each.before} → {each.after}   because of: {', '.join(each.causes[:4])}"
        yield from (f"      {change}" for change in each.changes[:4])
    if len(found) > MOST:
        yield f"  … and {len(found) - MOST} more: see diff.md"


def _summary(found: Sequence[Difference], asked: int, revision: str) -> str:
    moved = sum(each.moves for each in found)
    return f"{len(found)} of {asked} answers differ from {revision}; {moved} come to another outcome"


def _facts(each: Difference) -> str:
    return " with " + ", ".join(f"{name}={value}" for name, value in each.facts.items()) if each.facts else ""


def markdown(found: Sequence[Difference], asked: int, revision: str) -> str:
    """For a review: everything, by cause."""
    written = [f"# Answers: {revision} → working tree", "", _summary(found, asked, revision), ""]
    causes: dict[str, list[Difference]] = {}
    for each in found:
        causes.setdefault(", ".join(each.causes[:4]), []).append(each)
    for cause, those in sorted(causes.items(), key=lambda pair: -len(pair[1])):
        written += [f"## {cause} ({len(those)})", ""]
        for each in those:
            written.append(f"- **{each.ask}**{_facts(each)} (`{each.id}`): {each.before} → {each.after}")
            written += [f"  - {change}" for change in each.changes]
        written.append("")
    return "\n".join(written)
