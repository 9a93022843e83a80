"""Rules of one name that are in force at once."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from corpus.problems import Problem, shown

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from guardrails.rules import Rule


def overlapping(folder: Path, rules: Iterable[Rule]) -> list[Problem]:
    """Rules of one name are editions of one rule: their times in force may not overlap."""
    by_id: dict[str, list[Rule]] = {}
    for rule in rules:
        by_id.setdefault(rule.id, []).append(rule)
    found = []
    for name, editions in by_id.items():
        for one, other in pairwise(sorted(editions, key=lambda rule: rule.spec.in_force_from)):
            until = one.spec.in_force_until
            if until is None or until > other.spec.in_force_from or one.guideline != other.guideline:
                file = shown(folder / f"{other.guideline}.yaml")
                what = f"rule '{name}' is in force twice at once"
                found.append(Problem(file, name, what, "Rename one, or end the older with in_force_until."))
    return found
