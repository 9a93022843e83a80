"""The guard on other people's claims, where the public sets are at hand (`../shared/benchmarks`); else these are skipped."""

from __future__ import annotations

from pathlib import Path

import pytest

from eval.adapters.claims import twins
from eval.adapters.rows import rows_of

SETS = Path(__file__).parents[4] / "shared" / "benchmarks"
PAIRS = SETS / "nli4ct" / "minimal_pairs_public.jsonl"

pytestmark = pytest.mark.skipif(not PAIRS.is_file(), reason=f"the public sets are not at {SETS}")


@pytest.mark.parametrize(("kind", "share"), [("numeric", 0.85), ("contradiction", 0.75)])
def test_a_true_statement_ranks_above_its_altered_twin(kind: str, share: float) -> None:
    pairs = [twins(row) for row in rows_of(PAIRS) if row["kind"] == kind]
    won = sum(true.score > twin.score for true, twin in pairs)

    assert won / len(pairs) >= share
