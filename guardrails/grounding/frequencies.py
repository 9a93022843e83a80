"""How often something is done: `once a week`, `every 6 to 12 months`, `yearly`, as days from one time to the next."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_DAYS = {"day": 1.0, "week": 7.0, "fortnight": 14.0, "month": 30.4375, "year": 365.25, "hour": 1 / 24}
_ADVERBS = {"daily": "day", "weekly": "week", "fortnightly": "fortnight", "monthly": "month", "yearly": "year",
            "annually": "year", "annual": "year"}  # fmt: skip
_TIMES = {"once": 1, "twice": 2, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6}
_ORDINALS = {"other": 2, "second": 2, "third": 3, "fourth": 4}
_NUMBERS = _TIMES | {"twelve": 12, "ten": 10, "eight": 8}
_COUNT = rf"(?:\d{{1,3}}|{'|'.join(_NUMBERS)})"
_UNITS = "|".join(_DAYS)
_OFTEN = re.compile(
    rf"\b(?:(?P<times>once|twice|{_COUNT} times)\s+(?:(?:a|per|every|each|in a)\s+(?P<per>{_UNITS})|"
    rf"(?P<adverb>{'|'.join(_ADVERBS)}))"
    rf"|every\s+(?:(?P<ordinal>{'|'.join(_ORDINALS)})\s+|"
    rf"(?P<low>{_COUNT})(?:\s?(?:[-–—]|to|or)\s?(?P<high>{_COUNT}))?\s+)?"
    rf"(?P<every>{_UNITS})s?|each\s+(?P<each>{_UNITS})|(?P<alone>{'|'.join(_ADVERBS)}))\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Frequency:
    """The days from one time to the next, from *low* to *high*, and where a text says so."""

    low: float
    high: float
    start: int
    end: int


def frequencies(text: str) -> Iterator[Frequency]:
    """Every frequency of a text, in order."""
    for found in _OFTEN.finditer(text):
        said = {name: value.lower() for name, value in found.groupdict().items() if value}
        low, high = _days(said)
        yield Frequency(low, high, found.start(), found.end())


def without_frequencies(text: str) -> str:
    """The text without them: how often is for the quantities to compare, and no word that says something else."""
    for each in reversed(list(frequencies(text))):
        text = text[: each.start] + text[each.end :]
    return text


def _days(said: dict[str, str]) -> tuple[float, float]:
    word = said.get("adverb") or said.get("alone")
    unit = _DAYS[_ADVERBS[word] if word else said.get("per") or said.get("every") or said["each"]]
    if "times" in said:
        days = unit / _number(said["times"].removesuffix(" times"))
        return days, days
    if "ordinal" in said:
        unit *= _ORDINALS[said["ordinal"]]
    low = _number(said.get("low", "1"))
    return low * unit, _number(said.get("high", str(int(low)))) * unit


def _number(word: str) -> float:
    return float(_NUMBERS.get(word) or max(1, int(word)))
