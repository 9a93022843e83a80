"""Signs against what they stand for: the angle between two vectors."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from corpus.index import signs


def drawn(count: int, width: int) -> signs.Matrix:
    """Some vectors of length 1, each a little like the first."""
    rng = np.random.default_rng(width)
    found = rng.standard_normal((count, width)) + rng.uniform(0, 2, (count, 1)) * rng.standard_normal(width)
    return np.asarray(found / np.linalg.norm(found, axis=1, keepdims=True), np.float32)


@pytest.mark.parametrize("width", [64, 100, 384])
def test_what_points_the_same_way_is_one_and_what_points_away_is_minus_one(width: int) -> None:
    matrix = drawn(5, width)

    found = signs.likeness(signs.signs_of(np.concatenate([matrix, -matrix])), matrix[2].tolist())

    assert found[2] == pytest.approx(1)
    assert found[7] == pytest.approx(-1)


def test_likeness_is_near_the_cosine() -> None:
    matrix = drawn(6000, 384)  # more than are read together

    found = signs.likeness(signs.signs_of(matrix), matrix[0].tolist())

    off = found - matrix @ matrix[0]
    assert abs(float(off.mean())) < 0.02
    assert float(off.std()) < 0.08


def test_an_index_built_before_signs_were_kept_has_them_too(tmp_path: Path) -> None:
    matrix = drawn(20, 100)
    signs.save(tmp_path, matrix)
    kept = signs.load(tmp_path, matrix).copy()
    (tmp_path / "signs.npy").unlink()

    made = signs.load(tmp_path, matrix)

    np.testing.assert_array_equal(made, kept)
