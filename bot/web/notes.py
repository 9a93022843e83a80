"""The fixed sentences of an answer in the reader's language; what a topic's data says stands as it is."""

from __future__ import annotations

import re
from functools import cache
from string import Formatter
from typing import TYPE_CHECKING

from bot.phrases import NOTICES

if TYPE_CHECKING:
    from bot.schema import Notice
    from bot.web.words import Words


def in_words(words: Words, notice: Notice, said: str) -> tuple[str, str]:
    """A notice in the language of some words, and that language; as it is *said*, where there is no other wording."""
    template = words.maybe(f"notice_{notice.code}")
    if not template or words.language == "en":
        return said, "en"
    blanks = _usual(notice.code).fullmatch(notice.text)
    return (template.format(**blanks.groupdict()), words.language) if blanks else (said, "en")


@cache
def _usual(code: str) -> re.Pattern[str]:
    """What finds the words in the blanks of a notice."""
    parts = Formatter().parse(NOTICES.get(code, ""))
    found = (re.escape(text) + (f"(?P<{name}>.+)" if name else "") for text, name, _, _ in parts)
    return re.compile("".join(found), re.DOTALL)
