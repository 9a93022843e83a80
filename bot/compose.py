"""From verdicts and passages to the answer. Sentences come from rules and passages, never from thin air."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from bot.also import also_told
from bot.doubted import offered
from bot.draft import QUESTIONED, Draft, settled_outcome
from bot.headline import headline
from bot.leading import best_first
from bot.notices import notices
from bot.parts import assumption, fact_read, missing_shown, side_by_side, stated, would_change
from bot.phrases import RECALLED
from bot.ruling import MOST_RULINGS, NOTHING_TO_ASK, Told, with_computed
from bot.schema import ASKED_AT_ONCE, Answer, Statement
from corpus.guideline import Provenance, ReviewStatus
from guardrails.inquiry import changes
from guardrails.outcome import Outcome

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.references import References
    from bot.schema import Assumption, CitationShown, WouldChange
    from corpus.guideline import Passage

SUGGESTED = 3


def compose(draft: Draft) -> Answer:
    """Write the answer; its references are numbered in the order in which they are first used."""
    references = draft.ruling.cited
    positions = side_by_side(draft.compared, references) if draft.compared else draft.ruling.shown
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
    lines, rest = also_told(draft, references)
    if draft.outcome is Outcome.INFORMATION:
        told = best_first(draft, told)
        told = [*told[:1], *lines, *told[1:], *rest]
    else:  # the headline has answered the first
        told = [*lines, *told, *rest]
    return tuple(each.statement for each in told)


def _told(draft: Draft, references: References) -> Iterator[Told]:
    """What is questioned or contradicts first; then each rule's sentence; then passages, where no rule spoke."""
    for doubt in draft.reading.doubts:
        if doubt.code in QUESTIONED and doubt.cite:
            yield Told(Statement(doubt.says.removeprefix(f"“{doubt.words}”: "), references.cite(doubt.cite)))
    if draft.outcome in NOTHING_TO_ASK:
        return
    yield from with_computed(draft.ruling.told[0] if draft.ruling.told else (), draft.computed)
    for rule in draft.rules_of_named:
        yield Told(stated(rule.spec.say, references.cite(rule.spec.cite)), rule)
    shown = {citation.passage for citation in references.shown()} if draft.near else frozenset()
    for passage in (*draft.passages, *(each for each in draft.near if each.id not in shown)):
        yield Told(stated(_as_known(passage), references.cite_passage(passage)), passage=passage.id)


def _as_known(passage: Passage) -> str:
    """A passage's words, marked where they are only recalled."""
    return RECALLED.format(text=passage.text) if passage.provenance is Provenance.RECALLED else passage.text


def _assumptions(draft: Draft, references: References) -> Iterator[Assumption]:
    """The defaults that the decision could rest on."""
    if draft.verdict is None or draft.of_fact or draft.outcome in NOTHING_TO_ASK:
        return
    relevant = draft.bench.book.relevant(draft.verdict.decision)
    for each in draft.verdict.assumed:
        if each.fact in relevant or each.spec.when_given:
            yield assumption(draft.bench, references, draft.verdict, each)


def _would_change(draft: Draft) -> Iterator[WouldChange]:
    if draft.verdict is None or draft.of_fact:
        return
    if draft.outcome is Outcome.CHECK_VALUE:
        yield from offered(draft.bench, draft.verdict, draft.questioned)
    if settled_outcome(draft.reading):
        return
    asked = [each.fact for each in draft.missing[:ASKED_AT_ONCE]]
    for each in changes(draft.bench, draft.verdict, asked):
        yield would_change(draft.bench, each)


def _follow_ups(draft: Draft) -> tuple[str, ...]:
    """What else could be asked; beside an emergency nothing."""
    if draft.outcome is Outcome.URGENT:
        return ()
    suggested = draft.topic.follow_ups if draft.verdict else draft.topic.starters
    return tuple(each for each in suggested if each != draft.question.text)[:SUGGESTED]


@lru_cache(maxsize=MOST_RULINGS)
def _review(citations: tuple[CitationShown, ...]) -> str:
    """The least reviewed of the sources cited."""
    order = [status.value for status in ReviewStatus]
    return min({each.review for each in citations}, key=order.index, default=order[0])
