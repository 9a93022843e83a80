"""Every way to change one thing in a criterion: a threshold, a comparison, a word, and/or, a negation, a citation."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from math import inf, isfinite
from typing import TYPE_CHECKING, Any

from eval.record import FEW, unit_of
from guardrails.criteria import AllOf, AnyOf, Compare, Criterion, Not
from guardrails.quantity import describe
from guardrails.values import Choice, Interval, Value
from guardrails.vocabulary import Quote

if TYPE_CHECKING:
    from corpus.library import Library
    from guardrails.vocabulary import Fact, Vocabulary

Cite = tuple[Quote, ...]
Changed = tuple[str, str, Criterion]  # kind, what was changed, the criterion after it


def changed(criterion: Criterion, vocabulary: Vocabulary, library: Library, whole: Cite = ()) -> Iterator[Changed]:
    """Each single change of a criterion, with its kind and words for it; *whole* are the citations of its rule."""
    match criterion:
        case Compare():
            yield from _comparison(criterion, vocabulary, library, whole)
        case Not():
            yield "negation", "a 'not' is left out", criterion.part
            yield from (
                (kind, says, Not(part)) for kind, says, part in changed(criterion.part, vocabulary, library, whole)
            )
        case AllOf() | AnyOf():
            yield from _joined(criterion, vocabulary, library, whole)


def _joined(criterion: AllOf | AnyOf, vocabulary: Vocabulary, library: Library, whole: Cite = ()) -> Iterator[Changed]:
    parts = criterion.parts
    if len(parts) > 1:
        other = AnyOf if isinstance(criterion, AllOf) else AllOf
        yield "and/or", f"{'and' if other is AnyOf else 'or'} becomes {'or' if other is AnyOf else 'and'}", other(parts)
    for place, part in enumerate(parts):
        for kind, says, new in changed(part, vocabulary, library, whole):
            yield kind, says, replace(criterion, parts=(*parts[:place], new, *parts[place + 1 :]))


def _comparison(criterion: Compare, vocabulary: Vocabulary, library: Library, whole: Cite = ()) -> Iterator[Changed]:
    fact, allowed = vocabulary[criterion.fact], criterion.allowed
    yield "negation", f"'{criterion.says}' is denied", Not(criterion)
    for kind, value in values(fact, allowed):
        says = f"{fact.label}: {describe(fact, allowed)} becomes {describe(fact, value)}"
        yield kind, says, replace(criterion, allowed=value)
    for says, cite in citations(() if criterion.cite == whole else criterion.cite, library):
        yield "citation", says, replace(criterion, cite=cite)


def values(fact: Fact, allowed: Value) -> Iterator[tuple[str, Value]]:
    """Each way to change what is compared with."""
    yield from _intervals(allowed) if isinstance(allowed, Interval) else _choices(fact, allowed)


def _intervals(allowed: Interval) -> Iterator[tuple[str, Interval]]:
    for name in ("low", "high"):
        end: float = getattr(allowed, name)
        if isfinite(end):
            unit = 1.0 if end == int(end) else unit_of(end)
            moved = [_put(allowed, name, round(end + step, 6)) for step in (-unit, unit)]
            yield from (("threshold", new) for new in moved if not new.empty)
            opened = _put(allowed, f"{name}_open", not getattr(allowed, f"{name}_open"))
            yield from (("comparison", new) for new in (opened,) if not new.empty)
    if isfinite(allowed.low) is not isfinite(allowed.high):
        yield "comparison", _turned(allowed)


def _put(allowed: Interval, field: str, value: Any) -> Interval:
    return replace(allowed, **{field: value})


def _turned(allowed: Interval) -> Interval:
    """At least 11 becomes at most 11."""
    if isfinite(allowed.low):
        return Interval(-inf, allowed.low, high_open=allowed.low_open)
    return Interval(allowed.high, inf, low_open=allowed.high_open)


def _choices(fact: Fact, allowed: Choice) -> Iterator[tuple[str, Choice]]:
    words = [word for word in fact.choices if word in allowed.of]
    if len(words) > 1:
        for word in words if len(words) <= FEW else (words[0], words[-1]):
            yield "comparison", Choice(allowed.of - {word})
    others = [word for word in fact.common or fact.choices if word not in allowed.of]
    if len(fact.choices) > 2 and others:
        yield "comparison", Choice(allowed.of | {others[0]})


def citations(cite: tuple[Quote, ...], library: Library) -> Iterator[tuple[str, tuple[Quote, ...]]]:
    """Each quote put to the next passage of its own source, word for word; and each quote changed in one word."""
    for place, quote in enumerate(cite):
        for says, new in ((_elsewhere, _moved(quote, library)), (_broken, _misquoted(quote))):
            if new is not None:
                yield says.format(quote=quote), (*cite[:place], new, *cite[place + 1 :])


_elsewhere = "the citation of {quote.passage} becomes one of its neighbour"
_broken = "the quote of {quote.passage} is changed in one word"


def _moved(quote: Quote, library: Library) -> Quote | None:
    source = quote.passage.partition("#")[0]
    ids = [each.id for each in library.passages.values() if each.guideline == source]
    others = [name for name in ids if name != quote.passage]
    if not others:
        return None
    after = next((name for name in ids[ids.index(quote.passage) + 1 :]), others[0])
    return Quote(passage=after, quote=library.passages[after].text)


def _misquoted(quote: Quote) -> Quote:
    first, _, rest = quote.quote.partition(" ")
    return Quote(passage=quote.passage, quote=f"{first}~ {rest}".strip())
