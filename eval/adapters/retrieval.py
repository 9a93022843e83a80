"""Retrieval sets: our keyword search over their passages, measured by ir_measures."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from time import process_time

from corpus.index.entry import Entry
from corpus.index.keywords import Keywords
from eval.adapters.rows import Figures, MissingFile, rows_of
from eval.scorers.retrieval import measured, ranked

MEASURES = ("nDCG@10", "RR@10", "R@10", "R@100")
DEPTH = 100


def scifact(folder: Path, most: int | None) -> Figures:
    """SciFact as BEIR has it: claims against abstracts, judged."""
    judged = folder / "qrels_train.tsv"
    if not judged.is_file():
        raise MissingFile(f"{judged} is missing: the judgements.")
    relevant: dict[str, dict[str, int]] = {}
    for line in judged.read_text("utf-8").splitlines()[1:]:
        query, passage, grade = line.split("\t")
        relevant.setdefault(query, {})[passage] = int(grade)
    passages = [(str(row["_id"]), row["title"], " ".join(row["sentences"])) for row in rows_of(folder / "corpus.jsonl")]
    queries = {str(row["id"]): row["claim"] for row in rows_of(folder / "claims_train.jsonl")}
    wanted = {name: text for name, text in queries.items() if name in relevant}
    return searched(passages, dict(list(wanted.items())[:most]), relevant)


def liveqa(folder: Path, most: int | None) -> Figures:
    """Patients' messages against MedQuAD passages; relevant is a passage about the focus of the question."""
    corpus = rows_of(folder / "corpus_medquad.jsonl")
    passages = [(f"{row['id']}-{number}", row["question"], row["answer"]) for number, row in enumerate(corpus)]
    about: dict[str, list[str]] = {}
    for row, (name, _, _) in zip(corpus, passages, strict=True):
        about.setdefault(str(row["focus"]).lower(), []).append(name)
    pairs = rows_of(folder / "liveqa_train_pairs.jsonl", most)
    relevant = {
        row["qid"]: dict.fromkeys(about[row["focus"].lower()], 1) for row in pairs if row["focus"].lower() in about
    }
    queries = {row["qid"]: f"{row['subject']} {row['message']}" for row in pairs if row["qid"] in relevant}
    return {
        **searched(passages, queries, relevant),
        "relevant": "by the focus of the question: no judgements come with this split",
    }


def searched(
    passages: Iterable[tuple[str, str, str]], queries: Mapping[str, str], relevant: dict[str, dict[str, int]]
) -> Figures:
    """Search for every query; give the measures and the speed."""
    entries = sorted((Entry(name, text, title, {}) for name, title, text in passages), key=lambda entry: entry.id)
    started = process_time()
    keywords = Keywords(entries)
    built = process_time() - started
    started = process_time()
    found = {name: ranked(hit.passage for hit in keywords.search(text, DEPTH)) for name, text in queries.items()}
    taken = (process_time() - started) / max(1, len(queries))
    figures = measured({name: relevant[name] for name in queries}, found, MEASURES)
    speed = {
        "passages": f"{len(entries)}, indexed in {built:.1f} s of processor time",
        "queries": f"{len(queries)}, {taken * 1000:.1f} ms of processor time each",
    }
    return {**{f"keywords {name}": f"{value:.3f}" for name, value in figures.items()}, **speed}
