"""All that an answer is composed from."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from bot.doubted import asked_again
from bot.find import BESIDE, CITATION, NEXT, NEXT_FIGURE, asked_about, asked_of, closeness, hardly_told, nearest
from bot.leading import most_telling
from bot.parts import calculated
from bot.reading.lazily import cached_property
from bot.ruling import NOTHING_TO_ASK, Ruling, in_order, remembered
from bot.telling import for_figure
from corpus.guideline import Provenance
from guardrails.inquiry import Missing, missing
from guardrails.outcome import Bench, Outcome, Verdict
from guardrails.rulefile import Stance
from guardrails.truth import Truth

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from bot.compare import Compared
    from bot.question import Question
    from bot.reading.types import Doubt, Reading
    from bot.wiring import Bot
    from corpus.guideline import Passage
    from guardrails.criteria import Facts
    from guardrails.outcome import Panel
    from guardrails.positions import Position
    from guardrails.rules import Rule, RuleBook
    from guardrails.topic import Topic

BEFORE_RULES = {"refuse": Outcome.REFUSED, "urgent": Outcome.URGENT}
QUESTIONED = ("impossible_value", "wrong_unit")
LOOKED_AT = 8  # passages near to a question, of which the nearest are told
OF_FACT = (Outcome.NEEDS_FACTS, Outcome.NOT_COVERED, Outcome.INFORMATION)


def settled_outcome(reading: Reading) -> Outcome | None:
    """The outcome that is settled before any rule is asked, if one is."""
    if early := BEFORE_RULES.get(reading.act):
        return early
    if reading.scope == "out":
        return Outcome.OUT_OF_SCOPE
    if any(doubt.code in QUESTIONED for doubt in reading.doubts):
        return Outcome.CHECK_VALUE
    return None


def beside_the_rules(reading: Reading, verdicts: Sequence[Verdict]) -> bool:
    """Whether words ask for what no rule looks at, and no decision on a patient waits for them."""
    waits = all(each.outcome is Outcome.NEEDS_FACTS and not each.conflicts for each in verdicts)
    return bool(reading.unexplained) and waits and not (reading.patient and (reading.asked or not hardly_told(reading)))


@dataclass(frozen=True)
class Draft:
    """The question, what was read in it, what the rules came to, and the passages found: of each document compared."""

    question: Question
    reading: Reading
    bot: Bot
    verdicts: tuple[Verdict, ...] = ()
    passages: tuple[Passage, ...] = ()
    compared: Compared | None = None

    @cached_property
    def topic(self) -> Topic:
        """The topic asked about, or the first there is."""
        topics = self.bot.topics
        return topics[self.reading.topic] if self.reading.topic else next(iter(topics.values()))

    @cached_property
    def bench(self) -> Bench:
        """The rules of the topic."""
        return self.bot.benches[self.topic.id]

    @cached_property
    def verdict(self) -> Verdict | None:
        """What the first decision asked for came to."""
        return self.verdicts[0] if self.verdicts else None

    @cached_property
    def outcome(self) -> Outcome:
        """The outcome of the answer: settled early, or of the decision; of the passages where no rule spoke."""
        early = settled_outcome(self.reading)
        if self.compared:
            return Outcome.INFORMATION if self.passages else Outcome.NOT_COVERED
        if early and not (early is Outcome.OUT_OF_SCOPE and self.passages):  # own documents reach beyond the topics
            return early
        if self.of_fact:
            return Outcome.INFORMATION if self.rules_of_named or self.passages else Outcome.NOT_COVERED
        if self.verdict and self.verdict.outcome is not Outcome.NOT_COVERED:
            return self.verdict.outcome
        return Outcome.INFORMATION if self.passages else Outcome.NOT_COVERED

    @cached_property
    def of_fact(self) -> bool:
        """Whether it is told what texts say, and no case is decided."""
        return bool(self.named) or bool(self.passages and self.verdict and self.verdict.positions)

    @cached_property
    def asked(self) -> tuple[str, ...]:
        """The sources that a question without a patient asks about: those named, or those of a place."""
        return asked_about(self.reading, self.bot.library) or asked_of(self.reading, self.bot.library)

    @cached_property
    def named(self) -> frozenset[str]:
        """The only sources to speak, where no patient is: "what does X say?", "who should …?" are questions of fact."""
        speaks = not self.asked or not self._rules.keys().isdisjoint(self.asked)
        told = speaks and (self.reading.of_texts or (self.reading.act == "confirm" and bool(self.asked)))
        if self.verdict is None or self.passages or self.reading.patient:
            return frozenset()
        if self.verdict.outcome not in OF_FACT and not told:
            return frozenset()
        asked = frozenset(self.asked)
        waits = self.verdict.outcome is not Outcome.INFORMATION
        if asked and (waits or not asked.isdisjoint(self._rules)):
            return asked
        general = (self.reading.general or self.reading.of_texts) and waits
        return frozenset(each.guideline for each in self.verdict.positions) if general else frozenset()

    @property
    def _rules(self) -> Mapping[str, tuple[Rule, ...]]:
        """Every source's rules on the decision."""
        return self.bench.book.by_decision.get(self.verdict.decision, {}) if self.verdict else {}

    @cached_property
    def rules_of_named(self) -> tuple[Rule, ...]:
        """What those sources say of the decision, but for what is for another place than the one named."""
        if not self.named:
            return ()
        order = [each.guideline for each in self.in_order(self.verdict.positions if self.verdict else ())]
        ranked = sorted(self.named, key=lambda name: (order.index(name) if name in order else len(order), name))
        rules = (rule for name in ranked for rule in self._rules.get(name, ()))
        told = {fact.name: fact.value for fact in self.reading.facts}
        whole = (rule for rule in rules if rule.in_force(self.question.as_of))
        return tuple(
            rule for rule in whole if Truth.FALSE not in (rule.concerns.truth(told), rule.criterion.truth(told))
        )

    @cached_property
    def close(self) -> Mapping[str, float]:
        """How much of a question of fact each passage says, the closest first; of several questions at once, none."""
        if self.outcome is not Outcome.INFORMATION or len(self.verdicts) > 1:
            return {}
        return closeness(self.reading, self.bot.built_in, self.asked)

    @cached_property
    def near(self) -> tuple[Passage, ...]:
        """The passages to be told beside what rules say, but for what rules say of other patients."""
        if self.passages or not (self.close or self.asked) or self.outcome is not Outcome.INFORMATION:
            return ()
        others = self._of_others
        # what is quoted may be near, and print no figure
        quoted = () if for_figure(self.reading) and not self.asked else self._quoted
        told = max((self.close.get(passage, 0.0) for passage in quoted), default=0.0)
        close = {passage: share for passage, share in self.close.items() if passage not in others and share > told}
        next_ = NEXT_FIGURE if for_figure(self.reading) else NEXT
        found = nearest(close, self.bot.built_in, limit=LOOKED_AT, next_=next_) or self._of_asked
        return most_telling(self, found, BESIDE)

    @property
    def _of_asked(self) -> tuple[Passage, ...]:
        """All that a source asked about for a figure says, where none of it is near and it says little."""
        passages = self.bot.built_in.passages.values() if for_figure(self.reading) else ()
        found = tuple(each for each in passages if each.guideline in self.asked and each.section != CITATION)
        return found if len(found) <= LOOKED_AT else ()

    @property
    def _of_others(self) -> frozenset[str]:
        """What rules say of others: where hardly anything is told of a patient, only what is counted for a case."""
        panel = self.verdict.panel if self.verdict else None
        others = _of_others(self.bench.book, panel, patient=self.reading.patient)
        if not hardly_told(self.reading):
            return others
        passages = self.bot.built_in.passages
        counted = (each for each in others if passages[each].provenance is Provenance.COMPUTED)
        return _of_others(self.bench.book, panel, patient=False).union(counted)

    @property
    def _quoted(self) -> Iterator[str]:
        """The passages that the rules quote which speak."""
        for verdict in self.verdicts:
            for position in verdict.positions:
                yield from (quote.passage for judged in position.said for quote in judged.rule.spec.cite)

    @cached_property
    def missing(self) -> tuple[Missing, ...]:
        """The facts that can still change it, most decisive first."""
        if self.verdict is None or self.of_fact:
            return ()
        if self.outcome is Outcome.CHECK_VALUE:
            return tuple(asked_again(self.bench, self.verdict, self.questioned))
        return () if self.outcome in NOTHING_TO_ASK else missing(self.bench, self.verdict)

    @property
    def questioned(self) -> tuple[Doubt, ...]:
        """The values that cannot be used as they were given."""
        return tuple(each for each in self.reading.doubts if each.code in QUESTIONED)

    @cached_property
    def ruling(self) -> Ruling:
        """What the rules say here: one object for all patients alike."""
        wanted = (self.question.jurisdiction or "").upper()
        panels = tuple(verdict.panel for verdict in self.verdicts)
        asked, library = self.reading.asks_about, self.bot.library
        return remembered(
            Ruling(self.bench, library, panels, self.outcome, self.named, asked, wanted, of_fact=self.of_fact)
        )

    @cached_property
    def computed(self) -> Mapping[str, str]:
        """Look up: rule → its computed sentence, for those that have one for this patient."""
        sentences = {spec.id: calculated(self.bench, self.reading, spec) for spec in self.ruling.calculating}
        return {rule: sentence for rule, sentence in sentences.items() if sentence}

    @property
    def calculated(self) -> tuple[str, ...]:
        """The computed sentences: their numbers stand in no source, they follow from one."""
        return tuple(self.computed.values())

    @property
    def by_rules_alone(self) -> bool:
        """Whether nothing is said but what rules say to all patients alike."""
        besides = self.reading.doubts or self.computed or self.passages or self.rules_of_named or len(self.verdicts) > 1
        return self.outcome is not Outcome.INFORMATION and not besides

    def title(self, verdict: Verdict) -> str:
        """The title of a decision."""
        decision = self.topic.decision(verdict.decision)
        return decision.title if decision else verdict.decision

    def in_order(self, positions: Iterable[Position]) -> tuple[Position, ...]:
        """Sources asked about and a preferred country's first, then those that decide. The order decides nothing."""
        deciding = frozenset().union(*(verdict.deciding for verdict in self.verdicts))
        wanted = (self.question.jurisdiction or "").upper()
        return in_order(self.bot.library, tuple(positions), deciding, wanted, self.reading.asks_about)


@lru_cache(maxsize=1024)  # rules come to the same for patients alike
def _of_others(book: RuleBook, panel: Panel | None, *, patient: bool) -> frozenset[str]:
    """The passages that rules quote only for patients of whom it is not known that this is one."""
    facts = panel.known.facts if panel else {}
    informing = [rule for rule in book.rules if rule.spec.position is Stance.INFORMATION]
    here = [rule for rule in informing if _may_hear(rule, facts, patient=patient)]
    quoted = {each.passage for rule in informing for each in rule.spec.cite}
    return frozenset(quoted.difference(each.passage for rule in here for each in rule.spec.cite))


def _may_hear(rule: Rule, facts: Facts, *, patient: bool) -> bool:
    """Whether what a rule informs about is for the one who is asked about, or may be where nobody is."""
    truths = (rule.concerns.truth(facts), rule.criterion.truth(facts))
    return truths == (Truth.TRUE, Truth.TRUE) or (not patient and Truth.FALSE not in truths)
