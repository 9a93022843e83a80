from __future__ import annotations

from pathlib import Path

import pytest

from eval.diff import Causes, DiffProblem, changed_rules, differences, extracted
from eval.processes import Put

RULE = "rules:\n- {id: r1, in_force_from: 2024-01-01, when: {age: {at_least: %d}}}\n"


def tree(folder: Path, age: int) -> Path:
    place = folder / "guardrails" / "rules" / "toy"
    place.mkdir(parents=True)
    (place / "source.yaml").write_text(RULE % age, "utf-8")
    return folder


def answer(outcome: str, stand: str) -> dict[str, object]:
    position = {
        "guideline": "source",
        "outcome": stand,
        "rule": "r1",
        "text": "…",
        "strength": "strong",
        "criteria": [],
    }
    return {"outcome": outcome, "positions": [position], "citations": []}


def test_the_rule_that_changed_is_named(tmp_path: Path) -> None:
    rules = changed_rules(tree(tmp_path / "old", 18), tree(tmp_path / "new", 19))
    asked = [Put("q1", "offer?", "2026-11-21"), Put("q2", "why?", "2026-11-21")]
    before = {"q1": answer("recommended", "recommended"), "q2": answer("differ", "recommended")}
    after = {"q1": answer("not_recommended", "criteria_not_met"), "q2": answer("differ", "recommended")}

    [found] = differences(asked, before, after, Causes(rules, frozenset()))

    assert found.id == "q1"
    assert found.moves
    assert found.causes == ("rule r1 (changed, source.yaml)",)
    assert "outcome: recommended → not_recommended" in found.changes


def test_a_revision_that_git_does_not_know_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(DiffProblem, match="git knows"):
        extracted("no-such-revision", tmp_path)
