"""An answer as server-sent events, in the order in which a reader takes it in; the last one is the whole of it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from typing import TYPE_CHECKING, cast

from bot.schema import canonical

if TYPE_CHECKING:
    from bot.web.desk import Given


async def events(given: Given) -> AsyncIterator[bytes]:
    """understood, position…, passage…, done."""
    for name, data in parts(given):
        yield b"event: %b\ndata: %b\n\n" % (name.encode(), data)


def parts(given: Given) -> Iterator[tuple[str, bytes]]:
    """Each event's name and data: one line of JSON."""
    whole = given.answer.as_dict()
    understood = {key: whole[key] for key in ("question", "as_of", "topic", "decision", "facts")}
    yield "understood", canonical(understood).encode()
    for name, key in (("position", "positions"), ("passage", "citations")):
        for part in cast("list[object]", whole[key]):
            yield name, canonical(part).encode()
    yield "done", given.body
