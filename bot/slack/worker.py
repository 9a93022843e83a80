"""Work after the acknowledgement: a few threads that take up deliveries, and one that looks for those left undone."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from threading import Event, Lock, Thread
from typing import TYPE_CHECKING

from bot.slack import answers, presses
from bot.slack.talk import Again, Refused
from bot.store import StoreProblem

if TYPE_CHECKING:
    from bot.slack.deliveries import Delivery
    from bot.slack.office import Office
    from bot.slack.talk import Line

log = logging.getLogger("bot.slack")

HANDLERS: Mapping[str, Callable[[Office, Line, Delivery], None]] = {
    "say": answers.say,
    "gone": answers.gone,
    "prompts": answers.prompts,
    "command": answers.command,
    "opine": answers.opine,
    "press": presses.press,
    "fill": presses.fill,
}
THREADS, DIALOG_THREADS = 4, 2
TICK_S = 1.0
SWEEP_EVERY = 600
MOST_BACKOFF_S = 60.0
MOST_HELD, HELD_TICKS = 1000, 10


@dataclass
class Worker:
    """The worker of one process."""

    office: Office
    tick_s: float = TICK_S
    _pool: ThreadPoolExecutor = field(default_factory=partial(ThreadPoolExecutor, THREADS, "slack"))
    _dialogs: ThreadPoolExecutor = field(default_factory=partial(ThreadPoolExecutor, DIALOG_THREADS, "slack-dialogs"))
    _stopped: Event = field(default_factory=Event)
    _watcher: Thread | None = None
    _taken_up: set[str] = field(default_factory=set)
    _held: list[tuple[int, Callable[[], Delivery | None]]] = field(default_factory=list)
    _lock: Lock = field(default_factory=Lock)

    def start(self) -> None:
        """Begin to look for what was left undone."""
        self.office.warm_up()
        self._watcher = Thread(target=self._watch, name="slack-watch", daemon=True)
        self._watcher.start()

    def stop(self) -> None:
        """Finish what was begun; what waits is another's, or waits for the next start."""
        self._stopped.set()
        if self._watcher:
            self._watcher.join()  # before the store is let go: it would open it again
        for pool in (self._dialogs, self._pool):
            pool.shutdown(wait=True, cancel_futures=True)

    def accept(self, delivery: Delivery) -> bool:
        """Keep a delivery and begin with it; False if it is known. Raises `StoreProblem` if it cannot be kept."""
        new = self.office.deliveries.add(delivery)
        if new:
            self.wake(delivery.key)
        return new

    def hold(self, again: Callable[[], Delivery | None]) -> None:
        """A reply whose thread is not known: it may have overtaken the message that begins it. In memory only."""
        with self._lock:
            self._held = [*self._held[-MOST_HELD:], (HELD_TICKS, again)]

    def wake(self, key: str) -> None:
        """Take a delivery up soon."""
        with self._lock:
            if key in self._taken_up or self._stopped.is_set():
                return
            self._taken_up.add(key)
        self._start(self._pool, lambda: self._work(key))

    def at_once(self, work: Callable[[], None]) -> None:
        """Open a dialog after the acknowledgement: however many answers wait, it has three seconds."""
        self._start(self._dialogs, work)

    def _start(self, pool: ThreadPoolExecutor, work: Callable[[], None]) -> None:
        try:
            pool.submit(self._safely, work)
        except RuntimeError:  # it is being stopped
            return

    def _safely(self, work: Callable[[], None]) -> None:
        try:
            work()
        except (Again, Refused) as problem:
            log.warning("%s", problem)
        except StoreProblem as problem:
            log.warning("%s It is tried again.", problem)
        except Exception as bug:  # noqa: BLE001 (a message may hold a question: its kind is logged, never its words)
            log.error("A delivery failed: %s.", type(bug).__name__)  # noqa: TRY400

    def _work(self, key: str) -> None:
        try:
            self.do(key)
        finally:
            with self._lock:
                self._taken_up.discard(key)

    def do(self, key: str) -> None:
        """Do one delivery, if it is still to be done."""
        deliveries = self.office.deliveries
        delivery = deliveries.take(key)
        if delivery is None:
            return
        again = self._tried(delivery)
        if again is None:
            deliveries.finish(key)
        else:
            deliveries.postpone(delivery, again.seconds, undone=again.undone)

    def _tried(self, delivery: Delivery) -> Again | None:
        """Try; None when it is done, or when to try again."""
        backoff = Again(min(2.0 ** (delivery.tries - 1), MOST_BACKOFF_S))
        try:
            if line := self.office.line(delivery.payload["team"]):
                HANDLERS[delivery.kind](self.office, line, delivery)
        except Again as again:
            return again if again.undone or again.seconds > backoff.seconds else backoff
        except Refused as refused:
            log.warning("Slack refused %s: %s.", delivery.kind, refused.code)
        except StoreProblem:
            return backoff
        except Exception as bug:  # noqa: BLE001 (its words may be a question)
            log.error("A delivery of kind %s failed: %s.", delivery.kind, type(bug).__name__)  # noqa: TRY400
            return backoff
        return None

    def _watch(self) -> None:
        ticks = 0
        while not self._stopped.wait(self.tick_s):
            ticks += 1
            self._safely(self._look)
            if ticks % SWEEP_EVERY == 1:
                self._safely(self._sweep)

    def _look(self) -> None:
        for key in self.office.deliveries.due():
            self.wake(key)
        with self._lock:
            held, self._held = self._held, []
        for ticks, again in held:
            if delivery := again():
                self.accept(delivery)
            elif ticks > 1:
                with self._lock:
                    self._held.append((ticks - 1, again))

    def _sweep(self) -> None:
        self.office.deliveries.sweep()
        self.office.threads.sweep(self.office.web.settings.conversation_days)
