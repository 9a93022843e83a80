from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from court import TOPIC, card_of, toy

from eval.gate import BaselineError, baseline_of, judge, read_baseline
from eval.report.data import dumped, results
from eval.report.junit import junit
from eval.report.markdown import markdown
from eval.report.write import ReportProblem, save, write
from eval.run import Run


def run_of(folder: Path | None = None, plant: dict[str, tuple[str, str]] | None = None) -> Run:
    bot = toy(folder, plant)
    card = card_of(bot)
    return Run({TOPIC: card}, bot.edition, {each.id: each.asked.milliseconds for each in card.scored})


WRONG_THRESHOLD = {"marlowe-fever-2024.yaml": ("fever_days: {above: 3}", "fever_days: {above: 2}")}


def test_a_run_like_its_baseline_passes() -> None:
    run = run_of()

    assert judge(run, baseline_of(run)).passed


def test_a_wrong_threshold_fails_the_gate_and_names_the_case(tmp_path: Path) -> None:
    verdict = judge(run_of(tmp_path, WRONG_THRESHOLD), baseline_of(run_of()))

    assert not verdict.passed
    assert f"{TOPIC}/M002/1" in verdict.regressions
    assert any("M002" in reason for reason in verdict.reasons)


def test_a_mended_case_raises_the_baseline(tmp_path: Path) -> None:
    verdict = judge(run_of(), baseline_of(run_of(tmp_path, WRONG_THRESHOLD)))

    assert verdict.raises
    assert f"{TOPIC}/M002/1" in verdict.mended


def test_what_could_not_be_scored_fails_the_gate() -> None:
    from dataclasses import replace

    run = run_of()
    card = run.cards[TOPIC]
    first = card.scored[0]
    from eval.marks import Mark

    broken = replace(first, marks={**first.marks, "outcome": Mark(None, "no answer")})
    unscored = Run({TOPIC: replace(card, scored=[broken, *card.scored[1:]])}, run.edition, run.milliseconds)

    assert any("could not be scored" in reason for reason in judge(unscored, baseline_of(run)).reasons)


def test_a_score_that_is_no_longer_given_fails_the_gate() -> None:
    run = run_of()
    before = baseline_of(run)
    before[TOPIC]["scores"]["surface_parity"] = 1.0

    assert any("not scored any more" in reason for reason in judge(run, before).reasons)


def test_two_runs_give_the_same_bytes() -> None:
    assert dumped(results(run_of())) == dumped(results(run_of()))


def test_every_report_is_written_and_can_be_read(tmp_path: Path) -> None:
    run, bot = run_of(), toy()
    verdict = judge(run, {})
    write(tmp_path / "new" / "folder", run, verdict, bot)
    written = tmp_path / "new" / "folder"

    assert json.loads((written / "results.json").read_text("utf-8"))["schema"] == "eval/1"
    assert ET.fromstring((written / "junit.xml").read_text("utf-8")).find("testsuite") is not None
    page = (written / "report.html").read_text("utf-8")
    assert "<svg" in page
    assert "http://" not in page.replace("http://www.w3.org/2000/svg", "")
    assert "<script" not in page
    assert markdown(run, verdict).startswith("## Guideline eval")


def test_junit_fails_only_what_the_gate_holds_against_the_change(tmp_path: Path) -> None:
    run = run_of(tmp_path, WRONG_THRESHOLD)
    tree = ET.fromstring(junit(run, [f"{TOPIC}/M002/1"]))

    assert [case.get("name", "").split()[0] for case in tree.iter("testcase") if case.find("failure") is not None] == [
        f"{TOPIC}/M002/1"
    ]


def test_a_report_folder_that_is_a_file_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("x", "utf-8")

    with pytest.raises(ReportProblem, match="cannot be written"):
        save(tmp_path / "taken", {"a.txt": "x"})


def test_a_broken_baseline_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "baseline.json").write_text("{", "utf-8")

    with pytest.raises(BaselineError, match="Restore it from git"):
        read_baseline(tmp_path / "baseline.json")
