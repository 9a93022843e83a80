"""Which sentence answers a question of fact best, and so comes first: the headline repeats it.

A question names a decision and perhaps a patient. What is left of it tells what is asked: `flu` of "flu vaccine in
ZZ?". Where sentences say any of that, the one that says most of the question leads, rare words counting most; else what
was read at its source and is said on this decision, in the order of the rules: "ZZ dose?" gets the dose, and no case
report that also names ZZ and a dose.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from bot.find import HARDLY, local, narrowest
from bot.ruling import Told
from bot.schema import Statement
from bot.telling import ANY, YEAR, all_of, figures_left_out, for_figure, parts, prints_figure, root, roots, telling
from corpus.guideline import Kind, Provenance
from corpus.index.words import tokens
from guardrails.outcome import CLINICAL
from guardrails.rulefile import Stance

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.draft import Draft
    from corpus.guideline import Guideline, Passage
    from corpus.library import Library

KNOWN = {Provenance.SECONDARY: 1, Provenance.RECALLED: 2}
DOES = (Stance.RECOMMENDED, Stance.CONDITIONAL)
# In shares of the question, tried on 273 questions with the sentence that should lead (docs/tried.md).
OF_DECISION = 0.5  # how much a word tells that names the decision, or is asked of anything
IN_HEADING, IN_PASSAGE = 0.5, 0.3  # how much a word counts that stands above a sentence, or in what it rests on
MEANT, SPOKEN, LOOKS = 0.4, 0.05, 0.2  # a rule on this decision first of all; among others; one that looks at a fact
LESS_KNOWN = 0.05  # what another reports; twice that what is recalled
OF_PLACE = 0.3  # a source of the place that is named
OF_PRODUCT, OF_OTHER = 0.2, 0.5  # a label of the product that is named; less so much, of another
NEARLY = 0.6  # of the share that the closest says: a source asked about that says less does not answer
OF_PAYER = 0.4  # who pays, where nobody asks for it
OF_FIGURE = 0.3  # a figure, where one is asked for

Rank = tuple[bool | float, ...]


def best_first(draft: Draft, told: Sequence[Told]) -> list[Told]:
    """Sentences for information, the one that answers best first; what contradicts comes before all others."""
    candidates = Candidates(draft, tuple(told))
    if not draft.reading.topic:
        return sorted(told, key=lambda each: bool(each.rests_on))
    if draft.reading.of_text:
        return [told[n] for n in sorted(range(len(told)), key=candidates.of_text)]
    in_general = draft.named and draft.named.isdisjoint(draft.reading.asks_about) and candidates.plain
    rank: Callable[[int], Rank] = candidates.in_general if in_general else candidates.of_case
    return [told[n] for n in sorted(range(len(told)), key=rank)]


def most_telling(draft: Draft, passages: Sequence[Passage], limit: int) -> tuple[Passage, ...]:
    """The few passages that come nearest to the question."""
    candidates = Candidates(draft, tuple(Told(Statement(each.text, ()), passage=each.id) for each in passages))
    ranks = [candidates.of_case(n) for n in range(len(passages))]
    return tuple(passages[n] for n in sorted(range(len(passages)), key=ranks.__getitem__)[:limit])


@dataclass(frozen=True)
class Candidates:
    """Sentences that may lead, and how near each comes to the question."""

    draft: Draft
    told: tuple[Told, ...]

    def of_case(self, n: int) -> Rank:
        """Sources asked about and computed sentences lead; then what says most of the question."""
        each, rule = self.told[n], self.told[n].rule
        if not each.rests_on:
            return (False,)
        first = (True, not self._by_asked(n), not each.computed or self.draft.reading.of_texts)
        if self.plain:
            decides = self._decides(each)
            said = len(self._of_patient & all_of(each.statement.text))
            spoken = rule is not None and self._decision in rule.spec.decisions
            looks = self._meant(each) and self._looks(each)
            most, share = -said if said > 1 else 0, 0.0 if self._of_one else -self._shares[n]
            figure = not self._of_one and self._for_figure and prints_figure(each.statement.text)
            return (*first, not decides, not looks, most, not figure, self._known(each), not spoken, -said, share)
        corrects = self.draft.reading.act == "confirm" and self._decides(each)
        return (*first, not corrects, -self._nearness(n))

    def of_text(self, n: int) -> Rank:
        """Of a source's own text: what says most of the question."""
        return bool(self.told[n].rests_on), -self._shares[n]

    def in_general(self, n: int) -> Rank:
        """Of all sources: what a clinical one says, that was read, leads; what to do before what not to do."""
        each, rule = self.told[n], self.told[n].rule
        if not each.rests_on:
            return (False,)
        unread, does = not (rule and rule.first_hand), rule is not None and rule.spec.position in DOES
        source = self._source(each)
        return (
            True,
            not local(source, self._places),
            rule is None,
            source.kind not in CLINICAL,
            unread,
            not does,
            -self._saying[source.id],
            -self._shares[n],
        )

    def _nearness(self, n: int) -> float:
        """How near a sentence comes to the question: what it says of it, and whether it is for this decision."""
        told, rule = self.told[n], self.told[n].rule
        spoken = rule is not None and self._decision in rule.spec.decisions
        meant = self._meant(told)
        fits = MEANT * meant + SPOKEN * spoken + LOOKS * (meant and self._looks(told))
        fits += OF_FIGURE * (self._for_figure and prints_figure(told.statement.text))
        return self._shares[n] + fits + self._whose(self._source(told)) - LESS_KNOWN * self._known(told)

    @cached_property
    def _for_figure(self) -> bool:
        """Whether a figure is asked for."""
        return for_figure(self.draft.reading)

    @cached_property
    def _shares(self) -> tuple[float, ...]:
        """The share of each sentence; of one that rests on nothing, none."""
        return tuple(self._share(each) if each.rests_on else 0.0 for each in self.told)

    def _share(self, told: Told) -> float:
        """The share of the question's words that a sentence says, with what it stands under and rests on."""
        passages = [self.draft.bot.library.passages[name] for name in told.rests_on]
        says = _said_in(told)
        above = roots(" ".join([self._source(told).short, *(each.section for each in passages)]))
        below = roots(" ".join(each.text for each in passages))
        of = ((weight, root in says, root in above, root in below) for root, weight in self._weights.items())
        counts = (w * (1 if here else IN_HEADING if head else IN_PASSAGE * under) for w, here, head, under in of)
        return sum(counts) / (sum(self._weights.values()) or 1.0)

    def _whose(self, source: Guideline) -> float:
        """What speaks for a source, or against it: the place and the product that are named, and who pays."""
        near = OF_PLACE * self._local(source)
        if source.kind is Kind.LABEL and self._products:
            return near - OF_OTHER if self._products.isdisjoint(_product(source)) else near + OF_PRODUCT
        asked_for = near or self._decision_is_of(source.kind)
        return near if asked_for or source.kind is not Kind.FUNDING else -OF_PAYER

    def _decision_is_of(self, kind: Kind) -> bool:
        """Whether the decision is one that such sources decide."""
        decision = self.draft.topic.decision(self._decision)
        return decision is not None and kind in (decision.decided_by or ())

    @cached_property
    def _decision(self) -> str:
        return self.draft.verdict.decision if self.draft.verdict else ""

    @cached_property
    def _weights(self) -> Mapping[str, float]:
        """How much each root of the question tells that any sentence says: rare ones most, the decision's less."""
        from corpus.index import keywords_of

        keywords = keywords_of(self.draft.bot.built_in)
        weights: dict[str, float] = {}
        pieces = parts(self.draft.reading.asks)
        for token in telling(self.draft.reading.asks).difference(self._of_topic, self._measured):
            weight = keywords.weight(token) * (OF_DECISION if token in self._of_decision | ANY else 1)
            weight /= pieces.get(token, 1)
            weights[root(token)] = max(weights.get(root(token), 0.0), weight)
        said = frozenset().union(*map(_said_in, self.told))
        return {root: weight for root, weight in weights.items() if root in said}

    @cached_property
    def _closest(self) -> float:
        return max(self._shares, default=0.0)

    @cached_property
    def plain(self) -> bool:
        """Whether a patient is told of, or nothing is asked beyond the decision, or nothing that any sentence says."""
        if self._of_one:
            return True
        asked = {root(each) for each in self._asked}
        return all(asked.isdisjoint(_said_in(each)) for each in self.told)

    @cached_property
    def _of_one(self) -> bool:
        """Whether more is told of one patient than a question of fact tells."""
        reading = self.draft.reading
        return reading.patient and not reading.wonders and len({each.words for each in reading.facts}) > HARDLY

    @cached_property
    def _asked(self) -> frozenset[str]:
        """The words asked for beyond decision and patient."""
        reading = self.draft.reading
        told = () if reading.of_texts else tokens(" ".join(fact.words for fact in reading.facts))
        return telling(reading.asks).difference(self._of_topic, self._of_decision, self._measured, told, ANY)

    @cached_property
    def _measured(self) -> frozenset[str]:
        """The numbers of the patient, where one is told of, and those that are no more than a digit or two."""
        reading = self.draft.reading
        told = frozenset(tokens(" ".join(fact.words for fact in reading.facts)))
        left_out = figures_left_out(telling(reading.asks), told)
        if not reading.of_texts:
            return left_out
        return frozenset(each for each in left_out if len(each) == 1 or YEAR.fullmatch(each))

    @cached_property
    def _of_decision(self) -> frozenset[str]:
        """The words that only name what is decided."""
        topic = self.draft.topic
        asked_for = (topic.decision(each.decision) for each in self.draft.verdicts)
        decisions = [topic.default, *(each for each in asked_for if each)]
        return frozenset(tokens(" ".join(f"{each.title} {each.id.replace('_', ' ')}" for each in decisions)))

    @cached_property
    def _of_topic(self) -> frozenset[str]:
        """The words that name the topic, or a source asked about: all that may lead speak of these."""
        topic, library = self.draft.topic, self.draft.bot.library
        sources = (library.guidelines[each] for each in self.draft.reading.asks_about if each in library.guidelines)
        return frozenset(tokens(" ".join([topic.title, *topic.names, *(each.short for each in sources)])))

    @cached_property
    def _of_patient(self) -> frozenset[str]:
        """The words that tell of the patient, but for what is measured."""
        facts = (fact for fact in self.draft.reading.facts if isinstance(fact.shown, (str, bool)))
        return frozenset(tokens(" ".join(fact.words for fact in facts)))

    @cached_property
    def _saying(self) -> Counter[str]:
        """How many rules of each source speak: who says most on it."""
        return Counter(self._source(each).id for each in self.told if each.rule)

    @cached_property
    def _places(self) -> frozenset[str]:
        """The places that are named, without those that another is a part of."""
        library = self.draft.bot.library
        return narrowest(each for each in self.draft.reading.asks_about if each not in library.guidelines)

    @cached_property
    def _products(self) -> frozenset[str]:
        """The products that are named."""
        return telling(self.draft.reading.asks) & _products_of(self.draft.bot.built_in)

    @cached_property
    def _given(self) -> frozenset[str]:
        facts = self.draft.topic.facts
        return frozenset(fact.name for fact in self.draft.reading.facts if not facts[fact.name].reading.place)

    def _by_asked(self, n: int) -> bool:
        """Whether a source asked about says something of the question, or one of the place that is named decides."""
        told, source = self.told[n], self._source(self.told[n])
        if source.id in self.draft.reading.asks_about:
            return self.plain or self._meant(told) or self._shares[n] >= NEARLY * self._closest
        return self._meant(told) and self._local(source)

    def _local(self, source: Guideline) -> bool:
        """Whether a source speaks for a place that is named; a study speaks for none."""
        return source.kind is not Kind.EVIDENCE and local(source, self._places)

    def _meant(self, told: Told) -> bool:
        return told.rule is not None and told.rule.spec.decisions[0] == self._decision

    def _decides(self, told: Told) -> bool:
        """Whether it takes a side in the decision, be it only for some patients that it is against."""
        if told.rule is None or not self._meant(told) or told.rule.spec.position is Stance.INFORMATION:
            return False
        return told.rule.spec.position in DOES or not told.rule.looks_at

    def _looks(self, told: Told) -> bool:
        return told.rule is not None and not self._given.isdisjoint(told.rule.looks_at)

    def _source(self, told: Told) -> Guideline:
        return self.draft.bot.library.guidelines[told.rests_on[0].partition("#")[0]]

    def _known(self, told: Told) -> int:
        """How it is known: what was read at its source, then what another reports, then what is recalled."""
        passages = self.draft.bot.library.passages
        return max(KNOWN.get(passages[name].provenance, 0) for name in told.rests_on)


def _said_in(told: Told) -> frozenset[str]:
    """The roots that a sentence says, and those that its passages are named by."""
    named = " ".join(name.partition("#")[2].replace("-", " ") for name in told.rests_on)
    return roots(f"{told.statement.text} {named}")


@lru_cache(maxsize=4)
def _products_of(library: Library) -> frozenset[str]:
    """The words by which labels call their products."""
    labels: Iterable[Guideline] = (each for each in library.guidelines.values() if each.kind is Kind.LABEL)
    return frozenset(word for each in labels for word in _product(each))


def _product(label: Guideline) -> frozenset[str]:
    """The words by which a label calls its product."""
    return frozenset(each for each in tokens(label.short.partition("(")[0]) if len(each) > 1)
