"""Three-valued logic: a fact nobody gave us is unknown, never false."""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from collections.abc import Iterable


class Truth(IntEnum):
    """Ordered so that "and" is `min` and "or" is `max` (strong Kleene logic, Kleene 1952, § 64)."""

    FALSE = 0
    UNKNOWN = 1
    TRUE = 2

    def __invert__(self) -> Truth:
        return Truth(2 - self)

    def __bool__(self) -> NoReturn:
        msg = "A Truth has three values. Compare it: `truth is Truth.TRUE`."
        raise TypeError(msg)


def all_of(truths: Iterable[Truth]) -> Truth:
    """Kleene's "and": the least true; true of nothing at all."""
    return min(truths, default=Truth.TRUE)


def any_of(truths: Iterable[Truth]) -> Truth:
    """Kleene's "or": the most true; false of nothing at all."""
    return max(truths, default=Truth.FALSE)
