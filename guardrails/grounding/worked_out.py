"""Amounts worked out from others: 60 mg/kg for 70 kg is 4,200 mg, and 4,000 mg is not."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from guardrails.grounding.quantities import quantities
from guardrails.grounding.units import read_unit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from guardrails.grounding.quantities import Quantity
    from guardrails.grounding.units import Unit

ROUNDED = 0.02  # 5.4 g for 5,380 mg
_OVER = re.compile(r"\s?/\s?|\s+per\s+|\s+a\s+")


@dataclass(frozen=True, slots=True)
class Product:
    """A rate, how much it is taken for, and a total that is printed with them: right, or not."""

    rate: Quantity
    times: Quantity
    total: Quantity

    @property
    def right(self) -> float:
        """What the total would have to be, in the base of its unit."""
        return self.rate.base().low * self.times.base().low

    @property
    def holds(self) -> bool:
        """Whether the total is that, rounded."""
        return abs(self.right - self.total.bounds.low * _above(self.total).factor) <= ROUNDED * self.right

    @property
    def in_its_unit(self) -> str:
        """What the total would have to be, in the unit that it is printed in."""
        unit = _above(self.total)
        return f"{self.right / unit.factor:,.4g} {unit.words}"


def products(text: str, told: str = "", rates: str = "") -> Iterator[Product]:
    """Every total of a text that is a rate times an amount: both of the text, of *told*, or the rate of *rates*."""
    own = quantities(text)
    given = (*own, *quantities(told))
    rate = next((each for each in (*given, *quantities(rates)) if _exact(each) and _below(each)), None)
    if rate is None:
        return
    times = next((each for each in given if _exact(each) and _parts(each) == [_below(rate)]), None)
    for total in own if times else ():
        other = total not in (rate, times) and _below(rate) not in (_below(total), _parts(total)[0])
        if times and other and _exact(total) and _alike(total, rate):
            yield Product(rate, times, total)


def _parts(quantity: Quantity) -> list[str]:
    """The units of a quantity as printed, those it is divided by after the first."""
    return _OVER.split(quantity.unit.words.strip()) if quantity.unit else [""]


def _below(quantity: Quantity) -> str:
    """What an amount is given for: `kg` of mg/kg. Nothing, where that is time, volume or more than one thing."""
    head, *below = _parts(quantity)
    same = len(below) == 1 and read_unit(head).measures == read_unit(below[0]).measures
    return below[0] if same else ""


def _exact(quantity: Quantity) -> bool:
    return quantity.bounds.exact is not None and not quantity.compared


def _above(quantity: Quantity) -> Unit:
    return read_unit(_parts(quantity)[0])


def _alike(total: Quantity, rate: Quantity) -> bool:
    """Whether a total measures what the rate gives: grams, for milligrams a kilogram."""
    return bool(_parts(total)[0]) and _above(total).measures == _above(rate).measures
