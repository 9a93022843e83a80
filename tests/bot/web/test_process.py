"""The server as a process: slow and half-open clients, a kill, a stop. What was acknowledged is not lost."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
from web_soak import soak

CODE = "from bot.cli import main; main()"

Start = Callable[..., tuple[subprocess.Popen[bytes], str]]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Start `guideline serve` in a home of its own; started again, it finds the same home."""
    running: list[subprocess.Popen[bytes]] = []

    def run(*options: str) -> tuple[subprocess.Popen[bytes], str]:
        environment = {**os.environ, "GUIDELINE_HOME": str(tmp_path), "GUIDELINE_REQUESTS_PER_MINUTE": "0"}
        port = free_port()
        command = [sys.executable, "-c", CODE, "serve", "--port", str(port), *options]
        with (tmp_path / "log").open("ab") as log:
            process = subprocess.Popen(command, env=environment, stderr=log)
        running.append(process)
        address = f"http://127.0.0.1:{port}"
        until = time.monotonic() + 60
        while time.monotonic() < until:
            try:
                httpx.get(f"{address}/healthz", timeout=2)
            except httpx.TransportError:
                time.sleep(0.05)
            else:
                return process, address
        pytest.fail((tmp_path / "log").read_text())

    yield run
    for process in running:
        process.kill()
        process.wait()


def free_port() -> int:
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return int(sock.getsockname()[1])


@pytest.mark.slow
def test_a_killed_server_loses_nothing_that_was_acknowledged(start: Start, first: str) -> None:
    process, address = start()
    with httpx.Client(base_url=address, timeout=60) as client:
        talk = client.post("/v1/conversations", json={"title": "mine"}).json()["id"]
        said = [
            client.post("/v1/ask", json={"question": f"{first} {n}", "conversation": talk}).json() for n in range(5)
        ]
        process.send_signal(signal.SIGKILL)
        process.wait()
        _, again = start()
        client.base_url = httpx.URL(again)
        turns = client.get(f"/v1/conversations/{talk}").json()["turns"]

        assert [turn["fingerprint"] for turn in turns] == [each["fingerprint"] for each in said]
        for each in said:
            assert client.get(f"/v1/answers/{each['fingerprint']}").json() == each


@pytest.mark.slow
def test_a_worker_that_is_killed_is_replaced_and_nothing_that_was_acknowledged_is_lost(
    start: Start, first: str
) -> None:
    process, address = start("--workers", "2")
    with httpx.Client(base_url=address, timeout=60) as client:
        said = [client.post("/v1/ask", json={"question": f"{first} {n}"}) for n in range(6)]
    workers = workers_of(process)

    os.kill(workers[0], signal.SIGKILL)

    until = time.monotonic() + 60
    while workers_of(process) == workers or len(workers_of(process)) < len(workers):
        assert time.monotonic() < until
        time.sleep(0.1)
    for each in said:
        assert httpx.get(f"{address}/v1/answers/{each.json()['fingerprint']}", timeout=60).content == each.content
    process.send_signal(signal.SIGTERM)
    assert process.wait(60) in (0, -signal.SIGTERM)


@pytest.mark.slow
def test_workers_stop_and_free_their_address_when_the_process_that_minds_them_is_killed(start: Start) -> None:
    process, address = start("--workers", "2")
    assert len(workers_of(process)) == 2

    process.send_signal(signal.SIGKILL)

    until = time.monotonic() + 60
    while answers(address):
        assert time.monotonic() < until
        time.sleep(0.1)


def answers(address: str) -> bool:
    try:
        return httpx.get(f"{address}/healthz", timeout=20).is_success
    except httpx.TransportError:
        return False


def workers_of(process: subprocess.Popen[bytes]) -> list[int]:
    """The processes that answer, of a server that has several."""
    return [
        int(child)
        for task in Path(f"/proc/{process.pid}/task").iterdir()
        for child in (task / "children").read_text().split()
        if b"spawn_main" in Path(f"/proc/{child}/cmdline").read_bytes()
    ]


@pytest.mark.slow
def test_conversations_go_on_over_two_kills_and_lose_no_turn_that_was_acknowledged(tmp_path: Path) -> None:
    counted = soak(24, 2, tmp_path)

    assert (counted.acknowledged, counted.lost, counted.replayed_otherwise) == (24, 0, 0)
    assert counted.replayed == 24


@pytest.mark.slow
def test_slow_and_half_open_clients_hold_nobody_up_and_a_stop_finishes_what_was_begun(
    start: Start, first: str, tmp_path: Path
) -> None:
    process, address = start()
    port = int(address.rpartition(":")[2])
    body = json.dumps({"question": first}).encode()
    head = b"POST /v1/ask%b HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: %d\r\n\r\n"
    slow = [socket.create_connection(("127.0.0.1", port)) for _ in range(20)]
    for each in slow:
        each.sendall(head % (b"", len(body)) + body[:5])  # the rest never comes
    gone = socket.create_connection(("127.0.0.1", port))
    gone.sendall(head % (b"/stream", len(body)) + body)
    gone.close()  # half-way through a stream

    began = time.monotonic()
    answered = httpx.post(f"{address}/v1/ask", json={"question": first}, timeout=60)
    took = time.monotonic() - began
    for each in slow:
        each.close()
    process.send_signal(signal.SIGTERM)

    assert answered.status_code == 200
    assert took < 10
    assert process.wait(30) in (0, -signal.SIGTERM)
    assert "Traceback" not in (tmp_path / "log").read_text()
    assert first not in (tmp_path / "log").read_text()


@pytest.mark.slow
def test_replay_on_the_command_line_prints_the_bytes_of_the_api(start: Start, first: str, tmp_path: Path) -> None:
    _, address = start()
    given = httpx.post(f"{address}/v1/ask", json={"question": first}, timeout=60)
    fingerprint = given.json()["fingerprint"]
    environment = {**os.environ, "GUIDELINE_HOME": str(tmp_path)}

    def replayed(id_: str) -> subprocess.CompletedProcess[bytes]:
        return subprocess.run(
            [sys.executable, "-c", CODE, "replay", id_], env=environment, capture_output=True, check=False
        )

    assert replayed(fingerprint[7:23]).stdout == given.content
    unknown = replayed("0123456789")
    assert unknown.returncode == 1
    assert unknown.stderr.startswith(b"No answer with the fingerprint 0123456789")
    assert replayed("0").returncode == 2
