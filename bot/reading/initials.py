"""Patients told apart by their initials: `JS: AB, 40 y`, then `TK: BB`.

Headings of a chart look the same (`PMH: …`). So initials are a patient's only where a pair is told right behind them,
of nobody else, and only where two patients are told apart so.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.reading.heard import heard

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.reading.language import Language
    from bot.reading.text import Token
    from bot.reading.topic_words import TopicWords
    from bot.reading.types import Turn

SEVERAL = 2
SOON = 6  # tokens within which the pair is told
KNOWN = frozenset({"known", "elsewhere"})  # the sorts of wordings that tell nothing of a patient
_HEAD = re.compile(r"(?:^|[.;!?]\s|\n)\s*([A-Z]{2,3})\b", re.MULTILINE)


def initials_in(turns: Sequence[Turn], topics: Sequence[TopicWords], language: Language) -> frozenset[str]:
    """The initials of the patients of a talk; none where fewer than two are told apart by them."""
    heads = {name for turn in turns for name in _HEAD.findall(turn.text)}
    if len(heads) < SEVERAL:
        return frozenset()
    found = frozenset(name for turn in turns for words in topics for name in _heading(turn.text, words, language))
    return found if len(found) >= SEVERAL else frozenset()


def _heading(text: str, words: TopicWords, language: Language) -> Iterator[str]:
    """The initials in a text behind which a pair is told of nobody else."""
    if not _HEAD.search(text):
        return
    said = heard(text, words, language)
    tokens, pairs = said.text.tokens, {pair.first for pair in said.pairs}
    telling = {n for hit in said.hits if hit.sense.sort not in KNOWN for n in range(hit.first, hit.last + 1)}
    kin = {hit.first for hit in said.hits if hit.sense.name in words.kinships}
    for n, token in enumerate(tokens):
        near = range(n + 1, n + 1 + SOON)
        pair = next((m for m in near if m in pairs), None)
        if pair and _begins(tokens, n) and _HEAD.fullmatch(token.text) and n not in telling | pairs:
            yield from [token.text] if kin.isdisjoint(range(n, pair)) else []


def _begins(tokens: Sequence[Token], n: int) -> bool:
    return n == 0 or tokens[n - 1].sentence != tokens[n].sentence or tokens[n - 1].text in ";\n"
