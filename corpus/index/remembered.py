"""Vectors that are already known, given to a vector store as if a model had just made them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from langchain_core.embeddings import Embeddings


class Remembered(Embeddings):
    """Embeddings looked up by text."""

    def __init__(self, known: Mapping[str, Sequence[float]]) -> None:
        """Remember the vectors of some texts."""
        self._known = known

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """Look up each text."""
        return [[float(number) for number in self._known[text]] for text in texts]

    def embed_query(self, text: str) -> list[float]:
        """Look up one text."""
        return [float(number) for number in self._known[text]]
