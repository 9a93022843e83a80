"""Index the texts and one's own documents, from the command line."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from bot.settings import Settings, read_settings
from corpus.index import Beside, Setup, Step, build, entries_of
from corpus.library import load_library

if TYPE_CHECKING:
    from corpus.documents.ingest import Ingest
    from corpus.index import Report

EVERY_S = 0.1
MOST_FINDINGS = 5  # of one document


def setup_of(settings: Settings) -> Setup:
    """What an index is made with, from the settings."""
    return Setup(settings.home, settings.model, settings.model_sha256, settings.vector_store, cluster=settings.cluster)


def run(paths: list[Path]) -> None:
    """Index the built-in texts and the documents at these paths, with progress; say what was done."""
    setup = setup_of(read_settings(os.environ))
    found, report = index(setup, paths, date.today(), _Progress())  # noqa: DTZ011 (the day here)
    _end_of_progress()
    if found is not None:
        for line in chain(ingest_report(found), lint_findings(found, setup.home)):
            typer.echo(line)
    if report.unchanged:
        typer.echo(f"Nothing has changed: {report.entries} passages are indexed in {setup.home}.")
    else:
        new, old = report.embedded, report.reused
        typer.echo(f"Indexed {report.entries} passages ({new} new, {old} unchanged) in {setup.home}.")
    if found is not None and found.failures:
        raise typer.Exit(1)


def index(
    setup: Setup, paths: list[Path], today: date, progress: Callable[[Step], None]
) -> tuple[Ingest | None, Report]:
    """Read the documents at these paths, and index them with all that was indexed before.

    Nobody else writes in between: an edition holds what its own catalogue lists.
    """
    from corpus.documents.catalogue import catalogue_file, read_catalogue
    from corpus.documents.ingest import ingest, save
    from corpus.documents.shelf import FILE, sources_text
    from corpus.index import editions

    library = load_library()
    found = None
    with editions.locked(setup.home, setup.patience_s, lambda words: progress(Step(words))):
        if paths:
            found = ingest(
                setup.home, paths, today, setup.processes, lambda done, total: progress(Step("Reading", done, total))
            )
            save(setup.home, found.catalogue)
        catalogue = found.catalogue if found else read_catalogue(catalogue_file(setup.home))
        entries = [*entries_of(library), *catalogue.entries(setup.home)]
        beside = Beside(library.edition, {FILE: sources_text(library, catalogue)})
        return found, build(setup, entries, progress, beside)


def ingest_report(found: Ingest) -> list[str]:
    """Say what was read, and what was not and why."""
    cut = ", ".join(map(_counted, (found.pages, found.passages, found.tables), ("page", "passage", "table")))
    pace = f" {found.pages / found.seconds:.1f} pages a second." if found.pages and found.seconds else ""
    rest = f" Unchanged: {len(found.unchanged)}. Not read: {len(found.failures)}."
    lines = [f"Read {_counted(len(found.read), 'document')}: {cut}.{pace}{rest}"]
    lines += [f"not read: {path}: {why}." for path, why in found.failures.items()]
    lines += [f"note: {note}." for note in dict.fromkeys(found.notes)]
    return [on_one_line(line) for line in lines]


def _counted(count: int, of: str) -> str:
    return f"{count} {of}{'' if count == 1 else 's'}"


def on_one_line(text: str) -> str:
    """Write what no terminal should obey, in a file's name, as Python writes it in a string."""
    return "".join(char if char.isprintable() else repr(char)[1:-1] for char in text)


def lint_findings(found: Ingest, home: Path) -> Iterator[str]:
    """Say what the guard's lint finds in the documents just read."""
    from bot.linting import clinics_of
    from bot.wiring import build as build_bot
    from corpus.documents.store import text_of
    from guardrails.lint import lint_text

    if not found.read:
        return
    clinics = clinics_of(build_bot())
    for path, document in found.read.items():
        faults = lint_text(Path(path).name, text_of(home, document.sha256), clinics)
        name = on_one_line(path)
        yield from (f"lint: {name}: {fault.check}: {fault.says}" for fault in faults[:MOST_FINDINGS])
        if len(faults) > MOST_FINDINGS:
            yield f"lint: {name}: and {len(faults) - MOST_FINDINGS} more: run guideline lint on it."


@dataclass
class _Progress:
    """Progress on one line of a terminal; silence in a log."""

    shown_at: float = 0.0

    def __call__(self, step: Step) -> None:
        """Show how far it is."""
        now = time.monotonic()
        if sys.stderr.isatty() and (now - self.shown_at > EVERY_S or step.done == step.total):
            self.shown_at = now
            count = f" {step.done} of {step.total}" if step.total else ""
            sys.stderr.write(f"\r\x1b[K{step.doing}{count}")
            sys.stderr.flush()


def _end_of_progress() -> None:
    if sys.stderr.isatty():
        sys.stderr.write("\r\x1b[K")
