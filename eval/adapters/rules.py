"""Rule sets: truth tables, and whether other guidelines' conditions can be said and judged here."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from eval.adapters.rows import Figures, MissingFile, rows_of, share
from guardrails.quantity import BOUNDS
from guardrails.truth import Truth, all_of, any_of
from guardrails.values import Interval, within

WORDS = {"true": Truth.TRUE, "false": Truth.FALSE, "null": Truth.UNKNOWN}
NAMES = {truth: name for name, truth in WORDS.items()}
LOGIC: Mapping[str, Callable[[Truth, Truth], Truth]] = {
    "and": lambda one, other: all_of((one, other)),
    "or": lambda one, other: any_of((one, other)),
    "implies": lambda one, other: any_of((~one, other)),
    "xor": lambda one, other: any_of((all_of((one, ~other)), all_of((~one, other)))),
}
COMPARED = {">=": "at_least", ">": "above", "<=": "at_most", "<": "below", "=": "is"}
BINARY = re.compile(r"^(true|false|null) (and|or|xor|implies) (true|false|null)$")
NUMBERS = re.compile(r"^(-?\d+(?:\.\d+)?) (>=|<=|>|<|=) (-?\d+(?:\.\d+)?)$")
BETWEEN = re.compile(r"^(-?\d+) between (-?\d+) and (-?\d+)$")
WHO = re.compile(r"\"[^\"]+\"\s*(>=|<=|≥|≤|>|<|=)\s*(\d+(?:\.\d+)?)")
WHO_BETWEEN = re.compile(r"(\d+(?:\.\d+)?)\s*(<=|≤|<)\s*\"[^\"]+\"\s*(<=|≤|<)\s*(\d+(?:\.\d+)?)")
SIGNS = {"≥": ">=", "≤": "<="}


def cql(path: Path, most: int | None) -> Figures:
    """CQL's conformance expressions: those of logic and of numbers compared, which are what rules here are made of."""
    rows = rows_of(path, most)
    told = [(row, judged(row["expression"])) for row in rows]
    ours = [(row, got) for row, got in told if got is not None]
    wrong = [row["expression"] for row, got in ours if row["output"] != [got]]
    return {
        "logic and comparisons right": share(len(ours) - len(wrong), len(ours)),
        "wrong": ", ".join(wrong) or "none",
        "not of our language": f"{len(rows) - len(ours)} (strings, dates, quantities of other kinds, if and case)",
    }


def judged(expression: str) -> str | None:
    """What an expression comes to by our logic; None if it is not one of ours."""
    text = expression.strip()
    if found := BINARY.match(text):
        return NAMES[LOGIC[found[2]](WORDS[found[1]], WORDS[found[3]])]
    if found := re.match(r"^not (true|false|null)$", text):
        return NAMES[~WORDS[found[1]]]
    if found := NUMBERS.match(text):
        allowed = BOUNDS[COMPARED[found[2]]](float(found[3]))
        return NAMES[within(Interval.exactly(float(found[1])), allowed)]
    if found := BETWEEN.match(text):
        return NAMES[within(Interval.exactly(float(found[1])), Interval(float(found[2]), float(found[3])))]
    return None


def who(path: Path, most: int | None) -> Figures:
    """Each number that a WHO decision table compares with, judged below, at and above it."""
    right = total = 0
    rows = rows_of(path, most)
    conditions = [text for row in rows for text in row["inputs"].values() if text not in ("", "-")]
    for text in conditions:
        for sign, number in thresholds(text):
            holds = {">=": operator.ge, ">": operator.gt, "<=": operator.le, "<": operator.lt, "=": operator.eq}[sign]
            for point in (number - 1, number, number + 1):
                truth = within(Interval.exactly(point), BOUNDS[COMPARED[sign]](number))
                total += 1
                right += truth is (Truth.TRUE if holds(point, number) else Truth.FALSE)
    written = sum(bool(list(thresholds(text))) for text in conditions)
    words = sum("=" in text and not list(thresholds(text)) for text in conditions)
    return {
        "boundary cases right": share(right, total),
        "conditions with a number": f"{written} of {len(conditions)}",
        "conditions on words": f"{words}: categories and yes/no facts here",
        "others": f"{len(conditions) - written - words}: prose",
    }


def thresholds(text: str) -> Iterator[tuple[str, float]]:
    """The comparisons with numbers in one cell of a table."""
    for sign, number in WHO.findall(text):
        yield SIGNS.get(sign, sign), float(number)
    turned = {"<=": ">=", "<": ">"}
    for low, first, second, high in WHO_BETWEEN.findall(text):
        yield turned[SIGNS.get(first, first)], float(low)
        yield SIGNS.get(second, second), float(high)


def dmn(path: Path, most: int | None) -> Figures:
    """Cases for decision tables whose tables are not in the set."""
    rows = rows_of(path, most)
    models: dict[str, int] = {}
    for row in rows:
        models[row["model"]] = models.get(row["model"], 0) + 1
    return {
        "cases": f"{len(rows)} of {len(models)} models",
        "not measured": "the set holds inputs and expected values; the models (.dmn) that they are of are missing",
    }


def second_guideline(folder: Path, most: int | None) -> Figures:
    """A second guideline, with its structured cases beside its document: they need their own topic."""
    found = sorted(folder.glob("*_cdc/cases_public.jsonl"))
    if not found:
        raise MissingFile(f"{folder}/*_cdc/cases_public.jsonl is missing.")
    rows: list[Any] = rows_of(found[0], most)
    missing = "there is no such topic in corpus/topics: write it from the document beside the cases"
    return {"cases": str(len(rows)), "not measured": missing}
