"""Those who wait for an answer: a few are answered at a time, kept in one transaction, and only then told.

A transaction and a change of thread each cost about as much as the rules do, so who waits together shares them.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from time import perf_counter
from typing import TYPE_CHECKING

from bot.web.border import question_from
from bot.web.desk import Given

if TYPE_CHECKING:
    from datetime import date

    from bot.question import Question
    from bot.store import Kept
    from bot.web.border import Ask
    from bot.web.context import Web

SLICE_S = 0.025  # nobody waits longer for those who came after


@dataclass(frozen=True, eq=False)
class Waiting:
    """Somebody who asked with some bytes on a day, and what the answer is told to."""

    raw: bytes
    today: date
    question: Question
    told: asyncio.Future[Given]


@dataclass(frozen=True, eq=False)
class Served:
    """What came of it, and what is to be kept of that."""

    waiting: Waiting
    came: Given | Exception
    kept: Kept | None = None


@dataclass
class Line:
    """Those who wait, in the order in which they came; `called` while the answering thread is yet to look at them."""

    web: Web
    waiting: deque[Waiting] = field(default_factory=deque)
    called: bool = False

    async def ask(self, raw: bytes, ask: Ask, today: date) -> Given:
        """The answer to a body, once it is kept. Raises `QuestionProblem` or `ValueProblem`."""
        told: asyncio.Future[Given] = asyncio.get_running_loop().create_future()
        self.waiting.append(Waiting(raw, today, question_from(ask, today), told))
        self._call()
        return await told

    def _call(self) -> None:
        """Have the answering thread look, once for all who came since it last began to."""
        if not self.called:
            self.called = True
            try:
                self.web.desk.worker.submit(self._serve)
            except RuntimeError:  # it is closed
                self.called = False
                raise

    def _serve(self) -> None:
        """In the answering thread: serve some; who still waits is served after others whose turn it is there."""
        self.called = False  # before looking: who comes from now on calls again
        self._serve_some()
        while self.waiting:
            try:
                return self._call()
            except RuntimeError:  # it closes: nobody else needs the thread
                self._serve_some()
        return None

    def _serve_some(self) -> None:
        """Answer until nobody waits or the slice is over; keep all; tell each."""
        until, served = perf_counter() + SLICE_S, list[Served]()
        while self.waiting and not (served and perf_counter() > until):
            served.append(self._answered(self.waiting.popleft()))
        if served:
            self._keep(served)
            _tell(served)

    def _answered(self, each: Waiting) -> Served:
        try:
            given = self.web.desk.ask(each.question)
            return Served(each, given, self.web.keeping(given))
        except Exception as error:  # noqa: BLE001 (it is raised again where the answer is waited for)
            return Served(each, error)

    def _keep(self, served: list[Served]) -> None:
        """Keep all; who asks the like again today gets it at once. Whatever breaks is told to each."""
        try:
            if self.web.keep_all([each.kept for each in served if each.kept]):
                for each in served:
                    if each.kept and isinstance(each.came, Given):
                        self.web.desk.remember_body(each.waiting.raw, each.waiting.today, each.came)
        except Exception as error:  # noqa: BLE001 (raised again where it is waited for, like any other)
            served[:] = [Served(each.waiting, error) for each in served]


def _tell(served: Iterable[Served]) -> None:
    """Tell all, each in its own loop; a loop that has ended has nobody who waits."""
    by_loop: dict[asyncio.AbstractEventLoop, list[Served]] = {}
    for each in served:
        by_loop.setdefault(each.waiting.told.get_loop(), []).append(each)
    for loop, these in by_loop.items():
        with suppress(RuntimeError):
            loop.call_soon_threadsafe(_told, these)


def _told(served: Iterable[Served]) -> None:
    for each in served:
        told = each.waiting.told
        if told.done():  # who asked has gone
            continue
        if isinstance(each.came, Given):
            told.set_result(each.came)
        else:
            told.set_exception(each.came)
