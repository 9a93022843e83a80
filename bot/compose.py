"""From verdicts and passages to the answer. Sentences come from rules and passages, never from thin air."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.draft import NOTHING_TO_ASK, QUESTIONED, Draft, settled_outcome
from bot.headline import headline
from bot.notices import notices
from bot.parts import assumption, calculated, fact_read, missing_shown, positions_shown, would_change
from bot.schema import Answer, Statement
from corpus.guideline import ReviewStatus
from guardrails.inquiry import SETTLED, changes
from guardrails.outcome import CLINICAL, Outcome
from guardrails.positions import Position, Stand
from guardrails.truth import Truth

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from bot.references import References
    from bot.schema import Assumption, CitationShown, WouldChange
    from guardrails.rules import Rule

ASKED_AT_ONCE = 3
SUGGESTED = 3


@dataclass(frozen=True)
class Told:
    """A statement, and the rule that it comes from; none for a doubt, a contradiction or a passage."""

    statement: Statement
    rule: Rule | None = None
    computed: bool = False


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
        for conflict in verdict.known.conflicts:
            yield Told(Statement(conflict.spec.say, references.cite(conflict.spec.cite)))
        for position in () if draft.of_fact else draft.in_order(verdict.positions):
            if not position.reported or position.stand is Stand.INFORMATION:
                yield from _said(draft, references, position)
    for rule in draft.rules_of_named:
        yield Told(Statement(rule.spec.say, references.cite(rule.spec.cite)), rule)
    for passage in draft.passages:
        yield Told(Statement(passage.text, references.cite_passage(passage)))


def _said(draft: Draft, references: References, position: Position) -> Iterator[Told]:
    idle = _idle(draft, position)
    for rule in (each.rule for each in position.said if each.informs or not idle):
        yield Told(Statement(rule.spec.say, references.cite(rule.spec.cite)), rule)
        if sentence := calculated(draft.bench, draft.reading, rule.spec):
            yield Told(Statement(sentence, references.cite(rule.spec.cite)), rule, computed=True)


def _nearest_first(draft: Draft, told: Iterable[Told]) -> Iterator[Statement]:
    """For information, the sentence that answers best comes first.

    Best is what contradicts. Of what is known of a case: what was computed, what is meant for this decision, what looks
    at a fact given. Of what sources say in general: clinical ones, read at the source. Then what shares most words.
    """
    asked, given = _stems(draft.reading.text), {fact.name for fact in draft.reading.facts}

    def rank(each: Told) -> tuple[bool | int, ...]:
        shared = len(asked & _stems(each.statement.text))
        rule = each.rule
        if rule is None or draft.verdict is None:
            return (False, -shared)
        if draft.named:
            clinical = draft.bot.library.guidelines[rule.guideline].kind in CLINICAL
            return (True, not clinical, not rule.first_hand, -shared)
        meant = rule.spec.decisions[0] == draft.verdict.decision
        looks = not given.isdisjoint(rule.looks_at)
        return (True, not meant, not each.computed, not looks, -shared)

    ordered = sorted(told, key=rank) if draft.outcome is Outcome.INFORMATION else told
    return (each.statement for each in ordered)


def _stems(text: str) -> set[str]:
    """The first five letters of each longer word: enough to see that two sentences speak of one thing."""
    return {word[:5] for word in re.findall(r"[^\W\d_]{4,}|[A-Z]{2,}\d*", text.casefold())}


def _assumptions(draft: Draft, references: References) -> Iterator[Assumption]:
    """The defaults that the decision could rest on."""
    if draft.verdict is None or draft.of_fact or draft.outcome in NOTHING_TO_ASK:
        return
    relevant = draft.bench.book.relevant(draft.verdict.decision)
    for each in draft.verdict.known.assumed:
        if each.fact in relevant or each.spec.when_given:
            yield assumption(draft.bench, references, draft.verdict.known, each)


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
