"""Sign rules: somebody has read again what they quote."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from bot.question import QuestionProblem
from corpus.library import load_library
from guardrails.drift import signed_text
from guardrails.rules import RULES, load_rulebook

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path


def sign(rule_id: str, by: str, on: date, rules: Path = RULES) -> Iterator[str]:
    """Write the hash of a rule's passages (or of every rule's, for `all`) with who read them; say what was signed."""
    if not by.strip():
        raise QuestionProblem("Nobody is named. Write --by and who read the passages.")
    library = load_library()
    found = False
    for folder in sorted(path for path in rules.iterdir() if path.is_dir()):
        for rule in load_rulebook(folder, library).rules:
            if rule_id in ("all", rule.id):
                found = True
                path = folder / f"{rule.guideline}.yaml"
                path.write_text(signed_text(path.read_text("utf-8"), rule, library, by, on), "utf-8")
                yield f"{rule.id}: signed by {by} on {on.isoformat()}"
    if not found:
        raise QuestionProblem(f"'{rule_id}' is no rule. Write its id, or all.")
