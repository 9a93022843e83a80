"""From verdicts and passages to the answer. Sentences come from rules and passages, never from thin air."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from bot.draft import QUESTIONED, Draft, settled_outcome
from bot.find import local
from bot.headline import headline
from bot.notices import notices
from bot.parts import assumption, fact_read, missing_shown, stated, would_change
from bot.phrases import RECALLED
from bot.ruling import MOST_RULINGS, NOTHING_TO_ASK, Told
from bot.schema import Answer, Statement
from corpus.guideline import Provenance, ReviewStatus
from guardrails.inquiry import changes
from guardrails.outcome import CLINICAL, Outcome

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.references import References
    from bot.schema import Assumption, CitationShown, WouldChange
    from corpus.guideline import Passage

ENOUGH = 0.36  # share of the question that a passage must say for what rests on it to be told first
LEADING = 0.8  # of the closest: what says so much of the question is told first
ASKED_AT_ONCE = 3
SUGGESTED = 3


def compose(draft: Draft) -> Answer:
    """Write the answer; its references are numbered in the order in which they are first used."""
    positions, references = draft.ruling.shown, draft.ruling.cited
    statements = _statements(draft, references)
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


def _statements(draft: Draft, references: References) -> tuple[Statement, ...]:
    if draft.by_rules_alone:
        return draft.ruling.statements
    told = list(_told(draft, references))
    if draft.outcome is Outcome.INFORMATION:
        told = _nearest_first(draft, told)
    return tuple(each.statement for each in told)


def _told(draft: Draft, references: References) -> Iterator[Told]:
    """What is questioned or contradicts first; then each rule's sentence; then passages, where no rule spoke."""
    for doubt in draft.reading.doubts:
        if doubt.code in QUESTIONED and doubt.cite:
            yield Told(Statement(doubt.says.removeprefix(f"“{doubt.words}”: "), references.cite(doubt.cite)))
    if draft.outcome in NOTHING_TO_ASK:
        return
    for told in draft.ruling.told:
        yield told
        if told.rule and told.rule.id in draft.computed:
            yield Told(Statement(draft.computed[told.rule.id], told.statement.citations), told.rule, computed=True)
    for rule in draft.rules_of_named:
        yield Told(stated(rule.spec.say, references.cite(rule.spec.cite)), rule)
    shown = {citation.passage for citation in references.shown()} if draft.near else frozenset()
    for passage in (*draft.passages, *(each for each in draft.near if each.id not in shown)):
        yield Told(stated(_as_known(passage), references.cite_passage(passage)), passage=passage.id)


def _as_known(passage: Passage) -> str:
    """A passage's words, marked where they are only recalled."""
    return RECALLED.format(text=passage.text) if passage.provenance is Provenance.RECALLED else passage.text


def _nearest_first(draft: Draft, told: Sequence[Told]) -> list[Told]:
    """For information, the sentence that answers best comes first.

    Best is what contradicts; of sources in general, what clinical ones say that were read; else what was computed, and
    what says most of the question. Then what is meant for this decision, and what looks at a fact given.
    """
    given = {fact.name for fact in draft.reading.facts if not draft.topic.facts[fact.name].reading.place}
    asked = _stems(draft.reading.text)
    close = [_closeness(draft, each) for each in told]
    most = max(close, default=0.0) or 1.0
    sources, asked_about = draft.bot.library.guidelines, frozenset(draft.reading.asks_about)
    in_general = draft.named and draft.named.isdisjoint(asked_about)

    def rank(n: int) -> tuple[bool | float, ...]:
        each, rule = told[n], told[n].rule
        if not each.rests_on or not draft.verdict or draft.reading.of_text:
            return (bool(each.rests_on),)
        source = each.rests_on[0].partition("#")[0]
        share, shared = close[n] / most, len(asked & _stems(each.statement.text))
        if in_general:
            clinical = sources[source].kind in CLINICAL
            return (True, rule is None, not clinical, not (rule and rule.first_hand), -share)
        meant = rule is not None and rule.spec.decisions[0] == draft.verdict.decision
        looks = rule is not None and not given.isdisjoint(rule.looks_at)
        leads = share >= LEADING
        named = source in asked_about or local(sources[source], asked_about)
        return (
            True,
            not named,
            not each.computed,
            not (meant and looks),
            not leads,
            not meant,
            -(share if leads else shared),
        )

    return [told[n] for n in sorted(range(len(told)), key=rank)]


def _closeness(draft: Draft, told: Told) -> float:
    """How much of the question a sentence says, by what it rests on; too little counts as nothing."""
    most = max((draft.close.get(each, 0.0) for each in told.rests_on), default=0.0)
    return most if most >= ENOUGH else 0.0


@lru_cache(maxsize=1024)  # what rules say is said in many answers
def _stems(text: str) -> frozenset[str]:
    """The first five letters of each longer word: enough to see that two sentences speak of one thing."""
    return frozenset(word[:5] for word in re.findall(r"[^\W\d_]{4,}|[A-Z]{2,}\d*", text.casefold()))


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


@lru_cache(maxsize=MOST_RULINGS)
def _review(citations: tuple[CitationShown, ...]) -> str:
    """The least reviewed of the sources cited."""
    order = [status.value for status in ReviewStatus]
    return min({each.review for each in citations}, key=order.index, default=order[0])
