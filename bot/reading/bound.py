"""The numbers of a message that belong to a fact; of several of one fact those that count."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.reading.dates import When, read_dates
from bot.reading.measures import Binder, Bound
from bot.reading.series import outdated
from bot.reading.text import NUMBER

if TYPE_CHECKING:
    from bot.reading.message import Message

SINCE = 3  # how far behind `stopped` its date may stand
CENTURIES = ("19", "20")


def bound_numbers(message: Message) -> list[Bound]:
    """Every number of a fact; what a newer one or another takes the place of is superseded."""
    language, tokens, dates = message.language, message.text.tokens, _dates(message)
    binder = Binder(
        tokens,
        message.facts,
        message.labels,
        message.quantities,
        renewals=language.file.renewals,
        now=language.among("lately"),
        instead=language.file.instead,
        leads=language.among("leads"),
        dated={n for when in dates if when.year for n in range(when.first, when.last + 1)},
    )
    bound = binder.bind()
    since = {hit.last for hit in message.labels if message.facts[hit.sense.name].reading.since}
    taken = {when.first for when in dates if not since.isdisjoint(range(when.first - SINCE, when.first))}
    old = outdated(bound, tokens, dates, message.as_of, taken)
    return [each._replace(superseded=True) if n in old else each for n, each in enumerate(bound)]


def _dates(message: Message) -> list[When]:
    """The dates in a message, if any number in it may be a year."""
    tokens = message.text.tokens
    years = any(token.kind == NUMBER and token.text[-4:-2] in CENTURIES for token in tokens)
    return read_dates(tokens, message.language, message.as_of.year) if years else []
