"""The real model: slow to load, so everything about it is asked here."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.settings import Settings
from corpus.index import Entry, Index, IndexProblem, Setup, build, entries_of, keyword_search
from corpus.index.embedded import Journal, vectors_of
from corpus.index.embedding import check_weights, exported, load, model_folder
from corpus.library import Library

pytestmark = pytest.mark.model
ROOT = Path(__file__).parents[2]
DEFAULT = Settings()
QUERIES = ["augmentation for M/S?", "who should be tested", "60 mg/kg weekly", "vaccination", "FEV1<80%"]
SEARCH = """
import json, socket, sys
def refuse(*_): raise ConnectionRefusedError("offline")
socket.socket.connect = socket.socket.connect_ex = socket.create_connection = socket.getaddrinfo = refuse
from pathlib import Path
from typing import Any
from bot.settings import Settings
from corpus.index import Entry, Index, Setup
default = Settings()
index = Index.open(Setup(Path(sys.argv[1]), default.model, default.model_sha256))
print(json.dumps([[[hit.passage, hit.score] for hit in index.search(query)] for query in sys.argv[2:]]))
"""


def some(library: Library) -> list[Entry]:
    return entries_of(library)[::8]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory, library: Library, with_model: Callable[[Path], Path]) -> Setup:
    setup = Setup(with_model(tmp_path_factory.mktemp("home")), DEFAULT.model, DEFAULT.model_sha256)
    build(setup, some(library))
    return setup


def test_other_weights_are_refused() -> None:
    with pytest.raises(IndexProblem, match=r"have SHA-256 .*, not 0000"):
        check_weights(model_folder(DEFAULT.model), "0" * 64)


def test_a_model_that_is_not_there_is_one_sentence() -> None:
    with pytest.raises(IndexProblem, match=r"No embedding model in nowhere .*: correct the setting model"):
        check_weights(model_folder("nowhere"), DEFAULT.model_sha256)


@pytest.fixture(scope="module")
def embeddings(built: Setup) -> Any:
    return built.embeddings()


def test_threads_change_how_fast_a_vector_comes_and_none_of_its_bytes(built: Setup) -> None:
    one, two = (load(built.model_folder, threads) for threads in (1, 2))

    for text in [*QUERIES, "A longer text. " * 60]:
        assert one.vector(text).tobytes() == two.vector(text).tobytes()


def test_worker_processes_give_the_same_bytes_as_one(built: Setup, tmp_path: Path) -> None:
    texts = {sha256(text.encode()).hexdigest(): text for text in (f"Statement {n} on fever" for n in range(220))}

    one, two = (
        vectors_of(replace(built, workers=count), texts, Journal(tmp_path / str(count)), lambda _done: None)
        for count in (1, 2)
    )

    assert {name: vector.tobytes() for name, vector in one.items()} == {n: v.tobytes() for n, v in two.items()}
    assert Journal(tmp_path / "2").known.keys() == texts.keys()


def test_a_torn_journal_keeps_what_is_whole(built: Setup, tmp_path: Path) -> None:
    texts = {sha256(text.encode()).hexdigest(): text for text in ("one", "two")}
    vectors_of(built, texts, Journal(tmp_path / "journal"), lambda _done: None)
    whole = (tmp_path / "journal").read_bytes()
    (tmp_path / "journal").write_bytes(whole[:-5])

    assert len(Journal(tmp_path / "journal").known) == 1


def test_a_damaged_export_is_made_again(built: Setup, tmp_path: Path) -> None:
    folder = shutil.copytree(built.model_folder, tmp_path / "model")
    (folder / "model.onnx").write_bytes(b"broken")

    again = load(exported(DEFAULT.model, DEFAULT.model_sha256, folder))

    assert again.embed_query("fever") == built.embeddings().embed_query("fever")


def test_of_a_long_message_the_beginning_and_the_end_are_read(embeddings: Any) -> None:
    begins, ends = "my father has had a fever and a rash " * 20, "how much should he be given" * 20

    long = embeddings.embed_query(f"{begins} {'nothing at all ' * 100} {ends}")

    assert long == embeddings.embed_query(f"{begins} {'and now ' * 200} {ends}")
    assert long != embeddings.embed_query(begins)
    assert long != embeddings.embed_query(ends)


def test_a_message_that_fits_is_read_whole_and_of_a_longer_one_only_what_tells(embeddings: Any) -> None:
    fits, told = "my father has a fever and i would like to know what it is, thank you", "father fever know " * 12

    assert embeddings.embed_query(fits) == embeddings.embed_query(f" {fits}  ") == embeddings.vector(fits).tolist()
    assert embeddings.embed_query(f"Hello, {told} and thank you") == embeddings.embed_query(told)


def test_eight_bits_change_a_vector_little(built: Setup, library: Library, tmp_path: Path) -> None:
    shutil.copytree(built.model_folder, tmp_path / "whole")
    described = json.loads((tmp_path / "whole" / "exported.json").read_text())
    (tmp_path / "whole" / "exported.json").write_text(json.dumps({**described, "runs": "model.onnx"}))
    whole, eight = load(tmp_path / "whole"), load(built.model_folder)

    alike = [
        float(whole.vector(text) @ eight.vector(text)) for text in [each.searchable for each in some(library)[:20]]
    ]

    assert described["runs"] == "model-8.onnx"
    assert 0.98 < min(alike) <= max(alike) < 0.9999  # the last: they are two


@settings(max_examples=10, deadline=None)
@given(company=st.lists(st.text(st.characters(codec="utf-8"), max_size=80), max_size=10))
def test_a_text_has_the_same_vector_alone_and_in_any_company(embeddings: Any, company: list[str]) -> None:
    text = "Offer 60 mg/kg every week to adults"

    vectors = embeddings.embed_documents([*company, text, *reversed(company), text])

    assert vectors[-1] == vectors[len(company)] == embeddings.embed_query(text)


def test_the_same_is_found_offline_in_every_process_and_after_a_rebuild(
    built: Setup, library: Library, with_model: Callable[[Path], Path], tmp_path: Path
) -> None:
    again = Setup(with_model(tmp_path / "again"), DEFAULT.model, DEFAULT.model_sha256)
    build(again, some(library)[::2])
    build(again, reversed(some(library)))

    outputs = {
        subprocess.check_output(
            [sys.executable, "-c", SEARCH, str(home), *QUERIES],
            env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONHASHSEED": seed},
            cwd=tmp_path,
            text=True,
        )
        for home, seed in ((built.home, "0"), (built.home, "1"), (again.home, "2"))
    }

    [output] = outputs
    index = Index.open(built)
    assert json.loads(output) == [[[hit.passage, hit.score] for hit in index.search(query)] for query in QUERIES]


def test_every_hit_is_a_passage_and_says_why(built: Setup, library: Library) -> None:
    hits = Index.open(built).search("60 mg/kg weekly")

    assert all(hit.passage in library.passages for hit in hits)
    assert all(set(hit.matched) & {"60 mg/kg", "60", "mg/kg", "weekly"} for hit in hits if hit.keyword)


def test_a_code_is_found_as_it_is_written(library: Library) -> None:
    for query in ("M/S", "Pi*MS", "PiMS", "MS"):
        best = library.passages[keyword_search(library, query)[0].passage]

        assert "MS" in best.text or "M/S" in best.text


def test_keyword_search_needs_neither_torch_nor_chromadb_nor_langchain() -> None:
    script = (
        "import sys; from corpus.library import load_library; from corpus.index import keyword_search; "
        "assert keyword_search(load_library(), 'dose'); "
        "print([name for name in ('torch', 'chromadb', 'langchain_core') if name in sys.modules])"
    )

    assert subprocess.check_output([sys.executable, "-c", script], cwd=ROOT, text=True).strip() == "[]"


def test_searching_the_whole_library_by_keyword_takes_no_time_worth_noticing(library: Library) -> None:
    keyword_search(library, "dose")
    start = time.process_time()

    for query in QUERIES * 20:
        keyword_search(library, query)

    assert time.process_time() - start < 10  # generous: this finds a forgotten rebuild, not a slow day
