"""Whether what we say is really in the source."""

from __future__ import annotations

import re
from collections.abc import Iterable

_NUMBER = re.compile(r"(?<![\w.])\d+(?:[.,]\d+)*")
_NAMES = re.compile(r"\b[^\W\d_]+[\w-]*\s(?:19|20)\d\d\b")


def numbers_from_nowhere(text: str, sources: Iterable[str]) -> set[str]:
    """The numbers a text states that none of its sources contains; years in names of sources are names."""
    stated = numbers(_NAMES.sub(" ", text))
    return stated - {number for source in sources for number in numbers(source)}


def numbers(text: str) -> set[str]:
    """The numbers in a text, a decimal comma read as a point and thousands without commas."""
    return {_plain(found) for found in _NUMBER.findall(text)}


def _plain(number: str) -> str:
    if re.fullmatch(r"\d{1,3}(,\d{3})+(\.\d+)?", number):
        number = number.replace(",", "")
    number = number.replace(",", ".")
    return number.rstrip("0").rstrip(".") if "." in number else number
