"""The signs that sets compare with: as a rule says them, turned round, and as they hold of two numbers."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping

COMPARED: Mapping[str, str] = {
    ">=": "at_least",
    "≥": "at_least",
    ">": "above",
    "<=": "at_most",
    "≤": "at_most",
    "<": "below",
    "=": "is",
}
TURNED: Mapping[str, str] = {">=": "<=", "≥": "≤", ">": "<", "<=": ">=", "≤": "≥", "<": ">", "=": "="}
HOLDS: Mapping[str, Callable[[float, float], bool]] = {
    "at_least": operator.ge,
    "above": operator.gt,
    "at_most": operator.le,
    "below": operator.lt,
    "is": operator.eq,
}
