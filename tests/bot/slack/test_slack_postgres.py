"""On a real PostgreSQL: deliveries are inserted once and taken once, whoever races, and a thread is every worker's."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from postgres_server import Server
from slack_room import Room, text_of
from slack_stand_in import BOT, TEAM, as_json, signed
from soak import soak, two_workers
from sqlalchemy import text

from bot.settings import Settings
from bot.slack.deliveries import Deliveries, Delivery
from bot.store import open_store

FULL = "exampline? 40 years old, fever for 9 days, not pregnant, no rash"
BARE = "exampline? 40 years old, fever for 9 days"
RACERS = 6


@pytest.fixture
def database(postgres: Server, tmp_path: Path) -> Iterator[str]:
    yield postgres.url
    engine = open_store(Settings(home=tmp_path, database=postgres.url)).engine
    with engine.begin() as connection:
        connection.execute(text("DROP SCHEMA public CASCADE; CREATE SCHEMA public"))
    engine.dispose()


def verdict(message: dict[str, Any]) -> str:
    return str(message["blocks"][0]["text"]["text"].split(" ", 1)[1])


def test_of_racing_inserts_and_racing_takes_one_wins(database: str, tmp_path: Path) -> None:
    racers = [Deliveries(open_store(Settings(home=tmp_path, database=database)).engine) for _ in range(RACERS)]
    keys = [f"key{n}" for n in range(30)]

    with ThreadPoolExecutor(RACERS) as pool:
        for key in keys:
            inserted = list(pool.map(lambda one, key=key: one.add(Delivery(key, "say", {"text": "a"})), racers))
            taken = list(pool.map(lambda one, key=key: one.take(key), racers))
            signed_in = list(pool.map(lambda one, key=key: one.new_signature(key), racers))

            assert (sum(inserted), sum(each is not None for each in taken), sum(signed_in)) == (1, 1, 1)
    for racer in racers:
        racer.engine.dispose()


def test_a_delivery_left_undone_is_taken_up_by_another_worker(database: str, tmp_path: Path) -> None:
    engine = open_store(Settings(home=tmp_path, database=database)).engine
    dying, living = Deliveries(engine, "dying", lease_s=0.0), Deliveries(engine, "living")
    dying.add(Delivery("left", "say", {"text": "a"}))
    dying.take("left")
    again = living.take("left")

    assert again
    assert (again.payload, again.tries) == ({"text": "a"}, 2)
    assert not dying.finish("left")
    assert living.finish("left")
    engine.dispose()


def test_a_thread_goes_on_at_another_worker(database: str, open_room: Callable[..., Room], toy: Any) -> None:
    one, other = open_room(toy, database=database), open_room(toy, database=database)
    ts = one.ask(BARE)
    one.press(one.answered()[0]["blocks"], "no")
    one.settle()
    other.say("no rash", thread=ts)

    answer = other.answered(thread=ts)[-1]
    assert "pregnant: no" in text_of(answer["blocks"])
    assert "9 days" in text_of(answer["blocks"])
    other.edit(ts, f"<@{BOT}> exampline? 40 years old, fever for 2 days")
    assert "2 days" in text_of(one.answered(thread=ts)[-1]["blocks"])


@pytest.mark.slow
def test_two_worker_processes_that_get_the_same_message_at_once_answer_once(database: str) -> None:
    with two_workers(database) as run, ThreadPoolExecutor(RACERS) as pool:
        made, _ = run.events(20)
        for event in made:
            outer = {
                "type": "event_callback", "team_id": TEAM, "event": event,
                "authorizations": [{"team_id": TEAM, "user_id": BOT, "is_bot": True}],
            }  # fmt: skip
            copies = [as_json({**outer, "event": {**event, "copy": n}})[0] for n in range(RACERS)]
            statuses = pool.map(lambda n, all_=copies: run.workers[n % 2].post(all_[n], signed(all_[n])), range(RACERS))
            assert set(statuses) == {200}
        found = run.all_answered(len(made))

        assert found == Counter({each["ts"]: 1 for each in made})
        assert run.slack.wrong == []


@pytest.mark.slow
def test_on_postgresql_too_each_is_answered_once_though_a_worker_is_killed(database: str) -> None:
    counted = soak(events=40, database=database)

    assert counted.faults == []
    assert (counted.answered_once, counted.unanswered, counted.answered_more_than_once) == (40, 0, 0)
