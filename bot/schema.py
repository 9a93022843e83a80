"""The answer, schema `answer/1`: every surface renders this and nothing else."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from functools import cached_property
from hashlib import sha256
from typing import Generic, TypeVar, cast

import orjson

SCHEMA = "answer/1"
ASKED_AT_ONCE = 3  # of the missing facts, as many are asked for first
PARTS = orjson.OPT_PASSTHROUGH_DATACLASS
SORTED = PARTS | orjson.OPT_SORT_KEYS  # what `canonical` gives
P = TypeVar("P")


class Shared:
    """A part that many answers hold: its JSON is written once, with its keys in order, and sorted."""

    @cached_property
    def in_order(self) -> orjson.Fragment:
        """Its JSON with its keys in the order of the schema."""
        return orjson.Fragment(orjson.dumps(_plain(self), default=_in_order, option=PARTS))

    @cached_property
    def by_name(self) -> orjson.Fragment:
        """Its JSON with its keys sorted."""
        return orjson.Fragment(orjson.dumps(_plain(self), default=_by_name, option=SORTED))

    def __getstate__(self) -> dict[str, object]:
        """What another process needs of it: the fields, without the JSON written so far."""
        names: tuple[str, ...] = self.__match_args__  # type: ignore[attr-defined]
        return {name: getattr(self, name) for name in names}


class Together(Shared, tuple[P, ...], Generic[P]):  # noqa: SLOT001 (it keeps its JSON)
    """Parts that many answers hold together, in this order: their JSON is written once for all of them."""

    @cached_property
    def _hash(self) -> int:
        return super().__hash__()

    def __hash__(self) -> int:
        """The hash of the parts, which is counted once."""
        return self._hash

    def __reduce__(self) -> tuple[type[Together[P]], tuple[tuple[P, ...]]]:
        """What another process needs of it: the parts."""
        return type(self), (tuple(self),)


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
class PositionShown(Shared):
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

    def __hash__(self) -> int:  # quick: its words alone tell it from most others
        return hash(self.text)


@dataclass(frozen=True)
class Assumption:
    """A default that was used because nobody gave the fact."""

    text: str
    because: dict[str, object]
    citations: tuple[int, ...]


@dataclass(frozen=True)
class MissingShown(Shared):
    """A fact that can still change the answer, and how to ask for it."""

    fact: str
    ask: str
    why: str
    matters_to: tuple[str, ...]


@dataclass(frozen=True)
class WouldChange(Shared):
    """One fact that would bring another outcome."""

    if_: dict[str, object]
    then: str
    text: str


@dataclass(frozen=True)
class Statement(Shared):
    """A sentence of the answer and what it rests on."""

    text: str
    citations: tuple[int, ...]

    def __hash__(self) -> int:
        return hash(self.text)


@dataclass(frozen=True)
class CitationShown(Shared):
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

    def __hash__(self) -> int:
        return hash((self.n, self.passage))


@dataclass(frozen=True)
class Notice(Shared):
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
        return orjson.dumps(self._data(), default=_in_order, option=PARTS)

    def as_dict(self) -> dict[str, object]:
        """The answer as JSON data, keys in the order of the schema."""
        return cast("dict[str, object]", orjson.loads(self.as_json()))

    def sealed(self) -> Answer:
        """The same answer with its fingerprint."""
        data = self._data()
        del data["fingerprint"]
        digest = sha256(orjson.dumps(data, default=_by_name, option=SORTED)).hexdigest()
        return replace(self, fingerprint=f"sha256:{digest}")

    def _data(self) -> dict[str, object]:
        return {"schema": SCHEMA, **vars(self), "edition": dict(self.edition)}


def canonical(data: object) -> str:
    """JSON with sorted keys, no spaces, all characters as they are (as RFC 8785 does, for our kinds of value)."""
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _in_order(part: object) -> orjson.Fragment | dict[str, object]:
    return part.in_order if isinstance(part, Shared) else _fields(part)


def _by_name(part: object) -> orjson.Fragment | dict[str, object]:
    return part.by_name if isinstance(part, Shared) else _fields(part)


def _plain(part: object) -> list[object] | dict[str, object]:
    return list(part) if isinstance(part, tuple) else _fields(part)


def _fields(part: object) -> dict[str, object]:
    """A part as data; the trailing underscore of a name that Python reserves is left off."""
    names: tuple[str, ...] = part.__match_args__  # type: ignore[attr-defined]
    return {name.removesuffix("_"): getattr(part, name) for name in names}
