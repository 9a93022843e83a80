"""The guard on other people's claims, where the public sets are at hand (`../shared/benchmarks`); else these are skipped."""

from __future__ import annotations

import ast
import json
from pathlib import Path
from typing import Any

import pytest

from guardrails.grounding import support

SETS = Path(__file__).parents[4] / "shared" / "benchmarks"
PAIRS = SETS / "nli4ct" / "minimal_pairs_public.jsonl"

pytestmark = pytest.mark.skipif(not PAIRS.is_file(), reason=f"the public sets are not at {SETS}")


def text_of(premise: Any) -> str:
    if isinstance(premise, str) and premise.startswith("["):
        premise = ast.literal_eval(premise)
    return premise if isinstance(premise, str) else "\n".join(premise or ())


@pytest.mark.parametrize(("kind", "share"), [("numeric", 0.85), ("contradiction", 0.75)])
def test_a_true_statement_ranks_above_its_altered_twin(kind: str, share: float) -> None:
    rows = [json.loads(line) for line in PAIRS.read_text("utf-8").splitlines()]
    pairs = [row for row in rows if row["kind"] == kind]
    won = 0
    for row in pairs:
        passage = text_of(row["premise"])
        if row["premise2"]:
            passage = f"Primary trial\n{passage}\nSecondary trial\n{text_of(row['premise2'])}"
        won += support(row["true_statement"], passage).score > support(row["false_statement"], passage).score

    assert won / len(pairs) >= share
