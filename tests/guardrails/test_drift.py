from __future__ import annotations

import re
import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path
from types import MappingProxyType

import pytest
from books import bench, rule

from bot.signing import record, sign
from corpus.library import load_library
from corpus.problems import FileProblems
from guardrails.drift import drift_problems, drifted, hash_of, signed_text
from guardrails.outcome import Bench
from guardrails.rules import RULES, load_rulebook

ON = date(2026, 11, 21)


def one(folder: Path) -> Bench:
    return bench(
        folder, a=("guideline", [rule("a", "recommended", "{fever: yes}"), rule("a", "conditional", "{rash: yes}")])
    )


def signed(folder: Path, found: Bench, by: str = "Dr A. Reader") -> Path:
    path = folder / "rules" / "toy" / "a.yaml"
    path.write_text(signed_text(path.read_text("utf-8"), found.book.rules[0], found.library, by, ON), "utf-8")
    return path


def reloaded(folder: Path) -> Bench:
    library = load_library(folder / "topics")
    return Bench(load_rulebook(folder / "rules" / "toy", library), library, {})


def test_a_rule_that_nobody_signed_has_not_drifted(tmp_path: Path) -> None:
    found = one(tmp_path)

    assert not any(drifted(each, found.library) for each in found.book.rules)


def test_signing_writes_one_line_and_leaves_the_rest(tmp_path: Path) -> None:
    found = one(tmp_path)
    path = tmp_path / "rules" / "toy" / "a.yaml"
    before = path.read_text("utf-8").splitlines()

    signed(tmp_path, found)

    after = path.read_text("utf-8").splitlines()
    [added] = [line for line in after if line not in before]
    assert added.strip() == f'quoted: "{hash_of(found.book.rules[0], found.library)} by Dr A. Reader on 2026-11-21"'
    assert [line for line in after if line != added] == before
    assert not any(drifted(each, reloaded(tmp_path).library) for each in reloaded(tmp_path).book.rules)


def test_what_is_recorded_names_nobody_and_notices_a_change_all_the_same(tmp_path: Path) -> None:
    found = one(tmp_path)
    path = tmp_path / "rules" / "toy" / "a.yaml"
    target = found.book.rules[0]
    path.write_text(signed_text(path.read_text("utf-8"), target, found.library, None, ON), "utf-8")
    recorded = reloaded(tmp_path)

    assert recorded.book.rules[0].spec.quoted == f"{hash_of(target, found.library)} recorded 2026-11-21"
    assert drift_problems(tmp_path / "rules" / "toy", recorded.book, recorded.library) == []
    text = tmp_path / "topics" / "toy" / "a.md"
    text.write_text(text.read_text("utf-8").replace("Give it. {#do", "Give it. Twice a day. {#do"), "utf-8")
    changed = reloaded(tmp_path)
    [problem] = drift_problems(tmp_path / "rules" / "toy", changed.book, changed.library)
    assert "since recorded 2026-11-21" in problem.what


def test_recording_stores_what_is_missing_and_overwrites_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "rules"
    shutil.copytree(RULES, folder)
    path = folder / "aatd" / "cts-2012.yaml"
    for file in folder.rglob("*.yaml"):
        file.write_text(re.sub(r"\n +quoted: .*", "", file.read_text("utf-8")), "utf-8")
    list(sign("cts-2012-augmentation", "Dr A. Reader", ON, folder))
    before = path.read_text("utf-8")

    lines = list(record(ON, folder))

    assert lines
    assert not any(line.startswith("cts-2012-augmentation:") for line in lines)
    assert "by Dr A. Reader on 2026-11-21" in path.read_text("utf-8")
    assert before.count("\n") <= path.read_text("utf-8").count("\n")
    assert list(record(ON, folder)) == []


def test_a_changed_passage_fails_the_check_until_somebody_signs_again(tmp_path: Path) -> None:
    signed(tmp_path, one(tmp_path))
    text = tmp_path / "topics" / "toy" / "a.md"
    text.write_text(text.read_text("utf-8").replace("Give it. {#do", "Give it. Twice a day. {#do"), "utf-8")

    changed = reloaded(tmp_path)
    [problem] = drift_problems(tmp_path / "rules" / "toy", changed.book, changed.library)

    assert "guideline sign a-recommended" in problem.way_out
    signed(tmp_path, changed)
    again = reloaded(tmp_path)
    assert drift_problems(tmp_path / "rules" / "toy", again.book, again.library) == []


def test_a_change_of_provenance_is_a_change(tmp_path: Path) -> None:
    signed(tmp_path, one(tmp_path))
    text = tmp_path / "topics" / "toy" / "a.md"
    text.write_text(text.read_text("utf-8").replace("{#do .verified}", "{#do .computed}"), "utf-8")

    changed = reloaded(tmp_path)

    assert [drifted(each, changed.library) for each in changed.book.rules] == [True, False]


def test_signing_a_rule_that_is_not_there_says_so(tmp_path: Path) -> None:
    found = one(tmp_path)

    with pytest.raises(FileProblems, match="does not start with its id"):
        signed_text("rules: []\n", found.book.rules[0], found.library, "A", ON)


def test_an_answer_that_rests_on_a_changed_passage_says_under_review() -> None:
    from bot.answer import answer
    from bot.question import Question
    from bot.wiring import build

    bot = build()
    topic = next(iter(bot.topics))
    found = bot.benches[topic]
    target = next(each for each in found.book.rules if each.id == "cts-2012-augmentation")
    other = target.spec.model_copy(update={"quoted": "sha256:0 by Nobody on 2026-01-01"})
    rules = tuple(replace(each, spec=other) if each is target else each for each in found.book.rules)
    drifted_bench = replace(found, book=replace(found.book, rules=rules))
    question = Question("augmentation for ZZ, level 5 umol/L, FEV1 50 %, emphysema, ex-smoker, optimal therapy?", ON)

    before = answer(question, bot)
    after = answer(question, replace(bot, benches=MappingProxyType({**bot.benches, topic: drifted_bench})))

    assert before.outcome == after.outcome
    assert after.review == "under_review"
    assert "source_changed" in {each.code for each in after.notices}
    assert {each.review for each in after.citations if each.passage == "cts-2012#augmentation"} == {"under_review"}


def test_what_follows_from_facts_is_watched_too(tmp_path: Path) -> None:
    folder = tmp_path / "rules"
    shutil.copytree(RULES, folder)
    for file in folder.rglob("*.yaml"):
        file.write_text(re.sub(r"\n +quoted: .*", "", file.read_text("utf-8")), "utf-8")
    list(record(ON, folder))
    library = load_library()
    name = "ferrarotti-2012#ms-level"
    passages = {**library.passages, name: replace(library.passages[name], text="Another text.")}
    changed = replace(library, passages=MappingProxyType(passages))

    book = load_rulebook(folder / "aatd", library)

    assert not drift_problems(folder / "aatd", book, library)
    assert ("derived.yaml", "level-ms") in {
        (Path(each.file).name, each.place) for each in drift_problems(folder / "aatd", book, changed)
    }
