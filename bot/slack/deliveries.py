"""What Slack sent, each thing worked on once: by one worker at a time, and by another when that one dies.

Slack delivers at least once. The key names what is to be done (not the delivery), so a retry, a copy and the second
event that a mention brings are the same row. A worker holds a row on a lease; what it leaves undone is due again.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from threading import Lock
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, delete, literal, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from bot.slack.tables import DeliveryRow, SignatureRow
from bot.store import StoreProblem

if TYPE_CHECKING:
    from sqlalchemy import Engine

WAITING, TAKEN, DONE, GIVEN_UP = "waiting", "taken", "done", "given_up"
LEASE_S = 60.0
MOST_TRIES = 12
LONGEST_PAUSE_S = 300.0
REPLAY_S = 600.0
ONE_AT_A_TIME = Lock()  # SQLite has one writer: threads queue here, where SQLite would have each sleep and try again
REMEMBERED_S = 3 * 24 * 3600.0  # longer than Slack retries, delayed events included


@dataclass(frozen=True)
class Delivery:
    """One thing to do: its key, the handler it is for, and what the handler needs. `tries` counts this one."""

    key: str
    kind: str
    payload: Mapping[str, Any]
    tries: int = 1


@contextmanager
def transaction(engine: Engine, doing: str) -> Iterator[Session]:
    """All of it or nothing. Raises `StoreProblem` when the database cannot be used."""
    turn = ONE_AT_A_TIME if engine.dialect.name == "sqlite" else nullcontext()
    try:
        with turn, Session(engine) as session, session.begin():
            yield session
    except SQLAlchemyError as error:
        raise StoreProblem(f"The store of Slack's conversations cannot be used now: {doing} was not done.") from error


def insert_once(session: Session, table: type, values: Mapping[str, Any]) -> bool:
    """Insert a row unless its key is there; whether it was inserted."""
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    inserted = dialect.insert(table).values(**values).on_conflict_do_nothing().returning(literal(1))
    return session.execute(inserted).first() is not None


@dataclass(frozen=True)
class Deliveries:
    """The deliveries of all workers, as one of them sees them."""

    engine: Engine
    worker: str = field(default_factory=lambda: secrets.token_hex(8))
    lease_s: float = LEASE_S
    clock: Callable[[], float] = time.time

    def new_signature(self, signature: str) -> bool:
        """Note a request that was let in; False if it was let in before."""
        with transaction(self.engine, "letting the request in") as session:
            return insert_once(session, SignatureRow, {"signature": signature[:80], "came": self.clock()})

    def forget_signature(self, signature: str) -> None:
        """Let a request come again that could not be kept."""
        with transaction(self.engine, "forgetting the request") as session:
            session.execute(delete(SignatureRow).where(SignatureRow.signature == signature[:80]))

    def add(self, delivery: Delivery) -> bool:
        """Keep something to do; False if it is known already."""
        row = {
            "key": delivery.key[:200],
            "kind": delivery.kind,
            "payload": dict(delivery.payload),
            "state": WAITING,
            "worker": "",
            "until": self.clock(),
            "tries": 0,
            "came": self.clock(),
        }
        with transaction(self.engine, "keeping what Slack sent") as session:
            return insert_once(session, DeliveryRow, row)

    def take(self, key: str) -> Delivery | None:
        """Take it on a lease; None if it is done, another's, or not due."""
        now = self.clock()
        lease = {"state": TAKEN, "worker": self.worker, "until": now + self.lease_s, "tries": DeliveryRow.tries + 1}
        with transaction(self.engine, "taking up what Slack sent") as session:
            taken = session.execute(update(DeliveryRow).where(DeliveryRow.key == key, _due(now)).values(lease))
            row = session.get(DeliveryRow, key) if getattr(taken, "rowcount", 0) else None
            return Delivery(row.key, row.kind, row.payload or {}, row.tries) if row else None

    def hold(self, key: str) -> bool:
        """Renew the lease; False if it has run out and somebody else may be at it."""
        return self._mine(key, {"until": self.clock() + self.lease_s})

    def finish(self, key: str) -> bool:
        """It is done: its payload goes, its key stays."""
        return self._mine(key, {"state": DONE, "payload": None})

    def postpone(self, delivery: Delivery, seconds: float, *, undone: bool) -> bool:
        """Let it wait; give it up after the last try. A try that certainly did nothing does not count."""
        if delivery.tries >= MOST_TRIES and not undone:
            return self._mine(delivery.key, {"state": GIVEN_UP, "payload": None})
        until = self.clock() + min(seconds, LONGEST_PAUSE_S)
        return self._mine(delivery.key, {"state": WAITING, "until": until, "tries": delivery.tries - undone})

    def due(self, limit: int = 100) -> list[str]:
        """The keys of what waits or was left undone, the oldest first."""
        oldest = select(DeliveryRow.key).where(_due(self.clock())).order_by(DeliveryRow.came).limit(limit)
        with transaction(self.engine, "looking for work") as session:
            return list(session.scalars(oldest))

    def pending(self, key: str) -> bool:
        """Whether it is known, done or not."""
        with transaction(self.engine, "looking for a delivery") as session:
            return session.get(DeliveryRow, key) is not None

    def sweep(self) -> None:
        """Forget what Slack cannot send again."""
        now = self.clock()
        with transaction(self.engine, "clearing up") as session:
            session.execute(delete(SignatureRow).where(SignatureRow.came < now - REPLAY_S))
            session.execute(delete(DeliveryRow).where(DeliveryRow.came < now - REMEMBERED_S))

    def _mine(self, key: str, values: dict[str, Any]) -> bool:
        own = (DeliveryRow.key == key, DeliveryRow.worker == self.worker, DeliveryRow.state == TAKEN)
        with transaction(self.engine, "noting what was done") as session:
            return bool(getattr(session.execute(update(DeliveryRow).where(*own).values(values)), "rowcount", 0))


def _due(now: float) -> Any:
    return and_(or_(DeliveryRow.state == WAITING, DeliveryRow.state == TAKEN), DeliveryRow.until <= now)
