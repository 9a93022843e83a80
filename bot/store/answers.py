"""Answers written: one that is there already stays as it is."""

from __future__ import annotations

import json
from contextlib import closing, contextmanager, nullcontext
from dataclasses import dataclass
from functools import cached_property
from operator import attrgetter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import datetime

    from sqlalchemy import Connection, Engine, Executable
    from sqlalchemy.pool import PoolProxiedConnection

    from bot.store.records import Kept

IN_SQLITE = (
    "INSERT INTO answers (fingerprint, outcome, request, edition, asked) VALUES (?, ?, ?, ?, ?) "
    "ON CONFLICT (fingerprint) DO NOTHING"
)


@dataclass(frozen=True)
class Answers:
    """Writes how answers were asked for into one database, in one order: two processes never wait for each other."""

    engine: Engine

    def write(self, kept: Iterable[Kept], moment: datetime, *, brief: bool = False) -> None:
        """Write all or none, in a transaction of their own. Raises what SQLAlchemy or SQLite raises.

        *brief*: a file that is locked is not waited for.
        """
        if self.engine.dialect.name == "sqlite":
            self._past_sqlalchemy(kept, moment, brief=brief)
        else:
            with self.engine.begin() as connection:
                self.add(connection, kept, moment)

    def add(self, connection: Connection, kept: Iterable[Kept], moment: datetime) -> None:
        """Write all within a transaction. Past the ORM, which takes twice as long."""
        rows = [{**vars(each), "edition": dict(each.edition), "asked": moment} for each in _in_order(kept)]
        connection.execute(self._once, rows)

    def _past_sqlalchemy(self, kept: Iterable[Kept], moment: datetime, *, brief: bool) -> None:
        """Write what SQLAlchemy would, which takes twice as long about it between two answers."""
        asked = moment.replace(tzinfo=None).isoformat(" ", "microseconds")
        rows = [
            (each.fingerprint, each.outcome, _as_text(each.request), _as_text(each.edition), asked)
            for each in _in_order(kept)
        ]
        with (
            closing(self.engine.raw_connection()) as connection,  # closed without a commit, it takes all back
            _impatient(connection) if brief else nullcontext(),
        ):
            connection.cursor().executemany(IN_SQLITE, rows)
            connection.commit()

    @cached_property
    def _once(self) -> Executable:
        """An insert that leaves an answer alone if it is there already, in the words of either database."""
        from sqlalchemy.dialects import postgresql, sqlite

        from bot.store.tables import AnswerRow

        insert = postgresql.insert if self.engine.dialect.name == "postgresql" else sqlite.insert
        return insert(AnswerRow).on_conflict_do_nothing(index_elements=["fingerprint"])


@contextmanager
def _impatient(connection: PoolProxiedConnection) -> Iterator[None]:
    """Have SQLite give up at once where the file is locked."""
    cursor = connection.cursor()
    (patience_ms,) = cursor.execute("PRAGMA busy_timeout").fetchone()
    cursor.execute("PRAGMA busy_timeout = 0")
    try:
        yield
    finally:
        cursor.execute(f"PRAGMA busy_timeout = {patience_ms}")


def _in_order(kept: Iterable[Kept]) -> list[Kept]:
    return sorted(kept, key=attrgetter("fingerprint"))


def _as_text(data: Mapping[str, object] | None) -> str | None:
    return None if data is None else json.dumps(data)
