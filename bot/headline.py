"""The first line: the verdict in one sentence, with what it rests on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.draft import QUESTIONED
from bot.phrases import HEADLINES
from bot.references import markers
from guardrails.outcome import Outcome
from guardrails.positions import Position, Stand

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.draft import Draft
    from bot.reading.types import ReadFact
    from bot.references import References
    from bot.schema import Statement
    from guardrails.vocabulary import Fact

MOST_NAMES = 4
MOST_WORDS = 6
SHORT = 3  # letters of a word that names nothing: "yes", "oui"


def headline(draft: Draft, references: References, statements: Sequence[Statement]) -> str:
    """One sentence and its markers."""
    verdict = draft.verdict
    decided = draft.in_order((verdict.decided or verdict.positions) if verdict else ())
    favour = [each for each in decided if each.favours]
    against = [each for each in decided if each.against]
    unsure = [each for each in (verdict.positions if verdict else ()) if each.stand is Stand.INSUFFICIENT_EVIDENCE]
    first = statements[0].text if statements else ""
    title = draft.title(verdict) if verdict else draft.topic.title
    asked = ", ".join(draft.bot.library.guidelines[each].short for each in sorted(draft.named))
    sentence = HEADLINES[draft.outcome].format(
        title=f"{title}, {asked}" if asked else title,
        who=_who(draft),
        favour=_names(draft, favour),
        against=_names(draft, against),
        unsure=_names(draft, unsure or decided),
        missing=_missing(draft),
        first=first,
        scope="; ".join(topic.scope for topic in draft.bot.topics.values()),
        doubt=_doubts(draft),
        urgent=draft.topic.urgent.says if draft.topic.urgent else "",
    )
    shown = {
        Outcome.RECOMMENDED: favour,
        Outcome.CONDITIONAL: favour,
        Outcome.NOT_RECOMMENDED: against,
        Outcome.DIFFER: [*favour, *against],
        Outcome.INSUFFICIENT_EVIDENCE: unsure or decided,
    }.get(draft.outcome, [])
    numbers = {n for each in shown for n in references.cite(each.rule.spec.cite)}
    if not shown and draft.outcome in (Outcome.INFORMATION, Outcome.CHECK_VALUE) and statements:
        numbers = set(statements[0].citations)
    return f"{sentence} {markers(sorted(numbers))}".strip()


def _who(draft: Draft) -> str:
    """The facts that the headline is about, in the user's own words and order, none inside another."""
    read = sorted((fact for fact in draft.reading.facts if fact.words), key=lambda fact: (fact.start, fact.name))
    words = {fact.words: _said(fact, draft.topic.facts[fact.name]) for fact in read}
    whole = dict.fromkeys(
        said for own, said in words.items() if not any(own != other and own in other for other in words)
    )
    return f" for {', '.join(list(whole)[:MOST_WORDS])}" if whole else ""


def _said(fact: ReadFact, spec: Fact) -> str:
    """The words of a fact; its name too where they alone would mislead or say little: a denial, a reply, a number."""
    words = fact.words.strip(" ,.;:-")
    if isinstance(fact.shown, bool) and (not fact.shown or len(words) <= SHORT):
        return f"{spec.label}: {'yes' if fact.shown else 'no'}"
    reply = any(words.casefold() in value.replies for value in spec.values.values())
    return f"{spec.label}: {words}" if reply or not any(each.isalpha() for each in words) else words


def _names(draft: Draft, found: Sequence[Position]) -> str:
    guidelines = draft.bot.library.guidelines
    names = list(dict.fromkeys(guidelines[each.guideline].short for each in found))
    rest = f" and {len(names) - MOST_NAMES} more" if len(names) > MOST_NAMES else ""
    return ", ".join(names[:MOST_NAMES]) + rest or "no source that was read"


def _missing(draft: Draft) -> str:
    vocabulary = draft.bench.book.vocabulary
    labels = list(dict.fromkeys(vocabulary[each.fact].label for each in draft.missing))
    rest = f" and {len(labels) - MOST_NAMES} more" if len(labels) > MOST_NAMES else ""
    return ", ".join(labels[:MOST_NAMES]) + rest or "a repeat of what contradicts"


def _doubts(draft: Draft) -> str:
    return " ".join(dict.fromkeys(doubt.says for doubt in draft.reading.doubts if doubt.code in QUESTIONED))
