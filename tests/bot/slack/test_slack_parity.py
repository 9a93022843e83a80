"""Slack's fingerprint is the web's and the command line's, for every gold case, as a thread of Slack puts it."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from slack_room import Room, fingerprint_of
from slack_stand_in import TEAM
from typer.testing import CliRunner

from bot.answer import answer
from bot.cli import app
from bot.question import Question
from bot.slack.threads import Place, Said, question_of
from bot.web.desk import Desk
from bot.wiring import Bot
from eval.asking import question_of as gold_question
from eval.asking import wordings
from eval.gold import RECORDED, Case, load_gold
from guardrails.privacy import mask


def thread_of(question: Question) -> list[Said]:
    """The question as the last message of a thread, the others before it."""
    noon = int(datetime.combine(question.as_of, datetime.min.time()).timestamp()) + 43_200
    texts = [*question.history, question.text]
    places = [Place(TEAM, "C1", f"{noon}.{n:06d}") for n in range(len(texts))]
    said = [Said(place, places[0].ts, "U1", text, {}) for place, text in zip(places, texts, strict=True)]
    return [*said[:-1], Said(places[-1], places[0].ts, "U1", question.text, dict(question.facts))]


@pytest.fixture(scope="module")
def gold(real: Bot) -> list[tuple[Case, int]]:
    return [each for topic in load_gold(real).values() for each in wordings(topic.cases)]


def test_every_gold_case_reaches_the_bot_as_it_reaches_it_everywhere(gold: list[tuple[Case, int]], real: Bot) -> None:
    """The same question, so the same answer: `answer` is one function, and it is deterministic."""
    desk = Desk(real)
    different = []
    for case, number in gold:
        question = gold_question(case, case.questions[number - 1])
        thread = thread_of(question)
        if question_of(thread, thread[-1], desk, "") != question:
            different.append(question.text)

    assert different == []
    assert len(gold) > 100


def test_no_gold_case_is_taken_for_personal_data(gold: list[tuple[Case, int]]) -> None:
    asked = [case.questions[number - 1].ask for case, number in gold]

    assert [each for each in asked if mask(each) != each] == []


def test_every_written_gold_case_has_the_fingerprint_that_it_has_everywhere(
    open_room: Callable[..., Room], gold: list[tuple[Case, int]], real: Bot
) -> None:
    room = open_room(real)
    written = [case for case, number in gold if number == 1 and case.category != RECORDED]
    for case in written:
        question = gold_question(case, case.questions[0])
        thread = thread_of(question)
        assert room.office.reply(thread[-1], thread).fingerprint == answer(question, real).fingerprint, case.id


def test_one_question_through_the_app_the_web_and_the_command_line(
    open_room: Callable[..., Room], real: Bot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("GUIDELINE_HOME", str(tmp_path))
    room = open_room(real)
    asked = next(iter(real.topics.values())).starters[0]
    room.ask(asked)
    [posted] = room.answered()
    web: Any = room.client.post("/v1/ask", json={"question": asked}).json()
    line = json.loads(CliRunner().invoke(app, ["ask", asked, "--json"]).stdout)

    assert f"sha256:{fingerprint_of(posted['blocks'])}" == web["fingerprint"] == line["fingerprint"]
