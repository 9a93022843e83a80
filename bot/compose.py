"""From verdicts and passages to the answer. Sentences come from rules and passages, never from thin air."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.draft import NOTHING_TO_ASK, QUESTIONED, Draft, settled_outcome
from bot.headline import headline
from bot.notices import notices
from bot.parts import assumption, calculated, fact_read, missing_shown, positions_shown, stated, would_change
from bot.phrases import RECALLED
from bot.schema import Answer, Statement
from corpus.guideline import Provenance, ReviewStatus
from guardrails.inquiry import SETTLED, changes
from guardrails.outcome import CLINICAL, Outcome
from guardrails.positions import Position, Stand
from guardrails.truth import Truth

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from bot.references import References
    from bot.schema import Assumption, CitationShown, WouldChange
    from corpus.guideline import Passage
    from guardrails.rules import Rule

ENOUGH = 0.36  # share of the question that a passage must say for what rests on it to be told first
LEADING = 0.8  # of the closest: what says so much of the question is told first
ASKED_AT_ONCE = 3
SUGGESTED = 3


@dataclass(frozen=True)
class Told:
    """A statement, and the rule that it comes from; none for a doubt, a contradiction or a passage."""

    statement: Statement
    rule: Rule | None = None
    computed: bool = False
    passage: str = ""

    @property
    def rests_on(self) -> tuple[str, ...]:
        """The passages that it is said on, but for a doubt or a contradiction."""
        return (
            tuple(each.passage for each in self.rule.spec.cite) if self.rule else (self.passage,) * bool(self.passage)
        )


def compose(draft: Draft) -> Answer:
    """Write the answer; its references are numbered in the order in which they are first used."""
    positions, begun = positions_shown(draft.bench, draft.bot.library, tuple(_positions(draft)))
    references = begun.continued()
    statements = tuple(_nearest_first(draft, list(_statements(draft, references))))
    verdict = draft.verdict
    first = headline(draft, references, statements)
    assumptions = tuple(_assumptions(draft, references))
    citations = references.shown()
    return Answer(
        question=draft.question.text,
        as_of=draft.question.as_of.isoformat(),
        topic=None if draft.reading.scope == "out" else draft.topic.id,
        decision=verdict.decision if verdict else None,
        outcome=draft.outcome.value,
        headline=first,
        facts=tuple(fact_read(draft.bench, each) for each in draft.reading.facts),
        positions=positions,
        assumptions=assumptions,
        missing=tuple(missing_shown(draft.bench, each) for each in draft.missing),
        would_change=tuple(_would_change(draft)),
        statements=statements,
        citations=citations,
        notices=tuple(notices(draft, positions)),
        follow_ups=_follow_ups(draft),
        review=_review(citations),
        edition=draft.bot.edition,
    )


def _positions(draft: Draft) -> Iterator[Position]:
    if draft.outcome in NOTHING_TO_ASK:
        return
    for each in draft.in_order(draft.verdict.positions if draft.verdict else ()):
        if draft.of_fact and each.guideline not in draft.named:
            continue
        if each.stand is not Stand.INFORMATION and not _idle(draft, each):
            yield each


def _idle(draft: Draft, position: Position) -> bool:
    """Whether it waits for facts that nobody needs: it decides nothing, and the answer is settled."""
    if draft.of_fact:
        return False
    decides = draft.verdict is not None and position.guideline in draft.verdict.deciding
    if decides or position.stand is not Stand.NEEDS_FACTS:
        return False
    return draft.outcome in SETTLED or position.rule.concerns.truth(position.judged.facts) is not Truth.TRUE


def _statements(draft: Draft, references: References) -> Iterator[Told]:
    """What is questioned or contradicts first; then each rule's sentence; then passages, where no rule spoke."""
    for doubt in draft.reading.doubts:
        if doubt.code in QUESTIONED and doubt.cite:
            yield Told(Statement(doubt.says.removeprefix(f"“{doubt.words}”: "), references.cite(doubt.cite)))
    if draft.outcome in NOTHING_TO_ASK:
        return
    for verdict in draft.verdicts:
        for conflict in verdict.conflicts:
            yield Told(stated(conflict.spec.say, references.cite(conflict.spec.cite)))
        for position in () if draft.of_fact else draft.in_order(verdict.positions):
            yield from _said(draft, references, position)
    for rule in draft.rules_of_named:
        yield Told(stated(rule.spec.say, references.cite(rule.spec.cite)), rule)
    shown = {citation.passage for citation in references.shown()} if draft.near else frozenset()
    for passage in (*draft.passages, *(each for each in draft.near if each.id not in shown)):
        yield Told(stated(_as_known(passage), references.cite_passage(passage)), passage=passage.id)


def _as_known(passage: Passage) -> str:
    """A passage's words, marked where they are only recalled."""
    return RECALLED.format(text=passage.text) if passage.provenance is Provenance.RECALLED else passage.text


def _said(draft: Draft, references: References, position: Position) -> Iterator[Told]:
    takes_no_side = _idle(draft, position) or (position.reported and position.stand is not Stand.INFORMATION)
    informing = [each.rule for each in position.said if each.informs and (each.rule.first_hand or not takes_no_side)]
    for rule in informing if takes_no_side else [each.rule for each in position.said]:
        yield Told(stated(rule.spec.say, references.cite(rule.spec.cite)), rule)
        if sentence := calculated(draft.bench, draft.reading, rule.spec):
            yield Told(Statement(sentence, references.cite(rule.spec.cite)), rule, computed=True)


def _nearest_first(draft: Draft, told: Sequence[Told]) -> Iterator[Statement]:
    """For information, the sentence that answers best comes first.

    Best is what contradicts; of sources in general, what clinical ones say that were read; else what was computed, and
    what says most of the question. Then what is meant for this decision, and what looks at a fact given.
    """
    given = {fact.name for fact in draft.reading.facts if not draft.topic.facts[fact.name].reading.place}
    asked = _stems(draft.reading.text)
    close = [_closeness(draft, each) for each in told]
    most = max(close, default=0.0) or 1.0
    in_general = draft.named and draft.named.isdisjoint(draft.reading.asks_about)

    def rank(n: int) -> tuple[bool | float, ...]:
        each, rule = told[n], told[n].rule
        if not each.rests_on or not draft.verdict or draft.reading.of_text:
            return (bool(each.rests_on),)
        source = each.rests_on[0].partition("#")[0]
        share, shared = close[n] / most, len(asked & _stems(each.statement.text))
        if in_general:
            clinical = draft.bot.library.guidelines[source].kind in CLINICAL
            return (True, rule is None, not clinical, not (rule and rule.first_hand), -share)
        meant = rule is not None and rule.spec.decisions[0] == draft.verdict.decision
        looks = rule is not None and not given.isdisjoint(rule.looks_at)
        leads = share >= LEADING
        named = source in draft.reading.asks_about
        return (
            True,
            not named,
            not each.computed,
            not (meant and looks),
            not leads,
            not meant,
            -(share if leads else shared),
        )

    order = sorted(range(len(told)), key=rank) if draft.outcome is Outcome.INFORMATION else range(len(told))
    return (told[n].statement for n in order)


def _closeness(draft: Draft, told: Told) -> float:
    """How much of the question a sentence says, by what it rests on; too little counts as nothing."""
    most = max((draft.close.get(each, 0.0) for each in told.rests_on), default=0.0)
    return most if most >= ENOUGH else 0.0


def _stems(text: str) -> set[str]:
    """The first five letters of each longer word: enough to see that two sentences speak of one thing."""
    return {word[:5] for word in re.findall(r"[^\W\d_]{4,}|[A-Z]{2,}\d*", text.casefold())}


def _assumptions(draft: Draft, references: References) -> Iterator[Assumption]:
    """The defaults that the decision could rest on."""
    if draft.verdict is None or draft.of_fact or draft.outcome in NOTHING_TO_ASK:
        return
    relevant = draft.bench.book.relevant(draft.verdict.decision)
    for each in draft.verdict.assumed:
        if each.fact in relevant or each.spec.when_given:
            yield assumption(draft.bench, references, draft.verdict, each)


def _would_change(draft: Draft) -> Iterator[WouldChange]:
    if draft.verdict is None or draft.of_fact or settled_outcome(draft.reading):
        return
    asked = [each.fact for each in draft.missing[:ASKED_AT_ONCE]]
    for each in changes(draft.bench, draft.verdict, asked):
        yield would_change(draft.bench, each)


def _follow_ups(draft: Draft) -> tuple[str, ...]:
    suggested = draft.topic.follow_ups if draft.verdict else draft.topic.starters
    return tuple(each for each in suggested if each != draft.question.text)[:SUGGESTED]


def _review(citations: Iterable[CitationShown]) -> str:
    """The least reviewed of the sources cited."""
    order = [status.value for status in ReviewStatus]
    return min({each.review for each in citations}, key=order.index, default=order[0])
