"""The answer, schema `answer/1`: every surface renders this and nothing else."""

from __future__ import annotations

import json
from dataclasses import dataclass, is_dataclass, replace
from hashlib import sha256

SCHEMA = "answer/1"


@dataclass(frozen=True)
class FactRead:
    """A fact as understood: its value as data, and the words it came from."""

    name: str
    value: object
    unit: str | None
    words: str
    from_: str


@dataclass(frozen=True)
class CriterionShown:
    """One criterion of a position: met, not met or unknown."""

    text: str
    truth: str
    fact: str | None
    citations: tuple[int, ...]


@dataclass(frozen=True)
class PositionShown:
    """What one source says for this patient."""

    guideline: str
    kind: str
    year: int | None
    jurisdiction: str
    outcome: str
    strength: str
    certainty: str | None
    text: str
    rule: str
    criteria: tuple[CriterionShown, ...]
    citations: tuple[int, ...]


@dataclass(frozen=True)
class Assumption:
    """A default that was used because nobody gave the fact."""

    text: str
    because: dict[str, object]
    citations: tuple[int, ...]


@dataclass(frozen=True)
class MissingShown:
    """A fact that can still change the answer, and how to ask for it."""

    fact: str
    ask: str
    why: str
    matters_to: tuple[str, ...]


@dataclass(frozen=True)
class WouldChange:
    """One fact that would bring another outcome."""

    if_: dict[str, object]
    then: str
    text: str


@dataclass(frozen=True)
class Statement:
    """A sentence of the answer and what it rests on."""

    text: str
    citations: tuple[int, ...]


@dataclass(frozen=True)
class CitationShown:
    """A numbered reference: the passage, and the words of it that are meant, verbatim."""

    n: int
    guideline: str
    passage: str
    quote: str
    title: str
    organisation: str
    year: int | None
    section: str
    locator: str
    review: str
    provenance: str


@dataclass(frozen=True)
class Notice:
    """Something the reader should know about the answer itself."""

    code: str
    text: str


@dataclass(frozen=True)
class Answer:
    """One answer. `fingerprint` is the SHA-256 of its canonical JSON without itself."""

    question: str
    as_of: str
    topic: str | None
    decision: str | None
    outcome: str
    headline: str
    facts: tuple[FactRead, ...] = ()
    positions: tuple[PositionShown, ...] = ()
    assumptions: tuple[Assumption, ...] = ()
    missing: tuple[MissingShown, ...] = ()
    would_change: tuple[WouldChange, ...] = ()
    statements: tuple[Statement, ...] = ()
    citations: tuple[CitationShown, ...] = ()
    notices: tuple[Notice, ...] = ()
    follow_ups: tuple[str, ...] = ()
    review: str = "draft"
    edition: tuple[tuple[str, str], ...] = ()
    fingerprint: str = ""

    def as_dict(self) -> dict[str, object]:
        """The answer as JSON data, keys in the order of the schema."""
        return {"schema": SCHEMA, **_record(self), "edition": dict(self.edition), "fingerprint": self.fingerprint}

    def sealed(self) -> Answer:
        """The same answer with its fingerprint."""
        data = self.as_dict()
        del data["fingerprint"]
        return replace(self, fingerprint=f"sha256:{sha256(canonical(data).encode()).hexdigest()}")


def canonical(data: object) -> str:
    """JSON with sorted keys, no spaces, all characters as they are (as RFC 8785 does, for our kinds of value)."""
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _record(value: object) -> dict[str, object]:
    """A dataclass as data; the trailing underscore of a name that Python reserves is left off."""
    return {name.removesuffix("_"): _plain(each) for name, each in vars(value).items()}


def _plain(value: object) -> object:
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    return _record(value) if is_dataclass(value) else value
