"""What a message takes back of what was told before it: `sorry, 17`, `no wait, 3 years`, `the weight was a mistake`."""

from __future__ import annotations

from math import isclose
from typing import TYPE_CHECKING

from bot.reading.measures import in_months
from bot.reading.mentions import Mention
from bot.reading.replies import parts_of, quantities_in, told_of
from bot.reading.text import WORD
from guardrails.values import Interval

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from bot.reading.message import Message
    from bot.reading.quantities import Quantity
    from bot.reading.types import ReadFact
    from guardrails.vocabulary import Fact

LONG = 360  # months that are an age rather than a time since something
NAME = 5  # tokens of what is named to be dropped, at most
NAMED = frozenset({"label", "value", "range"})


def taken_back(message: Message) -> frozenset[str]:
    """The facts that are said to have been a mistake."""
    starts = _mistakes(message)
    named = {hit.sense.name for hit in message.hits if hit.sense.sort in NAMED and hit.last + 1 in starts}
    before = {message.text.tokens[n - 1].form for n in starts if n}
    named.update(_dropped(message), (name for name, fact in message.facts.items() if fact.label in before))
    return frozenset(named | {pair.fact for pair in message.pairs if pair.last + 1 in starts})


def not_taken_back(message: Message) -> list[Mention]:
    """What a message says, without what it only names to take it back."""
    starts, dropped = _mistakes(message), set(_dropped(message))
    return [each for each in message.mentions if each.last + 1 not in starts and each.fact not in dropped]


def _dropped(message: Message) -> Iterator[str]:
    """What a message says nothing of but that it is to be forgotten: `remove the weight`."""
    tokens = message.text.tokens
    for hit in message.intents:
        if hit.sense.sort != "drops" or hit.first or len(tokens) - hit.last > NAME:
            continue
        rest = " ".join(token.form for token in tokens[hit.last + 1 :])
        hits = {each.sense.name for each in message.hits if each.sense.sort in NAMED and each.first == hit.last + 1}
        yield from hits.union(name for name, fact in message.facts.items() if rest.startswith((name, fact.label)))


def _mistakes(message: Message) -> frozenset[int]:
    return frozenset(hit.first for hit in message.intents if hit.sense.sort == "takes_back")


def renewed(message: Message, asked: Sequence[str], told: Sequence[ReadFact]) -> Iterator[Mention]:
    """What a bare number says of the fact that it corrects, or a bare length of time of the time told or asked for.

    A length of time is no age, unless an age was asked for first or it is long. *told* is what was told last.
    """
    if not message.quantities:
        return
    corrects, supposes = _corrects(message, asked), _supposes(message)
    spoken = {n for hit in message.intents if hit.sense.sort == "corrections" for n in range(hit.first, hit.last + 1)}
    persons = message.persons - spoken  # `I meant` speaks of nobody
    named = {bound.quantity.number.first for bound in message.bound if bound.label}
    for first, last in parts_of(message):
        near, part = quantities_in(message, first, last), range(first, last + 1)
        if len(near) != 1 or near[0].number.first in named or not _says_only(message, near[0], part, persons):
            continue
        if near[0].months is not None:
            found = [*_time(message, near[0], asked, told)]
        else:
            number = _number(message, near[0], told) if corrects or supposes else None
            found = [message.located(number)] if number else []
        yield from (each if corrects or not supposes else each._replace(certainty="supposed") for each in found)


def _corrects(message: Message, asked: Sequence[str]) -> bool:
    """Whether a message corrects: by its words, or by a `no` where nothing was asked."""
    said_no = bool(message.text.tokens) and message.text.tokens[0].key in message.language.among("no")
    return any(hit.sense.sort == "corrections" for hit in message.intents) or (said_no and not asked)


def _supposes(message: Message) -> bool:
    """Whether a message begins by supposing something instead: `what about 64?`."""
    return any(cue.sense.name == "supposed" and cue.first == 0 for cue in message.context.cues)


def _says_only(message: Message, quantity: Quantity, part: range, persons: Collection[int]) -> bool:
    """Whether nothing but a quantity is said in a part, and none of some *persons* is spoken of."""
    rest = (n for n in part if not quantity.first <= n <= quantity.last)
    glue = message.language.glue
    return all(
        message.text.tokens[n].kind != WORD or (message.text.tokens[n].key in glue and n not in persons) for n in rest
    )


def _time(message: Message, quantity: Quantity, asked: Sequence[str], told: Sequence[ReadFact]) -> Iterator[Mention]:
    times = {name for name, fact in message.facts.items() if fact.type == "duration"}
    corrected = [fact.name for fact in told if fact.name in times]
    meant = next((name for name in (*corrected, *asked) if name in times or name in message.words.ages), None)
    months = in_months(quantity)
    if meant in times and months.low < LONG:
        yield from told_of(message, Mention(meant, months, quantity.first, quantity.last, message.facts[meant].unit))


def _number(message: Message, quantity: Quantity, told: Sequence[ReadFact]) -> Mention | None:
    """A number as the fact told last that it may be a value of, in the unit in which that was told."""
    for fact in reversed(told):
        spec = message.facts[fact.name]
        units = {hit.sense.value for hit in quantity.units if hit.sense.name == fact.name and hit.sense.sort == "unit"}
        if not isinstance(fact.value, Interval) or spec.type == "duration" or (quantity.units and not units):
            continue
        unit = next(iter(sorted(units)), None) or _unit_of(fact, spec)
        return Mention(fact.name, quantity.bounds, quantity.first, quantity.last, unit)
    return None


def _unit_of(fact: ReadFact, spec: Fact) -> str | None:
    """The unit in which a number was told."""
    if not isinstance(fact.shown, (int, float)) or not isinstance(fact.value, Interval):
        return None
    low = fact.value.low
    return next(
        (name for name, unit in spec.units.items() if isclose(fact.shown * unit.times, low, rel_tol=1e-3)), None
    )
