"""One message, read by itself: its words, and what they say of each fact."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import compress
from typing import TYPE_CHECKING

from bot.reading.bound import bound_numbers, label_hits
from bot.reading.content import Content, content_in, of_topic
from bot.reading.context import Context
from bot.reading.dated import latest
from bot.reading.doubts import did_you_mean, not_known
from bot.reading.emergencies import emergency_in
from bot.reading.heard import Heard, heard
from bot.reading.lazily import cached_property
from bot.reading.likewise import likewise
from bot.reading.measures import Bound
from bot.reading.mentions import Mention, once, united, with_owners
from bot.reading.phrases import covered
from bot.reading.spoken_of import people_in
from bot.reading.statements import numbers_said, stands_alone, statements, words_said
from bot.reading.text import Text
from bot.reading.topic_words import TELLING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from bot.reading.language import Language
    from bot.reading.people import People
    from bot.reading.phrases import Hit
    from bot.reading.quantities import Quantity
    from bot.reading.topic_words import TopicWords
    from bot.reading.types import Doubt
    from guardrails.topic import Emergency
    from guardrails.vocabulary import Fact


CLAIM = 4  # how far before `says` the source may be named
EITHER = frozenset({"or", "oder", "ou", "o", "vs", "versus"})


@dataclass
class Message:
    """One message in the light of one topic; *going_on* when the topic was spoken of before.

    *of_asker* when who asks is the patient, by what is said elsewhere.
    """

    raw: str
    words: TopicWords
    language: Language
    as_of: date
    going_on: bool = False
    of_asker: bool = False
    heard: Heard = field(init=False)
    text: Text = field(init=False)
    facts: Mapping[str, Fact] = field(init=False)

    def __post_init__(self) -> None:
        self.raw = self.raw.encode("utf-8", "replace").decode()  # halves of characters cannot be written out again
        self.heard = heard(self.raw, self.words, self.language)
        self.text = self.heard.text
        self.facts = self.words.topic.facts

    @cached_property
    def hits(self) -> list[Hit]:
        """Every wording of the topic in the message, longest ones only, none that may be another word."""
        elsewhere = {n for place, _ in self.ambiguous for n in place}
        return [hit for hit in self.heard.hits if hit.first not in elsewhere] if elsewhere else self.heard.hits

    @cached_property
    def intents(self) -> list[Hit]:
        """The words that say what the message wants, and how the conversation goes on."""
        return self.heard.intents

    @cached_property
    def quantities(self) -> list[Quantity]:
        """Every number with what stands around it."""
        return self.heard.quantities

    @cached_property
    def hits_by_token(self) -> dict[int, list[Hit]]:
        """The wordings that lie over each token."""
        over: dict[int, list[Hit]] = {}
        for hit in self.hits:
            for n in range(hit.first, hit.last + 1):
                over.setdefault(n, []).append(hit)
        return over

    @cached_property
    def claimed(self) -> dict[int, int]:
        """The tokens that tell what a source is said to say, and how far they stand behind the verb."""
        claims = [hit for hit in self.intents if hit.sense.sort == "claims"]
        if not claims:
            return {}
        documents = self.language.among("documents")
        sources = {hit.last for hit in self.hits if hit.sense.sort == "source"}
        sources.update(n for n, token in enumerate(self.text.tokens) if token.key in documents)
        said = [hit for hit in claims if not sources.isdisjoint(range(hit.first - CLAIM, hit.first + 1))]
        return {n: n - hit.last for hit in said for n in self.context.sentence(hit.first)}

    @cached_property
    def compares(self) -> bool:
        """Whether sources or places are compared, so that a place named is nobody's."""
        if not any(hit.sense.sort == "comparing" for hit in self.intents):
            return False
        places = [hit for hit in self.hits if hit.sense.sort == "value" and self.facts[hit.sense.name].reading.place]
        sources = {hit.sense.name for hit in self.hits if hit.sense.sort == "source"}
        return len(sources.union(hit.sense.value for hit in places)) > 1

    def only_names(self, place: Hit) -> bool:
        """Whether a place is nobody's: sources are compared, or it is the name of one, and no place decides here."""
        if self.compares:
            return True
        return not self._place_decides and place.last <= self._source_reach.get(place.first, -1)

    @cached_property
    def _place_decides(self) -> bool:
        """Whether a decision that depends on the place is asked for."""
        named, hinted = (
            {hit.sense.name for hit in self.hits if hit.sense.sort == sort} for sort in ("decision", "hint")
        )
        asked = named or hinted
        return any(decision.id in asked and decision.by_place for decision in self.words.topic.decisions)

    @cached_property
    def _source_reach(self) -> dict[int, int]:
        """How far the name of a source reaches, for each of its tokens."""
        reach: dict[int, int] = {}
        for hit in self.hits:
            if hit.sense.sort == "source":
                reach.update({n: max(hit.last, reach.get(n, -1)) for n in range(hit.first, hit.last + 1)})
        return reach

    @cached_property
    def anchors(self) -> frozenset[int]:
        """The tokens that tell the topic by themselves: its own words, spelled well enough, and pairs of the family."""
        scopes = frozenset(hit.first for hit in self.hits if hit.sense.sort == "scope") - self._guessed
        pairs = [mention for mention in self.mentions if mention.fact in self.words.pairs]
        return scopes.union(each.first for each in pairs if each.about != "other" or each.first in self.people.partners)

    @cached_property
    def understood(self) -> frozenset[int]:
        """Where wordings begin."""
        return frozenset([hit.first for hit in self.hits])

    @cached_property
    def covered(self) -> frozenset[int]:
        """The tokens that the vocabulary knows."""
        return self.covered_by(of_topic(self.hits))

    @cached_property
    def content(self) -> Content:
        """The content words, and what the strange ones weigh."""
        return content_in(self)

    def covered_by(self, hits: Iterable[Hit]) -> frozenset[int]:
        """The tokens that some hits explain, and those of every number and fact, and of others."""
        return self._measured.union(
            n for hit in hits for n in range(hit.first, hit.last + 1) if not hit.skipped or n not in hit.skipped
        )

    @cached_property
    def _measured(self) -> frozenset[int]:
        """The tokens of every number, unit and fact, and those that speak of others."""
        units = self.words.units.find(self.text.tokens)
        spans = [(each.first, each.last) for part in (self.quantities, units, self.mentions) for each in part]
        covered = frozenset([n for first, last in spans for n in range(first, last + 1)])
        return covered.union([n for n, whose in self.people.owners.items() if whose == "other"])

    @cached_property
    def tells(self) -> frozenset[int]:
        """Where wordings and numbers begin that tell a fact, but for places."""
        words = [(hit.sense.name, hit.first) for hit in self.hits if hit.sense.sort in TELLING]
        numbers = [(bound.fact, bound.quantity.first) for bound in self.bound]
        return frozenset(first for name, first in (*words, *numbers) if not self.facts[name].reading.place)

    @cached_property
    def told_places(self) -> list[int]:
        """Where pairs, numbers and wordings stand that tell something, in order."""
        pairs, numbers = [each.first for each in self.pairs], [each.number.first for each in self.quantities]
        return sorted(self.tells.union(pairs, numbers))

    @cached_property
    def asking(self) -> dict[int, list[int]]:
        """Where each sentence names a decision, or hints at one."""
        places: dict[int, list[int]] = {}
        for hit in self.hits:
            if hit.sense.sort in ("decision", "hint"):
                places.setdefault(self.text.tokens[hit.first].sentence, []).append(hit.first)
        return places

    @cached_property
    def persons(self) -> frozenset[int]:
        """The tokens that stand for somebody: the patient, who asks, or a relative."""
        keys = self.language.among("patient", "first_person", "third_person", "my")
        return frozenset(n for n, token in enumerate(self.text.tokens) if token.key in keys).union(self.people.owners)

    @cached_property
    def about_sources(self) -> bool:
        """Whether it is asked what the sources say, whatever on."""
        return self.compares or any(hit.sense.sort == "about_sources" for hit in self.intents)

    @cached_property
    def in_question(self) -> set[Hit]:
        """The wordings that are the question itself: `severe disease?`, not `a drug in severe disease?`."""
        asking = [hit for hit in self.hits if hit.sense.sort == "decision" and self.text.tokens[hit.last].text == "?"]
        return covered(
            [hit for hit in self.hits if hit.sense.sort == "value"], [hit for hit in asking if stands_alone(self, hit)]
        )

    @cached_property
    def context(self) -> Context:
        """What is said of each word."""
        labels = [hit for hit in self.labels if self.facts[hit.sense.name].numeric and hit.sense.sort == "label"]
        barriers = {pair.first for pair in self.pairs}.union(hit.first for hit in labels)
        named = {hit.last for hit in labels if not self.facts[hit.sense.name].reading.since}
        wordings = [hit for hit in self.hits if hit.sense.sort in ("value", "range", "decoy", "group")]
        spoken = {hit.last: hit.first for hit in self.hits if hit.sense.sort == "scope"}
        spoken.update({pair.last: pair.first for pair in self.pairs})
        return Context(self.text.tokens, self.language, barriers, wordings, named, spoken)

    @cached_property
    def labels(self) -> list[Hit]:
        """The words that may name a number."""
        return label_hits(self.hits, self.facts)

    @cached_property
    def ambiguous(self) -> list[tuple[range, Doubt]]:
        """Words that may mean something outside the topic, and what to ask."""
        return [] if self.going_on else self.heard.ambiguous

    @cached_property
    def pairs(self) -> list[Mention]:
        """The pairs read; none that may be another word."""
        elsewhere = {n for place, _ in self.ambiguous for n in place}
        return [pair for pair in self.heard.pairs if pair.first not in elsewhere]

    @cached_property
    def bound(self) -> list[Bound]:
        """The numbers that belong to a fact."""
        return bound_numbers(self)

    @cached_property
    def mentions(self) -> list[Mention]:
        """Everything said of any fact, in the order of the words."""
        found = sorted(statements(self), key=lambda each: (each.first, each.last, each.fact))
        owned = once(each for each in self._owned(found) if not (self._guessed and self._far_off(each)))
        return latest(self, [self.located(each) for each in united(owned, self.text.tokens, EITHER)])

    def _owned(self, found: Sequence[Mention]) -> list[Mention]:
        """The mentions with whom each is about; the age of a child who is asked about is the patient's."""
        young = self.people.young_asked_of
        if not young:
            owned = with_owners(found, self.people.owners)
            return [*owned, *likewise(self, owned)]
        ages = [self.facts[each.fact].unit == "years" and each.first in young for each in found]
        others = [each for each, is_age in zip(found, ages, strict=True) if not is_age]
        return [*with_owners(others, self.people.owners), *compress(found, ages)]

    @cached_property
    def guesses(self) -> list[Doubt]:
        """Words that are like known ones, but not enough to be taken for them."""
        if not self._guessed:
            return []
        found = [*words_said(self), *numbers_said(self)]
        unsure = {(each.fact, n): self.text.tokens[n] for each in found for n in self._far_off(each)}
        return [did_you_mean(fact, token.written or token.text, token.form) for (fact, _), token in unsure.items()]

    @cached_property
    def unknown_pairs(self) -> list[Doubt]:
        """Words that look like a pair and are none."""
        finders = self.words.pairs
        found = {name: finder.unknown(self.text, self.heard.pair_hits[name]) for name, finder in finders.items()}
        return [not_known(name, self.facts[name], word) for name, words in found.items() for word in words]

    def _far_off(self, mention: Mention) -> list[int]:
        return [n for n in range(mention.first, mention.last + 1) if n in self._guessed]

    @cached_property
    def emergency(self) -> Emergency | None:
        """The emergency that is told of as happening, if one is."""
        return emergency_in(self)

    @cached_property
    def _guessed(self) -> frozenset[int]:
        """The words that are so misspelled that they are only a guess."""
        return frozenset(n for n, token in enumerate(self.text.tokens) if token.slips > 1)

    @cached_property
    def people(self) -> People:
        """Who else is spoken of."""
        return people_in(self)

    def located(self, mention: Mention) -> Mention:
        """The mention with its exact words and their place."""
        first, last = self.text.tokens[mention.first], self.text.tokens[mention.last]
        return mention._replace(start=first.start, end=last.end, words=self.raw[first.start : last.end])
