from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from postgres_server import postgres
from slack_room import Room, settings_for
from slack_stand_in import StandIn
from starlette.testclient import TestClient

from bot.web.app import create_app
from bot.wiring import Bot, build

__all__ = ["postgres"]

TOY = Path(__file__).parents[2] / "toy"


@pytest.fixture(scope="session")
def toy() -> Bot:
    return build(TOY / "topics", TOY / "rules")


@pytest.fixture(scope="session")
def real(bot: Bot) -> Bot:
    return bot


@pytest.fixture
def slack() -> Iterator[StandIn]:
    stand_in = StandIn().start()
    yield stand_in
    stand_in.stop()
    assert stand_in.wrong == []


@pytest.fixture
def open_room(tmp_path: Path, slack: StandIn) -> Iterator[Callable[..., Room]]:
    """Open a room: an application of its own, on a database that can be shared."""
    clients = []

    def opened(bot: Bot, home: Path = tmp_path, **settings: Any) -> Room:
        client = TestClient(create_app(bot, settings_for(home, slack, **settings)))
        client.__enter__()
        client.app.state.slack.tick_s = 0.05  # type: ignore[attr-defined]
        clients.append(client)
        return Room(slack, client)

    yield opened
    for client in clients:
        client.__exit__(None, None, None)


@pytest.fixture
def room(open_room: Callable[..., Room], toy: Bot) -> Room:
    return open_room(toy)
