"""What a sentence says of a concept: the reader's own view of denial and history, for any words.

The measure is the test kit of ConText (Harkema et al., J Biomed Inform 2009;42:839-851).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.reading.clauses import number_sentences
from bot.reading.context import Context
from bot.reading.language import load_language
from bot.reading.text import WORD, Token, cleaned, tokenised

if TYPE_CHECKING:
    from collections.abc import Sequence

NAME = 2  # a line of at most so many words, and nothing else, is a name from a list of problems


def negated(sentence: str, concept: str) -> bool:
    """Whether a sentence denies a concept that it names."""
    return "denied" in said_of(sentence, concept)


def historical(sentence: str, concept: str) -> bool:
    """Whether a sentence tells a concept that it names as history; a bare name is from a list of problems."""
    tokens = tokenised(cleaned(sentence))
    alone = len(_words(tokens)) <= NAME and all(token.text != ":" for token in tokens)
    bare = alone and _words(tokens) == _words(tokenised(cleaned(concept)))
    return bare or "past" in said_of(sentence, concept)


def said_of(sentence: str, concept: str) -> frozenset[str]:
    """All that is said of a concept: denied, suspected, asked, supposed, past, planned; nothing if it is not there."""
    language = load_language()
    tokens = tokenised(cleaned(sentence))
    number_sentences(tokens, language.file)
    context = Context(tokens, language)
    wanted = [token.form for token in tokenised(cleaned(concept))]
    for first in range(len(tokens) - len(wanted) + 1):
        if wanted and [token.form for token in tokens[first : first + len(wanted)]] == wanted:
            return context.says(first, first + len(wanted) - 1)
    return frozenset()


def _words(tokens: Sequence[Token]) -> list[str]:
    return [token.form for token in tokens if token.kind == WORD]
