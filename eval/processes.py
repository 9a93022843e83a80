"""The same questions in other processes: other hash seeds, other folders, other revisions."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
WITNESS = Path(__file__).parent / "witness.py"


class ProcessProblem(Exception):
    """Another process could not answer. The message says which, and what it said."""


@dataclass(frozen=True)
class Put:
    """A question as it is put to another process."""

    id: str
    text: str
    as_of: str
    history: tuple[str, ...] = ()
    facts: Mapping[str, Any] | None = None

    def as_dict(self) -> dict[str, Any]:
        """It, as JSON data."""
        return {
            "id": self.id,
            "text": self.text,
            "as_of": self.as_of,
            "history": list(self.history),
            "facts": dict(self.facts or {}),
        }


def start(questions: Iterable[Put], root: Path = ROOT, seed: int = 0) -> subprocess.Popen[bytes]:
    """Begin to answer in a process of its own, elsewhere than here."""
    environment = {**os.environ, "PYTHONHASHSEED": str(seed), "PYTHONDONTWRITEBYTECODE": "1"}
    process = subprocess.Popen(  # noqa: S603 (this interpreter, on our own file)
        [sys.executable, str(WITNESS), str(root)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=tempfile.gettempdir(),
        env=environment,
    )
    if process.stdin is not None:
        process.stdin.write(json.dumps([each.as_dict() for each in questions]).encode())
        process.stdin.close()
        process.stdin = None
    return process


def finish(process: subprocess.Popen[bytes]) -> dict[str, dict[str, Any]]:
    """Its answers by id, or {"problem": why} in place of one. Raises `ProcessProblem` when there are none."""
    out, err = process.communicate()
    lines = [json.loads(line) for line in out.decode().splitlines()]
    if process.returncode or any(line["id"] is None for line in lines):
        said = next((line["problem"] for line in lines if line["id"] is None), err.decode().strip()[-500:])
        raise ProcessProblem(f"A process of its own could not answer: {said}")
    return {line["id"]: line.get("answer") or {"problem": line["problem"]} for line in lines}


def fingerprints(found: Mapping[str, Mapping[str, Any]]) -> dict[str, str]:
    """The fingerprint of every answer, or its problem."""
    return {name: str(answer.get("fingerprint") or answer.get("problem")) for name, answer in found.items()}
