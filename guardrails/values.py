"""What is known of a fact: everything that is still possible.

A number is an interval, a word is a set of choices. An exact value is the interval with one point, or the
set with one member. Nothing said is not a value at all.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from guardrails.truth import Truth


@dataclass(frozen=True, slots=True)
class Interval:
    """All numbers from `low` to `high`, in the fact's own unit; an open end is excluded."""

    low: float = -math.inf
    high: float = math.inf
    low_open: bool = False
    high_open: bool = False

    @classmethod
    def exactly(cls, number: float) -> Interval:
        """The interval with one point."""
        return cls(number, number)

    @property
    def exact(self) -> float | None:
        """Its only point, or None when it has more."""
        return self.low if self.low == self.high else None

    @property
    def empty(self) -> bool:
        """Whether nothing is possible any more."""
        return self.low > self.high or (self.low == self.high and (self.low_open or self.high_open))

    def meet(self, other: Interval) -> Interval:
        """What is possible by both."""
        low, low_open = max((self.low, self.low_open), (other.low, other.low_open))
        high, not_high_open = min((self.high, not self.high_open), (other.high, not other.high_open))
        return Interval(low, high, low_open, not not_high_open)

    def within(self, other: Interval) -> Truth:
        """Whether the value lies in *other*: for certain, certainly not, or unknown."""
        if self.low > other.high or other.low > self.high:
            return Truth.FALSE
        above = (self.low, self.low_open) >= (other.low, other.low_open)
        inside = above and (self.high, not self.high_open) <= (other.high, not other.high_open)
        if (self if inside else self.meet(other)).empty:
            return Truth.FALSE
        return Truth.TRUE if inside else Truth.UNKNOWN

    def scaled(self, low_factor: float, high_factor: float) -> Interval:
        """The interval in another unit, when one unit is between *low_factor* and *high_factor* of the other."""
        return Interval(
            _rounded(self.low * low_factor), _rounded(self.high * high_factor), self.low_open, self.high_open
        )


@dataclass(frozen=True, slots=True)
class Choice:
    """The words still possible, e.g. {"never", "former"}."""

    of: frozenset[str]

    @classmethod
    def exactly(cls, word: str) -> Choice:
        """The set with one member."""
        return cls(frozenset({word}))

    @property
    def exact(self) -> str | None:
        """Its only member, or None when it has more."""
        return next(iter(self.of)) if len(self.of) == 1 else None

    @property
    def empty(self) -> bool:
        """Whether nothing is possible any more."""
        return not self.of

    def meet(self, other: Choice) -> Choice:
        """What is possible by both."""
        return Choice(self.of & other.of)

    def within(self, other: Choice) -> Truth:
        """Whether the value is one of *other*: for certain, certainly not, or unknown."""
        common = self.of & other.of
        if not common:
            return Truth.FALSE
        return Truth.TRUE if common == self.of else Truth.UNKNOWN


Value = Interval | Choice


def meet(one: Value, other: Value) -> Value:
    """What is possible by both values of one fact."""
    match one, other:
        case Interval(), Interval():
            return one.meet(other)
        case Choice(), Choice():
            return one.meet(other)
    msg = f"A number and a word cannot be the same fact: {one} and {other}."
    raise TypeError(msg)


def within(value: Value, allowed: Value) -> Truth:
    """Whether a value lies in what is allowed."""
    match value, allowed:
        case Interval(), Interval():
            return value.within(allowed)
        case Choice(), Choice():
            return value.within(allowed)
    msg = f"A number and a word cannot be compared: {value} and {allowed}."
    raise TypeError(msg)


def _rounded(number: float) -> float:
    """Twelve digits: enough for any measurement, and free of the noise of binary multiplication."""
    return number if math.isinf(number) else float(f"{number:.12g}")
