"""Many events, a third of them again, two workers in processes of their own, one killed half-way and started again.

    python tests/bot/slack/soak.py [EVENTS [DATABASE]]

`soak` returns what was counted; the suite runs it in short form. What it must show: each question answered exactly once.
"""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

from slack_stand_in import BOT, SECRET, TEAM, TOKEN, StandIn, as_json, kind_of, signed

HERE = Path(__file__).parent
ROOT = HERE.parents[2]
QUESTIONS = (
    "exampline for an adult on day 4 of Marlowe fever?",
    "exampline? 40 years old, fever for 9 days",
    "exampline?",
)
CHANNELS = ("C1", "C2", "D1", "D2")
ALREADY_SENT = 0.3
LEASE_S = 3.0
PATIENCE_S = 300.0
CENTILES = (50, 90, 99, 99.9, 100)


@dataclass
class Counted:
    """What came of it."""

    events: int
    deliveries: int
    answered_once: int
    unanswered: int
    answered_more_than_once: int
    refused_by_the_stand_in: int
    killed: int
    seconds: float
    acknowledged_s: dict[float, float]
    acknowledged_late: int
    faults: list[str] = field(default_factory=list)


@dataclass
class Process:
    """One worker: the web application under uvicorn."""

    port: int
    running: subprocess.Popen[bytes]

    @classmethod
    def start(cls, home: Path, slack: StandIn, database: str = "", port: int = 0) -> Process:
        port = port or free_port()
        environment = {
            **os.environ, "GUIDELINE_HOME": str(home), "SLACK_BOT_TOKEN": TOKEN, "SLACK_SIGNING_SECRET": SECRET,
            "GUIDELINE_SLACK_API": slack.api, "GUIDELINE_DATABASE": database, "PYTHONPATH": f"{ROOT}:{HERE}", "SOAK_PORT": str(port), "SOAK_LEASE": str(LEASE_S),
        }  # fmt: skip
        process = cls(port, subprocess.Popen([sys.executable, __file__, "--worker"], env=environment, cwd=ROOT))
        process.wait()
        return process

    def wait(self) -> None:
        until = time.monotonic() + 90
        while time.monotonic() < until and self.running.poll() is None:
            if self.post(b"{}", {}) == 401:  # it listens, and refuses what is not signed
                return
            time.sleep(0.1)
        raise RuntimeError("a worker did not start")

    def post(self, body: bytes, headers: dict[str, str]) -> int:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            connection.request("POST", "/slack/events", body, {"content-type": "application/json", **headers})
            return connection.getresponse().status
        except OSError:
            return 0
        finally:
            connection.close()

    def kill(self) -> None:
        self.running.send_signal(signal.SIGKILL)
        self.running.wait()


def free_port() -> int:
    import socket

    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@dataclass
class Soak:
    """One run."""

    slack: StandIn
    workers: list[Process]
    home: Path
    database: str = ""
    random: random.Random = field(default_factory=lambda: random.Random(7))
    late: list[float] = field(default_factory=list)

    def deliver(self, event: dict[str, Any]) -> None:
        """As Slack does: to either worker, and again until it is acknowledged."""
        for attempt in range(20):
            outer = {
                "type": "event_callback", "team_id": TEAM, "event_id": f"Ev{event['ts']}", "event": event, "n": attempt,
                "authorizations": [{"team_id": TEAM, "user_id": BOT, "is_bot": True}], "once": self.random.random(),
            }  # fmt: skip
            body, _ = as_json(outer)
            began = time.perf_counter()
            status = self.random.choice(self.workers).post(body, signed(body))
            if status == 200:
                self.late.append(time.perf_counter() - began)
                return
            time.sleep(0.2)

    def events(self, count: int) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
        """The events, and the deliveries of them: some twice, some as a mention too, out of order."""
        made = []
        for n in range(count):
            channel = CHANNELS[n % len(CHANNELS)]
            text = f"<@{BOT}> {QUESTIONS[n % len(QUESTIONS)]}"
            event = {"type": "message", "channel": channel, "user": f"U{n % 9}", "text": text, "ts": self.slack.ts()}
            made.append({**event, "channel_type": kind_of(channel)})
        again = [
            {**each, "type": self.random.choice(["message", "app_mention"])}
            for each in self.random.sample(made, int(count * ALREADY_SENT))
        ]
        deliveries = [*made, *again]
        for n in range(0, len(deliveries) - 20, 20):
            part = deliveries[n : n + 20]
            self.random.shuffle(part)
            deliveries[n : n + 20] = part
        return made, deliveries

    def answers(self) -> Counter[str]:
        """How often each question was answered."""
        posted = [each for channel in CHANNELS for each in self.slack.posted(channel)]
        return Counter(each["metadata"]["event_payload"]["question"] for each in posted if "metadata" in each)

    def all_answered(self, events: int) -> Counter[str]:
        """The answers once all are there, and whatever would be answered again has been."""
        until = time.monotonic() + PATIENCE_S
        while len(self.answers()) < events and time.monotonic() < until:
            time.sleep(0.2)
        time.sleep(2 * LEASE_S)
        return self.answers()


@contextmanager
def two_workers(database: str = "") -> Iterator[Soak]:
    """Two worker processes on one database (SQLite unless a PostgreSQL is given), and the stand-in that they call."""
    with tempfile.TemporaryDirectory() as folder:
        slack, home = StandIn().start(), Path(folder)
        run = Soak(slack, [Process.start(home, slack, database) for _ in range(2)], home, database)
        try:
            yield run
        finally:
            for worker in run.workers:
                worker.kill()
            slack.stop()


def soak(events: int = 1000, senders: int = 4, database: str = "") -> Counted:
    """Run it; what was counted."""
    with two_workers(database) as run:
        return _run(run, events, senders)


def _run(run: Soak, events: int, senders: int) -> Counted:
    began = time.monotonic()
    made, deliveries = run.events(events)
    half = len(deliveries) // 2
    with ThreadPoolExecutor(senders) as pool:
        list(pool.map(run.deliver, deliveries[:half]))
        later = [pool.submit(run.deliver, each) for each in deliveries[half:]]
        victim = run.workers[0]
        victim.kill()  # with deliveries taken up, and some posted and not yet noted
        run.workers[0] = Process.start(run.home, run.slack, run.database, victim.port)
        for each in later:
            each.result()
    found = run.all_answered(events)
    wanted = [each["ts"] for each in made]
    return Counted(
        events=events, deliveries=len(deliveries), killed=1, seconds=round(time.monotonic() - began, 1),
        answered_once=sum(found[ts] == 1 for ts in wanted), unanswered=sum(found[ts] == 0 for ts in wanted),
        answered_more_than_once=sum(found[ts] > 1 for ts in wanted), refused_by_the_stand_in=len(run.slack.wrong),
        acknowledged_s={each: centile(run.late, each) for each in CENTILES},
        acknowledged_late=sum(each > 1 for each in run.late),
        faults=run.slack.wrong[:5],
    )  # fmt: skip


def centile(seconds: list[float], share: float) -> float:
    """How long the quickest *share* per cent took at most."""
    return round(sorted(seconds)[min(len(seconds) - 1, int(share / 100 * len(seconds)))], 3)


def work() -> None:
    """One worker process: the toy topic, a short lease."""
    import uvicorn

    from bot.settings import read_settings
    from bot.slack import deliveries
    from bot.web.app import create_app
    from bot.wiring import build

    toy = ROOT / "tests" / "toy"
    app = create_app(build(toy / "topics", toy / "rules"), read_settings(os.environ))
    object.__setattr__(app.state.slack.office, "lease_s", float(os.environ["SOAK_LEASE"]))
    assert deliveries.LEASE_S > LEASE_S
    uvicorn.run(app, port=int(os.environ["SOAK_PORT"]), log_level="error", access_log=False)


if __name__ == "__main__":
    if "--worker" in sys.argv:
        work()
    else:
        counted = soak(int(sys.argv[1]) if len(sys.argv) > 1 else 1000, database="".join(sys.argv[2:3]))
        sys.stdout.write(json.dumps(asdict(counted), indent=2) + "\n")
        sys.exit(counted.answered_once != counted.events or counted.refused_by_the_stand_in > 0)
