from __future__ import annotations

from datetime import date
from pathlib import Path

from court import TOPIC, toy, toy_gold

from eval.gold import load_gold
from eval.mutation.killing import Court
from eval.mutation.mutants import mutants
from eval.mutation.score import mutation_score
from eval.record import patients, recorded

ON = date(2026, 11, 21)


def test_every_kind_of_change_is_made() -> None:
    bot = toy()
    kinds = {mutant.kind for mutant in mutants(bot.benches[TOPIC].book, bot.library)}

    assert kinds == {"threshold", "comparison", "and/or", "negation", "position", "citation"}


def test_examples_notice_a_moved_threshold_and_survivors_have_their_patient(tmp_path: Path) -> None:
    bot = toy()
    score = mutation_score(bot, toy_gold(bot), tmp_path / "kept.jsonl", 1)
    moved = [each for each in score.results if each.mutant.kind == "threshold" and "when" in each.mutant.says]

    assert moved
    assert score.value > 0.6
    assert all(each.patient for each in score.survivors)


def test_a_run_that_was_stopped_goes_on_where_it_was(tmp_path: Path) -> None:
    bot, kept = toy(), tmp_path / "kept.jsonl"
    whole = mutation_score(bot, toy_gold(bot), kept, 1)
    lines = kept.read_text("utf-8").splitlines()
    kept.write_text("\n".join(lines[:20]) + "\n" + '{"mutant": "half a li', "utf-8")
    steps: list[int] = []
    again = mutation_score(bot, toy_gold(bot), kept, 1, lambda done, _: steps.append(done))

    assert steps[0] == 19
    assert [each.killer for each in again.results] == [each.killer for each in whole.results]


def test_a_patient_is_recorded_on_each_side_of_every_threshold() -> None:
    bot = toy()
    days = {
        each.facts["fever_days"]
        for each in patients(bot.benches[TOPIC], bot.topics[TOPIC])
        if each.rule.spec.id == "halden-late" and "fever_days" in each.facts
    }

    assert {9.9, 10.0, 10.1} <= days


def test_recording_twice_writes_the_same() -> None:
    bot = toy()

    assert recorded(bot, TOPIC, ON) == recorded(bot, TOPIC, ON)


BESIDE_OUTCOME = """
topic: marlowe-fever
as_of: 2026-11-21
by: somebody
on: 2026-11-21
cases:
- id: A
  category: x
  accept: [recommended, conditional, not_recommended, differ, needs_facts, insufficient_evidence, information, not_covered]
  questions: [{ask: "exampline?", given: {strain: common, zeta_level: 11}}]
  rules: {level-does-not-fit-strain: applies}
"""


def test_a_case_notices_by_the_contradictions_it_names_as_the_gate_does(tmp_path: Path) -> None:
    (tmp_path / "marlowe-fever.yaml").write_text(BESIDE_OUTCOME, "utf-8")
    bot = toy()
    court = Court.of(bot, load_gold(bot, tmp_path)[TOPIC])
    moved = [
        each
        for each in mutants(bot.benches[TOPIC].book, bot.library)
        if each.kind == "threshold" and each.old.spec.id == "level-does-not-fit-strain"
    ]

    assert ["A/1"] == [posed.id for posed in court.posed]
    assert moved
    assert any(court.posed[0].notices(court.mutated(each)) for each in moved)
