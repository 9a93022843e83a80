"""The same questions on every surface: each must give the same answer, byte for byte."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING

from eval.processes import ROOT, ProcessProblem, Put, fingerprints, finish, start

if TYPE_CHECKING:
    from bot.wiring import Bot

Found = dict[str, str]
COMMAND = "import sys; from bot.cli import app; app(sys.argv[1:])"


def other_processes(questions: Iterable[Put], count: int) -> dict[str, Found | str]:
    """Fingerprints from *count* further processes, each with its own hash seed, started elsewhere."""
    asked = list(questions)
    started = {f"process {seed}": start(asked, seed=seed) for seed in range(1, count + 1)}
    found: dict[str, Found | str] = {}
    for name, process in started.items():
        try:
            found[name] = fingerprints(finish(process))
        except ProcessProblem as problem:
            found[name] = str(problem)
    return found


def other_surfaces(questions: Iterable[Put], bot: Bot) -> dict[str, Found | str]:
    """Fingerprints from the command line and the web API."""
    asked = list(questions)
    surfaces: Mapping[str, Callable[[list[Put], Bot, str], Found]] = {"command line": _command_line, "web API": _web}
    found: dict[str, Found | str] = {}
    for name, surface in surfaces.items():
        try:
            with tempfile.TemporaryDirectory(prefix="guideline-eval-") as home:  # no documents of this machine's own
                found[name] = surface(asked, bot, home)
        except Exception as error:  # noqa: BLE001 (a surface that cannot be asked is a result: it could not be scored)
            found[name] = f"{type(error).__name__}: {error}"
    return found


def _command_line(asked: list[Put], _: Bot, home: str) -> Found:
    """Those that a line of standard input can carry: one line of words, nothing said before, nothing given apart."""
    plain = [each for each in asked if not each.history and not each.facts and "\n" not in each.text]
    found: Found = {}
    for day in sorted({each.as_of for each in plain}):
        of_day = [each for each in plain if each.as_of == day]
        given = "\n".join(each.text for each in of_day).encode()
        done = subprocess.run(  # noqa: S603 (this interpreter, on our own command)
            [sys.executable, "-c", COMMAND, "ask", "-", "--json", "--as-of", day],
            input=given,
            capture_output=True,
            check=False,
            cwd=ROOT,
            env={**os.environ, "PYTHONHASHSEED": "7", "GUIDELINE_HOME": home},
        )
        if done.returncode:
            raise ProcessProblem(done.stderr.decode().strip().splitlines()[-1])
        answers = [json.loads(line) for line in done.stdout.decode().splitlines()]
        found |= {each.id: answer["fingerprint"] for each, answer in zip(of_day, answers, strict=True)}
    return found


def _web(asked: list[Put], bot: Bot, home: str) -> Found:
    from starlette.testclient import TestClient

    from bot.settings import read_settings
    from bot.web.app import create_app

    found: Found = {}
    with TestClient(create_app(bot, read_settings({"GUIDELINE_HOME": home}))) as client:
        for each in asked:
            body = {
                "question": each.text,
                "as_of": each.as_of,
                "history": list(each.history),
                "facts": dict(each.facts or {}),
            }
            response = client.post("/v1/ask", json=body)
            found[each.id] = response.json().get("fingerprint") or f"HTTP {response.status_code}: {response.text[:200]}"
    return found
