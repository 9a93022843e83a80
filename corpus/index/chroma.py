"""The vector store: Chroma, embedded or a server, behind LangChain's interface. The only home of chromadb."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import chromadb
from chromadb.config import Settings
from chromadb.errors import ChromaError
from langchain_chroma import Chroma
from langchain_core.embeddings import Embeddings
from langchain_core.vectorstores import VectorStore

from corpus.index.entry import Entry
from corpus.index.problem import IndexProblem

EMBEDDED = "embedded"
COLLECTION = "passages"
AT_ONCE = 1000
HNSW: Any = {"space": "cosine", "ef_construction": 200, "ef_search": 400}  # recall before speed: docs/scale.md


@contextmanager
def opened(where: str, folder: Path, edition: str, embeddings: Embeddings) -> Iterator[VectorStore]:
    """Open one edition's vectors: in a folder, or as a collection of a server. Raises `IndexProblem`."""
    name = COLLECTION if where == EMBEDDED else f"{COLLECTION}-{edition[:16]}"
    try:
        client = _client(where, folder)
        try:
            yield Chroma(
                client=client,
                collection_name=name,
                embedding_function=embeddings,
                collection_configuration={"hnsw": HNSW},
            )
        finally:
            client.close()
    except (ChromaError, ValueError, sqlite3.Error) as error:
        place = folder if where == EMBEDDED else where
        words = " ".join(str(error).split())
        raise IndexProblem(f"The vector store {place} does not work ({words}): run guideline index again.") from error


def sweep(where: str, kept: Collection[str]) -> None:
    """Remove a server's collections of editions that nobody reads any more."""
    names = {f"{COLLECTION}-{edition[:16]}" for edition in kept}
    with suppress(ChromaError, ValueError), closing(_client(where, Path())) as client:
        for found in client.list_collections():
            if found.name.startswith(f"{COLLECTION}-") and found.name not in names:
                client.delete_collection(found.name)


def add(store: VectorStore, entries: Sequence[Entry]) -> None:
    """Store entries with their vectors and fields, each under its id: the texts lie in entries.jsonl.

    Chroma would index them again for a search by substring, at six times the disk and three times the time.
    """
    for start in range(0, len(entries), AT_ONCE):
        part = entries[start : start + AT_ONCE]
        store.add_texts(
            [entry.id for entry in part],
            [{**entry.fields, "content": entry.content, "row": row} for row, entry in enumerate(part, start)],
            ids=[entry.id for entry in part],
        )


def near(store: VectorStore, vector: Sequence[float], limit: int) -> list[int]:
    """Ask for the rows nearest to a vector: approximate, in no order to rely on."""
    found: list[Any] = store.similarity_search_by_vector(list(vector), k=limit)
    return [int(document.metadata["row"]) for document in found]


def _client(where: str, folder: Path) -> Any:
    quiet = Settings(anonymized_telemetry=False)
    if where == EMBEDDED:
        return chromadb.PersistentClient(str(folder), settings=quiet)
    address = urlsplit(where)
    return chromadb.HttpClient(
        host=address.hostname or "", port=address.port or 8000, ssl=address.scheme == "https", settings=quiet
    )
