"""A sentence-transformers model, written once as ONNX and checked against the original. The only home of torch."""

from __future__ import annotations

import json
import os
import shutil
import warnings
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import numpy as np

from corpus.index.embedding import load, sha256_of
from corpus.index.problem import IndexProblem, writing

OPSET = 17
WEIGHTS = "model.data"
ALIKE = 0.9999  # the lowest cosine allowed between the exported model's vector and the original's
OFFLINE = {
    "HF_HUB_OFFLINE": "1",
    "TRANSFORMERS_OFFLINE": "1",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "HF_HUB_DISABLE_PROGRESS_BARS": "1",
    "TOKENIZERS_PARALLELISM": "false",
}
SAMPLE = (
    "Offer treatment to adults with a level below 11 umol/L who have never smoked.",
    "A/B or A/C?",
    "FEV1 < 80 % predicted; 60 mg/kg every week.",
    "The evidence does not decide; the panel makes no recommendation. " * 40,
    "Wer soll getestet werden?",
    "fever",
    "Hi, my father was told last year that he has it and I would like to know whether I should be tested too, thanks",
    "Screening every six months by ultrasound",
)


def export(source: Path, folder: Path) -> Path:
    """Write the model in *source* as ONNX into *folder*, whole or not at all. Raises `IndexProblem`."""
    with writing(folder):
        folder.parent.mkdir(parents=True, exist_ok=True)
        aside = Path(mkdtemp(prefix="new-", dir=folder.parent))
        try:
            _write(_loaded(source), aside, source)
            shutil.rmtree(folder, ignore_errors=True)
            aside.rename(folder)
        finally:
            shutil.rmtree(aside, ignore_errors=True)
    return folder


def _loaded(source: Path) -> Any:
    os.environ.update(OFFLINE)
    import transformers
    from sentence_transformers import SentenceTransformer

    transformers.utils.logging.disable_progress_bar()
    try:
        # "eager" attention: the other kind is traced with tests for empty rows that cost a tenth of the time
        return SentenceTransformer(
            str(source), device="cpu", local_files_only=True, model_kwargs={"attn_implementation": "eager"}
        )
    except (OSError, ValueError) as error:
        raise IndexProblem(f"The model in {source} cannot be loaded ({error}): correct the setting model.") from None


def _write(model: Any, folder: Path, source: Path) -> None:
    features = dict(model.tokenizer(["some words", "some more words"], padding=True, return_tensors="pt"))
    names = sorted(name for name in features if name in {"input_ids", "attention_mask", "token_type_ids"})
    _trace(model, [features[name] for name in names], names, folder / "model.onnx")
    _set_weights_apart(folder / "model.onnx")
    model.tokenizer.backend_tokenizer.save(str(folder / "tokenizer.json"))
    files = {name: sha256_of(folder / name) for name in ("model.onnx", WEIGHTS, "tokenizer.json")}
    described = {"files": files, "most_tokens": model.max_seq_length or 512, "inputs": names}
    (folder / "exported.json").write_text(json.dumps(described), "utf-8")
    _compare(model, folder, source)


def _trace(model: Any, features: list[Any], names: list[str], path: Path) -> None:
    import torch

    class Whole(torch.nn.Module):  # type: ignore[misc]
        def __init__(self) -> None:
            super().__init__()
            self.model = model

        def forward(self, *columns: Any) -> Any:
            found = self.model(dict(zip(names, columns, strict=True)))["sentence_embedding"]
            return torch.nn.functional.normalize(found, p=2, dim=1)

    with warnings.catch_warnings(), torch.no_grad():
        warnings.simplefilter("ignore")  # the tracer's: _compare checks what they warn of
        torch.onnx.export(
            Whole().eval(),
            tuple(features),
            str(path),
            input_names=names,
            output_names=["vector"],
            dynamic_axes={name: {0: "texts", 1: "tokens"} for name in names},
            opset_version=OPSET,
            dynamo=False,
        )


def _set_weights_apart(path: Path) -> None:
    """Move the weights into a file that is mapped, not read: starting takes half the time and half the memory."""
    import onnx

    model = onnx.load(str(path))
    path.unlink()
    onnx.save_model(model, str(path), save_as_external_data=True, all_tensors_to_one_file=True, location=WEIGHTS)


def _compare(model: Any, folder: Path, source: Path) -> None:
    """Refuse an export whose vectors or ranking are not the original's."""
    ours = np.asarray(load(folder).embed_documents(list(SAMPLE)))
    theirs = np.asarray(model.encode(list(SAMPLE), batch_size=1, normalize_embeddings=True, show_progress_bar=False))
    ranked = [np.argsort(-(found @ found.T).round(5), kind="stable") for found in (ours, theirs)]
    lowest = float((ours * theirs).sum(axis=1).min())
    if lowest < ALIKE or not (ranked[0] == ranked[1]).all():
        raise IndexProblem(
            f"The model in {source} gives other vectors once exported (cosine {lowest:.5f}): configure another model."
        )
