from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from fakes import HashEmbeddings, fake_entries, fake_setup
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.index import Entry, Index, IndexProblem, Only, Setup, Step, build, search, vectors
from corpus.index.editions import damage, index_folder
from corpus.index.rows import read_rows, write_rows
from corpus.index.search import COSINE, HEADING, KEYWORDS, TOLD

ROOT = Path(__file__).parents[2]
QUERIES = ["fever above 3 days", "statement 7", "treatment", "nothing of the kind", "Statement about fever"]
SCRIPT = """
import json, signal, sys
from pathlib import Path
from fakes import HashEmbeddings, fake_entries, fake_setup
from corpus.index import Index, IndexProblem, build
signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell that starts the tests aside lets it be ignored
job, home, *rest = sys.argv[1:]
setup = fake_setup(Path(home))
try:
    if job == "build":
        print(json.dumps(build(setup, fake_entries(int(rest[0])), lambda step: print(step.doing, flush=True)).embedded))
    else:
        print(json.dumps([[hit.passage, hit.score] for query in rest for hit in Index.open(setup).search(query)]))
except IndexProblem as problem:
    sys.exit(f"PROBLEM {problem}")
"""


def run(*arguments: str, **environment: str) -> subprocess.Popen[str]:
    paths = {"PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'tests'}"}
    return subprocess.Popen(
        [sys.executable, "-c", SCRIPT, *arguments],
        env={**os.environ, **paths, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def found(setup: Setup) -> list[list[tuple[str, float]]]:
    index = Index.open(setup)
    return [[(hit.passage, hit.score) for hit in index.search(query)] for query in QUERIES]


@pytest.fixture
def setup(tmp_path: Path) -> Setup:
    return fake_setup(tmp_path / "home")


@pytest.fixture
def built(setup: Setup) -> Setup:
    build(setup, fake_entries())
    return setup


def test_a_hit_says_why_it_was_found(built: Setup) -> None:
    hits = Index.open(built).search("fever above 3 days, statement 3", 40)

    [hit] = [hit for hit in hits if hit.passage == "marlowe-2024#r3"]
    assert hit.matched == ("fever", "above", "3", "3 days", "days", "statement")
    assert hit.vector is not None
    assert hit.keyword == max(hit.keyword for hit in hits)
    words = KEYWORDS * hit.keyword + HEADING * hit.heading + TOLD  # it has every word of the question
    assert hit.score == pytest.approx(COSINE * hit.vector + words, abs=1e-5)


def test_a_filter_keeps_only_what_it_names(built: Setup) -> None:
    hits = Index.open(built).search("fever", 40, {"n": {"1"}})

    assert {int(hit.passage.partition("#r")[2]) % 2 for hit in hits} == {1}
    assert len(hits) == 20


@pytest.mark.parametrize("query", ["", "   ", "\n\t"])
def test_nothing_asked_finds_nothing(built: Setup, query: str) -> None:
    assert Index.open(built).search(query) == []


@pytest.mark.parametrize("query", ["\x00\x07", "🙂", "ñ" * 10_000, "a" * 1_000_000, "<<>>==%%", "𝔉𝔢𝔳𝔢𝔯"])
def test_an_odd_query_finds_or_does_not_but_never_fails(built: Setup, query: str) -> None:
    assert isinstance(Index.open(built).search(query), list)


def test_an_empty_index_finds_nothing(setup: Setup) -> None:
    build(setup, [])

    assert Index.open(setup).search("fever") == []


def test_equal_scores_are_ordered_by_id(setup: Setup) -> None:
    build(setup, [Entry(f"t#{name}", "the same words") for name in "dacb"])

    assert [hit.passage for hit in Index.open(setup).search("same words")] == ["t#a", "t#b", "t#c", "t#d"]


def test_two_passages_may_not_have_one_id(setup: Setup) -> None:
    with pytest.raises(IndexProblem, match="Two passages have the id t#a"):
        build(setup, [Entry("t#a", "one"), Entry("t#a", "two")])


# Incremental, and the same as if built anew


def test_only_what_changed_is_embedded(built: Setup) -> None:
    changed = [*fake_entries(39), Entry("marlowe-2024#new", "A new statement")]

    report = build(built, changed)

    assert (report.embedded, report.reused, report.unchanged) == (1, 39, False)
    assert build(built, changed).unchanged


@settings(max_examples=8, deadline=None)
@given(kept=st.sets(st.integers(0, 39), min_size=1), added=st.integers(0, 5))
def test_an_index_grown_in_steps_finds_what_one_built_anew_finds(
    tmp_path_factory: pytest.TempPathFactory, kept: set[int], added: int
) -> None:
    grown, anew = (fake_setup(tmp_path_factory.mktemp("home")) for _ in range(2))
    entries = [fake_entries()[n] for n in sorted(kept)]
    build(grown, fake_entries(40 - added))

    build(grown, entries)
    build(anew, reversed(entries))

    assert found(grown) == found(anew)


def test_the_same_is_found_in_every_process_and_after_a_rebuild(built: Setup, tmp_path: Path) -> None:
    again = fake_setup(tmp_path / "again")
    build(again, reversed(fake_entries()))

    processes = [
        run("search", str(home), *QUERIES, PYTHONHASHSEED=str(n)) for n in range(3) for home in (built.home, again.home)
    ]
    outputs = {process.communicate()[0] for process in processes}

    [output] = outputs
    assert json.loads(output) == [list(hit) for hits in found(built) for hit in hits]


# What can go wrong


def test_no_index_is_one_sentence_and_keywords_still_find(setup: Setup) -> None:
    with pytest.raises(IndexProblem, match=r"There is no index in .*: run guideline index\.$"):
        Index.open(setup)

    index = Index.open_or_keywords(setup, fake_entries())

    assert index.notice is not None
    assert index.notice.startswith("Searched by keywords only. There is no index")
    assert index.search("statement 7")[0].passage == "marlowe-2024#r7"


def test_texts_newer_than_the_index_are_searched_by_keywords(built: Setup) -> None:
    index = Index.open_or_keywords(built, [*fake_entries(), Entry("new#r1", "Brand new")])

    assert "have changed" in str(index.notice)
    assert index.search("brand new")[0].passage == "new#r1"


def test_an_index_of_another_model_is_not_used(built: Setup) -> None:
    with pytest.raises(IndexProblem, match="another embedding model"):
        Index.open(replace(built, model_sha256="1" * 64))


OWN_FILES = [
    "manifest.json",
    "entries.jsonl",
    "vectors.npy",
    "signs.npy",
    "keywords/vocabulary.txt",
    "keywords/bm25-weights.npy",
]
DAMAGES: dict[str, Callable[[Path], object]] = {
    "emptied": lambda path: path.write_bytes(b""),
    "cut": lambda path: path.write_bytes(path.read_bytes()[:-7]),
    "one bit changed": lambda path: path.write_bytes(_flipped(path.read_bytes(), len(path.read_bytes()) // 2)),
    "gone": lambda path: path.unlink(),
}


@pytest.mark.parametrize("name", OWN_FILES)
@pytest.mark.parametrize("how", DAMAGES)
def test_a_damaged_index_is_noticed_and_the_next_run_mends_it(built: Setup, name: str, how: str) -> None:
    before = found(built)
    [edition] = (index_folder(built.home) / "editions").iterdir()
    DAMAGES[how](edition / name)

    with pytest.raises(IndexProblem, match="run guideline index"):
        Index.open(built)
    assert Index.open_or_keywords(built, fake_entries()).notice

    assert not build(built, fake_entries()).unchanged
    assert found(built) == before


@pytest.mark.parametrize("content", ["", "../../../etc", "nowhere", "\x00"])
def test_a_damaged_pointer_is_noticed_and_mended(built: Setup, content: str) -> None:
    (index_folder(built.home) / "CURRENT").write_text(content)

    with pytest.raises(IndexProblem, match="run guideline index"):
        Index.open(built)
    build(built, fake_entries())

    assert Index.open(built).search("fever")


def test_a_damaged_vector_store_is_mended(built: Setup) -> None:
    [edition] = (index_folder(built.home) / "editions").iterdir()
    store = edition / "chroma" / "chroma.sqlite3"
    store.write_bytes(store.read_bytes()[:5000])

    assert not build(built, fake_entries()).unchanged

    assert damage(Index.open(built).folder or Path()) is None


@pytest.mark.parametrize("home", ["/proc/guideline", "/dev/null/guideline", "/sys/guideline"])
def test_a_folder_that_cannot_be_written_is_one_sentence(home: str) -> None:
    with pytest.raises(IndexProblem, match=f"^Cannot write the index in {home}: .*, then run it again.$"):
        build(fake_setup(Path(home)), fake_entries(3))


def test_a_full_disk_loses_nothing(built: Setup) -> None:
    before = found(built)
    limit = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (3000, 3000))\n"

    process = subprocess.run(
        [sys.executable, "-c", limit + SCRIPT, "build", str(built.home), "60"],
        env={**os.environ, "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'tests'}"},
        capture_output=True,
        text=True,
        check=False,
    )

    assert process.stderr.startswith("PROBLEM ")
    assert process.returncode == 1
    assert found(built) == before
    assert build(built, fake_entries(60)).embedded == 20


def test_ctrl_c_loses_nothing(built: Setup) -> None:
    before = found(built)
    process = run("build", str(built.home), "400", SLOW_EMBEDDINGS="20")
    _wait_for(process, "Embedding")

    process.send_signal(signal.SIGINT)
    _, errors = process.communicate()

    assert errors.strip() == "PROBLEM Indexing was stopped; the earlier index is as it was. Run it again to finish."
    assert found(built) == before
    assert len(list((index_folder(built.home) / "editions").iterdir())) == 1


@pytest.mark.parametrize("after", ["Embedding", "Writing"])
def test_a_killed_run_leaves_the_index_readable_and_the_next_run_completes(built: Setup, after: str) -> None:
    before = found(built)
    process = run("build", str(built.home), "400", SLOW_EMBEDDINGS="20" if after == "Embedding" else "0")
    _wait_for(process, after)

    process.kill()
    process.communicate()

    assert found(built) in (before, _anew(built.home.parent / "anew", 400))
    build(built, fake_entries(400))
    assert found(built) == _anew(built.home.parent / "anew", 400)


def test_two_indexers_take_turns_and_the_second_says_so(built: Setup) -> None:
    first = run("build", str(built.home), "60", SLOW_EMBEDDINGS="3")
    _wait_for(first, "Embedding")

    said: list[Step] = []
    report = build(built, fake_entries(50), said.append)
    first.communicate()

    assert said[0].doing == "Another process is indexing; waiting for it to finish."
    assert first.returncode == 0
    assert (report.entries, report.embedded) == (50, 0)


def test_an_indexer_that_waited_long_enough_gives_up_in_one_sentence(built: Setup) -> None:
    first = run("build", str(built.home), "60", SLOW_EMBEDDINGS="20")
    _wait_for(first, "Embedding")

    with pytest.raises(IndexProblem, match=r"Another process has been indexing in .* for over 0 s: try again later"):
        build(replace(built, patience_s=0.1), fake_entries(50))

    first.kill()
    first.communicate()


def test_a_reader_keeps_its_edition_while_another_is_published(built: Setup) -> None:
    reader = Index.open(built)
    before = [hit.passage for hit in reader.search("fever", 50)]

    build(built, fake_entries(10))

    assert [hit.passage for hit in reader.search("fever", 50)] == before
    assert len(Index.open(built).search("fever", 50)) == 10


def test_old_editions_are_swept_away(built: Setup) -> None:
    for count in (10, 20, 30):
        build(built, fake_entries(count))

    assert len(list((index_folder(built.home) / "editions").iterdir())) == 2


@pytest.mark.parametrize("signs_up_to", [1000, 10], ids=["signs", "Chroma"])
@pytest.mark.parametrize("only", [None, {"n": {"1"}}], ids=["of all", "of what a filter leaves"])
def test_above_the_exact_size_few_are_compared_and_the_best_is_found(
    built: Setup, monkeypatch: pytest.MonkeyPatch, signs_up_to: int, only: Only | None
) -> None:
    exact = [Index.open(built).search(query, 1, only) for query in QUERIES]
    monkeypatch.setattr("corpus.index.search.EXACT_UP_TO", 10)
    monkeypatch.setattr("corpus.index.search.SIGNS_UP_TO", signs_up_to)
    monkeypatch.setattr("corpus.index.search.COMPARED", 15)
    monkeypatch.setattr("corpus.index.search.CANDIDATES", 10)
    compared: list[int] = []
    of_rows = vectors.of_rows
    monkeypatch.setattr(vectors, "of_rows", lambda m, rows, q: compared.append(len(rows)) or of_rows(m, rows, q))

    assert [Index.open(built).search(query, 1, only) for query in QUERIES] == exact
    assert 15 in compared


@given(
    scores=st.lists(st.sampled_from([0.0, 0.25, 0.5, 0.75, 1.0, -float("inf")]), min_size=1, max_size=40),
    times=st.integers(1, 40),
    count=st.integers(1, 60),
)
def test_the_highest_are_chosen_and_of_equals_the_first(scores: list[float], times: int, count: int) -> None:
    many = np.array(scores * times, np.float32)

    found = search._top(many, count).tolist()

    assert found == sorted(sorted(range(len(many)), key=lambda place: (-many[place], place))[:count])


@given(ids=st.lists(st.text(st.characters(codec="utf-8"), max_size=12), unique=True, max_size=6))
def test_an_id_of_any_characters_is_read_without_its_text(
    tmp_path_factory: pytest.TempPathFactory, ids: list[str]
) -> None:
    folder = tmp_path_factory.mktemp("rows")
    write_rows(folder, [Entry(id_, '", "') for id_ in [*ids, 'a", "b', '\\", "']])

    assert list(read_rows(folder).ids) == [*ids, 'a", "b', '\\", "']


def test_a_question_searched_for_twice_is_embedded_once(built: Setup) -> None:
    asked: list[str] = []

    class Counting(HashEmbeddings):
        def embed_query(self, text: str) -> list[float]:
            asked.append(text)
            return super().embed_query(text)

    index = Index.open(replace(built, load_embeddings=lambda _, __: Counting()))

    assert index.search("fever", 3, {"n": {"1"}}) != index.search("fever", 3, {"n": {"0"}})
    assert asked == ["fever"]


def test_looking_at_the_index_package_loads_nothing_heavy() -> None:
    heavy = ("numpy", "torch", "chromadb", "langchain_core", "bm25s", "sentence_transformers")
    script = f"import sys, corpus.index; print([name for name in {heavy} if name in sys.modules])"

    assert subprocess.check_output([sys.executable, "-c", script], cwd=ROOT, text=True).strip() == "[]"


def _flipped(content: bytes, at: int) -> bytes:
    return content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :]


def _anew(home: Path, count: int) -> list[list[tuple[str, float]]]:
    setup = fake_setup(home)
    build(setup, fake_entries(count))
    return found(setup)


def _wait_for(process: subprocess.Popen[str], word: str) -> None:
    assert process.stdout is not None
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        if process.stdout.readline().startswith(word):
            return
    raise AssertionError(f"The process never said {word!r}.")
