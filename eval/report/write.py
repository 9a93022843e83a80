"""Writing the reports. A folder that cannot be written is one sentence, and the figures are still on the screen."""

from __future__ import annotations

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
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in files.items():
            replace(folder / name, text)
    except OSError as error:
        place = str(error.filename or folder)
        raise ReportProblem([Problem(place, "1", f"cannot be written: {error.strerror}", "Choose another --report folder, or make room.")]) from None


def replace(path: Path, text: str) -> None:
    """Write a file whole or not at all: a reader never sees half of it."""
    partial = path.with_name(f".{path.name}.part")
    try:
        partial.write_text(text, "utf-8")
        partial.replace(path)
    except OSError:
        partial.unlink(missing_ok=True)
        raise
