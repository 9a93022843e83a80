from __future__ import annotations

import json
from pathlib import Path

import pytest
from court import TOY, toy, toy_gold

from eval.gold import GoldError, load_gold, schema

MISTAKES = """
topic: marlowe-fever
as_of: 2026-11-21
by: somebody
on: 2026-11-21
cases:
- id: A
  category: x
  accept: [recomended]
  questions: [what?]
- id: B
  category: x
  accept: [differ]
  questions: [{ask: what?, facts: {hair: red}}]
- id: B
  category: x
  accept: [differ]
  must_say: ['(unclosed']
  questions: [what?]
- id: C
  category: x
  accept: [differ]
  forbid: [differ]
  must_cite: [nowhere-2020]
  support: [T99]
  questions: [{ask: what?, facts: {zeta_level: 3 stone}}]
"""


def test_the_toy_gold_is_in_order() -> None:
    assert toy_gold(toy()).wordings == 7


def test_a_gold_file_with_mistakes_is_refused_with_all_of_them_at_once(tmp_path: Path) -> None:
    (tmp_path / "marlowe-fever.yaml").write_text(MISTAKES, "utf-8")

    with pytest.raises(GoldError) as refused:
        load_gold(toy(), tmp_path)

    said = str(refused.value)
    assert "should have at least" not in said  # what is wrong inside a list does not make it short besides
    for mistake in (
        "cases.0.accept",
        "'hair' is not a fact",
        "'B' is given again",
        "(unclosed",
        "stone",
        "accepted and forbidden",
        "nowhere-2020",
        "'T99' is stated by no passage",
    ):
        assert mistake in said
    assert all(problem.place.isdigit() and problem.way_out for problem in refused.value.problems)


def test_an_id_given_in_two_files_of_a_topic_is_refused(tmp_path: Path) -> None:
    one = MISTAKES[: MISTAKES.index("- id: A")] + "- {id: A, category: x, accept: [differ], questions: [what?]}\n"
    for name in ("marlowe-fever.yaml", "marlowe-fever.more.yaml"):
        (tmp_path / name).write_text(one, "utf-8")

    with pytest.raises(GoldError, match=r"id 'A' is given again; .*marlowe-fever\.more\.yaml has it"):
        load_gold(toy(), tmp_path)


def test_an_unknown_topic_is_named(tmp_path: Path) -> None:
    (tmp_path / "other.yaml").write_text(MISTAKES.replace("topic: marlowe-fever", "topic: other"), "utf-8")

    with pytest.raises(GoldError, match="'other' is not a topic"):
        load_gold(toy(), tmp_path)


def test_the_schema_for_editors_is_that_of_the_model() -> None:
    kept = Path(__file__).parents[2] / "eval" / "gold.schema.json"

    assert json.loads(kept.read_text("utf-8")) == json.loads(json.dumps(schema())), (
        "write it anew: see docs/evaluation.md"
    )


def test_every_wording_of_the_development_set_is_there() -> None:
    from corpus.strict_yaml import read_yaml

    source = Path(__file__).parents[3] / "shared" / "aatd" / "gold-dev.yaml"
    if not source.is_file():
        pytest.skip("the development set is not on this machine")
    kept = {
        case["id"]: case
        for case in read_yaml((TOY.parents[1] / "eval/gold/aatd.yaml").read_text("utf-8"), "gold").value["cases"]
    }
    for case in read_yaml(source.read_text("utf-8"), "gold-dev").value:
        asked = [q if isinstance(q, str) else q["ask"] for q in kept[case["id"]]["questions"]]
        assert asked == case["questions"]
        assert kept[case["id"]]["accept"] == case["outcome"]
        assert kept[case["id"]].get("forbid", []) == case["forbidden"]
