"""The answer, schema `answer/1`: every surface renders this and nothing else."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import cast

import orjson

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

    def as_json(self) -> bytes:
        """The answer as JSON on one line, keys in the order of the schema: the same bytes on every surface."""
        return orjson.dumps(self._data(), default=_record, option=orjson.OPT_PASSTHROUGH_DATACLASS)

    def as_dict(self) -> dict[str, object]:
        """The answer as JSON data, keys in the order of the schema."""
        return cast("dict[str, object]", orjson.loads(self.as_json()))

    def sealed(self) -> Answer:
        """The same answer with its fingerprint."""
        data = self._data()
        del data["fingerprint"]
        option = orjson.OPT_PASSTHROUGH_DATACLASS | orjson.OPT_SORT_KEYS  # what `canonical` gives, from the parts
        digest = sha256(orjson.dumps(data, default=_record, option=option)).hexdigest()
        return replace(self, fingerprint=f"sha256:{digest}")

    def _data(self) -> dict[str, object]:
        return {"schema": SCHEMA, **vars(self), "edition": dict(self.edition)}


def canonical(data: object) -> str:
    """JSON with sorted keys, no spaces, all characters as they are (as RFC 8785 does, for our kinds of value)."""
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _record(part: object) -> dict[str, object]:
    """A part as data; the trailing underscore of a name that Python reserves is left off."""
    if isinstance(part, FactRead | WouldChange):
        return {name.removesuffix("_"): each for name, each in vars(part).items()}
    return vars(part)
