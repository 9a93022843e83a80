"""What the words, pairs, numbers and times of one message say of each fact."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.reading.measures import in_months
from bot.reading.mentions import Mention, category_mention, qualified, range_value
from bot.reading.times import Times
from guardrails.values import Choice

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.reading.measures import Bound
    from bot.reading.message import Message
    from bot.reading.phrases import Hit
    from bot.reading.quantities import Quantity

CLAIM = 4  # a number this close behind `says` is what the source says, whatever it is


def statements(message: Message) -> Iterator[Mention]:
    """Everything that is said, one sort of statement after the other."""
    yield from words_said(message)
    yield from _pairs_said(message)
    yield from numbers_said(message)
    yield from _times_said(message)


def words_said(message: Message) -> Iterator[Mention]:
    """What the wordings of values, and those that stand for numbers, say."""
    for hit in message.hits:
        fact = message.facts.get(hit.sense.name)
        if fact is None or fact.reading.kinship:
            continue
        if hit.sense.sort in ("value", "group"):
            said = category_mention(hit.sense.name, fact, hit, message.context)
            if said and fact.type == "yes_no" and hit in message.in_question:
                said = replace(said, certainty="asked")
        else:
            said = _range_said(message, hit) if hit.sense.sort == "range" else None
        if said:
            yield replace(said, certainty="asked") if fact.reading.place and message.compares else said


def _range_said(message: Message, hit: Hit) -> Mention | None:
    """What words for numbers say; nothing when denied."""
    fact = message.facts[hit.sense.name]
    says = message.context.says(hit.first, hit.last, hit.skipped)
    mention = Mention(hit.sense.name, range_value(fact, hit), hit.first, hit.last, fact.unit)
    return None if "denied" in says else qualified(mention, fact, says)


def _pairs_said(message: Message) -> Iterator[Mention]:
    for pair in message.pairs:
        fact = message.facts[pair.fact]
        says = message.context.says(pair.first, pair.last)
        yield qualified(pair.other_than(fact.choices) if "denied" in says else pair, fact, says)


def numbers_said(message: Message) -> Iterator[Mention]:
    """What the numbers say that belong to a fact."""
    for bound in message.bound:
        if bound.other is None:
            yield _number_said(message, bound)


def _number_said(message: Message, bound: Bound) -> Mention:
    fact = message.facts[bound.fact]
    value = in_months(bound.quantity) if fact.type == "duration" else bound.quantity.bounds
    mention = Mention(bound.fact, value, bound.first, bound.last, bound.unit)
    if _is_claim(message, bound.quantity):
        return replace(mention, certainty="asked")
    if bound.superseded:
        return replace(mention, time="history")
    number = bound.quantity.number
    return qualified(mention, fact, message.context.says(number.first, number.last))


def _is_claim(message: Message, quantity: Quantity) -> bool:
    """Whether a number is what a source is said to say, and not the patient's."""
    behind = message.claimed.get(quantity.number.first)
    return behind is not None and (quantity.exact is None or behind <= CLAIM)


def _times_said(message: Message) -> Iterator[Mention]:
    tokens, facts = message.text.tokens, message.facts
    times = Times(tokens, message.language, facts, message.labels, message.quantities, message.as_of)
    taken = {n for bound in message.bound for n in range(bound.quantity.first, bound.quantity.last + 1)}
    for mention in times.since():
        taken.update(range(mention.first, mention.last + 1))
        yield from _since_said(message, mention)
    for name, fact in facts.items():
        if fact.unit == "years" and "years" in fact.units:
            yield from times.ages(name, taken)


def _since_said(message: Message, mention: Mention) -> Iterator[Mention]:
    """A time since something, and what it implies; nothing when denied or only planned."""
    fact = message.facts[mention.fact]
    says = message.context.says(mention.first, mention.last) - {"past"}
    if not says & {"denied", "planned"}:
        yield qualified(mention, fact, says)
        for name, value in fact.reading.implies.items():
            yield Mention(name, Choice.exactly(str(value)), mention.first, mention.last)
