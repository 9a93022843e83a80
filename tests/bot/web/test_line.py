"""Those who ask at the same time are answered together, each as if alone, and told only once all is kept."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from fastapi import FastAPI

from bot.question import QuestionProblem
from bot.web.border import Ask
from bot.web.desk import Given
from bot.web.line import Line

DAY = date(2026, 11, 21)


async def asked(line: Line, questions: list[str]) -> list[Given | BaseException]:
    """Ask all at once."""
    asks = [Ask(question=each) for each in questions]
    waiting = (line.ask(each.model_dump_json().encode(), each, DAY) for each in asks)
    return await asyncio.gather(*waiting, return_exceptions=True)


@pytest.fixture
def line(make_app: Callable[..., FastAPI]) -> Line:
    found: Line = make_app().state.web.line
    return found


def test_everybody_who_waits_is_told_his_own_answer_and_it_is_kept(line: Line, first: str) -> None:
    questions = [f"{first} {n}" for n in range(20)]

    given = asyncio.run(asked(line, questions))

    assert [each.question.text for each in given if isinstance(each, Given)] == questions
    store = line.web.shelf.store()
    for each in given:
        assert isinstance(each, Given)
        kept = store.kept(each.answer.fingerprint)
        assert kept is not None
        assert kept.request is not None
        assert kept.request["question"] == each.question.text


def test_who_cannot_be_answered_is_told_and_holds_nobody_up(line: Line, first: str) -> None:
    given = asyncio.run(asked(line, [first, " ", f"{first} Again."]))

    assert [type(each) for each in given] == [Given, QuestionProblem, Given]


def test_what_breaks_while_it_is_kept_is_told_to_all_who_wait(line: Line, first: str) -> None:
    def broken(_: object) -> bool:
        raise ZeroDivisionError

    object.__setattr__(line.web, "keep_all", broken)

    given = asyncio.run(asked(line, [first, f"{first} Again."]))

    assert [type(each) for each in given] == [ZeroDivisionError] * 2


def test_answers_are_given_while_nothing_can_be_kept_and_are_not_taken_for_kept(
    line: Line, first: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.store.engine.open_engine.__defaults__", (0.2,))
    line.web.shelf.store()
    lock = sqlite3.connect(tmp_path / "conversations.sqlite3", isolation_level=None)
    lock.execute("BEGIN EXCLUSIVE")

    given = asyncio.run(asked(line, [first, f"{first} Again."]))
    lock.execute("ROLLBACK")
    lock.close()

    assert [type(each) for each in given] == [Given, Given]
    assert line.web.desk.at_once(Ask(question=first).model_dump_json().encode(), DAY) is None


def test_an_answer_is_remembered_for_the_day_it_was_asked_on(line: Line, first: str) -> None:
    asyncio.run(asked(line, [first]))

    raw = Ask(question=first).model_dump_json().encode()
    assert line.web.desk.at_once(raw, DAY) is not None
    assert line.web.desk.at_once(raw, date(2026, 11, 22)) is None


def test_who_has_gone_holds_nobody_up(line: Line, first: str) -> None:
    async def one_goes() -> Given:
        ask = Ask(question=first)
        going = asyncio.create_task(line.ask(b"1", ask, DAY))
        await asyncio.sleep(0)
        going.cancel()
        return await line.ask(b"2", ask, DAY)

    assert asyncio.run(one_goes()).question.text == first


def test_who_waits_while_it_closes_is_answered_all_the_same(line: Line, first: str) -> None:
    async def closing() -> list[Given | BaseException]:
        everybody = asyncio.ensure_future(asked(line, [f"{first} {n}" for n in range(30)]))
        for _ in range(3):  # until all stand in line
            await asyncio.sleep(0)
        assert line.waiting
        await asyncio.to_thread(line.web.desk.close)
        return await everybody

    given = asyncio.run(closing())

    assert [type(each) for each in given] == [Given] * 30


def test_who_asks_after_it_closed_is_told_each_time(line: Line, first: str) -> None:
    line.web.desk.close()

    given = asyncio.run(asked(line, [first, f"{first} Again."]))

    assert [type(each) for each in given] == [RuntimeError] * 2
