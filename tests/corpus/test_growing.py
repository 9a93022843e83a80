"""Growing: a Chroma server, worker processes, and runs killed at any moment."""

from __future__ import annotations

import gc
import json
import os
import random
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from fakes import fake_entries, fake_setup

from corpus.index import Index, build
from corpus.index.editions import index_folder
from corpus.workers import spread

ROOT = Path(__file__).parents[2]
KILLS = int(os.environ.get("KILLS", "4"))  # `make soak` asks for 20
REBUILDS = KILLS  # while two others read
QUERIES = ["fever above 3 days", "statement 7", "treatment", "nothing of the kind"]
RUN = """
import sys
from datetime import date
from pathlib import Path
from fakes import fake_setup
from corpus.documents.ingest import ingest, save
from corpus.index import build
setup = fake_setup(Path(sys.argv[1]))
report = ingest(setup.home, [Path(sys.argv[2])], date(2026, 1, 15), 2, lambda done, total: None)
save(setup.home, report.catalogue)
build(setup, report.catalogue.entries(setup.home))
"""


def run(home: Path, documents: Path) -> subprocess.Popen[bytes]:
    paths = {"PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'tests'}", "SLOW_EMBEDDINGS": "0.02"}
    return subprocess.Popen([sys.executable, "-c", RUN, str(home), str(documents)], env={**os.environ, **paths})


def found(home: Path) -> list[list[tuple[str, float]]]:
    index = Index.open(fake_setup(home))
    return [[(hit.passage, hit.score) for hit in index.search(query)] for query in QUERIES]


@pytest.mark.slow
def test_a_run_killed_at_any_moment_leaves_the_index_readable_and_the_next_equals_a_clean_build(tmp_path: Path) -> None:
    documents = tmp_path / "in"
    documents.mkdir()
    for n in range(40):
        lines = [f"Statement {n}.{m} says that fever above {m} days needs treatment." for m in range(10)]
        (documents / f"d{n}.txt").write_text("\n\n".join(lines), "utf-8")
    start = time.monotonic()
    run(tmp_path / "clean", documents).wait()
    took = time.monotonic() - start
    moments = random.Random(8)

    for _ in range(KILLS):
        process = run(tmp_path / "home", documents)
        time.sleep(moments.uniform(0.1, took))
        process.send_signal(signal.SIGKILL)
        process.wait()
        if (index_folder(tmp_path / "home") / "CURRENT").exists():
            found(tmp_path / "home")
    assert run(tmp_path / "home", documents).wait() == 0

    assert found(tmp_path / "home") == found(tmp_path / "clean")


def test_workers_do_every_task_once_and_one_that_ends_costs_one_failure(tmp_path: Path) -> None:
    (tmp_path / "odd_worker.py").write_text(
        "import os\nfrom corpus.workers import serve\nserve(lambda n: os._exit(1) if n == 3 else n * n)\n", "utf-8"
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", f"{ROOT}{os.pathsep}{tmp_path}")
        replies = list(spread("odd_worker", [], range(20), 2))

    assert sorted(reply.answer for reply in replies if reply.failure is None) == [n * n for n in range(20) if n != 3]
    assert [reply.task for reply in replies if reply.failure] == [3]


def test_a_worker_that_takes_too_long_is_stopped(tmp_path: Path) -> None:
    (tmp_path / "slow_worker.py").write_text(
        "import time\nfrom corpus.workers import serve\nserve(lambda n: time.sleep(60 if n == 1 else 0))\n", "utf-8"
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", f"{ROOT}{os.pathsep}{tmp_path}")
        replies = list(spread("slow_worker", [], range(4), 2, patience_s=3))

    assert [(reply.task, reply.failure) for reply in replies if reply.failure] == [(1, "it takes longer than 3 s")]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [str(Path(sys.executable).parent / "chroma"), "run", "--path", str(tmp_path_factory.mktemp("chroma"))]
    log = (tmp_path_factory.mktemp("log") / "log").open("wb")
    process = subprocess.Popen([*command, "--port", str(port)], stdout=log, stderr=log)
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(300):
            with suppress(URLError, OSError), urlopen(f"{address}/api/v2/heartbeat", timeout=1):
                break
            time.sleep(0.1)
        yield address
    finally:
        process.terminate()
        process.wait()
        log.close()


@pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning")  # chromadb's
def test_a_server_gives_the_same_as_the_embedded_store_and_old_editions_are_swept(
    server: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import chromadb

    monkeypatch.setattr("corpus.index.search.EXACT_UP_TO", 10)
    monkeypatch.setattr("corpus.index.search.SIGNS_UP_TO", 10)
    monkeypatch.setattr("corpus.index.search.COMPARED", 30)
    monkeypatch.setattr("corpus.index.search.CANDIDATES", 20)
    embedded = fake_setup(tmp_path / "embedded")
    served = replace(fake_setup(tmp_path / "served"), vector_store=server)
    build(embedded, fake_entries())
    for count in (10, 20, 30, 40):
        build(served, fake_entries(count))

    results = [[[hit.passage for hit in Index.open(s).search(q)] for q in QUERIES] for s in (embedded, served)]

    assert results[0] == results[1]
    client = chromadb.HttpClient(host="127.0.0.1", port=int(server.rsplit(":", 1)[1]))
    assert len(client.list_collections()) == 2
    del client
    gc.collect()  # chromadb leaves sockets open, which would be said in some later test


READ = """
import json, sys, time
from pathlib import Path
from fakes import fake_setup
from corpus.index import Index
home, until = Path(sys.argv[1]), Path(sys.argv[2])
seen = set()
while not (seen and until.exists()):
    index, first = Index.open(fake_setup(home)), not seen
    seen.add(json.dumps([[hit.passage, hit.score] for query in sys.argv[3:] for hit in index.search(query)]))
    if first:
        print("reading", flush=True)
print(json.dumps(sorted(seen)))
"""


def test_two_workers_that_read_while_it_is_rebuilt_see_whole_editions_only(tmp_path: Path) -> None:
    sizes = (20, 40)
    whole = set()
    for count in sizes:
        build(fake_setup(tmp_path / str(count)), fake_entries(count))
        whole.add(json.dumps([list(hit) for hits in found(tmp_path / str(count)) for hit in hits]))
    setup, until = fake_setup(tmp_path / "home"), tmp_path / "until"
    build(setup, fake_entries(sizes[0]))
    paths = {"PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'tests'}"}
    command = [sys.executable, "-c", READ, str(setup.home), str(until), *QUERIES]
    readers = [
        subprocess.Popen(command, env={**os.environ, **paths}, stdout=subprocess.PIPE, text=True) for _ in range(2)
    ]

    began = [reader.stdout.readline() if reader.stdout else "" for reader in readers]  # however slowly they start
    for count in sizes * REBUILDS:
        build(setup, fake_entries(count))
    until.touch()
    outputs = [set(json.loads(reader.communicate()[0].splitlines()[-1])) for reader in readers]

    assert began == ["reading\n"] * 2
    assert [reader.returncode for reader in readers] == [0, 0]
    assert set().union(*outputs) <= whole
    assert all(outputs)


FIND = """
import json, sys
from dataclasses import replace
from pathlib import Path
from fakes import fake_setup
import corpus.index.search as search
home, store, *queries = Path(sys.argv[1]), sys.argv[2], *sys.argv[4:]
search.EXACT_UP_TO, search.SIGNS_UP_TO = map(int, sys.argv[3].split())
search.COMPARED, search.CANDIDATES = 30, 20
index = search.Index.open(replace(fake_setup(home), vector_store=store))
print(json.dumps([[hit.passage, hit.score] for query in queries for hit in index.search(query)]))
"""


@pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning")  # chromadb's
def test_every_process_finds_the_same_after_every_rebuild_compared_one_by_one_by_signs_or_named_by_either_store(
    server: str, tmp_path: Path
) -> None:
    for workers, name in enumerate(("one", "two", "three"), 1):
        build(replace(fake_setup(tmp_path / name), workers=workers), random.Random(workers).sample(fake_entries(), 40))
    build(replace(fake_setup(tmp_path / "served"), vector_store=server), fake_entries())
    gc.collect()  # chromadb's sockets
    sizes = ("100 100", "10 100", "10 10")  # compared one by one, by signs, named by Chroma
    ways = [(name, "embedded", size) for name in ("one", "two", "three") for size in sizes]
    ways += [("served", server, "10 10")]
    paths = {"PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'tests'}"}

    outputs: dict[str, set[bytes]] = {size: set() for size in sizes}
    for n, (name, store, size) in enumerate((ways * KILLS)[: max(KILLS, len(ways))]):
        outputs[size].add(
            subprocess.check_output(
                [sys.executable, "-c", FIND, str(tmp_path / name), store, size, *QUERIES],
                env={**os.environ, **paths, "PYTHONHASHSEED": str(n)},
            )
        )

    assert [len(found) for found in outputs.values()] == [1, 1, 1]
    assert outputs["100 100"] == outputs["10 10"]  # signs of 16 dimensions may miss what is hardly alike
