"""Exact nearest neighbours: every vector is compared, so the order is the same after every rebuild."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from corpus.index.mapped import mapped

Matrix = np.ndarray[Any, np.dtype[np.float32]]
Estimates = np.ndarray[Any, np.dtype[np.float32]]
Scores = np.ndarray[Any, np.dtype[np.float64]]

AT_ONCE = 256  # rows copied together: what a processor keeps at hand
KEPT_BYTES = 31 * 2**20  # below the largest threshold that glibc learns by itself: mallopt(3), M_MMAP_THRESHOLD


def save(folder: Path, vectors: Sequence[Sequence[float] | Matrix]) -> None:
    """Keep the vectors, one row an entry, never twice in memory. A full disk is an OSError: mapped, it would kill."""
    shape = (len(vectors), len(vectors[0]) if vectors else 1)
    header = {"descr": "<f4", "fortran_order": False, "shape": shape}
    with (folder / "vectors.npy").open("wb") as file:
        np.lib.format.write_array_header_1_0(file, header)
        for vector in vectors:
            file.write(np.asarray(vector, "<f4").tobytes())


def load(folder: Path) -> Matrix:
    """Open what `save` kept; the disk's cache holds it, once for all processes."""
    matrix: Matrix = mapped(folder / "vectors.npy")
    return matrix


def keep_memory() -> None:
    """Have the C library (glibc) keep what is freed, by freeing one block that was never touched.

    Else it hands arrays of some megabytes back to the system, to fetch each of their pages anew the next time: 2,300 a
    question over 200,000 passages, which took longer than the search. Elsewhere this does nothing.
    """
    np.empty(KEPT_BYTES, np.uint8)


def similarity(matrix: Matrix, query: Sequence[float] | Matrix) -> Estimates:
    """Give the cosine of every row with a query: fast, and good for choosing candidates.

    On one thread: a product on several waits for all of them, four times as long when others work (docs/tried.md).
    """
    cosines: Estimates = np.vecdot(matrix, np.asarray(query, dtype=np.float32))
    return cosines


def of_rows(matrix: Matrix, rows: np.ndarray[Any, np.dtype[np.int64]], query: Sequence[float]) -> Estimates:
    """Give the cosine of some rows with a query, for choosing candidates; few rows are copied at once."""
    asked, cosines = np.asarray(query, dtype=np.float32), np.empty(len(rows), np.float32)
    copied = np.empty((AT_ONCE, matrix.shape[1]), np.float32)
    for start in range(0, len(rows), AT_ONCE):
        part = rows[start : start + AT_ONCE]
        # "clip" only because it copies straight to where it is told; no row is out of bounds
        chosen = np.take(matrix, part, axis=0, out=copied[: len(part)], mode="clip")
        cosines[start : start + AT_ONCE] = similarity(chosen, asked)
    return cosines


def exactly(matrix: Matrix, rows: Sequence[int], query: Sequence[float]) -> Scores:
    """Give the cosine of some rows so that a row's last bit does not depend on its neighbours.

    A matrix product may sum a row differently at another place in the matrix; one sum per row does not.
    """
    chosen = np.asarray(matrix[list(rows)], dtype=np.float64)
    cosines: Scores = (chosen * np.asarray(query, dtype=np.float64)).sum(axis=1)
    return cosines
