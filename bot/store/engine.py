"""The database behind the store: a SQLite file, or a PostgreSQL server by one setting; brought up to date at start."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sqlalchemy import Engine

PATIENCE_S = 5.0
MIGRATIONS = Path(__file__).parent / "migrations"
ONE_AT_A_TIME = Lock()  # Alembic keeps its context in a global
OUR_LOCK = 7_140_511  # any number, the same for all of us


def open_engine(url: str, patience_s: float = PATIENCE_S) -> Engine:
    """Connect, and bring the tables up to date. Raises what SQLAlchemy raises when the database cannot be had."""
    engine = postgres_engine(url, patience_s) if url.startswith("postgresql") else sqlite_engine(url, patience_s)
    migrate(engine)
    return engine


def postgres_engine(url: str, patience_s: float) -> Engine:
    """A pool of connections to PostgreSQL, each checked before use; no statement waits longer than *patience_s*."""
    from sqlalchemy import create_engine

    driver = url.replace("postgresql://", "postgresql+psycopg://", 1)
    wait = f"-c lock_timeout={int(patience_s * 1000)} -c statement_timeout={int(patience_s * 2000)}"
    arguments = {"connect_timeout": max(1, int(patience_s)), "options": wait}
    return create_engine(driver, pool_pre_ping=True, hide_parameters=True, connect_args=arguments)


def sqlite_engine(url: str, patience_s: float) -> Engine:
    """One file, written ahead: readers never wait for the writer, and a killed process loses nothing committed."""
    from sqlalchemy import create_engine, event

    Path(url.removeprefix("sqlite:///")).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(url, hide_parameters=True, connect_args={"timeout": patience_s, "check_same_thread": False})

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _: Any) -> None:
        for pragma in ("journal_mode = WAL", "synchronous = NORMAL", "foreign_keys = ON"):
            connection.execute(f"PRAGMA {pragma}")

    return engine


def file_of(engine: Engine) -> tuple[Path, tuple[int, int] | None] | None:
    """The file of a database and what identifies it on its disk; None where there is no file."""
    if engine.dialect.name != "sqlite":
        return None
    path = Path(str(engine.url.database))
    return path, _identity(path)


def moved(file: tuple[Path, tuple[int, int] | None] | None) -> bool:
    """Whether the file is no longer the one that was opened: what is written into it would be lost."""
    return file is not None and _identity(file[0]) != file[1]


def _identity(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def migrate(engine: Engine) -> None:
    """Apply the migrations that are still missing: one thread and one process at a time."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with ONE_AT_A_TIME, _alone(engine), engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


@contextmanager
def _alone(engine: Engine) -> Iterator[None]:
    """Keep other processes from migrating the same database."""
    from filelock import FileLock
    from sqlalchemy import text

    if engine.dialect.name == "sqlite":
        with FileLock(f"{engine.url.database}.lock"):
            yield
        return
    with engine.connect() as connection:
        connection.execute(text(f"SELECT pg_advisory_lock({OUR_LOCK})"))
        try:
            yield
        finally:
            connection.execute(text(f"SELECT pg_advisory_unlock({OUR_LOCK})"))
