"""Which sentence answers a question of fact best, and so comes first: the headline repeats it.

A question names a decision and perhaps a patient. What is left of it tells what is asked: `flu` of "flu vaccine in
ZZ?". Where sentences say any of that, those nearest to the question lead; else what was read at its source and is said
on this decision, in the order of the rules: "ZZ dose?" gets the dose, and no case report that also names ZZ and a dose.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from bot.evidence import HOW
from bot.find import local
from corpus.guideline import Provenance
from corpus.index.words import tokens
from guardrails.outcome import CLINICAL
from guardrails.rulefile import Stance

if TYPE_CHECKING:
    from bot.draft import Draft
    from bot.ruling import Told
    from corpus.guideline import Guideline

ENOUGH = 0.36  # share of the question that a passage must say for what rests on it to be told first
LEADING = 0.8  # of the closest: what says so much of the question is told first
KNOWN = {Provenance.SECONDARY: 1, Provenance.RECALLED: 2}
DOES = (Stance.RECOMMENDED, Stance.CONDITIONAL)

Rank = tuple[bool | float, ...]


def best_first(draft: Draft, told: Sequence[Told]) -> list[Told]:
    """Sentences for information, the one that answers best first; what contradicts comes before all others."""
    if not draft.verdict or draft.reading.of_text:
        return sorted(told, key=lambda each: bool(each.rests_on))
    candidates = Candidates(draft, tuple(told))
    in_general = draft.named and draft.named.isdisjoint(draft.reading.asks_about)
    rank: Callable[[int], Rank] = candidates.in_general if in_general else candidates.of_case
    return [told[n] for n in sorted(range(len(told)), key=rank)]


@dataclass(frozen=True)
class Candidates:
    """Sentences that may lead, and how near each comes to the question."""

    draft: Draft
    told: tuple[Told, ...]

    def of_case(self, n: int) -> Rank:
        """Sources asked about, computed sentences, and what looks at a fact given lead; then what says most."""
        each, rule, draft = self.told[n], self.told[n].rule, self.draft
        if not each.rests_on or not draft.verdict:
            return (False,)
        source, asked_about = self._source(each), frozenset(draft.reading.asks_about)
        spoken = rule is not None and draft.verdict.decision in rule.spec.decisions
        meant = rule is not None and rule.spec.decisions[0] == draft.verdict.decision
        looks = rule is not None and not self._given.isdisjoint(rule.looks_at)
        named = source.id in asked_about or local(source, asked_about)
        first = (True, not named, not each.computed, not (meant and looks))
        if self._plain:
            said = len(self._of_patient & _words(each))
            return (*first, -said if said > 1 else 0, self._known(each), not spoken, -said)
        share, leads = self.close[n], self.close[n] >= LEADING * self._closest
        return (*first, not leads, not meant, -(share if leads else self._shared(each)))

    def in_general(self, n: int) -> Rank:
        """Of all sources: what a clinical one says, that was read, leads; what to do before what not to do."""
        each, rule = self.told[n], self.told[n].rule
        if not each.rests_on:
            return (False,)
        unread, does = not (rule and rule.first_hand), rule is not None and rule.spec.position in DOES
        source = self._source(each)
        return (
            True,
            rule is None,
            source.kind not in CLINICAL,
            unread,
            not does,
            -self._saying[source.id],
            -self.close[n],
        )

    @cached_property
    def close(self) -> tuple[float, ...]:
        """How much of the question each sentence says, by what it rests on; too little counts as nothing."""
        most = (max((self.draft.close.get(name, 0.0) for name in each.rests_on), default=0.0) for each in self.told)
        return tuple(share if share >= ENOUGH else 0.0 for share in most)

    @cached_property
    def _closest(self) -> float:
        return max(self.close) or 1.0

    @cached_property
    def _plain(self) -> bool:
        """Whether nothing is asked beyond decision and patient, or nothing that any sentence says."""
        return all(self._asked.isdisjoint(_words(each)) for each in self.told)

    @cached_property
    def _asked(self) -> frozenset[str]:
        """The words asked for beyond decision and patient."""
        draft = self.draft
        asked_for = (draft.topic.decision(each.decision) for each in draft.verdicts)
        decisions = [draft.topic.default, *(each for each in asked_for if each)]
        names = " ".join(f"{each.title} {each.id.replace('_', ' ')}" for each in decisions)
        told = tokens(" ".join(fact.words for fact in draft.reading.facts))
        return frozenset(tokens(draft.reading.asks)).difference(tokens(f"{draft.topic.title} {names}"), told, HOW)

    @cached_property
    def _of_patient(self) -> frozenset[str]:
        """The words that tell of the patient, but for what is measured."""
        facts = (fact for fact in self.draft.reading.facts if isinstance(fact.shown, (str, bool)))
        return frozenset(tokens(" ".join(fact.words for fact in facts)))

    @cached_property
    def _saying(self) -> Counter[str]:
        """How many rules of each source speak: who says most on it."""
        return Counter(self._source(each).id for each in self.told if each.rule)

    def _shared(self, told: Told) -> int:
        return len(_stems(self.draft.reading.asks) & _stems(told.statement.text))

    @cached_property
    def _given(self) -> frozenset[str]:
        facts = self.draft.topic.facts
        return frozenset(fact.name for fact in self.draft.reading.facts if not facts[fact.name].reading.place)

    def _source(self, told: Told) -> Guideline:
        return self.draft.bot.library.guidelines[told.rests_on[0].partition("#")[0]]

    def _known(self, told: Told) -> int:
        """How it is known: what was read at its source, then what another reports, then what is recalled."""
        passages = self.draft.bot.library.passages
        return max(KNOWN.get(passages[name].provenance, 0) for name in told.rests_on)


def _words(told: Told) -> frozenset[str]:
    return _words_of(told.statement.text)


@lru_cache(maxsize=1024)
def _words_of(text: str) -> frozenset[str]:
    return frozenset(tokens(text))


@lru_cache(maxsize=1024)  # what rules say is said in many answers
def _stems(text: str) -> frozenset[str]:
    """The first five letters of each longer word: enough to see that two sentences speak of one thing."""
    return frozenset(word[:5] for word in re.findall(r"[^\W\d_]{4,}", text.casefold()))
