"""A copy of this project with the toy topic in place of its own, for faults planted from end to end."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from court import TOPIC, TOY

ROOT = Path(__file__).parents[2]
COMMAND = "import sys; from eval.command import main; main()"
WORDS = {"GIT_AUTHOR_NAME": "a", "GIT_AUTHOR_EMAIL": "a@b", "GIT_COMMITTER_NAME": "a", "GIT_COMMITTER_EMAIL": "a@b"}
JUDGED = "artefacts/eval/results.json"


def sound(folder: Path) -> Path:
    """A tree without a fault: recorded, its scores kept, and all of it in git."""
    ignored = shutil.ignore_patterns("__pycache__", "*.pyc", "gold", "topics", "baseline.json")
    for part in ("bot", "corpus", "guardrails", "eval"):
        shutil.copytree(ROOT / part, folder / part, ignore=ignored)
    shutil.rmtree(folder / "guardrails" / "rules")
    shutil.copytree(TOY / "topics", folder / "corpus" / "topics")
    shutil.copytree(TOY / "rules", folder / "guardrails" / "rules")
    shutil.copytree(TOY / "gold", folder / "eval" / "gold")
    for command in (["record"], ["--accept", "--repeat", "0"]):
        done = guideline(folder, "eval", *command)
        assert done.returncode == 0, done.stderr
    for arguments in (["init", "-q"], ["add", "-A"], ["commit", "-q", "-m", "sound"]):
        subprocess.run(["git", *arguments], cwd=folder, check=True, env={**os.environ, **WORDS})
    return folder


def plant(folder: Path, file: str, old: str, new: str) -> None:
    """Put other words into a file of the tree."""
    path = folder / file
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


def guideline(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the command of the tree, with a home of its own."""
    environment = {**os.environ, "GUIDELINE_HOME": str(folder / "home"), "PYTHONHASHSEED": "0"}
    environment.pop("CI", None)
    return subprocess.run(
        [sys.executable, "-c", COMMAND, *arguments],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def worse(folder: Path, than: Path) -> dict[str, set[str]]:
    """Which scorers give less than in a sound tree, each with the wordings that it says so of."""
    before, after = _marks(than), _marks(folder)
    found: dict[str, set[str]] = {}
    for (name, scorer), value in after.items():
        if value < before.get((name, scorer), 1.0):
            found.setdefault(scorer, set()).add(name)
    return found


def _marks(folder: Path) -> dict[tuple[str, str], float]:
    card: dict[str, Any] = json.loads((folder / JUDGED).read_text("utf-8"))["topics"][TOPIC]
    single = {(row["id"], scorer): mark[0] for row in card["wordings"] for scorer, mark in row["marks"].items()}
    whole = {(name, scorer): 0.0 for name, scorers in card["failures"].items() for scorer in scorers}
    return {**whole, **single}
