"""One message, read by itself: its words, and what they say of each fact."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING

from bot.reading.ambiguity import doubtful
from bot.reading.clauses import number_sentences
from bot.reading.context import Context
from bot.reading.doubts import did_you_mean, not_known
from bot.reading.measures import Binder, Bound, label_hits
from bot.reading.mentions import Mention, once, united
from bot.reading.people import People, with_owners
from bot.reading.phrases import covered, longest
from bot.reading.quantities import read_quantities
from bot.reading.statements import numbers_said, statements, words_said
from bot.reading.text import MARK, Text, cleaned, tokenised
from bot.reading.topic_words import TELLING, without_shorter
from guardrails.values import Choice

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from bot.reading.language import Language
    from bot.reading.pairs import PairHit
    from bot.reading.phrases import Hit
    from bot.reading.quantities import Quantity
    from bot.reading.topic_words import TopicWords
    from bot.reading.types import Doubt
    from guardrails.vocabulary import Fact


CLAIM = 4  # how far before `says` the source may be named
EITHER = frozenset({"or", "oder", "ou", "o"})
NAMES = frozenset({"scope", "source", "label"})  # wordings whose numbers are part of a name


@dataclass
class Message:
    """One message in the light of one topic; *going_on* when the topic was spoken of before."""

    raw: str
    words: TopicWords
    language: Language
    as_of: date
    going_on: bool = False
    text: Text = field(init=False)

    def __post_init__(self) -> None:
        self.raw = self.raw.encode("utf-8", "replace").decode()  # halves of characters cannot be written out again
        clean = cleaned(self.raw)
        self.text = Text(clean, tokenised(clean))
        number_sentences(self.text.tokens, self.language.file.abbreviations)
        self.words.speller(self.language).correct(self.text.tokens)

    @property
    def facts(self) -> dict[str, Fact]:
        """The vocabulary of the topic."""
        return self.words.topic.facts

    @cached_property
    def hits(self) -> list[Hit]:
        """Every wording of the topic in the message, longest ones only, none that may be another word."""
        elsewhere = {n for place, _ in self.ambiguous for n in place}
        return [hit for hit in self._all_hits if hit.first not in elsewhere] if elsewhere else self._all_hits

    @cached_property
    def _all_hits(self) -> list[Hit]:
        return without_shorter(self.words.words.find(self.text.tokens))

    @cached_property
    def intents(self) -> list[Hit]:
        """The words that say what the message wants, and how the conversation goes on."""
        return longest(self.language.intents.find(self.text.tokens))

    @cached_property
    def claimed(self) -> dict[int, int]:
        """The tokens that tell what a source is said to say, and how far they stand behind the verb."""
        sources = {hit.last for hit in self.hits if hit.sense.sort == "source"}
        claims = [hit for hit in self.intents if hit.sense.sort == "claims"]
        said = [hit for hit in claims if not sources.isdisjoint(range(hit.first - CLAIM, hit.first + 1))]
        return {n: n - hit.last for hit in said for n in self.context.sentence(hit.first)}

    @cached_property
    def compares(self) -> bool:
        """Whether sources or places are compared, so that a place named is nobody's."""
        places = [hit for hit in self.hits if hit.sense.sort == "value" and self.facts[hit.sense.name].reading.place]
        sources = {hit.sense.name for hit in self.hits if hit.sense.sort == "source"}
        return len(sources.union(hit.sense.value for hit in places)) > 1 and any(
            hit.sense.sort == "comparing" for hit in self.intents
        )

    @cached_property
    def anchors(self) -> frozenset[int]:
        """The tokens that tell the topic by themselves: its own words, spelled well enough, and pairs of the family."""
        scopes = frozenset(hit.first for hit in self.hits if hit.sense.sort == "scope" and not self._guessed(hit.first))
        pairs = [mention for mention in self.mentions if mention.fact in self.words.pairs]
        return scopes.union(each.first for each in pairs if each.about != "other" or each.first in self.people.partners)

    @cached_property
    def covered(self) -> frozenset[int]:
        """The tokens that the vocabulary knows."""
        return self.covered_by(self.hits)

    def covered_by(self, hits: Iterable[Hit]) -> frozenset[int]:
        """The tokens that some hits explain, and those of every number and fact, and of others."""
        units = self.words.units.find(self.text.tokens)
        spans = [(each.first, each.last) for part in (self.quantities, units, self.mentions) for each in part]
        covered = {n for first, last in spans for n in range(first, last + 1)}
        covered.update(n for hit in hits for n in range(hit.first, hit.last + 1) if n not in hit.skipped)
        return frozenset(covered).union(n for n, whose in self.people.owners.items() if whose == "other")

    @cached_property
    def tells(self) -> frozenset[int]:
        """Where wordings and numbers begin that tell a fact, but for places."""
        words = [(hit.sense.name, hit.first) for hit in self.hits if hit.sense.sort in TELLING]
        numbers = [(bound.fact, bound.quantity.first) for bound in self.bound]
        return frozenset(first for name, first in (*words, *numbers) if not self.facts[name].reading.place)

    @cached_property
    def persons(self) -> frozenset[int]:
        """The tokens that stand for somebody: the patient, who asks, or a relative."""
        keys = self.language.among("patient", "first_person", "third_person", "my")
        named = frozenset(n for n, token in enumerate(self.text.tokens) if token.key in keys)
        return named.union(self.people.owners)

    @cached_property
    def about_sources(self) -> bool:
        """Whether it is asked what the sources say, whatever on."""
        return self.compares or any(hit.sense.sort == "about_sources" for hit in self.intents)

    @cached_property
    def in_question(self) -> set[Hit]:
        """The wordings that are the question itself: `severe disease?`, not `a drug in severe disease?`."""
        asking = [hit for hit in self.hits if hit.sense.sort == "decision" and self.text.tokens[hit.last].text == "?"]
        return covered(
            [hit for hit in self.hits if hit.sense.sort == "value"], [hit for hit in asking if self._alone(hit)]
        )

    def _alone(self, hit: Hit) -> bool:
        """Whether a wording stands for itself: after a mark, or in a question that no preposition leads to it."""
        tokens = self.text.tokens
        if not hit.first or tokens[hit.first - 1].kind == MARK:
            return True
        among = self.language.among
        if tokens[hit.first - 1].key in among("within"):
            return False
        first = hit.first
        while first and tokens[first - 1].sentence == tokens[hit.first].sentence:
            first -= 1
        return tokens[first].key in among("questions")

    @cached_property
    def quantities(self) -> list[Quantity]:
        """Every number with what stands around it, but for those in a name: `beta 2 blocker`, `FEV 1`."""
        named = {n for hit in self._all_hits if hit.sense.sort in NAMES for n in range(hit.first, hit.last + 1)}
        found = read_quantities(self.text.tokens, self.words.units, self.language)
        return [quantity for quantity in found if quantity.number.first not in named]

    @cached_property
    def context(self) -> Context:
        """What is said of each word."""
        barriers = {mention.first for mention in self.pairs}
        barriers |= {
            hit.first for hit in self.labels if self.facts[hit.sense.name].numeric and hit.sense.sort == "label"
        }
        wordings = [hit for hit in self.hits if hit.sense.sort in ("value", "range", "decoy", "group")]
        return Context(self.text.tokens, self.language, barriers, wordings)

    @cached_property
    def labels(self) -> list[Hit]:
        """The words that may name a number."""
        return label_hits(self.hits, self.facts)

    @cached_property
    def ambiguous(self) -> list[tuple[range, Doubt]]:
        """Words that may mean something outside the topic, and what to ask."""
        if self.going_on:
            return []
        measured = bool(self.quantities)
        topic = self.words.topic
        return list(doubtful(self.text, topic.ambiguous, self._all_hits, self._all_pairs, measured=measured))

    @property
    def ambiguities(self) -> list[Doubt]:
        """What to ask about words that may mean something outside the topic."""
        return [doubt for _, doubt in self.ambiguous]

    @cached_property
    def pairs(self) -> list[Mention]:
        """The pairs read; none that may be another word."""
        elsewhere = {n for place, _ in self.ambiguous for n in place}
        return [pair for pair in self._all_pairs if pair.first not in elsewhere]

    @cached_property
    def _pair_hits(self) -> dict[str, list[PairHit]]:
        return {name: finder.find(self.text) for name, finder in self.words.pairs.items()}

    @cached_property
    def _all_pairs(self) -> list[Mention]:
        decoys = [hit for hit in self._all_hits if hit.sense.sort == "decoy"]
        return [
            Mention(name, Choice.exactly(hit.name), hit.first, hit.last)
            for name, hits in self._pair_hits.items()
            for hit in hits
            if not (hit.doubtful and self._is_title(hit.first))
            and not any(
                decoy.first <= hit.first and hit.last <= decoy.last for decoy in decoys if decoy.sense.name == name
            )
        ]

    def _is_title(self, n: int) -> bool:
        """Whether a word is how a person is addressed: it begins with a capital, and so does a name after it."""
        tokens = self.text.tokens
        if n + 1 >= len(tokens) or not (tokens[n].text.istitle() and tokens[n + 1].text.istitle()):
            return False
        return tokens[n + 1].key not in self.words.words.keys | self.language.glue

    @cached_property
    def bound(self) -> list[Bound]:
        """The numbers that belong to a fact."""
        renewals = self.language.file.renewals
        return Binder(self.text.tokens, self.facts, self.labels, self.quantities, renewals).bind()

    @cached_property
    def mentions(self) -> list[Mention]:
        """Everything said of any fact, in the order of the words."""
        found = sorted(statements(self), key=lambda each: (each.first, each.last, each.fact))
        owned = once(each for each in self._owned(found) if not self._far_off(each))
        return [self.located(each) for each in united(owned, self.text.tokens, EITHER)]

    def _owned(self, found: Sequence[Mention]) -> list[Mention]:
        """The mentions with whom each is about; the age of a child who is asked about is the patient's."""
        young = self.people.young_asked_of
        ages = [each for each in found if self.facts[each.fact].unit == "years" and each.first in young]
        return [*with_owners([each for each in found if each not in ages], self.people.owners), *ages]

    @cached_property
    def guesses(self) -> list[Doubt]:
        """Words that are like known ones, but not enough to be taken for them."""
        found = [*words_said(self), *numbers_said(self)]
        unsure = {(each.fact, n): self.text.tokens[n] for each in found for n in self._far_off(each)}
        return [did_you_mean(fact, token.written or token.text, token.form) for (fact, _), token in unsure.items()]

    @cached_property
    def unknown_pairs(self) -> list[Doubt]:
        """Words that look like a pair and are none."""
        finders = self.words.pairs
        found = {name: finder.unknown(self.text, self._pair_hits[name]) for name, finder in finders.items()}
        return [not_known(name, self.facts[name], word) for name, words in found.items() for word in words]

    def _far_off(self, mention: Mention) -> list[int]:
        return [n for n in range(mention.first, mention.last + 1) if self._guessed(n)]

    def _guessed(self, n: int) -> bool:
        """Whether a word is so misspelled that it is only a guess."""
        return self.text.tokens[n].slips > 1

    @cached_property
    def people(self) -> People:
        """Who else is spoken of."""
        kin = [hit for hit in self.hits if hit.sense.sort == "value" and self.facts[hit.sense.name].reading.kinship]
        told = {
            n
            for hit in self.hits
            if hit.sense.sort == "value" and hit not in kin
            for n in range(hit.first, hit.last + 1)
        }
        anchors = {hit.first for hit in self.hits if hit.sense.sort == "scope"}
        names = {hit.sense.name for hit in kin}
        young = {value for name in names for value, word in self.facts[name].values.items() if word.inverse == "parent"}
        asks = self._asks_of_kin(names)
        return People(self.text.tokens, self.context, kin, self.pairs, told, anchors, asks, young)

    def _asks_of_kin(self, kinship: set[str]) -> bool:
        """Whether a decision is named that depends on kinship."""
        asked = {hit.sense.name for hit in self.hits if hit.sense.sort == "decision"}
        return any(
            kinship & set(condition)
            for decision in self.words.topic.decisions
            if decision.id in asked
            for conditions in (decision.implied_by, *decision.instead.values())
            for condition in conditions
        )

    def located(self, mention: Mention) -> Mention:
        """The mention with its exact words and their place."""
        first, last = self.text.tokens[mention.first], self.text.tokens[mention.last]
        return replace(mention, start=first.start, end=last.end, words=self.raw[first.start : last.end])
