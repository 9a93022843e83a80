"""invariants.yaml and known.yaml of a topic: what must never happen, and what is known to fail and why."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import Field

from corpus.guideline import Strict
from corpus.problems import FileProblems, shown
from corpus.strict_yaml import read_yaml, validate
from guardrails.compile import Compiler
from guardrails.outcome import Outcome
from guardrails.rules import INVARIANTS, KNOWN
from guardrails.vocabulary import Quote

if TYPE_CHECKING:
    from corpus.library import Library
    from guardrails.criteria import Criterion
    from guardrails.vocabulary import Vocabulary


class InvariantSpec(Strict):
    """What must hold for every patient with `when`, whatever else is known.

    `no_yes`: no clinical source that was read comes to a yes. `outcome_never`: outcomes that must not be given.
    """

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9-]*$")
    decision: str
    say: str = Field(min_length=1)
    when: Any
    no_yes: bool = False
    outcome_never: tuple[Outcome, ...] = ()
    cite: tuple[Quote, ...] = ()


class InvariantFile(Strict):
    """An invariants.yaml, written by clinicians in the rule language."""

    topic: str
    invariants: tuple[InvariantSpec, ...]


class KnownFailure(Strict):
    """A failure that is known: the id of its result, and why it stands."""

    id: str
    reason: str = Field(min_length=1)
    by: str | None = None


class KnownFile(Strict):
    """A known.yaml."""

    topic: str
    known: tuple[KnownFailure, ...]


@dataclass(frozen=True)
class Invariant:
    """An invariant ready to be proved."""

    spec: InvariantSpec
    when: Criterion


def load_invariants(folder: Path, vocabulary: Vocabulary, library: Library) -> list[Invariant]:
    """Read a topic's invariants; none where it has no file. Raises `FileProblems`."""
    path = folder / INVARIANTS
    if not path.is_file():
        return []
    document = read_yaml(path.read_text("utf-8"), shown(path))
    file = validate(document, InvariantFile)
    compiler = Compiler(document, vocabulary, library)
    found = []
    for n, spec in enumerate(file.invariants):
        compiler.quotes(spec.cite, ("invariants", n, "cite"))
        found.append(Invariant(spec, compiler.criterion(spec.when, ("invariants", n, "when"), ())))
    if compiler.problems:
        raise FileProblems(compiler.problems)
    return found


def load_known(folder: Path) -> dict[str, str]:
    """The failures a topic knows of: id → reason. Raises `FileProblems`."""
    path = folder / KNOWN
    if not path.is_file():
        return {}
    file = validate(read_yaml(path.read_text("utf-8"), shown(path)), KnownFile)
    return {each.id: each.reason for each in file.known}
