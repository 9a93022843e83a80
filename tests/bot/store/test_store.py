from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from bot.question import Question
from bot.settings import Settings
from bot.store import Kept, Opinion, Store, StoreProblem, Taken, Turn, open_store
from bot.store.records import question_of, request_of
from bot.store.tables import Table

MOMENT = datetime(2026, 11, 21, tzinfo=UTC)
AWKWARD = "naïve “µmol” 🩺 'quoted' \\ <b>%_</b>\n; DROP TABLE turns"


def turn(n: int, question: str = "why?", **facts: Any) -> Turn:
    return Turn(n, question, facts, f"sha256:{n}", MOMENT)


def kept(fingerprint: str = "sha256:aa", **request: Any) -> Kept:
    return Kept(fingerprint, "information", request, {"corpus": "sha256:c", "rules": "sha256:r"})


def test_migrations_make_the_tables_that_the_models_describe(store: Store) -> None:
    with store.engine.connect() as connection:
        differences = compare_metadata(MigrationContext.configure(connection), Table.metadata)

    ours = [each for each in differences if "slack" not in str(each)]
    assert ours == []


def test_opening_twice_changes_nothing(open_here: Callable[..., Store]) -> None:
    talk = open_here().begin("me", "mine")

    assert [each.id for each in open_here().talks("me")] == [talk.id]


def test_words_come_back_as_they_were(store: Store) -> None:
    talk = store.begin("me", AWKWARD)
    store.say("me", talk.id, turn(1, AWKWARD, age={"between": [1, 2.5]}, pregnant=False), kept())

    [found] = store.talk("me", talk.id).turns  # type: ignore[union-attr]

    assert found.question == AWKWARD
    assert found.facts == {"age": {"between": [1, 2.5]}, "pregnant": False}


def test_moments_come_back_in_utc_and_titles_without_what_cannot_be_shown(store: Store) -> None:
    begun = store.begin("me", "ward\x00 3\x1b")
    store.say("me", begun.id, turn(1), kept())

    found = store.talk("me", begun.id)

    assert found is not None
    assert (found.created, found.title) == (begun.created, "ward 3")
    assert {each.tzinfo for each in (found.created, found.updated, found.turns[0].asked)} == {UTC}


def test_a_turn_is_replaced_by_the_next_of_its_number(store: Store) -> None:
    talk = store.begin("me", "mine")
    for question in ("one", "two"):
        store.say("me", talk.id, turn(1, question), kept(), again=True)

    assert [each.question for each in store.talk("me", talk.id).turns] == ["two"]  # type: ignore[union-attr]


def test_a_number_is_taken_once_by_many_at_once(store: Store) -> None:
    talk = store.begin("me", "mine")

    def say(n: int) -> bool:
        try:
            return store.say("me", talk.id, turn(1, f"question {n}"), kept(f"sha256:{n}"))
        except Taken:
            return False

    with ThreadPoolExecutor(8) as pool:
        said = list(pool.map(say, range(16)))

    [found] = store.talk("me", talk.id).turns  # type: ignore[union-attr]
    assert said.count(True) == 1
    assert found.question == f"question {said.index(True)}"
    assert [n for n in range(16) if store.kept(f"sha256:{n}")] == [said.index(True)]


def test_only_the_owner_sees_changes_or_deletes_a_conversation(store: Store) -> None:
    talk = store.begin("me", "mine")

    assert store.talk("you", talk.id) is None
    assert store.say("you", talk.id, turn(1), kept()) is False
    assert store.kept("sha256:aa") is None
    assert store.rename("you", talk.id, "yours") is False
    assert store.forget("you", talk.id) is False
    assert store.talks("you") == []
    assert store.talk("me", talk.id).title == "mine"  # type: ignore[union-attr]


def test_deleting_a_conversation_deletes_its_turns(store: Store) -> None:
    talk = store.begin("me", "mine")
    store.say("me", talk.id, turn(1), kept())

    assert store.forget("me", talk.id)
    assert store.talk("me", talk.id) is None
    with store.engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM turns").scalar() == 0


def test_an_idle_conversation_expires_and_is_swept(open_here: Callable[..., Store]) -> None:
    young = replace(open_here(), days=30)
    talk = young.begin("me", "mine")
    old = replace(young, clock=lambda: datetime.now(UTC) + timedelta(days=31))

    assert young.talk("me", talk.id)
    assert old.talk("me", talk.id) is None
    assert (young.sweep(), old.sweep(), old.sweep()) == (0, 1, 0)


def test_the_same_answer_twice_is_kept_once(store: Store) -> None:
    store.keep(kept(question="first"))
    store.keep(kept(question="second"))

    assert store.kept("sha256:aa") == kept(question="first")
    assert store.kept("sha256:bb") is None


def test_answers_are_kept_all_together_or_not_at_all(store: Store) -> None:
    several = [kept(f"sha256:{n}") for n in (3, 1, 2, 1)]
    unwritable = replace(kept("sha256:4"), outcome=None)  # type: ignore[arg-type]

    store.keep(*several)
    with pytest.raises(StoreProblem):
        store.keep(kept("sha256:5"), unwritable)

    assert [store.kept(f"sha256:{n}") is not None for n in range(6)] == [False, True, True, True, False, False]


def test_an_answer_without_words_has_no_request(store: Store) -> None:
    store.keep(replace(kept(), request=None))

    assert store.kept("sha256:aa").request is None  # type: ignore[union-attr]


def test_the_beginning_of_a_fingerprint_names_it(store: Store) -> None:
    for fingerprint in ("sha256:aa1", "sha256:aa2", "sha256:b%"):
        store.keep(kept(fingerprint))

    assert store.beginning("sha256:aa1") == ["sha256:aa1"]
    assert len(store.beginning("sha256:aa")) == 2
    assert store.beginning("sha256:%") == []


def test_feedback_is_listed_newest_first(store: Store) -> None:
    ids = [store.opine(Opinion("sha256:aa", n == 1, "other", AWKWARD)) for n in range(2)]

    found = store.opinions()

    assert {each.id for each in found} == set(ids)
    assert found[0].comment == AWKWARD


def test_many_may_write_at_once(store: Store) -> None:
    talk = store.begin("me", "mine")

    with ThreadPoolExecutor(8) as pool:
        said = list(pool.map(lambda n: store.say("me", talk.id, turn(n), kept(f"sha256:{n}")), range(1, 41)))

    assert all(said)
    assert [each.n for each in store.talk("me", talk.id).turns] == list(range(1, 41))  # type: ignore[union-attr]


def test_several_threads_may_open_a_new_store_at_once(open_here: Callable[..., Store]) -> None:
    with ThreadPoolExecutor(4) as pool:
        stores = list(pool.map(lambda _: open_here(), range(4)))

    assert all(store.ready() for store in stores)


def test_several_processes_may_open_a_new_store_at_once(open_here: Callable[..., Store], tmp_path: Path) -> None:
    first = open_here()
    url = first.engine.url.render_as_string(hide_password=False)
    forget_all(first)
    code = (
        "import sys; from pathlib import Path; from bot.settings import Settings; from bot.store import open_store;"
        "assert open_store(Settings(home=Path(sys.argv[1]), database=sys.argv[2])).ready()"
    )

    started = [
        subprocess.Popen([sys.executable, "-c", code, str(tmp_path), url], stderr=subprocess.PIPE) for _ in range(3)
    ]

    assert [(each.wait(60), each.communicate()[1]) for each in started] == [(0, b"")] * 3


def forget_all(store: Store) -> None:
    """Leave a database with nothing in it."""
    if store.engine.dialect.name == "postgresql":
        with store.engine.begin() as connection:
            connection.exec_driver_sql("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
    store.engine.dispose()
    if store.engine.dialect.name == "sqlite":
        for path in Path(str(store.engine.url.database)).parent.glob("conversations.sqlite3*"):
            path.unlink()


def test_a_question_comes_back_as_it_was_asked() -> None:
    question = Question("why?", date(2026, 1, 2), ("earlier",), {"age": {"at_least": 18}}, "nurse", "CA")

    assert question_of(request_of(question)) == question


def test_a_server_that_goes_away_is_a_problem_and_comes_back(postgres: Any, tmp_path: Path) -> None:
    store = open_store(Settings(home=tmp_path, database=postgres.url))
    talk = store.begin("me", "mine")
    postgres.stop()

    with pytest.raises(StoreProblem, match="renaming the conversation was not done"):
        store.rename("me", talk.id, "x")
    assert store.ready() is False
    postgres.start()

    assert store.ready()
    assert store.talk("me", talk.id).title == "mine"  # type: ignore[union-attr]
    store.engine.dispose()


def test_a_database_that_cannot_be_had_says_which(tmp_path: Path) -> None:
    (tmp_path / "conversations.sqlite3").write_bytes(b"this is not a database, not at all" * 100)

    with pytest.raises(StoreProblem, match=r"conversations\.sqlite3.*not a database"):
        open_store(Settings(home=tmp_path))


def test_a_server_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(StoreProblem, match="PostgreSQL server"):
        open_store(Settings(home=tmp_path, database="postgresql://nobody@127.0.0.1:1/none"))
