"""Load from a second process on loopback: `python -m tests.bot.web.bench_web [--seconds 5] [--requests 0]`.

Beside our application a bare FastAPI app answers with a body of the same size, in the same run, in turns. Printed as
JSON: requests a second, 50th and 99th percentile, each as a share of the bare app's, and our memory along the way.
Each figure is told on standard error as soon as it is there.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

CONNECTIONS = 8
ROUNDS = 3
BARE = """
import os, sys
import uvicorn
from fastapi import FastAPI, Response

app = FastAPI()
BODY = b"x" * int(sys.argv[2])

@app.post("/v1/ask")
async def ask() -> Response:
    return Response(BODY, media_type="application/json")

uvicorn.run(app, port=int(sys.argv[1]), log_config=None, access_log=False)
"""
OURS = "import sys; sys.argv = ['guideline', 'serve', '--port', *sys.argv[1:]]; from bot.cli import main; main()"


@dataclass
class Load:
    """What one run came to."""

    took: float = 0.0
    processor: float = 0.0
    times: list[float] = field(default_factory=list)

    @property
    def a_second(self) -> float:
        return len(self.times) / self.took

    def percentile_ms(self, percent: int) -> float:
        return 1000 * statistics.quantiles(self.times, n=100)[percent - 1]


@contextmanager
def serving(code: str, port: int, *arguments: str, home: str) -> Iterator[subprocess.Popen[bytes]]:
    environment = {**os.environ, "GUIDELINE_HOME": home, "GUIDELINE_REQUESTS_PER_MINUTE": "0"}
    command = [sys.executable, "-c", code, str(port), *arguments]
    process = subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    try:
        await_port(port, process)
        yield process
    finally:
        process.terminate()
        process.wait(30)


def await_port(port: int, process: subprocess.Popen[bytes]) -> None:
    for _ in range(600):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/openapi.json", timeout=20):
                return
        except OSError:
            if process.poll() is not None:
                raise SystemExit("the server did not start") from None
            time.sleep(0.1)


def request(body: bytes) -> bytes:
    return (
        b"POST /v1/ask HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: %d\r\n\r\n%b"
        % (
            len(body),
            body,
        )
    )


async def one(port: int, bodies: Callable[[], bytes], stop: Callable[[int], bool], load: Load) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    while not stop(len(load.times)):
        began = time.perf_counter()
        writer.write(request(bodies()))
        head = await reader.readuntil(b"\r\n\r\n")
        length = re.search(rb"content-length: (\d+)", head)
        assert head.startswith(b"HTTP/1.1 200"), head[:200]
        assert length, head
        await reader.readexactly(int(length[1]))
        load.times.append(time.perf_counter() - began)
    writer.close()


async def drive(port: int, bodies: Callable[[], bytes], seconds: float, requests: int = 0) -> Load:
    """Ask as fast as answers come, for some seconds or until so many requests."""
    load, began = Load(), time.perf_counter()

    def stop(done: int) -> bool:
        return done >= requests if requests else time.perf_counter() - began > seconds

    await asyncio.gather(*(one(port, bodies, stop, load) for _ in range(CONNECTIONS)))
    load.took = time.perf_counter() - began
    return load


def processes_of(server: subprocess.Popen[bytes]) -> list[int]:
    """A server and its workers."""
    tasks = Path(f"/proc/{server.pid}/task").iterdir()
    return [server.pid, *(int(child) for task in tasks for child in (task / "children").read_text().split())]


def memory_mb(server: subprocess.Popen[bytes]) -> float:
    status = "".join(Path(f"/proc/{pid}/status").read_text() for pid in processes_of(server))
    return sum(map(int, re.findall(r"VmRSS:\s+(\d+)", status))) / 1024


def processor_s(server: subprocess.Popen[bytes]) -> float:
    """The processor time it has taken so far: the same on a machine that does other things besides."""
    times = (Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split() for pid in processes_of(server))
    return sum(int(each[11]) + int(each[12]) for each in times) / os.sysconf("SC_CLK_TCK")


def starters() -> list[str]:
    from bot.wiring import build

    return [question for topic in build().topics.values() for question in topic.starters]


def distinct(questions: list[str]) -> Callable[[], bytes]:
    """Questions that differ in words and in a fact: none can be answered from memory."""
    numbers = count()

    def body() -> bytes:
        n = next(numbers)
        words = f"{questions[n % len(questions)]} Case {n}."
        return json.dumps({"question": words, "facts": {"age": 18 + (n % 70_000) / 1000}}).encode()

    return body


def processor_ms(loads: list[Load]) -> float:
    """The processor time of one request."""
    return 1000 * sum(load.processor for load in loads) / sum(len(load.times) for load in loads)


def progress(words: str) -> None:
    """Told as it goes: a run that is cut off still shows something."""
    sys.stderr.write(f"{words}\n")
    sys.stderr.flush()


def median(loads: list[Load]) -> dict[str, float]:
    middle = sorted(loads, key=lambda load: load.a_second)[len(loads) // 2]
    return {
        "requests_a_second": round(middle.a_second, 1),
        "p50_ms": round(middle.percentile_ms(50), 2),
        "p99_ms": round(middle.percentile_ms(99), 2),
        "processor_ms": round(processor_ms(loads), 3),
    }


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=float, default=5)
    parser.add_argument("--requests", type=int, default=0, help="then so many more that differ, for memory")
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--port", type=int, default=8790)
    chosen = parser.parse_args()
    questions = starters()
    repeated = json.dumps({"question": questions[0]}).encode()
    several = ("--workers", str(chosen.workers))
    with tempfile.TemporaryDirectory() as home, serving(OURS, chosen.port, *several, home=home) as ours:
        size = len(asyncio.run(drive_once(chosen.port, repeated)))
        with serving(BARE, chosen.port + 1, str(size), home=home) as bare:
            found = compared(chosen, (ours, bare), questions, repeated) | {"body_bytes": size}
            sys.stdout.write(json.dumps(found, indent=1) + "\n")


async def drive_once(port: int, body: bytes) -> bytes:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(request(body))
    head = await reader.readuntil(b"\r\n\r\n")
    length = re.search(rb"content-length: (\d+)", head)
    assert length
    answer = await reader.readexactly(int(length[1]))
    writer.close()
    return answer


def compared(
    chosen: argparse.Namespace,
    servers: tuple[subprocess.Popen[bytes], subprocess.Popen[bytes]],
    questions: list[str],
    repeated: bytes,
) -> dict[str, object]:
    kinds = {
        "bare": (chosen.port + 1, lambda: repeated),
        "repeated": (chosen.port, lambda: repeated),
        "distinct": (chosen.port, distinct(questions)),
        "distinct_of_the_first_starter": (chosen.port, distinct(questions[:1])),
    }
    loads: dict[str, list[Load]] = {name: [] for name in kinds}
    for _ in range(ROUNDS):
        for name, (port, bodies) in kinds.items():
            server = servers[port - chosen.port]
            before = processor_s(server)
            loads[name].append(asyncio.run(drive(port, bodies, chosen.seconds)))
            loads[name][-1].processor = processor_s(server) - before
            progress(
                f"{name}: {loads[name][-1].a_second:.0f} a second, {processor_ms(loads[name]):.3f} ms of processor"
            )
    found: dict[str, object] = {name: median(each) for name, each in loads.items()}
    bare = statistics.median(load.a_second for load in loads["bare"])
    for name in list(kinds)[1:]:
        found[f"{name}_share_of_bare"] = round(statistics.median(load.a_second for load in loads[name]) / bare, 3)
        found[f"{name}_share_by_processor"] = round(processor_ms(loads["bare"]) / processor_ms(loads[name]), 3)
    if chosen.requests:
        found["memory_mb"] = list(memory(chosen, servers[0], kinds["distinct"][1]))
    return found


def memory(chosen: argparse.Namespace, ours: subprocess.Popen[bytes], bodies: Callable[[], bytes]) -> Iterator[float]:
    """The memory before, and after each tenth of the requests."""
    for tenth in range(11):
        if tenth:
            asyncio.run(drive(chosen.port, bodies, 0, chosen.requests // 10))
        yield round(memory_mb(ours), 1)
        progress(f"{tenth * (chosen.requests // 10)} more requests: {memory_mb(ours):.1f} MB")


if __name__ == "__main__":
    main()
