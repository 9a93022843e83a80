"""Editions of the index on disk: built aside, then published whole by renaming one small file.

<home>/index/CURRENT                the name of the folder that readers open
<home>/index/lock                   held by the one process that writes
<home>/index/editions/<name>/       manifest.json, entries.jsonl, vectors.npy, signs.npy, keywords/, chroma/
"""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import asdict, dataclass, field
from functools import lru_cache
from hashlib import file_digest
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from corpus.index.problem import IndexProblem, writing

FORMAT = 5
SAME_VECTORS = frozenset({4, FORMAT})  # editions whose vectors may be taken over
AGAIN = "run guideline index"
KEPT = 2  # the current edition, and the one that a reader may just have opened


@dataclass(frozen=True)
class Manifest:
    """What an edition holds, and the SHA-256 of each of its own files."""

    edition: str
    model_sha256: str
    vector_store: str
    texts: str = ""  # the edition of the built-in texts among them
    files: Mapping[str, str] = field(default_factory=dict)
    format: int = FORMAT


def index_folder(home: Path) -> Path:
    """Name the folder that holds all editions."""
    return home / "index"


def current(home: Path, formats: Collection[int] = (FORMAT,)) -> tuple[Path, Manifest]:
    """Find the published edition, checked byte for byte. Raises `IndexProblem` if there is none or it is damaged."""
    folder, manifest = contents(home, formats)
    try:
        wrong = [name for name, sha256 in manifest.files.items() if _sha256(folder / name) != sha256]
    except OSError:
        raise IndexProblem(f"The index in {folder} is not whole: {AGAIN}.") from None
    if wrong:
        raise IndexProblem(f"The index is damaged ({folder / wrong[0]}): {AGAIN}.")
    return folder, manifest


def contents(home: Path, formats: Collection[int] = (FORMAT,)) -> tuple[Path, Manifest]:
    """Find the published edition and what it should hold, its other files unchecked. Raises `IndexProblem`."""
    pointer = index_folder(home) / "CURRENT"
    try:
        name, _, sha256 = pointer.read_text("utf-8").partition(" ")
    except FileNotFoundError:
        raise IndexProblem(f"There is no index in {home}: {AGAIN}.") from None
    except (OSError, UnicodeDecodeError) as error:
        raise IndexProblem(f"The index in {home} cannot be read ({error}): {AGAIN}.") from None
    folder = index_folder(home) / "editions" / Path(name).name
    return folder, _manifest(folder, sha256, formats)


def published_at(home: Path) -> tuple[int, int] | None:
    """Tell one publication from the next, by no more than a look at a file; None if nothing is published."""
    try:
        found = os.stat(_pointer(home))  # noqa: PTH116 (looked at by every request: a path is slower than the look)
    except OSError:
        return None
    return found.st_ino, found.st_mtime_ns


@lru_cache(maxsize=16)
def _pointer(home: Path) -> str:
    return str(index_folder(home) / "CURRENT")


def damage(folder: Path) -> str | None:
    """Say what is wrong with an embedded vector store's file, without starting Chroma."""
    path = folder / "chroma" / "chroma.sqlite3"
    with suppress(sqlite3.Error), closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
        if connection.execute("PRAGMA quick_check(1)").fetchone() == ("ok",):
            return None
    return f"{path} is damaged"


@contextmanager
def locked(home: Path, patience_s: float, say: Callable[[str], None]) -> Iterator[None]:
    """Let one process write at a time; the others wait, and say so. Who holds it may ask for it again."""
    from filelock import FileLock, Timeout

    with writing(home):
        index_folder(home).mkdir(parents=True, exist_ok=True)
        lock = FileLock(index_folder(home) / "lock", is_singleton=True)
        try:
            lock.acquire(timeout=0)
        except Timeout:
            say("Another process is indexing; waiting for it to finish.")
            _wait(lock, patience_s, home)
    try:
        yield
    finally:
        lock.release()


@contextmanager
def aside(home: Path, edition: str) -> Iterator[Path]:
    """Give a new folder to build in; it is removed again unless `publish` was called."""
    editions = index_folder(home) / "editions"
    with writing(home):
        editions.mkdir(parents=True, exist_ok=True)
        folder = Path(mkdtemp(prefix=f"{edition[:12]}-", dir=editions))
        try:
            yield folder
        finally:
            sweep(home)


def publish(home: Path, folder: Path, manifest: Manifest) -> None:
    """Make an edition the one that readers open: whole, or not at all."""
    names = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if _is_ours(path, folder))
    files = {name: _sha256(folder / name) for name in names}
    _write_whole(folder / "manifest.json", json.dumps({**asdict(manifest), "files": files}, indent=1, sort_keys=True))
    for name in names:
        _flush(folder / name)
    _write_whole(index_folder(home) / "CURRENT", f"{folder.name} {_sha256(folder / 'manifest.json')}")


def sweep(home: Path) -> None:
    """Remove what no reader needs: stopped builds, and editions before the last one."""
    with suppress(OSError, IndexProblem):
        published = current(home)[0].name
        whole = [path for path in (index_folder(home) / "editions").iterdir() if (path / "manifest.json").is_file()]
        recent = sorted(whole, key=lambda path: (path.name == published, (path / "manifest.json").stat().st_mtime_ns))
        _remove_all_but(home, {path.name for path in recent[-KEPT:]})
        return
    if not (index_folder(home) / "CURRENT").exists():
        _remove_all_but(home, set())


def kept(home: Path) -> set[str]:
    """Name the editions that are still on disk."""
    manifests = (index_folder(home) / "editions").glob("*/manifest.json")
    return {json.loads(path.read_text("utf-8"))["edition"] for path in manifests}


def _manifest(folder: Path, sha256: str, formats: Collection[int]) -> Manifest:
    try:
        manifest = Manifest(**json.loads((folder / "manifest.json").read_text("utf-8")))
        same = _sha256(folder / "manifest.json") == sha256
    except (OSError, ValueError, TypeError, AttributeError):
        raise IndexProblem(f"The index in {folder} is not whole: {AGAIN}.") from None
    if manifest.format not in formats:
        raise IndexProblem(f"The index in {folder} is of another version of this program: {AGAIN}.")
    if not same:
        raise IndexProblem(f"The index is damaged ({folder / 'manifest.json'}): {AGAIN}.")
    return manifest


def _is_ours(path: Path, folder: Path) -> bool:
    return path.is_file() and path.relative_to(folder).parts[0] not in {"chroma", "manifest.json"}


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()


def _write_whole(path: Path, text: str) -> None:
    new = path.with_suffix(".new")
    new.write_text(text, "utf-8")
    _flush(new)
    new.replace(path)


def _flush(path: Path) -> None:
    with path.open("rb") as file:
        os.fsync(file.fileno())


def _wait(lock: Any, patience_s: float, home: Path) -> None:
    from filelock import Timeout

    try:
        lock.acquire(timeout=patience_s)
    except Timeout:
        message = f"Another process has been indexing in {home} for over {patience_s:.0f} s: try again later."
        raise IndexProblem(message) from None


def _remove_all_but(home: Path, kept: set[str]) -> None:
    for path in (index_folder(home) / "editions").iterdir():
        if path.name not in kept:
            shutil.rmtree(path, ignore_errors=True)
