"""What of somebody's words may be kept: what is understood, everyday words and measurements; all else is masked.

`guardrails.privacy` masks what it notices, and nobody notices every name. So a store or a log gets less: a word stays
when it is a word of a topic (misspelled too) or an everyday word that is no name, and a number when it is short or has
a unit. A masked text reads as the text does, because the reader has no use for what was masked.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from bot.question import LONGEST
from bot.reading.message import Message
from bot.reading.text import NUMBER, WORD
from guardrails.people import names
from guardrails.privacy import mask

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bot.reading.reader import Reader
    from bot.reading.text import Token

MASKED = "[…]"
_OWN = re.compile(r"\[[a-z ]+\]|\[…\]")
_RUN = re.compile(rf"{re.escape(MASKED)}(?:[\s,.-]*{re.escape(MASKED)})+")
_ANY_DAY = date(2000, 1, 1)
_LONG_NUMBER = 5  # digits: so many are no measurement, unless a unit follows
_HOUSE_NUMBER = 3  # digits: so many may be part of an address
_YEAR = re.compile(r"(?:19|20)\d\d")
_MISSPELLING = 5  # letters: so long a word with a capital that is nearly a topic's wording is no name
_SURE_MISSPELLING = 8  # letters: the same, where it is nearly one word of a wording


def nowhere(_: str) -> bool:
    """Whether own documents say a word, where there are none."""
    return False


@dataclass(frozen=True)
class Keeping:
    """Masks for one set of topics, and for own documents: *named* are the words of their names.

    *said* tells whether they say a word: so written, in small letters, it names nobody.
    """

    reader: Reader
    named: frozenset[str] = frozenset()
    said: Callable[[str], bool] = nowhere

    def owned(self, word: str) -> bool:
        """Whether a word in small letters is one of a topic's own, or of a document's name, and so names nobody."""
        return word in self.named or any(word in topic.own_words for topic in self.reader.topics)

    def keepable(self, text: str) -> str:
        """The text as it may be kept; of one too long to be a question, only its length. Twice changes nothing."""
        if len(text) > LONGEST:
            return "…" * len(text)
        while (masked := self._masked(text)) != text:
            text = masked
        return text

    def _masked(self, text: str) -> str:
        text = mask(text, self.owned)
        messages = self.reader.messages(text, _ANY_DAY)
        own = [found.span() for found in _OWN.finditer(text)]
        tokens = messages[0].text.tokens
        hidden = set(range(len(tokens))).difference(*map(self._kept, messages))
        hidden = {n for n in hidden if not _inside(tokens[n], own)}
        if hidden or own:
            hidden |= self._suspect(text, messages)
            hidden |= _listed(tokens, hidden | {n for n, token in enumerate(tokens) if _inside(token, own)})
        return _without(text, [(tokens[n].start, tokens[n].end) for n in sorted(hidden)])

    def _suspect(self, text: str, messages: list[Message]) -> set[int]:
        """Where something was masked already: long numbers and capitals that say nothing, names that are words too."""
        reading = self.reader.read(text, _ANY_DAY)
        told = [(fact.start, fact.end) for fact in (*reading.facts, *reading.aside)]
        understood = set().union(*map(_understood, messages))
        places = set().union(*map(_places, messages))
        tokens, language = messages[0].text.tokens, messages[0].language
        begins = _beginnings(tokens)
        only, also = names()

        def suspect(n: int, token: Token) -> bool:
            if token.text.lower() in self.named:
                return False
            capital = token.text[:1].isupper() and len(token.text) > 1
            if token.kind == WORD and (token.form in only or token.form in also):
                return n in places or (capital and (n not in begins or token.key not in language.glue))
            if n in understood or token.key in language.glue or _inside(token, told):
                return False
            if token.kind == NUMBER:
                told_of = n - 1 in understood or _YEAR.fullmatch(token.text)
                return len(token.text) >= _HOUSE_NUMBER and not told_of
            return capital and n not in begins

        return {n for n, token in enumerate(tokens) if suspect(n, token)}

    def _kept(self, message: Message) -> set[int]:
        """The tokens that may stay, in the light of one topic."""
        kept = _understood(message)
        begins = _beginnings(message.text.tokens)
        for n, token in enumerate(message.text.tokens):
            if n in kept:
                continue
            if token.kind == NUMBER:
                stays = sum(map(str.isdigit, token.text)) < _LONG_NUMBER
            else:
                stays = token.kind != WORD or self._plain(token, message, first=n in begins)
            if stays:
                kept.add(n)
        return kept

    def _plain(self, token: Token, message: Message, *, first: bool) -> bool:
        """Whether a word that means nothing to the topic is one that everybody uses, and names nobody."""
        only, also = names()
        if token.text.lower() in self.named:
            return True
        written = (token.written or token.form).lower()
        capital = token.text[:1].isupper() and len(token.text) > 1
        speller = message.words.speller(message.language)
        if token.written:
            usual = not capital and not {token.key, token.form}.isdisjoint(message.language.glue)
            return written not in only and (usual or len(written) >= _SURE_MISSPELLING)
        if len(token.text) == 1 or token.key in speller.words or written in speller.words:
            return not (capital and (written in only or (not first and written in also)))
        if written not in message.language.plain and token.key not in message.language.plain:
            return token.text.islower() and written not in only | also and self.said(token.text)
        return not (capital and not first and written in also)


def _understood(message: Message) -> set[int]:
    """The tokens that mean something to the reader."""
    spans = [(hit.first, hit.last) for hit in message.hits]
    spans += [(mention.first, mention.last) for mention in message.pairs]
    spans += [(unit.first, unit.last) for quantity in message.quantities for unit in quantity.units]
    spans += [(each.first, each.last) for each in message.quantities if each.units or each.months is not None]
    tokens = message.text.tokens
    known = set[int]().union(*(range(first, last + 1) for first, last in spans))
    meant = set[int]().union(*(range(hit.first, hit.last + 1) for hit in message.intents))
    known |= {n for n in meant if not tokens[n].written}  # what is only nearly `may` may be `amy`
    return {n for n in known if not (tokens[n].written and _short_misspelling(tokens[n]))}


def _inside(token: Token, spans: Sequence[tuple[int, int]]) -> bool:
    return any(start <= token.start < end for start, end in spans)


def _listed(tokens: Sequence[Token], hidden: set[int]) -> set[int]:
    """The names that are everyday words too, in a list with masked words: `…, chad and …`."""
    _, also = names()
    joins = {n for n, token in enumerate(tokens) if token.form in (",", "and", "or", "&")}
    return {
        n
        for n, token in enumerate(tokens)
        if token.form in also
        and ((n - 1 in joins and not hidden.isdisjoint((n - 2, n - 3))) or (n + 1 in joins and n + 2 in hidden))
    }


def _places(message: Message) -> set[int]:
    """The tokens that name a place, for the reader: some places are called like people."""
    values = [hit for hit in message.hits if hit.sense.sort == "value"]
    return {n for hit in values if message.facts[hit.sense.name].reading.place for n in range(hit.first, hit.last + 1)}


def _short_misspelling(token: Token) -> bool:
    return token.text[:1].isupper() and len(token.text) < _MISSPELLING


def _beginnings(tokens: list[Token]) -> set[int]:
    """The first words of the sentences."""
    return {n for n, token in enumerate(tokens) if n == 0 or tokens[n - 1].sentence != token.sentence}


def _without(text: str, spans: list[tuple[int, int]]) -> str:
    """The text with one mask for each run of masked words."""
    for start, end in reversed(spans):
        text = f"{text[:start]}{MASKED}{text[end:]}"
    return _RUN.sub(MASKED, text)
