"""Work shared among all cores, its results in the order of the work."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")

CHUNK = 8
_work: list[tuple[Callable[[Any], Any], Sequence[Any]]] = []  # of a worker: set before it is forked, never sent


def workers() -> int:
    """How many processes this machine can run at once."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def shared(work: Callable[[Item], Result], items: Sequence[Item], count: int) -> list[Result]:
    """Every result, in order."""
    return list(as_they_come(work, items, count))


def as_they_come(work: Callable[[Item], Result], items: Sequence[Item], count: int) -> Iterator[Result]:
    """The results in order, each as soon as it and those before it are there.

    Workers are forked, so that what the work is done with needs no copy; where a system cannot, one process does all.
    """
    if count < 2 or "fork" not in multiprocessing.get_all_start_methods():
        yield from map(work, items)
        return
    _work[:] = [(work, items)]
    try:
        with multiprocessing.get_context("fork").Pool(count) as pool:
            yield from pool.imap(_do, range(len(items)), CHUNK)
    finally:
        _work.clear()


def _do(place: int) -> Any:
    work, items = _work[0]
    return work(items[place])
