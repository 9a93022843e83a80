from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from bot.reading import Reader, Reading
from guardrails.topic import Topic, load_topic

ROOT = Path(__file__).parents[3]
AS_OF = date(2026, 11, 21)

Read = Callable[..., Reading]


@pytest.fixture(scope="session")
def topic() -> Topic:
    return load_topic(ROOT / "corpus/topics/aatd/topic.yaml", ROOT / "guardrails/rules/aatd/facts.yaml")


@pytest.fixture(scope="session")
def reader(topic: Topic) -> Reader:
    return Reader([topic])


@pytest.fixture(scope="session")
def read(reader: Reader) -> Read:
    """Read a question on the day of these tests."""
    return lambda text, **more: reader.read(text, AS_OF, **more)


@pytest.fixture(scope="session")
def shown(read: Read) -> Callable[..., dict[str, object]]:
    """The facts of a question as they are shown."""
    return lambda text, **more: {fact.name: fact.shown for fact in read(text, **more).facts}
