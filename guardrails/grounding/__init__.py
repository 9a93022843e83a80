"""Grounding: is what a text says really in what it cites? Claims, numbers, names and polarity; no model."""

from guardrails.grounding.names import NO_NAMES, Names, names_of
from guardrails.grounding.numbers import numbers
from guardrails.grounding.quantities import Quantity, quantities
from guardrails.grounding.support import Support, Verdict, support, support_by

__all__ = [
    "NO_NAMES",
    "Names",
    "Quantity",
    "Support",
    "Verdict",
    "names_of",
    "numbers",
    "quantities",
    "support",
    "support_by",
]
