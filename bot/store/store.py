"""The store: what surfaces may ask of it. Whatever the database does becomes a value or one `StoreProblem`."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any

from bot.store.answers import Answers
from bot.store.records import Kept, Opinion, Talk, Turn, printable

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy import Engine
    from sqlalchemy.orm import Session

    from bot.settings import Settings
    from bot.store.tables import ConversationRow, TurnRow

LONGEST_TITLE = 120
MOST_LISTED = 200


class StoreProblem(Exception):
    """The database cannot be used now. The message says what was not done."""


class Taken(Exception):
    """Another question of the conversation has this number already."""


def now() -> datetime:
    """The present moment."""
    return datetime.now(UTC)


@dataclass(frozen=True)
class Store:
    """Conversations, answers and feedback. `days` is how long an idle conversation lives; 0 is for ever."""

    engine: Engine
    days: int = 0
    clock: Callable[[], datetime] = now
    file: tuple[Path, tuple[int, int] | None] | None = None

    @contextmanager
    def _session(self, doing: str) -> Iterator[Session]:
        """One transaction with the rows as objects: all of it or nothing."""
        from sqlalchemy.orm import Session

        with self._told(doing), Session(self.engine) as session, session.begin():
            yield session

    @contextmanager
    def _told(self, doing: str) -> Iterator[None]:
        """Whatever the database does becomes a `StoreProblem`."""
        from sqlite3 import Error

        from sqlalchemy.exc import SQLAlchemyError

        if self.moved:
            raise StoreProblem(f"The file of conversations was removed or replaced: {doing} was not done.")
        try:
            yield
        except (SQLAlchemyError, Error) as error:
            raise StoreProblem(f"The store of conversations cannot be used now: {doing} was not done.") from error

    @property
    def moved(self) -> bool:
        """Whether its file was removed or replaced since it was opened. Then it has to be opened anew."""
        from bot.store.engine import moved

        return moved(self.file)

    def ready(self) -> bool:
        """Whether the database answers."""
        from sqlalchemy import text

        try:
            with self._session("a check") as session:
                session.execute(text("SELECT 1 FROM conversations WHERE 1 = 0"))
        except StoreProblem:
            return False
        return True

    def begin(self, owner: str, title: str) -> Talk:
        """Start a conversation."""
        from bot.store.tables import ConversationRow

        moment = self.clock()
        row = ConversationRow(
            id=secrets.token_urlsafe(18), owner=owner, title=_title(title), created=moment, updated=moment
        )
        with self._session("starting the conversation") as session:
            session.add(row)
            return _talk(row)

    def talks(self, owner: str) -> list[Talk]:
        """List an owner's conversations, the newest first."""
        from sqlalchemy import select

        from bot.store.tables import ConversationRow

        mine = select(ConversationRow).where(ConversationRow.owner == owner, *self._alive())
        newest = mine.order_by(ConversationRow.updated.desc(), ConversationRow.id).limit(MOST_LISTED)
        with self._session("listing conversations") as session:
            return [_talk(row) for row in session.scalars(newest)]

    def talk(self, owner: str, id_: str) -> Talk | None:
        """Fetch one conversation with its turns; None if there is none, it is another's, or it has expired."""
        with self._session("opening the conversation") as session:
            row = self._mine(session, owner, id_)
            return _talk(row, _turns(session, id_)) if row else None

    def say(self, owner: str, id_: str, turn: Turn, kept: Kept, *, again: bool = False) -> bool:
        """Write a turn and how its answer was asked for: both or neither. False if the conversation is not there.

        With *again* it takes the place of the one of its number; without, it raises `Taken` if there is one.
        """
        from bot.store.tables import TurnRow

        with self._session("keeping the question") as session:
            talk = self._mine(session, owner, id_)
            if talk is None:
                return False
            there = _turn_row(session, id_, turn.n)
            if there and not again:
                raise Taken
            talk.updated = self.clock()
            row = there or TurnRow(conversation=id_, n=turn.n)
            row.question, row.facts, row.fingerprint = turn.question, dict(turn.facts), turn.fingerprint
            row.asked = self.clock()
            session.add(row)
            _flushed(session)
            self._answers.add(session.connection(), [kept], self.clock())
            return True

    def rename(self, owner: str, id_: str, title: str) -> bool:
        """Give a conversation another title. False if it is not there."""
        with self._session("renaming the conversation") as session:
            row = self._mine(session, owner, id_)
            if row:
                row.title = _title(title)
            return row is not None

    def forget(self, owner: str, id_: str) -> bool:
        """Delete a conversation and its turns. False if it is not there."""
        with self._session("deleting the conversation") as session:
            row = self._mine(session, owner, id_)
            if row:
                session.delete(row)
            return row is not None

    def sweep(self) -> int:
        """Delete every conversation that has expired; the number of them."""
        from sqlalchemy import delete

        from bot.store.tables import ConversationRow

        if not self.days:
            return 0
        old = delete(ConversationRow).where(ConversationRow.updated < self._oldest())
        with self._session("deleting what has expired") as session:
            return int(getattr(session.execute(old), "rowcount", 0))

    def keep(self, *kept: Kept, brief: bool = False) -> None:
        """Keep how answers were asked for: all of them or none. The same answer again changes nothing.

        *brief*: it is only tried, and not waited for who locks the file.
        """
        with self._told("keeping the answer"):
            self._answers.write(kept, self.clock(), brief=brief)

    def kept(self, fingerprint: str) -> Kept | None:
        """How an answer was asked for, or None."""
        from bot.store.tables import AnswerRow

        with self._session("finding the answer") as session:
            row = session.get(AnswerRow, fingerprint)
            return Kept(row.fingerprint, row.outcome, row.request, row.edition) if row else None

    def beginning(self, start: str) -> list[str]:
        """The fingerprints that begin so, at most two: enough to know whether one is meant."""
        from sqlalchemy import select

        from bot.store.tables import AnswerRow

        named = select(AnswerRow.fingerprint).where(AnswerRow.fingerprint.startswith(start, autoescape=True)).limit(2)
        with self._session("finding the answer") as session:
            return list(session.scalars(named))

    def opine(self, opinion: Opinion) -> str:
        """Keep feedback; its id."""
        from bot.store.tables import FeedbackRow

        id_ = secrets.token_urlsafe(12)
        values = {**vars(opinion), "id": id_, "given": self.clock()}
        with self._session("keeping the feedback") as session:
            session.add(FeedbackRow(**values))
        return id_

    def opinions(self, limit: int = MOST_LISTED) -> list[Opinion]:
        """List feedback, the newest first."""
        from sqlalchemy import select

        from bot.store.tables import FeedbackRow

        newest = select(FeedbackRow).order_by(FeedbackRow.given.desc(), FeedbackRow.id).limit(limit)
        with self._session("listing feedback") as session:
            return [
                Opinion(row.fingerprint, row.helpful, row.reason, row.comment, row.id, row.given)
                for row in session.scalars(newest)
            ]

    @cached_property
    def _answers(self) -> Answers:
        return Answers(self.engine)

    def _mine(self, session: Session, owner: str, id_: str) -> ConversationRow | None:
        from sqlalchemy import select

        from bot.store.tables import ConversationRow

        own = (ConversationRow.id == id_, ConversationRow.owner == owner)
        return session.scalars(select(ConversationRow).where(*own, *self._alive())).first()

    def _alive(self) -> list[Any]:
        from bot.store.tables import ConversationRow

        return [ConversationRow.updated >= self._oldest()] if self.days else []

    def _oldest(self) -> datetime:
        return self.clock() - timedelta(days=self.days)


def open_store(settings: Settings) -> Store:
    """The store as set up. Raises `StoreProblem` when its database cannot be had."""
    from sqlalchemy.exc import SQLAlchemyError

    from bot.store.engine import file_of, open_engine

    url = settings.database or f"sqlite:///{settings.home / 'conversations.sqlite3'}"
    try:
        engine = open_engine(url)
        store = Store(engine, settings.conversation_days, file=file_of(engine))
    except (SQLAlchemyError, OSError) as error:
        name = "PostgreSQL server" if url.startswith("postgresql") else f"file {url.removeprefix('sqlite:///')}"
        reason = str(getattr(error, "orig", None) or error).splitlines()[0]
        raise StoreProblem(f"The store of conversations cannot be opened ({name}): {reason}") from error
    store.sweep()
    return store


def _flushed(session: Session) -> None:
    """Write now. Raises `Taken` if another wrote a turn of the same number at the same moment."""
    from sqlalchemy.exc import IntegrityError

    try:
        session.flush()
    except IntegrityError:
        raise Taken from None


def _title(text: str) -> str:
    return " ".join(printable(text).split())[:LONGEST_TITLE] or "…"


def _turns(session: Session, id_: str) -> tuple[Turn, ...]:
    from sqlalchemy import select

    from bot.store.tables import TurnRow

    rows = session.scalars(select(TurnRow).where(TurnRow.conversation == id_).order_by(TurnRow.n))
    return tuple(Turn(row.n, row.question, row.facts, row.fingerprint, row.asked) for row in rows)


def _turn_row(session: Session, id_: str, n: int) -> TurnRow | None:
    from sqlalchemy import select

    from bot.store.tables import TurnRow

    return session.scalars(select(TurnRow).where(TurnRow.conversation == id_, TurnRow.n == n)).first()


def _talk(row: ConversationRow, turns: tuple[Turn, ...] = ()) -> Talk:
    return Talk(row.id, row.title, row.created, row.updated, turns)
