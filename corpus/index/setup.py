"""What an index is made with: plain values, so that tests and other programs can make their own."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol


class Embedder(Protocol):
    """What turns texts into vectors of length 1; LangChain's `Embeddings` are some."""

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """Embed texts."""
        ...

    def embed_query(self, text: str) -> list[float]:
        """Embed a question."""
        ...


def processes() -> int:
    """Count the processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@dataclass(frozen=True)
class Setup:
    """Where the index lives, which model embeds (checked by its SHA-256), and where vectors are kept.

    `load_embeddings` takes the place of the model; it is then asked in this process only.
    """

    home: Path
    model: str
    model_sha256: str
    vector_store: str = "embedded"
    load_embeddings: Callable[[str, str], Embedder] | None = None
    patience_s: float = 600
    workers: int = 0  # processes that read and embed; 0: as many as there are processors

    cluster: str = ""  # the address of a Ray cluster that embeds; empty: this machine does

    @property
    def model_folder(self) -> Path:
        """Where the exported model is kept."""
        return self.home / "models" / self.model_sha256

    @property
    def processes(self) -> int:
        """How many processes read and embed."""
        return self.workers or processes()

    def embeddings(self) -> Embedder:
        """Load the model, exporting it first where that was never done. Raises `IndexProblem`."""
        if self.load_embeddings is not None:
            return self.load_embeddings(self.model, self.model_sha256)
        from corpus.index import embedding

        return embedding.load(embedding.exported(self.model, self.model_sha256, self.model_folder))
