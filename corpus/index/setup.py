"""What an index is made with: plain values, so that tests and other programs can make their own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from langchain_core.embeddings import Embeddings


def _packaged(model: str, sha256: str) -> Embeddings:
    from corpus.index.embedding import load_embeddings

    return load_embeddings(model, sha256)


@dataclass(frozen=True)
class Setup:
    """Where the index lives, which model embeds (checked by its SHA-256), and where vectors are kept."""

    home: Path
    model: str
    model_sha256: str
    vector_store: str = "embedded"
    load_embeddings: Callable[[str, str], Embeddings] = _packaged
    patience_s: float = 600
