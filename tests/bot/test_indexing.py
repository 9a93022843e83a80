"""Indexing from the command line, as several people do it at once."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from fakes import fake_setup
from papers import write

from corpus.index import Index, vectors
from corpus.index.editions import index_folder, locked

ROOT = Path(__file__).parents[2]
RUN = """
import sys
from datetime import date
from pathlib import Path
import pytest
from fakes import fake_setup
from bot.indexing import index
index(fake_setup(Path(sys.argv[1])), [Path(sys.argv[2])], date(2026, 1, 15), lambda step: None)
"""
LOCK = """
import sys
from filelock import FileLock, Timeout
try:
    FileLock(sys.argv[1]).acquire(timeout=0)
except Timeout:
    print("held")
"""


def started(code: str, *arguments: Path) -> subprocess.Popen[str]:
    paths = {"PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'tests'}"}
    command = [sys.executable, "-c", code, *map(str, arguments)]
    return subprocess.Popen(command, env={**os.environ, **paths}, stdout=subprocess.PIPE, text=True)


def test_two_indexers_of_two_folders_at_once_lose_neither(tmp_path: Path) -> None:
    for name in ("a", "b"):
        write(tmp_path / name, f"{name}.txt", f"Marlowe fever {name}\n\nOffer exampline to adults in room {name}.\n")

    runs = [started(RUN, tmp_path / "home", tmp_path / name) for name in ("a", "b")]

    assert [(run.communicate(), run.returncode)[1] for run in runs] == [0, 0]
    texts = [entry.text for entry in Index.open(fake_setup(tmp_path / "home")).entries]
    assert [f"Offer exampline to adults in room {name}." in texts for name in ("a", "b")] == [True, True]


def test_who_holds_the_lock_may_ask_for_it_again_and_still_holds_it(tmp_path: Path) -> None:
    with locked(tmp_path, 1, print):
        with locked(tmp_path, 1, print):
            pass
        asked = started(LOCK, index_folder(tmp_path) / "lock").communicate()[0]

    assert asked == "held\n"
    assert started(LOCK, index_folder(tmp_path) / "lock").communicate()[0] == ""


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no disk that is always full")
def test_a_disk_that_fills_under_the_vectors_is_an_error_and_not_the_end_of_the_process(tmp_path: Path) -> None:
    (tmp_path / "vectors.npy").symlink_to("/dev/full")

    with pytest.raises(OSError, match="No space left"):
        vectors.save(tmp_path, [[0.5] * 384] * 50)
