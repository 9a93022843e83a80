"""A store in SQLite, and one in a real PostgreSQL server started from Debian's programs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from postgres_server import postgres

from bot.settings import Settings
from bot.store import Store, open_store

__all__ = ["postgres"]


@pytest.fixture(params=["sqlite", "postgresql"])
def open_here(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Callable[..., Store]]:
    """Open the store of one database; the tables are dropped at the end."""
    opened: list[Store] = []
    url = "" if request.param == "sqlite" else request.getfixturevalue("postgres").url

    def make(**settings: object) -> Store:
        store = open_store(Settings(home=tmp_path, database=url, **settings))
        opened.append(store)
        return store

    yield make
    from sqlalchemy import text

    for number, store in enumerate(opened):
        if request.param == "postgresql" and not number:
            with store.engine.begin() as connection:
                connection.execute(text("DROP SCHEMA public CASCADE; CREATE SCHEMA public"))
        store.engine.dispose()


@pytest.fixture
def store(open_here: Callable[..., Store]) -> Store:
    return open_here()
