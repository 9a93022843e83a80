"""Quantities and units on public sets."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from eval.adapters.rows import Figures, json_of, rows_of, share
from guardrails.grounding import quantities
from guardrails.grounding.units import ATOMS, read_unit

DIGITS = re.compile(r"\d+(?:[.,]\d+)*")
OUR_KINDS = re.compile(r"litre|gram|mole|percent|year|month|week|day|hour|minute|metre|kilogram", re.IGNORECASE)


def measeval(path: Path, most: int | None) -> Figures:
    """MeasEval: every quantity by its place in the text.

    MeasEval's places hold "about", "between" and "above", whatever unit follows, and lists as one quantity; ours hold a
    number or range and a clinical unit. So it is counted, too, how many quantities have each of their numbers found.
    """
    found = wanted = touched = hit = exact = numbered = whole = 0
    for row in rows_of(path, most):
        spans = [_span(each) for each in row["annotations"] if each["type"] == "Quantity"]
        ours = [(each.start, each.end) for each in quantities(row["text"])]
        found, wanted = found + len(ours), wanted + len(spans)
        touched += sum(any(_overlap(one, other) for other in spans) for one in ours)
        hit += sum(any(_overlap(one, other) for other in ours) for one in spans)
        exact += sum(one in ours for one in spans)
        inside = [[number.span() for number in DIGITS.finditer(row["text"], *each)] for each in spans]
        numbered += sum(bool(numbers) for numbers in inside)
        whole += sum(bool(numbers) and all(_held(each, ours) for each in numbers) for numbers in inside)
    return {
        "precision, overlapping": share(touched, found),
        "recall, overlapping": share(hit, wanted),
        "exact places": share(exact, wanted),
        "each of their numbers found": share(whole, numbered),
    }


def _span(annotation: dict[str, Any]) -> tuple[int, int]:
    return int(annotation["start"]), int(annotation["end"])


def _held(number: tuple[int, int], spans: Sequence[tuple[int, int]]) -> bool:
    """Whether a number lies within one of some places."""
    return any(start <= number[0] and number[1] <= end for start, end in spans)


def _overlap(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def quantulum(path: Path, most: int | None) -> Figures:
    """quantulum3's own cases: the values of those quantities that are of our kinds."""
    right = total = 0
    for case in json_of(path)[:most]:
        ours = [each.bounds for each in quantities(case["req"])]
        for wanted in case["res"]:
            if isinstance(wanted.get("value"), int | float) and OUR_KINDS.search(str(wanted["unit"])):
                total += 1
                right += any(
                    math.isclose(each.low, wanted["value"]) or math.isclose(each.high, wanted["value"]) for each in ours
                )
    return {"values of our kinds": share(right, total)}


def ucum(path: Path, most: int | None) -> Figures:
    """UCUM: conversions among the units we hold; the rest of UCUM is no part of a vocabulary here."""
    rows = rows_of(path, most)
    conversions = [row for row in rows if row["kind"] == "conversion"]
    ours = [row for row in conversions if _ours(row["srcUnit"]) and _ours(row["dstUnit"])]
    right = sum(_converts(row) for row in ours)
    valid = [row for row in rows if row["kind"] == "validation" and row["valid"] == "true"]
    known = sum(_ours(row["unit"]) for row in valid)
    return {
        "conversions of our units": share(right, len(ours)),
        "conversions of other units": f"{len(conversions) - len(ours)}: not ours",
        "valid units that we hold": f"{known} of {len(valid)}; the others are refused by name in a vocabulary",
    }


def _ours(unit: str) -> bool:
    return all(part in ATOMS for part in unit.split("/"))


def _converts(row: dict[str, Any]) -> bool:
    source, target = read_unit(row["srcUnit"]), read_unit(row["dstUnit"])
    got = float(row["value"]) * source.factor / target.factor
    return source.measures == target.measures and math.isclose(got, float(row["outcome"]), rel_tol=1e-6)
