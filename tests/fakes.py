"""Stand-ins at the edges: an embedding model that costs nothing, and topics written in a line."""

from __future__ import annotations

import os
import time
from hashlib import sha256
from pathlib import Path

from langchain_core.embeddings import Embeddings

from corpus.index import Entry, Setup

FRONT_MATTER = {
    "id": "marlowe-2024",
    "title": "Marlowe fever",
    "short": "Marlowe 2024",
    "organisation": "Society of Fevers",
    "kind": "guideline",
    "year": "2024",
    "jurisdiction": "INT",
    "doi": "10.1000/marlowe",
    "licence": "CC BY 4.0",
    "supersedes": "[]",
    "in_force_from": "2024-03-01",
    "review": "{status: draft, by: null, on: null}",
    "provenance": "verified",
}


class HashEmbeddings(Embeddings):
    """Vectors of 16 numbers drawn from the text's SHA-256; slow on request, so that a test can interrupt it."""

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        time.sleep(float(os.environ.get("SLOW_EMBEDDINGS", "0")))
        return [self.embed_query(text) for text in texts]

    def embed_query(self, text: str) -> list[float]:
        numbers = [byte - 127.5 for byte in sha256(text.encode()).digest()[:16]]
        length = sum(number * number for number in numbers) ** 0.5
        return [number / length for number in numbers]


def fake_setup(home: Path, model_sha256: str = "0" * 64) -> Setup:
    return Setup(home, "fake", model_sha256, load_embeddings=lambda _, __: HashEmbeddings(), patience_s=60)


def fake_entries(count: int = 40, words: str = "fever") -> list[Entry]:
    return [
        Entry(
            f"marlowe-2024#r{n}",
            f"Statement {n} about {words} above {n} days",
            "Marlowe 2024. Treatment",
            {"n": str(n % 2)},
        )
        for n in range(count)
    ]


def guideline_text(body: str = "Offer exampline to adults. {#r1}", **front: str | None) -> str:
    """Write a guideline file; a front-matter key given as None is left out."""
    lines = [f"{key}: {value}" for key, value in {**FRONT_MATTER, **front}.items() if value is not None]
    return "\n".join(["---", *lines, "---", "# Marlowe", "", body, ""])


def write_topic(topics: Path, name: str = "marlowe", **files: str) -> Path:
    """Write a topic's files: `marlowe_2024="…"` is marlowe-2024.md, `placement="…"` is placement.yaml."""
    folder = topics / name
    folder.mkdir(parents=True, exist_ok=True)
    for stem, text in files.items():
        suffix = ".yaml" if stem in {"placement", "topic"} else ".md"
        (folder / f"{stem[0]}{stem[1:].replace('_', '-')}{suffix}").write_text(text, "utf-8")
    return folder
