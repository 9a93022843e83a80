"""Some words in the light of one topic, whatever the day and whatever was said before: what reading begins with."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from bot.reading.ambiguity import as_meant, doubtful
from bot.reading.clauses import number_sentences
from bot.reading.layout import points, told_lines
from bot.reading.lazily import cached_property
from bot.reading.mentions import Mention
from bot.reading.phrases import Sense, longest
from bot.reading.quantities import read_quantities
from bot.reading.rows import as_form
from bot.reading.tables import Headings, in_tables
from bot.reading.text import MARK, WORD, Text, cleaned, tokenised
from bot.reading.topic_words import without_shorter
from guardrails.values import Choice

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.reading.language import Language
    from bot.reading.pairs import PairHit
    from bot.reading.phrases import Hit
    from bot.reading.quantities import Quantity
    from bot.reading.text import Token
    from bot.reading.topic_words import TopicWords
    from bot.reading.types import Doubt

PREFIX = 2  # letters of a word that may be no more than a prefix
STEERING = Sense("steering")
NAMES = frozenset({"scope", "source", "label"})  # wordings whose numbers are part of a name


_exactly = lru_cache(maxsize=4096)(Choice.exactly)


@lru_cache(maxsize=64)  # a question is read to be answered, and once more before it is kept
def heard(raw: str, words: TopicWords, language: Language) -> Heard:
    """Some words as one topic hears them."""
    return Heard(raw, words, language)


@dataclass(frozen=True, eq=False)
class Heard:
    """The words of a message, and every wording, pair and number in them."""

    raw: str
    words: TopicWords
    language: Language

    @cached_property
    def text(self) -> Text:
        """The tokens, in their sentences, with misspellings corrected."""
        clean = cleaned(self.raw)
        text = Text(clean, as_form(self.raw, tokenised(clean), self._is_fact, self.language))
        number_sentences(text.tokens, self.language.file)
        self.words.speller(self.language).correct(text.tokens)
        return text

    def _is_fact(self, tokens: Sequence[Token]) -> bool:
        """Whether some words name a fact."""
        lexicons = (self.words.words, *(finder.words for finder in self.words.pairs.values()))
        return any(hit.sense.sort in ("label", "value", "named") for each in lexicons for hit in each.find(tokens))

    @cached_property
    def hits(self) -> list[Hit]:
        """Every wording of the topic, longest ones only."""
        found = self.words.words.find(self.text.tokens)
        others = self._others(found)
        return without_shorter(
            hit for hit in found if not self._is_prefix(hit) and (not hit.skipped or others.isdisjoint(hit.skipped))
        )

    def _others(self, found: Sequence[Hit]) -> set[int]:
        """The tokens that name somebody else, over whom no wording leads: `stopped but his wife still smokes`."""
        if not any(hit.skipped for hit in found):
            return set()
        partners = self.language.among("partners")
        others = {n for n, token in enumerate(self.text.tokens) if token.key in partners}
        return others.union(hit.first for hit in found if hit.sense.name in self.words.kinships)

    def _is_prefix(self, hit: Hit) -> bool:
        """Whether a short word is only joined to another: `ex-nurse`."""
        tokens = self.text.tokens
        if hit.first != hit.last or len(tokens[hit.last].form) > PREFIX or hit.last + 1 == len(tokens):
            return False
        return tokens[hit.last + 1].kind == WORD and not tokens[hit.last + 1].spaced

    @cached_property
    def intents(self) -> list[Hit]:
        """The words that say what the message wants, and how the conversation goes on.

        What contradicts where something is written hides nothing: `actually 75` corrects; nor do the asides.
        """
        found, asides = (words.find(self.text.tokens) for words in (self.language.intents, self.language.asides))
        asides = [self._ordered(hit) if hit.sense.sort == "sets_aside" else hit for hit in asides]
        odd = [hit for hit in found if hit.sense.sort == "contradicts"]
        plain = [hit for hit in found if hit.sense.sort != "contradicts"]
        return sorted(hit for hits in (plain, odd, asides) for hit in longest(hits))

    def _ordered(self, hit: Hit) -> Hit:
        """What sets rules aside, as an attempt to steer: none where somebody does so, `may we ignore the rules?`."""
        tokens, among = self.text.tokens, self.language.among
        if not among("left_open").isdisjoint(tokens[n].key for n in hit.skipped):
            return hit
        before = tokens[hit.first - 1] if hit.first else None
        first = tokens[hit.first]
        begins = before is None or before.kind == MARK or before.sentence != first.sentence or first.text[0].isupper()
        ordered = begins or (before is not None and before.key in among("before_orders"))
        return hit._replace(sense=STEERING) if ordered else hit

    @cached_property
    def quantities(self) -> list[Quantity]:
        """Every number with what stands around it, not those in a name or of a list: `FEV 1`, `1. rash`."""
        names = [hit for hit in self.hits if hit.sense.sort in NAMES]
        named = {n for hit in names for n in range(hit.first, hit.last + 1)}
        named -= {n for hit in names if hit.sense.name in self.words.since for n in hit.skipped}
        units = self.words.units
        found = read_quantities(self.text.tokens, units, self.language)
        found = in_tables(self.text, found, Headings(units, self.words.topic.facts, self.language.among("no_results")))
        named |= points(self.text.tokens)
        return [quantity for quantity in found if quantity.number.first not in named]

    @cached_property
    def told_lines(self) -> frozenset[int]:
        """The sentences that are lines of a form, and ask nothing."""
        return told_lines(self.text.tokens, self.language.among("asking"))

    @cached_property
    def pair_hits(self) -> dict[str, list[PairHit]]:
        """Whatever looks like a pair, by its fact."""
        return {name: finder.find(self.text) for name, finder in self.words.pairs.items()}

    @cached_property
    def pairs(self) -> Sequence[Mention]:
        """The pairs that are one."""
        found = [
            Mention(name, _exactly(hit.name), hit.first, hit.last)
            for name, hits in self.pair_hits.items()
            for hit in hits
            if not (hit.doubtful and (hit.first in self._worded or self._is_title(hit.first)))
            and self._elsewhere.isdisjoint(range(hit.first, hit.last + 1))
            and self._decoys.get((name, hit.first), -1) < hit.last
        ]
        return as_meant(self.text, self.words.topic.ambiguous, self.hits, found)

    @cached_property
    def ambiguous(self) -> list[tuple[range, Doubt]]:
        """Words that may mean something outside the topic, and what to ask."""
        measured = bool(self.quantities)
        return list(doubtful(self.text, self.words.topic.ambiguous, self.hits, self.pairs, measured=measured))

    @cached_property
    def _elsewhere(self) -> frozenset[int]:
        """The tokens of longer names from another subject: `AB` in `AB Top`."""
        names = [hit for hit in self.hits if hit.sense.sort == "elsewhere" and hit.first < hit.last]
        return frozenset(n for hit in names for n in range(hit.first, hit.last + 1))

    @cached_property
    def _worded(self) -> frozenset[int]:
        """The tokens of wordings of more than one word that tell a value."""
        told = [hit for hit in self.hits if hit.sense.sort == "value" and hit.first < hit.last]
        return frozenset(n for hit in told for n in range(hit.first, hit.last + 1) if n not in hit.skipped)

    @cached_property
    def _decoys(self) -> dict[tuple[str, int], int]:
        """How far a wording reaches that means something else than a fact, for each of its tokens."""
        decoys = [hit for hit in self.hits if hit.sense.sort == "decoy"]
        reach: dict[tuple[str, int], int] = {}
        for hit in decoys:
            for n in range(hit.first, hit.last + 1):
                reach[hit.sense.name, n] = max(hit.last, reach.get((hit.sense.name, n), -1))
        return reach

    def _is_title(self, n: int) -> bool:
        """Whether a word is how a person is addressed: it begins with a capital, and so does a name after it."""
        tokens = self.text.tokens
        if n + 1 >= len(tokens) or not (tokens[n].text.istitle() and tokens[n + 1].text.istitle()):
            return False
        return tokens[n + 1].key not in self.words.words.keys and tokens[n + 1].key not in self.language.glue
