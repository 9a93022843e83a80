"""What YAML texts said when they were last read, in one file: a text that has not changed need not be parsed again.

A text is known by the SHA-256 of itself and of the reader's code, so that a byte changed in either is read anew. The
file holds data only, as JSON, under its own SHA-256: where it is missing, damaged or of another make, it is as if there
were none, and where it cannot be written, nothing is lost but time.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any

READER = Path(__file__).with_name("strict_yaml.py")
MAKE = b"guideline-bot parsed 1"

Place = tuple[str | int, ...]


@dataclass
class Kept:
    """The values of texts, as JSON by the texts' digests: those from before, and those read now."""

    before: dict[bytes, bytes] = field(default_factory=dict)
    now: dict[bytes, bytes] = field(default_factory=dict)

    def value(self, text: str) -> tuple[Any] | None:
        """What a text says, in a tuple of its own; None where that is not known."""
        digest = _digest(text)
        line = self.before.get(digest)
        if line is None:
            return None
        self.now[digest] = line
        kept = json.loads(line)
        value = [kept["value"]]
        for first, *place in kept["dates"]:
            _put_date(value, (first, *place))
        return (value[0],)

    def keep(self, text: str, value: object) -> None:
        """Keep what a text says, where JSON can say it."""
        dates: list[Place] = []
        with suppress(TypeError):
            plain = _plain(value, (0,), dates)
            self.now[_digest(text)] = json.dumps({"value": plain, "dates": dates}).encode()


_KEPT: ContextVar[Kept | None] = ContextVar("kept", default=None)


def kept() -> Kept | None:
    """What is kept while something is read within `kept_in`."""
    return _KEPT.get()


@contextmanager
def kept_in(file: Path) -> Iterator[None]:
    """Read texts with what the file says of them, and write there afterwards what they were found to say."""
    own = Kept(_read(file))
    token = _KEPT.set(own)
    try:
        yield
    finally:
        _KEPT.reset(token)
    if own.now != own.before:
        with suppress(OSError):
            _write(file, own.now)


def _read(file: Path) -> dict[bytes, bytes]:
    try:
        head, _, body = file.read_bytes().partition(b"\n")
    except OSError:
        return {}
    return dict(line.split(b" ", 1) for line in body.splitlines()) if head == _head(body) else {}


def _write(file: Path, values: dict[bytes, bytes]) -> None:
    """Write the file at once, or not at all."""
    body = b"".join(b"%s %s\n" % each for each in values.items())
    beside = file.with_name(f".{file.name}.{os.getpid()}")
    file.parent.mkdir(parents=True, exist_ok=True)
    try:
        beside.write_bytes(_head(body) + b"\n" + body)
        beside.replace(file)
    finally:
        beside.unlink(missing_ok=True)


def _head(body: bytes) -> bytes:
    return MAKE + b" " + sha256(body).hexdigest().encode()


@lru_cache(maxsize=1)
def _reader() -> bytes:
    return sha256(READER.read_bytes()).digest()


def _digest(text: str) -> bytes:
    return sha256(_reader() + text.encode()).hexdigest().encode()


def _plain(value: object, place: Place, dates: list[Place]) -> object:
    """A value without its dates, whose places are listed. Raises TypeError for what JSON cannot say."""
    if type(value) is dict:
        return {key: _plain(each, (*place, key), dates) for key, each in value.items()}
    if type(value) is list:
        return [_plain(each, (*place, n), dates) for n, each in enumerate(value)]
    if type(value) is date:
        dates.append(place)
        return value.isoformat()
    if value is None or type(value) in (str, int, float, bool):
        return value
    raise TypeError(value)


def _put_date(value: Any, place: Place) -> None:
    *path, last = place
    for step in path:
        value = value[step]
    value[last] = date.fromisoformat(value[last])
