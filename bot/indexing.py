"""Index the texts and search them, from the command line."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from bot.settings import Settings, read_settings
from corpus.index import Hit, Index, IndexProblem, Setup, Step, build, entries_of
from corpus.library import load_library

if TYPE_CHECKING:
    from corpus.library import Library

WIDTH = 90


def setup_of(settings: Settings) -> Setup:
    """What an index is made with, from the settings."""
    return Setup(settings.home, settings.model, settings.model_sha256, settings.vector_store)


def run(paths: list[Path]) -> None:
    """Index the built-in texts, with progress; say what was done."""
    if paths:
        raise IndexProblem(f"Own documents cannot be indexed yet: {paths[0]}. Run guideline index without a path.")
    setup = setup_of(read_settings(os.environ))
    report = build(setup, entries_of(load_library()), _progress)
    _end_of_progress()
    if report.unchanged:
        typer.echo(f"Nothing has changed: {report.entries} passages are indexed in {setup.home}.")
        return
    typer.echo(f"Indexed {report.entries} passages ({report.embedded} new, {report.reused} unchanged) in {setup.home}.")


def _progress(step: Step) -> None:
    """Progress on one line of a terminal; silence in a log."""
    if sys.stderr.isatty():
        count = f" {step.done} of {step.total}" if step.total else ""
        sys.stderr.write(f"\r\x1b[K{step.doing}{count}")
        sys.stderr.flush()


def _end_of_progress() -> None:
    if sys.stderr.isatty():
        sys.stderr.write("\r\x1b[K")


def show(query: str, limit: int, *, json_: bool) -> None:
    """Search, and print each passage with the reasons it was found."""
    if not query.strip():
        raise IndexProblem("There is nothing to search for: write some words.")
    library = load_library()
    index = Index.open_or_keywords(setup_of(read_settings(os.environ)), entries_of(library))
    hits = index.search(query, limit)
    if index.notice:
        typer.echo(index.notice, err=True)
    if json_:
        found = [_as_data(library, hit) for hit in hits]
        typer.echo(json.dumps({"query": query, "notice": index.notice, "hits": found}, ensure_ascii=False, indent=2))
        return
    for number, hit in enumerate(hits, 1):
        typer.echo(_as_text(library, number, hit))
    if not hits:
        typer.echo("Nothing here has these words.")


def _as_data(library: Library, hit: Hit) -> dict[str, object]:
    passage = library.passages[hit.passage]
    source = library.guidelines[passage.guideline]
    return {
        "passage": hit.passage,
        "score": hit.score,
        "keyword": hit.keyword,
        "vector": hit.vector,
        "matched": list(hit.matched),
        "text": passage.text,
        "guideline": source.id,
        "title": source.title,
        "kind": source.kind.value,
        "year": source.year,
        "section": passage.section,
        "provenance": passage.provenance.value,
        "locator": source.locator,
    }


def _as_text(library: Library, number: int, hit: Hit) -> str:
    passage = library.passages[hit.passage]
    source = library.guidelines[passage.guideline]
    why = f"keywords {hit.keyword:.2f}" + ("" if hit.vector is None else f", meaning {hit.vector:.2f}")
    words = f"; words: {', '.join(hit.matched)}" if hit.matched else ""
    return (
        f"{number}. {passage.text}\n   {source.short} · {hit.passage} · {passage.provenance.value}"
        f" · score {hit.score:.2f} ({why}{words})\n"
    )
