"""How well and how fast the index searches, beside what a user would pick: `python -m eval.bench_search FOLDER`.

FOLDER holds the public sets (`retrieval/`, `scifact/`). Every figure is measured in this run.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from functools import cache, partial
from pathlib import Path
from typing import Any

import numpy as np

from bot.settings import Settings
from corpus.index import Entry, Index, Setup, build, search
from corpus.index.embedding import load, model_folder
from corpus.index.remembered import Remembered
from corpus.index.search import COSINE, HEADING, KEYWORDS, TOLD
from corpus.index.setup import Embedder

AT = 10


def lines_of(path: Path) -> list[dict[str, Any]]:
    """Read JSON Lines."""
    return [json.loads(line) for line in path.read_text("utf-8").splitlines() if line]


def setup_in(home: Path) -> Setup:
    """Set up the packaged model."""
    default = Settings()
    return Setup(home, default.model, default.model_sha256)


def medquad(folder: Path, count: int) -> list[Entry]:
    """Give passages of MedQuAD. Their ids repeat, so the line's number is the id."""
    rows = lines_of(folder / "retrieval" / "corpus_medquad.jsonl")[:count]
    return [Entry(f"medquad#{n:06}", f"{row['question']} {row['answer']}") for n, row in enumerate(rows)]


def indexing(folder: Path, count: int) -> None:
    """Compare indexing with LangChain's stock pipeline: same passages, same model, models loaded before."""
    entries = medquad(folder, count)
    with tempfile.TemporaryDirectory() as home:
        setup = setup_in(Path(home))
        setup.embeddings().embed_query("warm")
        ours = _timed(lambda: build(setup, entries))
    with tempfile.TemporaryDirectory() as home:
        theirs = _timed(_stock(home, [entry.text for entry in entries]))
    print(f"indexing {count}: ours {count / ours:.1f}/s, stock {count / theirs:.1f}/s, ratio {theirs / ours:.2f}")


def _stock(home: str, texts: list[str]) -> Callable[[], object]:
    from langchain_chroma import Chroma
    from langchain_huggingface import HuggingFaceEmbeddings

    embeddings = HuggingFaceEmbeddings(model_name=str(model_folder(Settings().model)))
    embeddings.embed_query("warm")

    def run() -> object:
        # as its stock splitter cuts: 4000 characters, 200 of them again
        pieces = [text[start : start + 4000] for text in texts for start in range(0, max(len(text) - 200, 1), 3800)]
        return Chroma.from_texts(pieces, embeddings, persist_directory=home)

    return run


COLD = {
    "ours": "from eval.command import main; main()",
    "stock": """
import sys
from langchain_chroma import Chroma
from langchain_huggingface import HuggingFaceEmbeddings
_, question, model, folder = sys.argv
store = Chroma(embedding_function=HuggingFaceEmbeddings(model_name=model), persist_directory=folder)
print(store.similarity_search(question, k=10))
""",
}
ROUNDS = 5


def cold(folder: Path, count: int) -> None:
    """Compare one search in a fresh process with LangChain's stock pipeline over the same passages and vectors."""
    question = "who should be tested for it?"
    with tempfile.TemporaryDirectory() as home:
        documents, setup = Path(home, "in"), setup_in(Path(home))
        documents.mkdir()
        for entry in medquad(folder, count):
            (documents / f"{entry.id.partition('#')[2]}.txt").write_text(entry.text, "utf-8")
        environment = {**os.environ, "GUIDELINE_HOME": home, "PYTHONPATH": str(Path(__file__).parents[1])}
        command = [sys.executable, "-c", COLD["ours"], "index", str(documents)]
        subprocess.run(command, env=environment, check=True, stdout=subprocess.DEVNULL)  # noqa: S603
        _fill_stock(setup, Path(home, "stock"))
        ways = {"ours": ["search", question], "stock": [question, str(model_folder(setup.model)), f"{home}/stock"]}
        runs: dict[str, list[Run]] = {name: [] for name in ways}
        for _ in range(ROUNDS):
            for name, arguments in ways.items():
                runs[name].append(_run([sys.executable, "-c", COLD[name], *arguments], environment))
        passages = len(Index.open(setup).entries)
    ours, stock = (tuple(map(statistics.median, zip(*runs[name], strict=True))) for name in ("ours", "stock"))
    for what, one, other in zip(("seconds", "processor seconds", "MiB"), ours, stock, strict=True):
        print(f"cold search of {passages}, {what}: ours {one:.2f}, stock {other:.2f}, share {one / other:.2f}")


def _fill_stock(setup: Setup, folder: Path) -> None:
    from langchain_chroma import Chroma

    index = Index.open(setup)
    vectors = {entry.text: vector for entry, vector in zip(index.entries, index.matrix, strict=True)}
    texts = list(vectors)
    store = Chroma(embedding_function=Remembered(vectors), persist_directory=str(folder))
    for start in range(0, len(texts), 1000):
        store.add_texts(texts[start : start + 1000])


Run = tuple[float, float, float]  # seconds, processor seconds, MiB at most


def _run(command: list[str], environment: dict[str, str]) -> Run:
    start = time.perf_counter()
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)  # noqa: S603
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    return time.perf_counter() - start, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def scifact(folder: Path) -> None:
    """Ablate the fusion on SciFact's train claims: nDCG@10."""
    rows = lines_of(folder / "scifact" / "corpus.jsonl")
    claims = {row["id"]: row["claim"] for row in lines_of(folder / "scifact" / "claims_train.jsonl")}
    judged: dict[str, dict[str, int]] = {}
    for line in (folder / "scifact" / "qrels_train.tsv").read_text("utf-8").splitlines()[1:]:
        query, document, grade = line.split("\t")
        judged.setdefault(query, {})[f"s#{document}"] = int(grade)
    entries = [Entry(f"s#{row['_id']}", f"{row['title']}. {' '.join(row['sentences'])}") for row in rows]
    with tempfile.TemporaryDirectory() as home:
        setup = setup_in(Path(home))
        build(setup, entries)
        index = Index.open(setup)
        for name, weights in ABLATIONS.items():
            found = [ndcg(_ranked(index, claims[query], weights), grades) for query, grades in judged.items()]
            print(f"SciFact {name}: nDCG@10 {np.mean(found):.3f}")


ABLATIONS = {
    "vectors alone": (1.0, 0.0, 0.0, 0.0),
    "keywords alone": (0.0, 1.0, 0.0, 0.0),
    "vectors and keywords": (COSINE, KEYWORDS, 0.0, TOLD),
    "vectors, keywords and headings": (COSINE, KEYWORDS, HEADING, TOLD),
}


def _ranked(index: Index, query: str, weights: tuple[float, float, float, float]) -> list[str]:
    cosine, keyword, heading, told = weights
    scores = keyword * index.keywords.scores(query) + heading * index.keywords.heads(query)
    scores = scores + told * index.keywords.told(query, range(len(index.entries)))
    if cosine:
        scores = scores + cosine * (index.matrix @ _vector(index.setup.model_folder, query))
    return [index.entries[int(row)].id for row in np.argsort(-scores, kind="stable")[:AT]]


@cache
def _vector(folder: Path, query: str) -> Any:
    return np.array(_model(folder).embed_query(query))


@cache
def _model(folder: Path) -> Any:
    return load(folder)


def ndcg(ranked: Sequence[str], grades: dict[str, int]) -> float:
    """Score a ranking (Järvelin and Kekäläinen 2002, gain 2^grade - 1)."""
    ideal = sorted(grades.values(), reverse=True)[:AT]
    gain = [(2 ** grades.get(name, 0) - 1) / math.log2(rank + 2) for rank, name in enumerate(ranked)]
    best = [(2**grade - 1) / math.log2(rank + 2) for rank, grade in enumerate(ideal)]
    return float(sum(gain) / sum(best))


def synthetic(folder: Path, count: int, home: Path) -> None:
    """Build an index of synthetic passages in *home*, real words and mixed real vectors, unless one is there."""
    if (home / "index" / "CURRENT").exists():
        return
    texts = [entry.text[:600] for entry in medquad(folder, 16_407)]
    entries = [Entry(f"syn#{n:07}", f"{texts[n % len(texts)]} variant {n}") for n in range(count)]
    mixed = _Mixed(setup_in(home).embeddings(), texts[:: len(texts) // 300])
    seconds = _timed(lambda: build(_setup_mixed(home, mixed), entries))
    print(f"{count} passages: built in {seconds:.0f} s; {_peak():.0f} MiB at most", flush=True)


def latency(folder: Path, count: int, home: Path) -> None:
    """Time whole queries, the model's part included, over synthetic passages; they are built in a process of their own.

    After them: the model alone, and one product of all vectors with the question's.
    """
    arguments = [str(folder), "synthetic", "--count", str(count), "--home", str(home)]
    subprocess.run([sys.executable, "-m", "eval.bench_search", *arguments], check=True)  # noqa: S603 (this file)
    questions = [row["message"] for row in lines_of(folder / "retrieval" / "liveqa_train_pairs.jsonl")[:200:2]]
    model = setup_in(home).embeddings()
    index = Index.open(_setup_mixed(home, model))
    product = np.asarray(model.embed_query("warm"), np.float32)
    ways: dict[str, Callable[[str], object]] = {
        "query": index.search,
        "the model": model.embed_query,
        "comparing every vector": lambda _: index.matrix @ product,
    }
    peak = 0.0
    for name, way in ways.items():
        way("warm")
        spent = [_spent(partial(way, question)) for question in questions]
        peak = peak or _peak()
        wall, processor = (sorted(1000 * each for each in column) for column in zip(*spent, strict=True))
        figures = f"p50 {_at(wall, 50):.1f} p95 {_at(wall, 95):.1f} ms"
        print(f"{name}: {figures}; processor p50 {_at(processor, 50):.1f} p95 {_at(processor, 95):.1f} ms")
    print(f"searching {len(index.entries)} passages: {peak:.0f} MiB at most")
    print(f"recall@{AT} against exact: {_recall(index, questions):.3f}")


def _setup_mixed(home: Path, model: Embedder) -> Setup:
    return Setup(home, "mixed", "0" * 64, load_embeddings=lambda _model, _sha256: model)


def _recall(index: Index, questions: Sequence[str]) -> float:
    """Give the share of the exact first ten that a search finds: 1 where it is exact itself."""
    found = [{hit.passage for hit in index.search(question, AT)} for question in questions]
    search.EXACT_UP_TO = len(index.entries)
    exact = [{hit.passage for hit in index.search(question, AT)} for question in questions]
    return sum(len(one & other) for one, other in zip(found, exact, strict=True)) / sum(map(len, exact))


class _Mixed:
    """Vectors that lie as real ones do: each between two passages' own, with some noise; questions by the model."""

    def __init__(self, model: Embedder, texts: list[str]) -> None:
        self._rng = np.random.default_rng(7)
        self._real = np.array(model.embed_documents(texts))
        self.embed_query = model.embed_query

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """Draw a vector for each text."""
        one, other = self._real[self._rng.integers(0, len(self._real), (2, len(texts)))]
        share = self._rng.uniform(0.5, 0.95, (len(texts), 1))
        noise = self._rng.standard_normal(one.shape) * 0.3 / one.shape[1] ** 0.5
        drawn = share * one + (1 - share) * other + noise
        vectors: list[list[float]] = (drawn / np.linalg.norm(drawn, axis=1, keepdims=True)).tolist()
        return vectors


def _timed(work: Callable[[], object]) -> float:
    return _spent(work)[0]


def _spent(work: Callable[[], object]) -> tuple[float, float]:
    """Give the seconds that some work took, by the clock and of the processors."""
    start, used = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - start, time.process_time() - used


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _at(ordered: Sequence[float], percent: int) -> float:
    return ordered[min(len(ordered) - 1, len(ordered) * percent // 100)]


def main() -> None:
    """Measure what is asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("what", choices=["indexing", "cold", "scifact", "synthetic", "latency"])
    parser.add_argument("--count", type=int, default=4000)
    parser.add_argument("--home", type=Path, help="where synthetic passages are kept indexed; else they are built anew")
    given = parser.parse_args()
    if given.what == "scifact":
        scifact(given.folder)
    elif given.what in {"indexing", "cold"}:
        {"indexing": indexing, "cold": cold}[given.what](given.folder, given.count)
    else:
        with tempfile.TemporaryDirectory() as aside:
            home = given.home or Path(aside)
            {"synthetic": synthetic, "latency": latency}[given.what](given.folder, given.count, home)


if __name__ == "__main__":
    main()
