"""A database deleted, replaced, locked, full or stopped while it is served from: told, nothing lost, and back."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from selectolax.lexbor import LexborHTMLParser
from sqlalchemy import event
from starlette.testclient import TestClient
from web_checks import Clients, refused

FILE = "conversations.sqlite3"


def begin(client: TestClient) -> str:
    return str(client.post("/v1/conversations", json={"title": "mine"}).json()["id"])


def say(client: TestClient, talk: str, question: str) -> Any:
    return client.post("/v1/ask", json={"question": question, "conversation": talk})


def turns(client: TestClient, talk: str) -> list[str]:
    return [each["fingerprint"] for each in client.get(f"/v1/conversations/{talk}").json()["turns"]]


def away(folder: Path, to: Path) -> None:
    """Move the database with all its files."""
    to.mkdir(exist_ok=True)
    for path in folder.glob(f"{FILE}*"):
        shutil.move(path, to / path.name)


def test_a_file_deleted_while_running_is_not_written_to_and_one_put_back_is_read(
    client: TestClient, tmp_path: Path, first: str
) -> None:
    talk = begin(client)
    said = say(client, talk, first).json()
    away(tmp_path, tmp_path / "aside")

    refused(say(client, talk, "And then?"), 404, "not-found")
    other = begin(client)
    kept = say(client, other, first)
    assert turns(client, other) == [kept.json()["fingerprint"]]
    assert client.get("/readyz").status_code == 200

    away(tmp_path, tmp_path / "newer")
    away(tmp_path / "aside", tmp_path)
    assert turns(client, talk) == [said["fingerprint"]]
    assert say(client, talk, "And then?").status_code == 200


def test_a_folder_that_is_gone_is_told_and_answers_go_on(clients: Clients, tmp_path: Path, first: str) -> None:
    home = tmp_path / "home"
    client = clients(home=home)
    talk = begin(client)
    said = say(client, talk, first).json()
    shutil.move(home, tmp_path / "aside")
    home.write_text("not a folder")

    refused(say(client, talk, "And then?"), 503, "store")
    assert client.get("/readyz").status_code == 503
    assert client.post("/v1/ask", json={"question": first}).json() == said
    home.unlink()
    shutil.move(tmp_path / "aside", home)
    assert turns(client, talk) == [said["fingerprint"]]


def test_without_the_database_pages_and_the_chat_answer_and_say_what_is_not_kept(
    clients: Clients, tmp_path: Path, first: str
) -> None:
    home = tmp_path / "home"
    client = clients(home=home)
    page = {"accept": "text/html"}
    begun = LexborHTMLParser(client.post("/ask", data={"question": first}, headers=page).text)
    shutil.move(home, tmp_path / "aside")
    home.write_text("not a folder")

    topic = next(iter(client.get("/v1/topics").json()))["id"]
    for path in ("/", "/guidelines", "/search?q=level", f"/topics/{topic}/rules", "/about", "/evaluation", "/embed"):
        assert client.get(path, headers=page).status_code == 200, path
    alone = LexborHTMLParser(client.post("/ask", data={"question": first}, headers=page).text)
    fingerprint = begun.css_first(".turn").attributes["data-fingerprint"]
    assert alone.css_first(".turn").attributes["data-fingerprint"] == fingerprint
    assert "cannot be kept" in alone.css_first(".turn .problem").text()
    follows = {each.attributes["name"]: each.attributes["value"] for each in alone.css(".box input[type=hidden]")}
    after = client.post("/ask", data={**follows, "question": "At 52 years?"}, headers=page)
    assert len(LexborHTMLParser(after.text).css(".chip")) > len(alone.css(".chip"))

    talk = begun.css_first(".box input[name=conversation]").attributes["value"]
    within = client.post("/ask", data={"conversation": talk, "question": "At 52 years?"}, headers=page)
    assert within.status_code == 503
    home.unlink()
    shutil.move(tmp_path / "aside", home)
    assert client.post("/ask", data={"conversation": talk, "question": "At 52 years?"}, headers=page).status_code == 200


def test_a_full_disk_is_told_and_what_was_kept_stays(
    clients: Clients, make_app: Callable[..., FastAPI], first: str
) -> None:
    app = make_app()
    client = clients(app)
    talk = begin(client)
    said = say(client, talk, first).json()
    engine = app.state.web.shelf.store().engine
    with engine.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
    engine.dispose()

    def full(connection: Any, _: Any) -> None:
        connection.execute(f"PRAGMA max_page_count = {pages}")

    event.listen(engine, "connect", full)
    long = f"{first} " + "word " * 2000
    problem = refused(say(client, talk, long), 503, "store")
    event.remove(engine, "connect", full)
    engine.dispose()

    assert "keeping the question was not done" in problem["detail"]
    assert turns(client, talk) == [said["fingerprint"]]
    assert say(client, talk, long).status_code == 200


def test_a_lock_that_stays_delays_one_answer_and_not_each(
    clients: Clients, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, first: str
) -> None:
    monkeypatch.setattr("bot.store.engine.open_engine.__defaults__", (1.0,))
    client = clients()
    client.post("/v1/ask", json={"question": first})
    lock = sqlite3.connect(tmp_path / FILE, isolation_level=None)
    lock.execute("BEGIN EXCLUSIVE")

    took = [client.post("/v1/ask", json={"question": f"{first} {n}"}).elapsed.total_seconds() for n in range(3)]
    lock.execute("ROLLBACK")
    lock.close()

    assert took[0] >= 1
    assert max(took[1:]) < 1


def test_a_lock_that_stays_is_tried_without_waiting_and_kept_in_again_when_it_goes(
    clients: Clients, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, first: str
) -> None:
    monkeypatch.setattr("bot.store.engine.open_engine.__defaults__", (1.0,))
    monkeypatch.setattr("bot.web.context.REST_S", 0.0)
    client = clients()
    lock = sqlite3.connect(tmp_path / FILE, isolation_level=None)
    client.post("/v1/ask", json={"question": first})
    lock.execute("BEGIN EXCLUSIVE")

    asked = [client.post("/v1/ask", json={"question": f"{first} {n}"}) for n in range(3)]
    lock.execute("ROLLBACK")
    after = client.post("/v1/ask", json={"question": f"{first} again"}).json()["fingerprint"]
    lock.execute("BEGIN EXCLUSIVE")
    waited = client.post("/v1/ask", json={"question": f"{first} once more"})
    lock.execute("ROLLBACK")
    lock.close()

    took = [each.elapsed.total_seconds() for each in asked]
    assert took[0] >= 1
    assert max(took[1:]) < 1
    assert waited.elapsed.total_seconds() >= 1
    assert client.get(f"/v1/answers/{after}").status_code == 200


@pytest.fixture
def running(postgres: Any) -> Iterator[Any]:
    """The server, running again and empty at the end."""
    yield postgres
    if not postgres.answers():
        postgres.start()
    postgres.psql("DROP SCHEMA public CASCADE; CREATE SCHEMA public")


def test_a_server_stopped_in_mid_flight_loses_nothing_acknowledged_and_comes_back(
    clients: Clients, running: Any, first: str
) -> None:
    client = clients(database=running.url)
    talk = begin(client)
    said = [say(client, talk, first).json()["fingerprint"]]
    running.stop()

    problem = refused(say(client, talk, "And then?"), 503, "store")
    assert client.post("/v1/ask", json={"question": first}).status_code == 200
    assert client.get("/readyz").status_code == 503
    running.start()
    again = say(client, talk, "And then?")

    assert "was not done" in problem["detail"]
    assert turns(client, talk) == [*said, again.json()["fingerprint"]]
    assert client.get("/readyz").status_code == 200


def test_a_server_that_is_down_at_the_start_is_used_once_it_is_up(clients: Clients, running: Any, first: str) -> None:
    running.stop()
    client = clients(database=running.url)

    refused(client.post("/v1/conversations", json={"title": "mine"}), 503, "store")
    assert client.post("/v1/ask", json={"question": first}).status_code == 200
    running.start()

    talk = begin(client)
    assert say(client, talk, first).status_code == 200
    assert len(turns(client, talk)) == 1


def test_connections_cut_by_the_server_are_opened_again(clients: Clients, running: Any, first: str) -> None:
    client = clients(database=running.url)
    talk = begin(client)
    said = say(client, talk, first).json()["fingerprint"]
    running.psql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()")

    assert turns(client, talk) == [said]


def test_two_servers_of_one_database_share_conversations(
    clients: Clients, make_app: Callable[..., FastAPI], running: Any, keys_file: Path, first: str
) -> None:
    one, other = (clients(make_app(database=running.url, api_keys=keys_file)) for _ in range(2))
    for each in (one, other):
        each.headers["authorization"] = "Bearer asker"
    talk = begin(one)
    said = [say(each, talk, f"{first} {n}").json()["fingerprint"] for n, each in enumerate((one, other, one))]

    assert turns(other, talk) == said
    assert other.get(f"/v1/answers/{said[0]}").json()["fingerprint"] == said[0]
    one.delete(f"/v1/conversations/{talk}")
    refused(say(other, talk, first), 404, "not-found")
