"""The semantic diff of a guideline update: the patients whose outcome changes between two editions of the rules."""

from __future__ import annotations

import io
import subprocess
import tarfile
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from corpus.library import load_library
from guardrails.outcome import Bench
from guardrails.prove.formula import conj
from guardrails.prove.patients import Asked, Patient
from guardrails.prove.prover import Prover
from guardrails.prove.result import Region, Report, Result, Status
from guardrails.prove.stands import outcomes, sources
from guardrails.rules import RuleBook, load_rulebook
from guardrails.vocabulary import Vocabulary

if TYPE_CHECKING:
    from datetime import date

    from corpus.guideline import Kind
    from guardrails.outcome import Outcome

ROOT = Path(__file__).parents[2]
TOPICS, RULES = "corpus/topics", "guardrails/rules"
MOST_EACH = 6


class RevisionProblem(ValueError):
    """A revision that is none, or has no rules; the message says what git said."""


def earlier_bench(revision: str, topic: str, decided_by: Mapping[str, tuple[Kind, ...]], root: Path = ROOT) -> Bench:
    """The rules and texts of a git revision.

    Raises `RevisionProblem` if there is none, `FileProblems` if its files do not load.
    """
    with tempfile.TemporaryDirectory() as folder:
        _unpack(revision, Path(folder), root)
        library = load_library(Path(folder) / TOPICS)
        return Bench(load_rulebook(Path(folder) / RULES / topic, library), library, decided_by)


def _unpack(revision: str, folder: Path, root: Path) -> None:
    command = ["git", "-C", str(root), "archive", "--format=tar", "--end-of-options", revision, TOPICS, RULES]
    done = subprocess.run(command, capture_output=True, check=False, timeout=60)  # noqa: S603 (git, with a fixed command)
    if done.returncode:
        said = done.stderr.decode("utf-8", "replace").strip().splitlines() or ["git failed"]
        what = f"The rules of '{revision}' cannot be read: git says \"{said[-1]}\"."
        raise RevisionProblem(f"{what} Name a revision that has rules, e.g. HEAD~1.")
    with tarfile.open(fileobj=io.BytesIO(done.stdout)) as archive:
        archive.extractall(folder, filter="data")


def changed(before: Bench, after: Bench, on: date, asked: Callable[[str], Asked], revision: str) -> Report:
    """The patients whose outcome differs, as regions with one example each."""
    start = time.monotonic()
    results = [each for decision in after.book.by_decision for each in _decision(before, after, on, asked, decision)]
    gone = sorted(set(before.book.by_decision) - set(after.book.by_decision))
    if not results:
        results = [Result(f"changed:{revision}", Status.PROVED, f"No patient's outcome differs from {revision}.")]
    notes = tuple(f"{name} is no longer decided" for name in gone)
    return Report(after.book.topic, on.isoformat(), tuple(results), round(time.monotonic() - start, 1), notes)


def _decision(before: Bench, after: Bench, on: date, asked: Callable[[str], Asked], decision: str) -> list[Result]:
    prover = Prover(_joint(before, after), on, asked)
    old = outcomes(sources(prover.complete, before, decision, on), before, decision)
    new = outcomes(sources(prover.complete, after, decision, on), after, decision)
    found = []
    for was, old_formula in old.items():
        for now, new_formula in new.items():
            if was is now:
                continue
            both = conj(prover.meant(decision), old_formula, new_formula)
            boxes, models, whole = prover.regions.boxes(both, most=MOST_EACH)
            if boxes:
                shows = _shows(before, after, decision, on, (was, now))
                examples = [prover.example_of(model, decision, shows) for model in models]
                regions = tuple(
                    Region(box.said(prover.bench.book), example) for box, example in zip(boxes, examples, strict=True)
                )
                name = f"changed:{decision}/{was.value}/{now.value}"
                found.append(
                    Result(name, Status.MAP, f"{decision}: {was.value} becomes {now.value} for:", None, regions, whole)
                )
    return found


def _shows(
    before: Bench, after: Bench, decision: str, on: date, outcomes: tuple[Outcome, Outcome]
) -> Callable[[Patient], bool]:
    """Whether the engine itself comes to these two outcomes for what is known."""

    def shows(patient: Patient) -> bool:
        known = {name: value for name, value in patient.items() if name in before.book.vocabulary}
        new = {name: value for name, value in patient.items() if name in after.book.vocabulary}
        return (before.judge(decision, known, on).outcome, after.judge(decision, new, on).outcome) == outcomes

    return shows


def _joint(before: Bench, after: Bench) -> Bench:
    """One vocabulary and one set of cuts for both: everything that either compares."""
    old, new = before.book, after.book
    words = Vocabulary(new.topic, {**old.vocabulary.facts, **new.vocabulary.facts})
    book = RuleBook(
        new.topic, words, (*new.rules, *old.rules), (*new.derived, *old.derived), (*new.conflicts, *old.conflicts)
    )
    return Bench(book, after.library, after.decided_by)
