"""Vectors for texts, made in parallel, and kept as they are made: a killed run resumes where it was."""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any
from zlib import crc32

import numpy as np

from corpus.index import embedding
from corpus.index.problem import IndexProblem, writing
from corpus.index.setup import Setup
from corpus.workers import spread

Vector = np.ndarray[Any, np.dtype[np.float32]]
AT_ONCE = 16  # texts in a task
WORTH_PROCESSES = 200  # fewer texts are done sooner in this process
HASH, CHECK, SIZE = 32, 4, 4


class Journal:
    """Vectors by content, appended to a file as they are made: hash, length, vector, checksum."""

    def __init__(self, path: Path) -> None:
        """Read what an earlier run left; a torn end is cut off."""
        self.path = path
        self.known: dict[str, Vector] = {}
        self._read()

    def keep(self, found: Mapping[str, Vector]) -> None:
        """Remember some vectors, on disk first."""
        with writing(self.path.parent):
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with self.path.open("ab") as file:
                file.write(b"".join(_record(content, vector) for content, vector in found.items()))
        self.known |= found

    def forget(self) -> None:
        """Remove the file: what it held is published."""
        self.path.unlink(missing_ok=True)

    def _read(self) -> None:
        try:
            whole = self.path.read_bytes()
        except OSError:
            return
        at = 0
        while (end := _end(whole, at)) is not None:
            content = whole[at : at + HASH].hex()
            self.known[content] = np.frombuffer(whole[at + HASH + SIZE : end - CHECK], np.float32)
            at = end
        if at < len(whole):
            with writing(self.path.parent), self.path.open("r+b") as file:
                file.truncate(at)


def vectors_of(
    setup: Setup, texts: Mapping[str, str], journal: Journal, progress: Callable[[int], None]
) -> Mapping[str, Vector]:
    """Embed texts by content hash; equal-length texts come together. Raises `IndexProblem`."""
    contents = sorted(texts, key=lambda content: (-len(texts[content]), content))
    new = [content for content in contents if content not in journal.known]
    done = len(contents) - len(new)
    parts = [new[start : start + AT_ONCE] for start in range(0, len(new), AT_ONCE)]
    progress(done)
    for part, vectors in _made(setup, texts, parts):
        journal.keep(dict(zip(part, vectors, strict=True)))
        done += len(part)
        progress(done)
    return {content: journal.known[content] for content in contents}


def _made(
    setup: Setup, texts: Mapping[str, str], parts: Sequence[list[str]]
) -> Iterator[tuple[list[str], list[Vector]]]:
    if setup.load_embeddings is None and setup.cluster and parts:
        yield from _made_on_a_cluster(setup, texts, parts)
        return
    if setup.load_embeddings is None and len(parts) * AT_ONCE >= WORTH_PROCESSES and setup.processes > 1:
        yield from _made_in_processes(setup, texts, parts)
        return
    model = setup.embeddings() if parts else None
    for part in parts:
        if model is not None:
            made = model.embed_documents([texts[content] for content in part])
            yield part, list(np.asarray(made, dtype=np.float32))


def _made_in_processes(
    setup: Setup, texts: Mapping[str, str], parts: Sequence[list[str]]
) -> Iterator[tuple[list[str], list[Vector]]]:
    folder = embedding.exported(setup.model, setup.model_sha256, setup.model_folder)
    part_of = {texts[part[0]]: part for part in parts}
    tasks = ([texts[content] for content in part] for part in parts)
    for reply in spread("corpus.index.embed_worker", [str(folder)], tasks, setup.processes):
        if reply.failure is not None:
            raise IndexProblem(f"Embedding failed ({reply.failure}): run guideline index again; it resumes.")
        made = [np.frombuffer(b64decode(each), np.float32) for each in reply.answer]
        yield part_of[reply.task[0]], made


def _made_on_a_cluster(
    setup: Setup, texts: Mapping[str, str], parts: Sequence[list[str]]
) -> Iterator[tuple[list[str], list[Vector]]]:
    from corpus.index import cluster

    folder = embedding.exported(setup.model, setup.model_sha256, setup.model_folder)
    tasks = [[texts[content] for content in part] for part in parts]
    for number, made in cluster.spread(setup.cluster, folder, tasks):
        yield parts[number], made


def _record(content: str, vector: Vector) -> bytes:
    body = bytes.fromhex(content) + (4 * len(vector)).to_bytes(SIZE, "little") + vector.tobytes()
    return body + crc32(body).to_bytes(CHECK, "little")


def _end(whole: bytes, at: int) -> int | None:
    """Where the record that starts at *at* ends, if it is whole."""
    size = int.from_bytes(whole[at + HASH : at + HASH + SIZE], "little")
    end = at + HASH + SIZE + size + CHECK
    if end > len(whole) or size == 0 or size % 4:
        return None
    return end if crc32(whole[at : end - CHECK]).to_bytes(CHECK, "little") == whole[end - CHECK : end] else None
