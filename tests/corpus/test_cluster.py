"""Ray, an extra: the same bytes from a cluster as from one process, resumed after a kill. Skipped where it is absent."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path

import pytest

from bot.settings import Settings
from corpus.index import IndexProblem, Setup
from corpus.index.embedded import Journal, vectors_of

pytestmark = [pytest.mark.model, pytest.mark.slow]
ROOT = Path(__file__).parents[2]
INSTALLED = find_spec("ray") is not None
DEFAULT = Settings()
TEXTS = {sha256(text.encode()).hexdigest(): text for text in (f"Statement {n} on fever. " * 40 for n in range(120))}
RUN = """
import sys
from pathlib import Path
from test_cluster import TEXTS, setup_in
from corpus.index.embedded import Journal, vectors_of
home = Path(sys.argv[1])
vectors_of(setup_in(home, "local"), TEXTS, Journal(home / "journal"), lambda done: print(done, flush=True))
"""


def setup_in(home: Path, cluster: str = "") -> Setup:
    return Setup(home, DEFAULT.model, DEFAULT.model_sha256, cluster=cluster, workers=1)


def run(home: Path) -> subprocess.Popen[str]:
    paths = os.pathsep.join([str(ROOT), str(Path(__file__).parent), *filter(None, [os.environ.get("PYTHONPATH")])])
    patient = {"PYTHONPATH": paths, "RAY_raylet_start_wait_time_s": "300"}
    return subprocess.Popen(
        [sys.executable, "-c", RUN, str(home)], env={**os.environ, **patient}, stdout=subprocess.PIPE, text=True
    )


@pytest.mark.skipif(not INSTALLED, reason="ray is not installed: pip install guideline-bot[ray]")
def test_a_cluster_gives_the_bytes_of_one_process_and_a_killed_run_resumes(
    tmp_path: Path, with_model: Callable[[Path], Path]
) -> None:
    first = run(with_model(tmp_path))
    assert first.stdout is not None
    while int(first.stdout.readline() or len(TEXTS)) == 0:
        time.sleep(0)
    first.send_signal(signal.SIGKILL)
    first.communicate()
    kept = len(Journal(tmp_path / "journal").known)

    second = run(tmp_path)
    counts = [int(line) for line in second.communicate()[0].splitlines()]

    assert second.returncode == 0
    assert 0 < counts[0] == kept < len(TEXTS) == counts[-1]
    here = vectors_of(setup_in(tmp_path), TEXTS, Journal(tmp_path / "here"), lambda _done: None)
    from_cluster = Journal(tmp_path / "journal").known
    assert {name: vector.tobytes() for name, vector in from_cluster.items()} == {
        name: vector.tobytes() for name, vector in here.items()
    }


@pytest.mark.skipif(INSTALLED, reason="ray is installed")
def test_a_cluster_without_ray_is_one_sentence(tmp_path: Path, with_model: Callable[[Path], Path]) -> None:
    setup = setup_in(with_model(tmp_path), "local")

    with pytest.raises(IndexProblem, match="Ray is not installed: install guideline-bot"):
        vectors_of(setup, TEXTS, Journal(tmp_path / "journal"), lambda _done: None)


def test_a_cluster_embeds_nothing_where_nothing_is_new(tmp_path: Path) -> None:
    setup = replace(setup_in(tmp_path), cluster="local")

    assert vectors_of(setup, {}, Journal(tmp_path / "journal"), lambda _done: None) == {}
