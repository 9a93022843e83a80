"""How well the index finds, beside plain vectors and plain keywords, and with each part off in turn.

`python -m eval.bench_retrieval FOLDER`: FOLDER holds the public sets (`retrieval/`, `scifact/`). Plain vectors are
sentence-transformers and numpy, plain keywords bm25s as its README has it; all in this run. The queries whose hash is
even are there to choose weights on; the others are held out. Patients' messages come without judgements: relevant is a
passage on the message's subject, twice so if it is also the kind of question asked, which favours headings
(docs/tried.md).
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np

from bot.settings import Settings
from corpus.index.embedding import exported, load, model_folder
from corpus.index.entry import Entry
from corpus.index.keywords import Keywords
from corpus.index.search import COSINE, HEADING, KEYWORDS, TOLD
from eval.bench_search import lines_of, ndcg

AT = 10
DRAWS = 2000
MOST_OF_ONE_SUBJECT = 40
POOLED = 12  # passages that keywords find, beside the relevant ones
KINDS = {
    "treatment": "treatment", "information": "information", "cause": "causes", "diagnosis": "exams and tests",
    "prognosis": "outlook", "symptom": "symptoms", "susceptibility": "susceptibility", "inheritance": "inheritance",
    "complication": "complications", "prevention": "prevention", "genetic changes": "genetic changes",
}  # fmt: skip
Vectors = Callable[[list[str]], Any]  # of texts, one row each
Weights = tuple[float, float, float, float]  # of meaning, keywords, headings, and the share of the words that is said
PARTS: dict[str, Weights] = {
    "all": (COSINE, KEYWORDS, HEADING, TOLD),
    "without headings": (COSINE, KEYWORDS, 0.0, TOLD),
    "without keywords": (COSINE, 0.0, HEADING, 0.0),
    "without the share said": (COSINE, KEYWORDS, HEADING, 0.0),
    "without meaning": (0.0, KEYWORDS, HEADING, TOLD),
    "meaning alone": (1.0, 0.0, 0.0, 0.0),
    "keywords alone": (0.0, 1.0, 0.0, 0.0),
}
GRID = [(0.5, a, b, TOLD) for a, b in product((0.1, 0.2, 0.25, 0.3, 0.4, 0.6), (0.0, 0.1, 0.2, 0.25, 0.3, 0.4))]


@dataclass(frozen=True)
class Task:
    """Queries by id, passages by id, and which answer which, with grades."""

    name: str
    queries: Mapping[str, str]
    passages: Mapping[str, str]
    judged: Mapping[str, dict[str, int]]

    @cached_property
    def entries(self) -> list[Entry]:
        """The passages as the index has them."""
        return [Entry(name, text) for name, text in sorted(self.passages.items())]


def scifact(folder: Path) -> Task:
    """Claims of SciFact's train split against its abstracts."""
    rows = lines_of(folder / "scifact" / "corpus.jsonl")
    judged: dict[str, dict[str, int]] = {}
    for line in (folder / "scifact" / "qrels_train.tsv").read_text("utf-8").splitlines()[1:]:
        query, document, grade = line.split("\t")
        judged.setdefault(query, {})[document.zfill(12)] = int(grade)
    claims = {str(row["id"]): row["claim"] for row in lines_of(folder / "scifact" / "claims_train.jsonl")}
    texts = {str(row["_id"]).zfill(12): f"{row['title']}. {' '.join(row['sentences'])}" for row in rows}
    return Task("SciFact", {name: claims[name] for name in judged}, texts, judged)


def patients(folder: Path) -> tuple[Task, Task]:
    """Patients' messages as they were written, and the same questions in a few clean words."""
    passages = lines_of(folder / "retrieval" / "corpus_medquad.jsonl")
    texts = {f"{n:06}": f"{row['question']} {row['answer']}" for n, row in enumerate(passages)}
    about: dict[str, list[int]] = {}
    for n, row in enumerate(passages):
        for subject in {each.lower().strip() for each in (row["focus"], *row["synonyms"])}:
            about.setdefault(subject, []).append(n)
    asked = {name: rows for name, rows in _by_message(folder).items() if any(s in about for s in _subjects(rows))}
    judged = {name: _judged(rows, about, passages) for name, rows in asked.items()}
    messy = {name: f"{rows[0]['subject']} {rows[0]['message']}".strip() for name, rows in asked.items()}
    clean = {name: _clean(name, rows) for name, rows in asked.items()}
    keywords = Keywords([Entry(name, text) for name, text in sorted(texts.items())])
    found = {
        hit.passage for queries in (messy, clean) for text in queries.values() for hit in keywords.search(text, POOLED)
    }
    pool = {name: texts[name] for name in sorted(found.union(*judged.values()))}
    return Task("messy questions", messy, pool, judged), Task("clean questions", clean, pool, judged)


def _by_message(folder: Path) -> dict[str, list[dict[str, Any]]]:
    rows: dict[str, list[dict[str, Any]]] = {}
    for row in lines_of(folder / "retrieval" / "liveqa_train_pairs.jsonl"):
        rows.setdefault(row["qid"], []).append(row)
    return rows


def _subjects(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    return list(dict.fromkeys(each.strip().lower() for row in rows for each in row["focus"].split(";")))


def _kinds(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    return sorted({KINDS.get(row["qtype"].lower(), "information") for row in rows})


def _judged(
    rows: Sequence[Mapping[str, Any]], about: Mapping[str, list[int]], passages: Sequence[Mapping[str, Any]]
) -> dict[str, int]:
    kinds = _kinds(rows)
    on_subject = [n for subject in _subjects(rows) for n in about.get(subject, [])[:MOST_OF_ONE_SUBJECT]]
    return {f"{n:06}": 2 if passages[n]["qtype"] in kinds else 1 for n in on_subject}


def _clean(name: str, rows: Sequence[Mapping[str, Any]]) -> str:
    """A message's subject and kinds in a question or in bare words: most people ask, some type words."""
    subject, kinds = _subjects(rows)[0], _kinds(rows)
    kind = "description" if kinds[0] == "information" else kinds[0]
    asks = random.Random(name).random() < 0.7  # noqa: S311 (a seed, so that it is the same every time)
    return f"What is the {kind} of {subject}?" if asks else " ".join([subject, *kinds])


@dataclass(frozen=True)
class Scores:
    """How every query of a task scores every passage, by each part."""

    task: Task
    meaning: Any
    keywords: Any
    headings: Any
    told: Any

    def of(self, weights: Weights, only: set[str] | None = None) -> Any:
        """nDCG@10 of the fused scores for each query, or for some."""
        parts = (self.meaning, self.keywords, self.headings, self.told)
        return self.each(lambda n: sum(weight * part[n] for weight, part in zip(weights, parts, strict=True)), only)

    def each(self, scores: Callable[[int], Any], only: set[str] | None = None) -> Any:
        """nDCG@10 of some scores, one a query."""
        names = [entry.id for entry in self.task.entries]
        found = []
        for n, query in enumerate(self.task.queries):
            if only is None or query in only:
                ranked = [names[int(row)] for row in np.argsort(-scores(n), kind="stable")[:AT]]
                found.append(ndcg(ranked, self.task.judged[query]))
        return np.array(found)


def scored(task: Task, questions: Vectors, passages: Vectors) -> Scores:
    """Score every passage for every query."""
    index = Keywords(task.entries)
    queries = list(task.queries.values())
    meaning = questions(queries) @ passages([entry.text for entry in task.entries]).T
    return Scores(
        task,
        meaning,
        np.array([index.scores(each) for each in queries]),
        np.array([index.heads(each) for each in queries]),
        np.array([index.told(each, range(len(task.entries))) for each in queries]),
    )


def plain_keywords(task: Task) -> list[Any]:
    """The scores of bm25s, set up as its README does."""
    import bm25s

    model = bm25s.BM25()
    model.index(
        bm25s.tokenize([entry.text for entry in task.entries], stopwords="en", show_progress=False), show_progress=False
    )
    asked = bm25s.tokenize(list(task.queries.values()), stopwords="en", return_ids=False, show_progress=False)
    return [model.get_scores(words) if words else np.zeros(len(task.entries)) for words in asked]


def halves(task: Task) -> tuple[set[str], set[str]]:
    """The queries to choose weights on, and those held out: by a hash of their ids."""
    even = {name for name in task.queries if sha256(name.encode()).digest()[0] % 2 == 0}
    return even, set(task.queries) - even


def table(found: Sequence[Scores], plain: Mapping[str, Any]) -> Iterator[str]:
    """The figures as a Markdown table: of all queries, and of the held-out half with its interval."""
    yield "| nDCG@10: all; held-out half | " + " | ".join(each.task.name for each in found) + " |"
    yield "|---|" + "---|" * len(found)
    best = chosen(found)
    for name, weights in {**PARTS, f"all, weighed {best} as the other half likes best": best}.items():
        yield _line(name, [(each.of(weights), each.of(weights, halves(each.task)[1])) for each in found])
    for peer in ("sentence-transformers and numpy", "bm25s"):
        figures = []
        for each in found:
            scores = plain[f"{peer}: {each.task.name}"].__getitem__
            figures.append((each.each(scores), each.each(scores, halves(each.task)[1])))
        yield _line(f"plain: {peer}", figures)


def _line(name: str, figures: Sequence[tuple[Any, Any]]) -> str:
    cells = (f"{np.mean(whole):.3f}; {np.mean(held_out):.3f} ({_interval(held_out)})" for whole, held_out in figures)
    return f"| {name} | " + " | ".join(cells) + " |"


def _interval(scores: Any) -> str:
    """The 95 % interval of a mean, by drawing the queries again (Efron 1979)."""
    drawn = np.random.default_rng(1).integers(0, len(scores), (DRAWS, len(scores)))
    low, high = np.percentile(scores[drawn].mean(axis=1), [2.5, 97.5])
    return f"{low:.3f} to {high:.3f}"


def chosen(found: Sequence[Scores]) -> Weights:
    """The weights that are best, on average over the tasks, on the half to choose on."""
    return max(GRID, key=lambda weights: sum(float(each.of(weights, halves(each.task)[0]).mean()) for each in found))


def ours() -> tuple[Vectors, Vectors]:
    """The exported model's vectors of questions and of passages."""
    settings = Settings()
    model = load(exported(settings.model, settings.model_sha256, settings.home / "models" / settings.model_sha256))
    return (
        lambda texts: np.array([model.embed_query(text) for text in texts]),
        lambda texts: np.array([model.vector(text) for text in texts]),
    )


def theirs(texts: list[str]) -> Any:
    """Vectors by sentence-transformers."""
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(str(model_folder(Settings().model)), device="cpu")
    return model.encode(texts, normalize_embeddings=True, show_progress_bar=False)


def main() -> None:
    """Measure, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    folder = parser.parse_args().folder
    tasks = [scifact(folder), *patients(folder)]
    found = [scored(task, *ours()) for task in tasks]
    plain: dict[str, Any] = {f"bm25s: {task.name}": plain_keywords(task) for task in tasks}
    plain |= {f"sentence-transformers and numpy: {task.name}": scored(task, theirs, theirs).meaning for task in tasks}
    print("\n".join(table(found, plain)))


if __name__ == "__main__":
    main()
