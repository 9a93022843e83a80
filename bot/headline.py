"""The first line: the verdict in one sentence, with what it rests on."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache
from string import Formatter
from typing import TYPE_CHECKING

from bot.draft import QUESTIONED
from bot.phrases import HEADLINES
from bot.references import markers
from bot.ruling import MOST_RULINGS
from guardrails.outcome import Outcome
from guardrails.positions import Position, Stand

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from bot.draft import Draft
    from bot.reading.types import ReadFact
    from bot.references import References
    from bot.ruling import Ruling
    from bot.schema import Statement
    from corpus.library import Library
    from guardrails.topic import Topic
    from guardrails.vocabulary import Quote

MOST_NAMES = 4
MOST_WORDS = 6
SHORT = 3  # letters of a word that names nothing: "yes", "oui"


@dataclass(frozen=True)
class Sides:
    """The names of the sources for, against and undecided, and what those quote whose side the headline takes."""

    names: Mapping[str, str]
    quotes: tuple[Quote, ...]


def headline(draft: Draft, references: References, statements: Sequence[Statement]) -> str:
    """One sentence and its markers."""
    sides = _sides(draft.ruling)
    template = HEADLINES[draft.outcome]
    words = {name: SAYS[name](draft) for name in _named_in(template) & SAYS.keys()}
    sentence = template.format(first=statements[0].text if statements else "", **words, **sides.names)
    numbers = references.cite(sides.quotes)
    if draft.outcome in (Outcome.INFORMATION, Outcome.CHECK_VALUE) and statements:
        numbers = statements[0].citations
    return f"{sentence} {markers(sorted(numbers))}".strip()


@lru_cache(maxsize=MOST_RULINGS)
def _sides(ruling: Ruling) -> Sides:
    everyone = ruling.panels[0].positions if ruling.panels else ()
    decided = ruling.in_order(
        tuple(each for each in everyone if each.guideline in ruling.panels[0].deciding) or everyone
    )
    favour = [each for each in decided if each.favours]
    against = [each for each in decided if each.against]
    unsure = [each for each in everyone if each.stand is Stand.INSUFFICIENT_EVIDENCE] or decided
    told = {"favour": favour, "against": against, "unsure": unsure}
    taken = {
        Outcome.RECOMMENDED: favour,
        Outcome.CONDITIONAL: favour,
        Outcome.NOT_RECOMMENDED: against,
        Outcome.DIFFER: [*favour, *against],
        Outcome.INSUFFICIENT_EVIDENCE: unsure,
    }.get(ruling.outcome, [])
    quotes = tuple(quote for each in taken for quote in each.rule.spec.cite)
    return Sides({side: _names(ruling.library, found) for side, found in told.items()}, quotes)


@cache
def _named_in(template: str) -> frozenset[str]:
    return frozenset(name for _, name, _, _ in Formatter().parse(template) if name)


def _title(draft: Draft) -> str:
    """What is decided, and the sources that alone speak of it."""
    title = draft.title(draft.verdict) if draft.verdict else draft.topic.title
    asked = ", ".join(draft.bot.library.guidelines[each].short for each in sorted(draft.named))
    return f"{title}, {asked}" if asked else title


def _scope(draft: Draft) -> str:
    return "; ".join(topic.scope for topic in draft.bot.topics.values())


def _urgent(draft: Draft) -> str:
    return draft.reading.first


def _who(draft: Draft) -> str:
    """The facts that the headline is about, in the user's own words and order, none inside another."""
    read = sorted((fact for fact in draft.reading.facts if fact.words), key=lambda fact: (fact.start, fact.name))
    words = {fact.words: _said(fact, draft.topic) for fact in read}
    whole = dict.fromkeys(
        said for own, said in words.items() if not any(own != other and own in other for other in words)
    )
    return f" for {', '.join(list(whole)[:MOST_WORDS])}" if whole else ""


def _said(fact: ReadFact, topic: Topic) -> str:
    """The words of a fact; its name too where they alone would mislead or say little: a denial, a reply, a number.

    A place told by the name of a source is called by its own: nobody is treated for a committee.
    """
    words, spec = fact.words.strip(" ,.;:-"), topic.facts[fact.name]
    words += ")" * (words.count("(") - words.count(")"))  # `1.9 L (55 %`
    if spec.reading.place and isinstance(fact.shown, str) and _is_source(words, topic):
        return spec.values[fact.shown].label or words
    if isinstance(fact.shown, bool) and (not fact.shown or len(words) <= SHORT):
        return f"{spec.label}: {'yes' if fact.shown else 'no'}"
    reply = any(words.casefold() in value.replies for value in spec.values.values())
    return f"{spec.label}: {words}" if reply or not any(each.isalpha() for each in words) else words


def _is_source(words: str, topic: Topic) -> bool:
    names = (name.lstrip("=").casefold() for each in topic.sources.values() for name in each)
    return words.casefold() in names


def _names(library: Library, found: Sequence[Position]) -> str:
    names = list(dict.fromkeys(library.guidelines[each.guideline].short for each in found))
    rest = f" and {len(names) - MOST_NAMES} more" if len(names) > MOST_NAMES else ""
    return ", ".join(names[:MOST_NAMES]) + rest or "no source that was read"


def _missing(draft: Draft) -> str:
    vocabulary = draft.bench.book.vocabulary
    labels = list(dict.fromkeys(vocabulary[each.fact].label for each in draft.missing))
    rest = f" and {len(labels) - MOST_NAMES} more" if len(labels) > MOST_NAMES else ""
    return ", ".join(labels[:MOST_NAMES]) + rest or "a repeat of what contradicts"


def _doubts(draft: Draft) -> str:
    return " ".join(dict.fromkeys(doubt.says for doubt in draft.reading.doubts if doubt.code in QUESTIONED))


SAYS: Mapping[str, Callable[[Draft], str]] = {
    "title": _title,
    "who": _who,
    "missing": _missing,
    "scope": _scope,
    "doubt": _doubts,
    "urgent": _urgent,
}
