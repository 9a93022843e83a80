"""The names in a claim: each must be in what it cites, in whatever spelling the topic knows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING

from guardrails.grounding.units import is_unit

if TYPE_CHECKING:
    from guardrails.vocabulary import Vocabulary

_NAME = re.compile(r"(?<![\w*/-])[A-Za-zÀ-ɏ][\w*]*(?:[-/*&][\w*]+)*")
_START = re.compile(r"(?:^|[.!?:;]\s+[\"“(]?|\n\s*(?:[-*•]\s*)?|[\"“(]\s?)$")


@dataclass(frozen=True, eq=False)
class Names:
    """How names are spelled: any spelling → the one they are compared by. `known` need no source."""

    spellings: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    known: frozenset[str] = frozenset()

    def canonical(self, name: str) -> str:
        """One spelling for all."""
        plain = _plain(name)
        return self.spellings.get(plain, plain)


NO_NAMES = Names()


def names_of(vocabulary: Vocabulary, known: Iterable[str] = ()) -> Names:
    """The spellings that a topic's vocabulary gives its pairs; *known* are words that everybody may use."""
    spellings: dict[str, str] = {}
    for fact in vocabulary.facts.values():
        if fact.pairs:
            for pair in fact.choices:
                halves = pair.split("/") if "/" in pair else list(pair)
                for prefix in ("", *fact.pairs.prefixes):
                    for joined in ("".join(halves), "".join(reversed(halves))):  # strokes count for nothing
                        spellings.setdefault(_plain(f"{prefix}{joined}"), pair)
    return Names(MappingProxyType(spellings), frozenset(_plain(each) for each in known))


def names_in(text: str) -> list[str]:
    """What a text writes like a name: capitals inside a word, or a capital that starts no sentence."""
    found = []
    for match in _NAME.finditer(text):
        word = match[0]
        inside = any(letter.isupper() for letter in word[1:]) or ("*" in word)
        starts = bool(_START.search(text, max(0, match.start() - 6), match.start()))
        if len(word) > 1 and not is_unit(word) and (inside or (word[0].isupper() and not starts)):
            found.append(word)
    return list(dict.fromkeys(found))


@lru_cache(maxsize=4096)
def missing_names(claim: str, passage: str, names: Names = NO_NAMES) -> tuple[str, ...]:
    """The names of a claim that its passage does not have."""
    there = {names.canonical(each) for each in _NAME.findall(passage)}
    flat = _plain(passage)
    return tuple(
        each
        for each in names_in(claim)
        if names.canonical(each) not in there and not _known(each, names) and _plain(each) not in flat
    )


def _known(name: str, names: Names) -> bool:
    return _plain(name) in names.known or all(_plain(part) in names.known for part in re.split(r"[-/&]", name))


def _plain(name: str) -> str:
    return re.sub(r"[^\w]", "", name).replace("_", "").casefold()
