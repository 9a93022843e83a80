"""Exact nearest neighbours: every vector is compared, so the order is the same after every rebuild."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

Matrix = np.ndarray[Any, np.dtype[np.float32]]
Scores = np.ndarray[Any, np.dtype[np.float64]]


def save(folder: Path, vectors: Sequence[Sequence[float] | Matrix]) -> None:
    """Keep the vectors, one row an entry; they are written through to disk, never twice in memory."""
    width = len(vectors[0]) if vectors else 1
    if not vectors:
        np.save(folder / "vectors.npy", np.zeros((0, width), np.float32))
        return
    matrix = np.lib.format.open_memmap(folder / "vectors.npy", mode="w+", dtype=np.float32, shape=(len(vectors), width))
    for row, vector in enumerate(vectors):
        matrix[row] = vector
    matrix.flush()


def load(folder: Path) -> Matrix:
    """Open what `save` kept; the disk's cache holds it, once for all processes."""
    matrix: Matrix = np.load(folder / "vectors.npy", mmap_mode="r")
    return matrix


def similarity(matrix: Matrix, query: Sequence[float]) -> Scores:
    """Give the cosine of every row with a query: fast, and good for choosing candidates."""
    return np.asarray(matrix @ np.asarray(query, dtype=np.float32), dtype=np.float64)


def exactly(matrix: Matrix, rows: Sequence[int], query: Sequence[float]) -> Scores:
    """Give the cosine of some rows so that a row's last bit does not depend on its neighbours.

    A matrix product may sum a row differently at another place in the matrix; one sum per row does not.
    """
    chosen = np.asarray(matrix[list(rows)], dtype=np.float64)
    cosines: Scores = (chosen * np.asarray(query, dtype=np.float64)).sum(axis=1)
    return cosines
