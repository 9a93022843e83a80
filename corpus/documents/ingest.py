"""Reading documents into the store: in parallel, only what is new, with one sentence for each that cannot be read."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from corpus.documents.about import SIDE, about, guideline, made_on
from corpus.documents.block import Unreadable
from corpus.documents.catalogue import Catalogue, Listed, catalogue_file, read_catalogue
from corpus.documents.reader import NAMED
from corpus.documents.store import Kept, kept, sweep
from corpus.index.problem import REASONS, IndexProblem, writing
from corpus.workers import Reply, spread

PATIENCE_S = 3600.0  # a document; scanned pages take seconds each
PASSED_OVER = {".ds_store", "thumbs.db", "desktop.ini"}


@dataclass
class Ingest:
    """The ingest report: what was read, what was not and why, and what should be known about it."""

    catalogue: Catalogue
    read: dict[str, Kept] = field(default_factory=dict)
    unchanged: list[str] = field(default_factory=list)
    failures: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    seconds: float = 0.0  # of reading

    @property
    def pages(self) -> int:
        """How many pages were read."""
        return sum(each.pages for each in self.read.values())

    @property
    def passages(self) -> int:
        """How many passages they were cut into."""
        return sum(each.passages for each in self.read.values())

    @property
    def tables(self) -> int:
        """How many tables were found in them."""
        return sum(each.tables for each in self.read.values())


def ingest(
    home: Path, paths: Sequence[Path], today: date, workers: int, progress: Callable[[int, int], None]
) -> Ingest:
    """Read the files named and those in the folders named. Raises `IndexProblem` when nothing more can be written."""
    report = Ingest(read_catalogue(catalogue_file(home)))
    files = list(dict.fromkeys(_files(report, paths)))
    new = [path for path in files if not _is_unchanged(home, report, path)]
    sweep(home)
    done, began = 0, time.monotonic()
    progress(done, len(new))
    count = min(workers, len(new)) or 1
    for reply in spread("corpus.documents.read_worker", [str(home)], map(str, new), count, PATIENCE_S):
        _take(report, reply)
        done += 1
        progress(done, len(new))
    report.seconds = time.monotonic() - began
    for path in new:
        if shown(path) in report.read:
            _list(report, path, report.read[shown(path)], today)
    report.catalogue.withdraw(_gone(report.catalogue, paths, set(files)))
    return report


def save(home: Path, catalogue: Catalogue) -> None:
    """Keep the catalogue, whole or not at all."""
    path = catalogue_file(home)
    with writing(home):
        path.parent.mkdir(parents=True, exist_ok=True)
        aside = path.with_suffix(f".{os.getpid()}")
        aside.write_text(catalogue.as_text(), "utf-8")
        aside.replace(path)


def shown(path: Path | str) -> str:
    """Write a path in any script; bytes that are no text are shown as such."""
    return str(path).encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def _files(report: Ingest, paths: Sequence[Path]) -> Iterator[Path]:
    for path in paths:
        whole = path.expanduser().absolute()
        if whole.is_dir():
            yield from _below(report, whole)
        elif whole.exists() or whole.is_symlink():
            yield whole
        else:
            report.failures[shown(path)] = "there is no such file or folder"


def _below(report: Ingest, folder: Path) -> Iterator[Path]:
    def refused(error: OSError) -> None:
        report.failures[shown(error.filename)] = "looking into it is not permitted: change its permissions"

    for root, folders, names in os.walk(folder, onerror=refused):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            path = Path(root, name)
            beside = name.lower().endswith(SIDE) and name[: -len(SIDE)] in names
            if not name.startswith((".", "~$")) and name.lower() not in PASSED_OVER and not beside:
                yield path


def _is_unchanged(home: Path, report: Ingest, path: Path) -> bool:
    before = report.catalogue.current_at(shown(path)) or report.catalogue.ended_at(shown(path))
    try:
        now = path.stat()
    except OSError:
        return False
    same = before is not None and (before.size, before.changed_ns) == _stamp(path, now)
    if before is None or not same or kept(home, before.sha256) is None:
        return False
    report.unchanged.append(shown(path))
    return True


def _stamp(path: Path, now: os.stat_result) -> tuple[int, int]:
    """Size and time of change, of the file and of what is said beside it."""
    beside = path.with_name(path.name + SIDE)
    also = beside.stat().st_mtime_ns if beside.is_file() else 0
    return now.st_size, now.st_mtime_ns + also


def _take(report: Ingest, reply: Reply) -> None:
    name = shown(reply.task)
    answer: dict[str, Any] = reply.answer or {}
    if "full" in answer:
        raise IndexProblem(f"Documents cannot be kept: {REASONS[answer['full']]}, then run it again.")
    if failure := reply.failure or answer.get("unreadable"):
        report.failures[name] = failure
        return
    found = Kept(**{**answer, "scanned": tuple(answer["scanned"]), "notes": tuple(answer["notes"])})
    report.read[name] = found
    report.notes += (f"{name}: {note}" for note in found.notes)
    if Path(name).suffix.lower() not in NAMED:
        report.notes.append(f"{name}: read as {found.kind}")


def _list(report: Ingest, path: Path, found: Kept, today: date) -> None:
    same, how = report.catalogue.current_with(found.sha256), "the same as"
    if same is None:
        same, how = report.catalogue.current_saying(found.words), "in the same words as"
    if same is not None and same.path != shown(path) and Path(same.path).exists():
        report.notes.append(f"{shown(path)}: {how} {same.path}: indexed once")
        return
    try:
        said = about(path, found.about.get("front_matter"))
        size, changed_ns = _stamp(path, path.stat())
    except (Unreadable, OSError) as problem:
        report.failures[shown(path)] = str(problem)
        return
    source = guideline(path.name, found.sha256, found.title, said, made_on(found.about, today))
    new = Listed(shown(path), found.sha256, source, said.topic or "", size, changed_ns, words=found.words)
    report.catalogue.add(new, said.supersedes, today)
    for other in report.catalogue.editions_of(new):
        report.notes.append(f"{new.path}: has the title of {other.path}, {_which(new, other)}")


def _which(new: Listed, other: Listed) -> str:
    """Say which of two editions comes first, and how to say it for good."""
    years = {each.guideline.year: each for each in (new, other)}
    if len(years) < 2 or None in years:
        return "and which is newer is not said: write its year in the YAML file beside it"
    old, newer = sorted(years, key=lambda year: year or 0)
    return f"of {other.guideline.year}: {newer} comes first; to leave {old} out, write supersedes beside {newer}"


def _gone(catalogue: Catalogue, paths: Sequence[Path], files: set[Path]) -> Iterator[str]:
    """Name what was below the folders looked into and is there no more."""
    names = {shown(path) for path in files}
    folders = [path.expanduser().absolute() for path in paths if path.is_dir()]
    for each in catalogue.listed:
        below = any(Path(each.path).is_relative_to(folder) for folder in folders)
        if below and each.path not in names and not Path(each.path).exists():
            yield each.path
