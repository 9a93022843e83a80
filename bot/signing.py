"""Sign rules: somebody has read again what they quote. Or only record what they quote, so that a change is seen."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from bot.question import QuestionProblem
from corpus.library import load_library
from guardrails.drift import all_quoting, file_of, signed_text
from guardrails.rules import RULES, load_rulebook

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from guardrails.drift import Quoting


def sign(rule_id: str, by: str, on: date, rules: Path = RULES) -> Iterator[str]:
    """Write the hash of a rule's passages (or of every rule's, for `all`) with who read them; say what was signed."""
    if not by.strip():
        raise QuestionProblem("Nobody is named. Write --by and who read the passages.")
    written = _write(lambda rule: rule_id in ("all", rule.spec.id), by, on, rules)
    for each in written:
        yield f"{each}: signed by {by} on {on.isoformat()}"
    if not written:
        raise QuestionProblem(f"'{rule_id}' is no rule. Write its id, or all.")


def record(on: date, rules: Path = RULES) -> Iterator[str]:
    """Write the hash of the passages of every rule that stores none; one that is stored is never overwritten."""
    for each in _write(lambda rule: rule.spec.quoted is None, None, on, rules):
        yield f"{each}: recorded on {on.isoformat()}, not signed"


def _write(wanted: Callable[[Quoting], bool], by: str | None, on: date, rules: Path) -> list[str]:
    """Write the hashes of the rules wanted; their ids."""
    library = load_library()
    written = []
    for folder in sorted(path for path in rules.iterdir() if path.is_dir()):
        for rule in filter(wanted, all_quoting(load_rulebook(folder, library))):
            path = folder / file_of(rule)
            path.write_text(signed_text(path.read_text("utf-8"), rule, library, by, on), "utf-8")
            written.append(rule.spec.id)
    return written
