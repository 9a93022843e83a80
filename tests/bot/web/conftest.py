"""An application over the real bot, in a home of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from postgres_server import postgres
from starlette.testclient import TestClient

from bot.settings import Settings
from bot.web.app import create_app
from bot.web.keys import hashed
from bot.wiring import Bot

__all__ = ["postgres"]
TODAY = date(2026, 11, 21)
KEYS = {"asker": "ask", "other": "ask", "reviewer": "review", "chief": "admin"}

Clients = Callable[..., TestClient]


@pytest.fixture(scope="session")
def first(bot: Bot) -> str:
    """The flagship question: the first starter of the first topic."""
    return next(iter(bot.topics.values())).starters[0]


@pytest.fixture
def make_app(bot: Bot, tmp_path: Path) -> Callable[..., FastAPI]:
    def make(**settings: Any) -> FastAPI:
        chosen = {"home": tmp_path, "requests_per_minute": 0, **settings}
        return create_app(bot, Settings(**chosen), lambda: TODAY)

    return make


@pytest.fixture
def clients(make_app: Callable[..., FastAPI]) -> Iterator[Clients]:
    """Make clients of applications with some settings; each is a browser with cookies of its own."""
    opened: list[TestClient] = []

    def make(app: FastAPI | None = None, **settings: Any) -> TestClient:
        client = TestClient(app or make_app(**settings), raise_server_exceptions=False)
        opened.append(client.__enter__())
        return client

    yield make
    for client in reversed(opened):
        client.__exit__()


@pytest.fixture
def client(clients: Clients) -> TestClient:
    return clients()


@pytest.fixture
def keys_file(tmp_path: Path) -> Path:
    """A file in which each key is its own name."""
    lines = [f"- {{name: {name}, role: {role}, sha256: {hashed(name)}}}" for name, role in KEYS.items()]
    path = tmp_path / "keys.yaml"
    path.write_text("keys:\n" + "\n".join(lines) + "\n", "utf-8")
    return path
