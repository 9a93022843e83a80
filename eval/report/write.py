"""Writing the reports. A folder that cannot be written is one sentence, and the figures are still on the screen."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from corpus.problems import FileProblems, Problem
from eval.report.data import dumped, results, times
from eval.report.junit import junit
from eval.report.markdown import markdown

if TYPE_CHECKING:
    from bot.wiring import Bot
    from eval.gate import Verdict
    from eval.run import Run


class ReportProblem(FileProblems):
    """For operators: a report could not be written."""


def write(folder: Path, run: Run, verdict: Verdict, bot: Bot) -> None:
    """Write every report. Raises `ReportProblem`."""
    from eval.report.html import page

    files = {
        "results.json": dumped(results(run)),
        "times.json": dumped(times(run)),
        "junit.xml": junit(run, verdict.regressions),
        "summary.md": markdown(run, verdict),
        "report.html": page(run, verdict, bot),
    }
    save(folder, files)


def save(folder: Path, files: Mapping[str, str]) -> None:
    """Write some files, each whole or not at all. Raises `ReportProblem`."""
    with writing(folder):
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in files.items():
            replace(folder / name, text)


def refused_early(folder: Path) -> None:
    """Find out before the work whether its reports can be kept. Raises `ReportProblem`."""
    save(folder, {".room": "."})
    (folder / ".room").unlink()


@contextmanager
def writing(place: Path) -> Iterator[None]:
    """Turn a folder that cannot be written, or a full disk, into one sentence."""
    try:
        yield
    except OSError as error:
        file = str(error.filename or place)
        way_out = "Choose another folder, or make room."
        raise ReportProblem([Problem(file, "1", f"cannot be written: {error.strerror}", way_out)]) from None


def replace(path: Path, text: str) -> None:
    """Write a file whole or not at all: a reader never sees half of it."""
    partial = path.with_name(f".{path.name}.part")
    try:
        partial.write_text(text, "utf-8")
        partial.replace(path)
    except OSError:
        partial.unlink(missing_ok=True)
        raise
