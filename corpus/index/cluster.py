"""Embedding on several machines with Ray, an extra. The only home of ray.

Each machine has this package; the exported model travels with the work, so all of them run the same bytes.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from corpus.index.problem import IndexProblem

LOCAL = "local"  # an address: a cluster of this machine's own, ended with the work


class Model:
    """The exported model on one machine: loaded once, one processor."""

    def __init__(self, files: dict[str, bytes]) -> None:
        """Load it from what its files hold."""
        from corpus.index.embedding import load

        self._folder = TemporaryDirectory()
        for name, content in files.items():
            Path(self._folder.name, name).write_bytes(content)
        self._model = load(Path(self._folder.name))

    def vectors(self, number: int, texts: list[str]) -> tuple[int, list[Any]]:
        """Embed a task's texts; the task's number comes back with them."""
        return number, [self._model.vector(text) for text in texts]


def spread(address: str, folder: Path, tasks: Sequence[list[str]]) -> Iterator[tuple[int, list[Any]]]:
    """Embed each task's texts on the cluster at *address*; number and vectors come as they are ready.

    A machine that goes takes nothing with it: Ray gives its tasks to another. Raises `IndexProblem`.
    """
    with _joined(address) as ray:
        files = ray.put({path.name: path.read_bytes() for path in folder.iterdir()})
        actor = ray.remote(num_cpus=1, max_restarts=-1, max_task_retries=-1)(Model)
        count = min(len(tasks), int(ray.cluster_resources().get("CPU", 1)))
        pool = import_module("ray.util").ActorPool([actor.remote(files) for _ in range(count)])
        yield from pool.map_unordered(lambda model, task: model.vectors.remote(*task), list(enumerate(tasks)))


@contextmanager
def _joined(address: str) -> Iterator[Any]:
    try:
        ray: Any = import_module("ray")  # an extra: type checkers need not find it
    except ImportError:
        message = "Ray is not installed: install guideline-bot[ray], or unset the setting cluster."
        raise IndexProblem(message) from None
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")  # nothing is reported to anyone
    try:
        ray.init(address=address, log_to_driver=False, include_dashboard=False if address == LOCAL else None)
        yield ray
    except (ConnectionError, ray.exceptions.RayError) as error:
        message = f"Embedding on the cluster {address} failed ({error}): run guideline index again; it resumes."
        raise IndexProblem(" ".join(message.split())) from error
    finally:
        ray.shutdown()
