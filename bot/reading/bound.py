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
        dated={n for when in dates if when.year or when.month for n in range(when.first, when.last + 1)},
    )
    bound = binder.bind()
    since = {hit.last for hit in message.labels if message.facts[hit.sense.name].reading.since}
    taken = {when.first for when in dates if not since.isdisjoint(range(when.first - SINCE, when.first))}
    found = Found(tokens, dates, message.as_of, taken, language.among("earlier"), language.among("later"))
    old = outdated(bound, found)
    return [each._replace(superseded=True) if n in old else each for n, each in enumerate(bound)]


def dates_in(message: Message) -> list[When]:
    """The dates in a message, if any number in it may be a year, or a word a month."""
    tokens = message.text.tokens
    months = message.language.months
    dated = any((token.kind == NUMBER and token.text[-4:-2] in CENTURIES) or token.form in months for token in tokens)
    return read_dates(tokens, message.language, message.as_of.year) if dated else []


def label_hits(hits: Iterable[Hit], facts: Mapping[str, Fact]) -> list[Hit]:
    """The hits that may name a number."""
    return [hit for hit in hits if hit.sense.sort in LABELS and facts[hit.sense.name].numeric]
