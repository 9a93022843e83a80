"""How pairs of parts are written, as patterns."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from bot.reading.text import folded

if TYPE_CHECKING:
    from guardrails.vocabulary import Pairs


def patterns(pairs: Pairs) -> tuple[re.Pattern[str], ...]:
    """Two parts with what stands before, between and within; a prefix with one part; what only looks like a pair."""
    words = {word for name, part in pairs.parts.items() for word in (name, *part.words)}
    part = "|".join(_spelling(word) for word in sorted(words, key=lambda word: (-len(word), word)))
    prefix = "|".join(
        re.escape(word).replace(r"\ ", r"[ -]?") for word in sorted(pairs.prefixes, key=len, reverse=True)
    )
    mark = r"[ *:_=-]{0,2}"
    pattern = (
        rf"(?<![^\W_])(?:(?P<prefix>{prefix}){mark})?[(\[]?(?P<one>{part})[)\]]?"
        r"(?P<between>[ ]{0,1}[/*:x|;-]?[ ]{0,1})"
        rf"(?:(?P<again>{prefix}){mark})?[(\[]?(?P<other>{part})[)\]]?(?![^\W_])"
    )
    single = rf"(?<![^\W_])(?P<prefix>{prefix})[ -]?(?P<one>{part})(?![^\W_*/])"
    alike = rf"(?<![^\W_])(?i:{prefix})[ *:_-]?[A-Z](?:/?[A-Z]){{1,2}}(?![^\W_])"
    return re.compile(pattern, re.IGNORECASE), re.compile(single, re.IGNORECASE), re.compile(alike)


def openings(pairs: Pairs) -> frozenset[str]:
    """The characters that a pair may begin with; Turkish letters are i to a pattern that ignores case."""
    words = [*pairs.prefixes, *(word for name, part in pairs.parts.items() for word in (name, *part.words))]
    return frozenset("([İı").union(*(word[0].lower() + word[0].upper() for word in words))


def _spelling(word: str) -> str:
    return re.escape(word).replace(r"\ ", "[ -]?")


@lru_cache(maxsize=4096)
def squeezed(word: str) -> str:
    """A word for comparison, without spaces and hyphens."""
    return re.sub(r"[ -]", "", folded(word).replace("ı", "i"))
