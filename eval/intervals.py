"""How sure a mean of few cases is: percentile bootstrap over cases (Efron 1979), the same on every run."""

from __future__ import annotations

from collections.abc import Sequence

ROUNDS, SEED = 2000, 20261121
DIGITS = 4


def interval(parts: Sequence[tuple[float, float]]) -> tuple[float, float]:
    """The 95 % interval of a weighted mean of (right, total) pairs, one a case: wordings of a case go together."""
    import numpy as np

    right, total = np.array(parts, dtype=float).T
    draws = np.random.default_rng(SEED).integers(0, len(parts), (ROUNDS, len(parts)))
    means = right[draws].sum(axis=1) / np.maximum(total[draws].sum(axis=1), 1e-12)
    low, high = np.percentile(means, [2.5, 97.5])
    return round(float(low), DIGITS), round(float(high), DIGITS)
