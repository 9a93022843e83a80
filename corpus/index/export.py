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

from corpus.index.embedding import EIGHT_BITS, FORMAT, WHOLE, load, sha256_of
from corpus.index.problem import IndexProblem, writing

OPSET = 17
WEIGHTS = "model.data"
ALIKE = 0.9999  # the lowest cosine allowed between the exported model's vector and the original's
ALIKE_IN_EIGHT_BITS = 0.98  # the same in eight bits: measured 0.983 to 0.998 (docs/decisions/0013)
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
    names = sorted(name for name in features if name in {"input_ids", "token_type_ids"})
    _trace(model, [features[name] for name in names], names, folder / WHOLE)
    _set_weights_apart(folder / WHOLE)
    _write_eight_bits(folder)
    model.tokenizer.backend_tokenizer.save(str(folder / "tokenizer.json"))
    described = {"format": FORMAT, "most_tokens": model.max_seq_length or 512, "inputs": names}
    _compare(model, folder, described, source)


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


def _write_eight_bits(folder: Path) -> None:
    """Write the same model with its weights, and what they are multiplied with, as whole numbers of eight bits.

    Weights keep seven of the bits: no sum of two products then leaves sixteen bits, so every processor gets the same.
    """
    import onnx
    from onnxruntime.quantization import QuantType, quantize_dynamic

    whole = onnx.load(str(folder / WHOLE))
    onnx.helper.set_model_props(whole, {"onnx.quant.pre_process": "onnxruntime.quant"})  # else it warns that it is not
    path = str(folder / EIGHT_BITS)
    quantize_dynamic(
        whole, path, op_types_to_quantize=["MatMul"], per_channel=True, reduce_range=True, weight_type=QuantType.QInt8
    )
    written, apart = onnx.load(path), onnx.load(str(folder / WHOLE), load_external_data=False)
    known = {weights.name: weights for weights in apart.graph.initializer}
    for weights in written.graph.initializer:
        if weights.name in known:
            weights.CopyFrom(known[weights.name])  # what is not multiplied stays in the one file
    onnx.save_model(written, path)


def _compare(model: Any, folder: Path, described: dict[str, Any], source: Path) -> None:
    """Refuse an export whose vectors or ranking are not the original's; do without eight bits if they lose too much."""
    theirs = np.asarray(model.encode(list(SAMPLE), batch_size=1, normalize_embeddings=True, show_progress_bar=False))
    found = {}
    for name in (EIGHT_BITS, WHOLE):
        _describe(folder, {**described, "runs": name})
        found[name] = np.array(load(folder).embed_documents(list(SAMPLE)))
    lowest = _lowest(found[WHOLE], theirs)
    if lowest < ALIKE or not (_ranked(found[WHOLE]) == _ranked(theirs)).all():
        raise IndexProblem(
            f"The model in {source} gives other vectors once exported (cosine {lowest:.5f}): configure another model."
        )
    if _lowest(found[EIGHT_BITS], theirs) >= ALIKE_IN_EIGHT_BITS:
        _describe(folder, {**described, "runs": EIGHT_BITS})


def _describe(folder: Path, described: dict[str, Any]) -> None:
    files = {path.name: sha256_of(path) for path in sorted(folder.iterdir()) if path.name != "exported.json"}
    (folder / "exported.json").write_text(json.dumps({**described, "files": files}), "utf-8")


def _lowest(ours: Any, theirs: Any) -> float:
    return float((ours * theirs).sum(axis=1).min())


def _ranked(vectors: Any) -> Any:
    return np.argsort(-(vectors @ vectors.T).round(5), kind="stable")
