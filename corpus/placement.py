"""Every fact of a topic's fact sheet is stated by some passage, or left out with the reason."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from pydantic import Field

from corpus.guideline import Strict
from corpus.problems import Problem
from corpus.strict_yaml import Document, YamlError, read_yaml, validate

FACT = re.compile(r"^([A-Z]+)0*(\d+)$")
Number = tuple[str, int]  # ("F", 12); F012 and F12 are the same fact


class Placement(Strict):
    """`placement.yaml`: the ranges of the sheet, and what was left out and why."""

    sheet: dict[str, Annotated[tuple[int, int], Field(min_length=2, max_length=2)]]
    left_out: dict[str, str] = {}

    def numbers(self) -> dict[Number, None]:
        """List the whole sheet, in order."""
        return {(letter, n): None for letter, (first, last) in self.sheet.items() for n in range(first, last + 1)}


@dataclass(frozen=True)
class Stated:
    """A fact number as some passage gives it, and where."""

    fact: str
    file: str
    line: int


def placement_problems(path: Path, file: str, stated: Iterable[Stated]) -> list[Problem]:
    """Compare a fact sheet with what is stated. Empty if every number is in exactly one place."""
    try:
        document = read_yaml(path.read_text("utf-8"), file)
        placement = validate(document, Placement)
    except YamlError as error:
        return list(error.problems)
    sheet = placement.numbers()
    where = {number_of(each.fact): each for each in stated}
    left_out = {number_of(fact): fact for fact in placement.left_out}
    return [
        *_without_reason(document, placement.left_out),
        *_both(document, left_out, where),
        *_unknown(document, sheet, left_out, where),
        *_nowhere(document, [number for number in sheet if number not in where and number not in left_out]),
    ]


def number_of(fact: str) -> Number:
    """Split `F012` into its letter and its number; anything else is a number of no sheet."""
    found = FACT.match(fact)
    return (found[1], int(found[2])) if found else (fact, 0)


def _without_reason(document: Document, left_out: Mapping[str, str]) -> list[Problem]:
    return [
        document.problem(("left_out", fact), f"{fact} is left out without a reason", "Say why, in a few words.")
        for fact, reason in left_out.items()
        if not reason.strip()
    ]


def _both(document: Document, left_out: Mapping[Number, str], where: Mapping[Number, Stated]) -> list[Problem]:
    return [
        document.problem(
            ("left_out", fact),
            f"{fact} is left out here and stated in {where[number].file}:{where[number].line}",
            "Keep one of the two.",
        )
        for number, fact in left_out.items()
        if number in where
    ]


def _unknown(
    document: Document,
    sheet: Mapping[Number, None],
    left_out: Mapping[Number, str],
    where: Mapping[Number, Stated],
) -> list[Problem]:
    way_out = f"Correct the number, or the sheet's range in {document.file}."
    return [
        document.problem(("left_out", fact), f"{fact} is not in the fact sheet", way_out)
        for number, fact in left_out.items()
        if number not in sheet
    ] + [
        Problem(each.file, str(each.line), f"{each.fact} is not in the fact sheet", way_out)
        for number, each in where.items()
        if number not in sheet
    ]


def _nowhere(document: Document, missing: list[Number]) -> list[Problem]:
    if not missing:
        return []
    listed = ", ".join(f"{letter}{n:03d}" for letter, n in missing)
    what = f"{len(missing)} facts of the sheet are neither stated nor left out: {listed}"
    return [document.problem(("sheet",), what, "Name each in a passage's facts, or under left_out with the reason.")]
