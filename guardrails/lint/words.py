"""How lint.yaml writes words: as vocabularies do, with `*` for any ending and `@name` for a list of names.

`slow* ... decline in (lung function|FEV1)` is found in any case and over line breaks; `...` is up to six other words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache

from guardrails.wording import expanded

_GAP = r"(?:\W+[^\s.;]+){0,6}?\W+"


def pattern(wordings: Iterable[str], names: Mapping[str, str]) -> re.Pattern[str]:
    """One pattern for any of some wordings; *names* are ready patterns for `@name`."""
    return _compiled(tuple(wordings), tuple(names.items()))


@lru_cache(maxsize=4096)
def _compiled(wordings: tuple[str, ...], names: tuple[tuple[str, str], ...]) -> re.Pattern[str]:
    parts = dict.fromkeys(_one(each, dict(names)) for wording in wordings for each in expanded(wording))
    return re.compile("|".join(parts) or r"(?!)", re.IGNORECASE)


def _one(wording: str, names: Mapping[str, str]) -> str:
    exact = wording.startswith("=")
    words = wording.removeprefix("=").split()
    found = ""
    gap = True
    for word in words:
        if word == "...":
            found += _GAP
            gap = True
            continue
        found += ("" if gap else r"[\s\u00a0-]+") + _word(word, names)
        gap = False
    bounded = rf"(?<![\w]){found}(?!\w)"
    return f"(?-i:{bounded})" if exact else bounded


def _word(word: str, names: Mapping[str, str]) -> str:
    if word.startswith("@"):
        return f"(?:{names[word[1:]]})"
    if word == "<n>":
        return r"\d+(?:[.,]\d+)?"
    return r"\w*".join(re.escape(part) for part in word.split("*"))
