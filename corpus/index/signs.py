"""Likeness by signs alone: of each vector one bit a dimension, whether it is above nought.

Two vectors differ in about as large a share of their signs as the angle between them has of a half turn (Charikar 2002,
doi:10.1145/509907.509965). So 48 bytes a passage instead of 1,536 tell which few vectors are worth comparing; whole
numbers are counted, so they are the same ones in every process and after every rebuild.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from operator import iadd
from pathlib import Path
from typing import Any

import numpy as np

from corpus.index.mapped import mapped
from corpus.index.vectors import Matrix

Signs = np.ndarray[Any, np.dtype[np.uint64]]  # 64 dimensions in a row, one column a vector
Likeness = np.ndarray[Any, np.dtype[np.float32]]

Counts = np.ndarray[Any, np.dtype[np.uint16]]

BITS = 64
IN_A_BYTE = 3  # rows of signs
AT_ONCE = 4096  # vectors read together


def save(folder: Path, matrix: Matrix) -> None:
    """Keep the signs of some vectors."""
    np.save(folder / "signs.npy", signs_of(matrix))


def load(folder: Path, matrix: Matrix) -> Signs:
    """Open what `save` kept; made anew for an index that was built before they were kept."""
    try:
        return mapped(folder / "signs.npy", at_once=True)  # type: ignore[no-any-return]
    except FileNotFoundError:
        return signs_of(matrix)


def signs_of(matrix: Matrix) -> Signs:
    """Give the signs of some vectors, one a row."""
    count, width = matrix.shape
    signs = np.zeros((-(-width // BITS), count), np.uint64)
    for start in range(0, count, AT_ONCE):
        positive = matrix[start : start + AT_ONCE] > 0
        whole = np.pad(positive, ((0, 0), (0, -width % BITS))) if width % BITS else positive
        signs[:, start : start + AT_ONCE] = np.packbits(whole, axis=1).view(np.uint64).T
    return signs


def likeness(signs: Signs, query: Sequence[float]) -> Likeness:
    """Estimate the cosine of every vector with a query, to about 0.06."""
    asked = signs_of(np.asarray([query], np.float32))
    angles = np.linspace(0, np.pi, len(query) + 1)
    return np.cos(angles).astype(np.float32).take(_differing(signs, asked))


def _differing(signs: Signs, asked: Signs) -> Counts:
    """Count the signs in which every vector differs from one."""
    total = np.zeros(signs.shape[1], np.uint16)
    for start in range(0, len(signs), IN_A_BYTE):  # a byte holds the count of so many: half the time of larger numbers
        part = zip(signs[start : start + IN_A_BYTE], asked[start : start + IN_A_BYTE], strict=True)
        total += reduce(iadd, (np.bitwise_count(dimensions ^ own) for dimensions, own in part))
    return total
