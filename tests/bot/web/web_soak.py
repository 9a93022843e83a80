"""Clients in conversations, slow and half-open ones beside them, and a server killed and started again meanwhile.

    python tests/bot/web/web_soak.py [QUESTIONS [DATABASE]]

`soak` returns what was counted; the suite runs it in short form. What it must show: no turn that was acknowledged is lost.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from pathlib import Path

import httpx

CODE = "from bot.cli import main; main()"
WORDINGS = ("And at {n} years of age?", "And with a weight of {n} kg?", "What would change this at {n} years?")
CLIENTS, HALF_OPEN = 4, 25
PATIENCE_S = 120.0


@dataclass
class Counted:
    """What came of it. `unheard` turns were written, but the server was killed before it could say so."""

    asked: int = 0
    acknowledged: int = 0
    kills: int = 0
    lost: int = 0
    unheard: int = 0
    replayed: int = 0
    replayed_otherwise: int = 0


@dataclass
class Server:
    """`guideline serve` on one port, however often it is started."""

    home: Path
    database: str = ""
    port: int = 0
    process: subprocess.Popen[bytes] | None = None

    def __post_init__(self) -> None:
        with socket.socket() as sock:
            sock.bind(("127.0.0.1", 0))
            self.port = int(sock.getsockname()[1])

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        settings = {"GUIDELINE_HOME": str(self.home), "GUIDELINE_REQUESTS_PER_MINUTE": "0"}
        settings |= {"GUIDELINE_DATABASE": self.database} if self.database else {}
        command = [sys.executable, "-c", CODE, "serve", "--port", str(self.port)]
        with (self.home / "log").open("ab") as log:
            self.process = subprocess.Popen(command, env={**os.environ, **settings}, stderr=log)
        until = time.monotonic() + PATIENCE_S
        while time.monotonic() < until:
            try:
                httpx.get(f"{self.address}/healthz", timeout=2)
            except httpx.TransportError:
                time.sleep(0.05)
            else:
                return
        raise RuntimeError((self.home / "log").read_text("utf-8"))

    def kill(self) -> None:
        assert self.process is not None
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()


@dataclass
class Talker:
    """One client and its conversation: what it heard, in order."""

    server: Server
    questions: list[str]
    heard: list[httpx.Response] = field(default_factory=list)
    client: httpx.Client = field(init=False)
    talk: str = ""

    def __post_init__(self) -> None:
        self.client = httpx.Client(base_url=self.server.address, timeout=PATIENCE_S)
        self.talk = self.client.post("/v1/conversations", json={"title": "soak"}).json()["id"]

    def ask_all(self) -> None:
        for question in self.questions:
            self.heard.append(self._asked(question))

    def _asked(self, question: str) -> httpx.Response:
        """Ask until it is answered: whoever hears nothing asks again."""
        until = time.monotonic() + PATIENCE_S
        while time.monotonic() < until:
            try:
                given = self.client.post("/v1/ask", json={"question": question, "conversation": self.talk})
            except httpx.TransportError:
                time.sleep(0.1)
                continue
            if given.status_code == 200:
                return given
            time.sleep(0.1)
        raise RuntimeError("The server did not come back.")

    def written(self) -> list[str]:
        turns = self.client.get(f"/v1/conversations/{self.talk}").json()["turns"]
        return [turn["fingerprint"] for turn in turns]


def soak(questions: int, kills: int, home: Path, database: str = "") -> Counted:
    """Ask *questions* in several conversations while the server is killed *kills* times; what came of it."""
    server, counted = Server(home, database), Counted(questions, kills=kills)
    server.start()
    try:
        each = questions // CLIENTS
        talkers = [Talker(server, [_wording(n, m) for m in range(each)]) for n in range(CLIENTS)]
        threads = [threading.Thread(target=talker.ask_all, daemon=True) for talker in talkers]
        for thread in threads:
            thread.start()
        _kill_now_and_then(server, talkers, kills, each * CLIENTS)
        for thread in threads:
            thread.join(PATIENCE_S)
        _count(talkers, counted)
    finally:
        server.kill()
    return counted


def _wording(n: int, m: int) -> str:
    return WORDINGS[m % len(WORDINGS)].format(n=20 + n + m)


def _kill_now_and_then(server: Server, talkers: list[Talker], kills: int, questions: int) -> None:
    """Kill and start again, each time some more were answered; half-open requests hang on every life."""
    for kill in range(1, kills + 1):
        hanging = [_half_open(server.port) for _ in range(HALF_OPEN)]
        until = time.monotonic() + PATIENCE_S
        while sum(len(each.heard) for each in talkers) < kill * questions // (kills + 1) and time.monotonic() < until:
            time.sleep(0.01)
        server.kill()
        for sock in hanging:
            sock.close()
        server.start()


def _half_open(port: int) -> socket.socket:
    """A client that never sends the end of its question."""
    sock = socket.create_connection(("127.0.0.1", port))
    sock.sendall(
        b'POST /v1/ask HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 99\r\n\r\n{"que'
    )
    return sock


def _count(talkers: Iterable[Talker], counted: Counted) -> None:
    for talker in talkers:
        written, heard = talker.written(), [given.json()["fingerprint"] for given in talker.heard]
        counted.acknowledged += len(heard)
        counted.lost += _missing(heard, written)
        counted.unheard += len(written) - len(heard)
        for given in talker.heard:
            again = talker.client.get(f"/v1/answers/{given.json()['fingerprint']}")
            counted.replayed += 1
            counted.replayed_otherwise += again.content != given.content


def _missing(heard: list[str], written: list[str]) -> int:
    """How many of what was heard were not written, in that order."""
    rest = iter(written)
    return sum(not any(each == one for one in rest) for each in heard)


if __name__ == "__main__":
    many = int(sys.argv[1]) if len(sys.argv) > 1 else 400
    with tempfile.TemporaryDirectory() as folder:
        found = soak(many, max(1, many // 50), Path(folder), sys.argv[2] if len(sys.argv) > 2 else "")
    sys.stdout.write(json.dumps(asdict(found)) + "\n")
    sys.exit(1 if found.lost or found.replayed_otherwise or found.acknowledged != found.asked else 0)
