"""The numbers of a message that belong to a fact; of several of one fact those that count."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.reading.dates import When, read_dates
from bot.reading.measures import Binder, Bound
from bot.reading.series import Found, outdated
from bot.reading.text import NUMBER

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from bot.reading.message import Message
    from bot.reading.phrases import Hit
    from guardrails.vocabulary import Fact

SINCE = 3  # how far behind `stopped` its date may stand
CENTURIES = ("19", "20")
LABELS = frozenset({"label", "decoy", "other"})


def bound_numbers(message: Message) -> list[Bound]:
    """Every number of a fact; what a newer one or another takes the place of is superseded."""
    language, tokens, dates = message.language, message.text.tokens, dates_in(message)
    binder = Binder(
        tokens,
        message.facts,
        message.labels,
        message.quantities,
        renewals=language.file.renewals,
        now=language.among("lately"),
        instead=language.file.instead,
        leads=language.among("leads"),
        units=message.words.units,
        dated=frozenset(n for when in dates for n in range(when.first, when.last + 1)),
        phased=_phased(message),
    )
    bound = binder.bind()
    since = {hit.last for hit in message.labels if message.facts[hit.sense.name].reading.since}
    taken = {when.first for when in dates if not since.isdisjoint(range(when.first - SINCE, when.first))}
    leads = language.among("leads", "possessives", "my")
    earlier, later, goes_on = language.among("earlier"), language.among("later"), language.among("given", "adds")
    found = Found(tokens, dates, message.as_of, taken, earlier, later, leads, goes_on)
    old = outdated(bound, found)
    return [each._replace(superseded=True) if n in old else each for n, each in enumerate(bound)]


def _phased(message: Message) -> frozenset[int]:
    """Where words stand that tell which of several a number is; not where they head two: `pre/post`."""
    tokens, words = message.text.tokens, message.language.among("earlier", "later")
    given = message.language.among("given")
    found = [n for n, token in enumerate(tokens) if token.form in words]
    found += [n + 1 for n in found if n + 1 < len(tokens) and tokens[n + 1].key in given]
    return frozenset(n for n in found if all(token.text != "/" for token in tokens[max(0, n - 1) : n + 2]))


def dates_in(message: Message) -> list[When]:
    """The dates in a message, if any number in it may be a year, or a word a month."""
    tokens = message.text.tokens
    months = message.language.months
    dated = any(
        (token.kind == NUMBER and token.text[-4:-2] in CENTURIES) or token.text in "'/" or token.form in months
        for token in tokens
    )
    return read_dates(tokens, message.language, message.as_of.year) if dated else []


def label_hits(hits: Iterable[Hit], facts: Mapping[str, Fact]) -> list[Hit]:
    """The hits that may name a number."""
    return [hit for hit in hits if hit.sense.sort in LABELS and facts[hit.sense.name].numeric]
