"""What the web's tests share."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from starlette.testclient import TestClient

TODAY = date(2026, 11, 21)
Clients = Callable[..., TestClient]


def refused(given: Any, status: int, code: str) -> dict[str, Any]:
    """Check that a response is a problem of one kind; the problem."""
    assert given.status_code == status, given.text
    assert given.headers["content-type"] == "application/problem+json"
    problem: dict[str, Any] = given.json()
    assert problem["type"] == f"/problems#{code}"
    assert problem["status"] == status
    assert problem["title"]
    assert problem["request_id"] == given.headers["x-request-id"]
    return problem


def events_of(stream: str) -> list[tuple[str, str]]:
    """The events of a stream: name and data."""
    parts = [part.split("\n", 1) for part in stream.strip("\n").split("\n\n")]
    return [(name.removeprefix("event: "), data.removeprefix("data: ")) for name, data in parts]
