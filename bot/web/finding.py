"""Search for the pages: the index where there is one, keywords where there is none."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from markupsafe import Markup, escape

from corpus.index import Hit, Index, Setup, entries_of

if TYPE_CHECKING:
    from bot.settings import Settings
    from bot.web.context import Web
    from corpus.library import Library


def hits(web: Web, query: str, limit: int = 12) -> list[Hit]:
    """The passages of a query, best first, each with why."""
    return _index(web.bot.library, web.settings).search(query, limit)


def marked(text: str, words: tuple[str, ...]) -> Markup:
    """A passage with the words marked that it was found by."""
    if not words:
        return escape(text)
    parts = re.split(rf"\b((?:{'|'.join(map(re.escape, words))})\w*)", text, flags=re.IGNORECASE)
    shown = [Markup("<mark>{}</mark>").format(part) if n % 2 else escape(part) for n, part in enumerate(parts)]
    return Markup("").join(shown)


@lru_cache(maxsize=2)
def _index(library: Library, settings: Settings) -> Index:
    """The index of these texts, opened when first searched."""
    setup = Setup(settings.home, settings.model, settings.model_sha256, settings.vector_store)
    return Index.open_or_keywords(setup, entries_of(library))
