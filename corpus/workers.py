"""Worker processes of our own: one JSON task a line in, one JSON reply a line out; they end when their input ends.

Not `multiprocessing`: its workers import the caller's main module again, outlive a killed parent, and one that
crashes takes the others with it. These do none of that, so a hostile file costs one failure.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from selectors import EVENT_READ, DefaultSelector
from time import monotonic
from typing import IO, Any, cast

ENVIRONMENT = {"OMP_NUM_THREADS": "1", "TOKENIZERS_PARALLELISM": "false", "PYTHONUTF8": "1", "PYTHONHASHSEED": "0"}


@dataclass(frozen=True)
class Reply:
    """What became of a task: its answer, or one sentence why there is none."""

    task: Any
    answer: Any = None
    failure: str | None = None


@dataclass
class _Worker:
    """One process, the task it has, and when it must be done."""

    module: str
    arguments: Sequence[str]
    patience_s: float
    task: Any = None
    due: float = 0.0
    process: subprocess.Popen[bytes] = field(init=False)

    def __post_init__(self) -> None:
        self.process = subprocess.Popen(  # noqa: S603 (our own module)
            [sys.executable, "-m", self.module, *self.arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, **ENVIRONMENT},
        )

    def give(self, task: Any) -> None:
        self.task, self.due = task, monotonic() + self.patience_s
        with suppress(BrokenPipeError):  # it has died: `take` says so
            self.input.write(json.dumps(task).encode() + b"\n")
            self.input.flush()

    def take(self) -> Reply:
        line = self.output.readline()
        if not line.endswith(b"\n"):
            lacks = "time" if self.process.wait() == -signal.SIGPROF else "memory"
            return Reply(self.task, failure=f"the process ended: it needs too much {lacks}, or is built to harm")
        return Reply(self.task, **json.loads(line))

    def stop(self) -> None:
        self.process.kill()
        self.process.wait()
        self.output.close()
        with suppress(BrokenPipeError):
            self.input.close()

    @property
    def input(self) -> IO[bytes]:
        return cast("IO[bytes]", self.process.stdin)

    @property
    def output(self) -> IO[bytes]:
        return cast("IO[bytes]", self.process.stdout)


def spread(
    module: str, arguments: Sequence[str], tasks: Iterable[Any], count: int, patience_s: float = 600
) -> Iterator[Reply]:
    """Do tasks in *count* processes running `python -m module`; replies come as they are ready."""
    waiting, workers = iter(tasks), []
    with DefaultSelector() as selector:
        try:
            for _, task in zip(range(count), waiting, strict=False):  # this order: zip takes from the first first
                workers.append(_started(module, arguments, patience_s, selector))
                workers[-1].give(task)
            while any(worker.task is not None for worker in workers):
                for worker in _ready(selector, workers):
                    yield _reply(worker)
                    able = worker if worker.process.poll() is None else _replaced(worker, workers, selector)
                    able.task = None
                    if (task := next(waiting, None)) is not None:
                        able.give(task)
        finally:
            for worker in workers:
                worker.stop()


def serve(work: Any) -> None:
    """Be a worker: answer each task on standard input with what `work` makes of it."""
    replies = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints is no reply
    for line in sys.stdin.buffer:
        try:
            reply = {"answer": work(json.loads(line))}
        except MemoryError:
            reply = {"failure": "it needs too much memory"}
        except Exception as error:  # noqa: BLE001 (whatever a hostile file provokes, it is one sentence)
            reply = {"failure": " ".join(f"{type(error).__name__}: {error}".split())[:300]}
        replies.write(json.dumps(reply).encode() + b"\n")
        replies.flush()


@contextmanager
def busy_at_most(seconds: float) -> Iterator[None]:
    """End this worker where a task takes its processor longer, in whatever library, and though its parent is gone."""
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)


def _started(module: str, arguments: Sequence[str], patience_s: float, selector: DefaultSelector) -> _Worker:
    worker = _Worker(module, arguments, patience_s)
    selector.register(worker.output, EVENT_READ, worker)
    return worker


def _replaced(worker: _Worker, workers: list[_Worker], selector: DefaultSelector) -> _Worker:
    selector.unregister(worker.output)
    worker.stop()
    new = _started(worker.module, worker.arguments, worker.patience_s, selector)
    workers[workers.index(worker)] = new
    return new


def _ready(selector: DefaultSelector, workers: list[_Worker]) -> list[_Worker]:
    """Wait for a worker that has answered, ended, or taken too long."""
    busy = [worker for worker in workers if worker.task is not None]
    timeout = max(0.0, min(worker.due for worker in busy) - monotonic())
    answered = [key.data for key, _ in selector.select(timeout)]
    late = [worker for worker in busy if worker.due <= monotonic() and worker not in answered]
    return [worker for worker in answered if worker.task is not None] + late


def _reply(worker: _Worker) -> Reply:
    if worker.due <= monotonic():
        worker.process.kill()
        worker.process.wait()
        return Reply(worker.task, failure=f"it takes longer than {worker.patience_s:.0f} s")
    reply = worker.take()
    if reply.failure is not None and reply.failure.startswith("the process"):
        worker.process.kill()
        worker.process.wait()
    return reply
