"""The first line: the verdict in one sentence, with what it rests on."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache
from string import Formatter
from typing import TYPE_CHECKING

from bot.draft import QUESTIONED
from bot.phrases import ALL_SILENT, HEADLINES, HIGHEST_FIRST, NOTHING_IN, SIDE_BY_SIDE
from bot.references import markers
from bot.ruling import MOST_RULINGS
from corpus.guideline import Kind
from guardrails.outcome import Outcome
from guardrails.positions import Position, Stand

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from bot.compare import Compared, Said
    from bot.draft import Draft
    from bot.reading.types import ReadFact
    from bot.references import References
    from bot.ruling import Ruling
    from bot.schema import Statement
    from corpus.guideline import Guideline
    from guardrails.inquiry import Missing
    from guardrails.outcome import Bench
    from guardrails.topic import Topic
    from guardrails.vocabulary import Quote

MOST_NAMES = 4
MOST_WORDS = 6
SHORT = 3  # letters of a word that names nothing: "yes", "oui"


@dataclass(frozen=True)
class Sides:
    """The names of the sources for, against and undecided; what those quote whose side it takes, or that decide."""

    names: Mapping[str, str]
    quotes: tuple[Quote, ...]
    decisive: tuple[Quote, ...]


def headline(draft: Draft, references: References, statements: Sequence[Statement]) -> str:
    """One sentence and its markers."""
    if draft.compared:
        return _side_by_side(draft.compared, references)
    by = sides(draft.ruling)
    template = HEADLINES[draft.outcome]
    words = {name: SAYS[name](draft) for name in _named_in(template) & SAYS.keys()}
    first = _first(draft, references, statements)
    sentence = template.format(first=" ".join(each.text for each in first), **words, **by.names)
    numbers = references.cite(by.quotes)
    if draft.outcome in (Outcome.INFORMATION, Outcome.CHECK_VALUE) and statements:
        numbers = tuple(n for each in first for n in each.citations)
    return f"{sentence} {markers(sorted(numbers))}".strip()


def _first(draft: Draft, references: References, statements: Sequence[Statement]) -> Sequence[Statement]:
    """The first statement; of sources that are compared, the first of each of two."""
    if not draft.reading.compares or draft.outcome is not Outcome.INFORMATION:
        return statements[:1]
    library = draft.bot.library.guidelines
    whose = {each.n: _whose(library[each.guideline]) for each in references.shown()}
    asked = {_whose(library[each]) for each in draft.reading.asks_about if each in library}
    first: dict[str, Statement] = {}
    for each in statements:
        if each.citations and whose[each.citations[0]] in asked:
            first.setdefault(whose[each.citations[0]], each)
    return tuple(first.values())[:2] if len(first) > 1 else statements[:1]


def _whose(source: Guideline) -> str:
    """Who speaks in a source: who issued it, or the place whose authority approved a label."""
    return source.jurisdiction if source.kind is Kind.LABEL else source.organisation


def _side_by_side(compared: Compared, references: References) -> str:
    """Each document compared, with its number and its marker."""
    if not compared.passages:
        return ALL_SILENT.format(each=", ".join(each.source.short for each in compared.said))
    ordered = compared.highest_first
    silent = [each for each in compared.said if not each.passages] if ordered else []
    each = "; ".join(_in_short(one, references) for one in (*ordered, *silent) or compared.said)
    return (HIGHEST_FIRST if ordered else SIDE_BY_SIDE).format(each=each)


def _in_short(said: Said, references: References) -> str:
    if not said.passages:
        return f"{said.source.short}: {NOTHING_IN}"
    cited = markers(n for each in said.passages for n in references.cite_passage(each))
    number = f": {said.printed}" if said.printed else ""
    return f"{said.source.short}{number} {cited}"


@lru_cache(maxsize=MOST_RULINGS)
def sides(ruling: Ruling, n: int = 0) -> Sides:
    """Who takes which side in the *n*th decision asked for."""
    panel = ruling.panels[n] if ruling.panels else None
    everyone, deciding = (panel.positions, panel.deciding) if panel else ((), frozenset[str]())
    decided = ruling.in_order(tuple(each for each in everyone if each.guideline in deciding) or everyone)
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
    }.get(panel.outcome if n and panel else ruling.outcome, [])
    names = {
        side: _first_few((ruling.library.guidelines[each.guideline].short for each in found), count=not n)
        or "no source that was read"
        for side, found in told.items()
    }
    return Sides(names, _quotes(taken), _quotes(taken or decided))


def _quotes(positions: Sequence[Position]) -> tuple[Quote, ...]:
    return tuple(quote for each in positions for quote in each.rule.spec.cite)


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

    A place told by its code, or by the name of a source, is called by its own: nobody is treated for a committee.
    """
    words, spec = fact.words.strip(" ,.;:-").removeprefix("for "), topic.facts[fact.name]
    words += ")" * (words.count("(") - words.count(")"))  # `1.9 L (55 %`
    if spec.reading.place and isinstance(fact.shown, str) and (words == fact.shown or _is_source(words, topic)):
        return spec.values[fact.shown].label or words
    if isinstance(fact.shown, bool) and (not fact.shown or len(words) <= SHORT):
        return f"{spec.label}: {'yes' if fact.shown else 'no'}"
    reply = any(words.casefold() in value.replies for value in spec.values.values())
    return f"{spec.label}: {words}" if reply or not any(each.isalpha() for each in words) else words


def _is_source(words: str, topic: Topic) -> bool:
    names = (name.lstrip("=").casefold() for each in topic.sources.values() for name in each)
    return words.casefold() in names


def _first_few(names: Iterable[str], *, count: bool) -> str:
    """The first few names, and whether there are more: how many, where the sentence is the headline."""
    whole = list(dict.fromkeys(names))
    more = len(whole) - MOST_NAMES
    rest = (f" and {more} more" if count else " and others") if more > 0 else ""
    return ", ".join(whole[:MOST_NAMES]) + rest


def needed(bench: Bench, facts: Sequence[Missing], *, count: bool = False) -> str:
    """The names of the first few facts that are missing."""
    labels = (bench.book.vocabulary[each.fact].label for each in facts)
    return _first_few(labels, count=count) or "a repeat of what contradicts"


def _missing(draft: Draft) -> str:
    return needed(draft.bench, draft.missing, count=True)


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
