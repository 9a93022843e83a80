"""A reply of a word or two, understood as the answer to what was asked last: `never`, `45 %`, `yes`."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from itertools import pairwise
from typing import TYPE_CHECKING

from bot.reading.mentions import Mention
from bot.reading.phrases import Lexicon, Sense
from bot.reading.quantities import in_months
from bot.reading.scope import strangers
from bot.reading.text import WORD
from guardrails.values import Choice

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from bot.reading.message import Message
    from bot.reading.quantities import Quantity
    from guardrails.vocabulary import Fact

OWN = frozenset({"never"})  # a denial that is also an answer of its own
UNKNOWN = ""  # what `not sure` says
ASKED = 3  # a number without a unit is one of the first facts asked for
SHORT = 5  # a part of a reply is no longer than this many words


def replies(message: Message, asked: Sequence[str]) -> Iterator[Mention]:
    """What the short parts of a message say of the facts asked for, in the order in which they were asked.

    Where nobody says what was asked, only words that answer one thing count, such as `never`; not `yes`.
    """
    if not asked and message.going_on:
        asked = [name for name, fact in message.facts.items() if any(word.replies for word in fact.values.values())]
        yes_no = message.language.among("yes", "no", "now")
        asked = asked if not any(token.key in yes_no - OWN for token in message.text.tokens) else []
    open_facts = [name for name in asked if name in message.facts and not _told(message, name)]
    if not open_facts:
        return
    beside = {name for name in open_facts if message.facts[name].asked_with in asked}
    ages = {each.first for each in message.mentions if each.fact in message.words.ages and each.first == each.last}
    told = {n for mention in message.mentions for n in range(mention.first, mention.last + 1)}
    corrections = {
        n for hit in message.intents if hit.sense.sort == "corrections" for n in range(hit.first, hit.last + 1)
    }
    taken, replied = told | corrections, False
    for first, last in parts_of(message):
        if not open_facts:
            return
        in_order = first == last and first in ages and replied  # `never, 50`: no age among replies
        if last - first >= SHORT or not (in_order or taken.isdisjoint(range(first, last + 1))):
            continue
        if _is_of_something_else(message, first, last) or _asks(message, first, last) or _not_his(message, first, last):
            continue
        bare = _is_bare(message, first, last)
        if bare and corrections:
            continue
        for name in _answerable(message, open_facts, (first, last), beside, bare=bare):
            if mention := _reply(message, name, first, last):
                open_facts.remove(name)
                replied = True
                yield from told_of(message, mention)
                break


def told_of(message: Message, mention: Mention) -> Iterator[Mention]:
    """What a reply says, and what that implies."""
    yield message.located(mention)
    for implied, value in message.facts[mention.fact].reading.implies.items():
        yield message.located(mention._replace(fact=implied, value=Choice.exactly(str(value)), unit=None))


def _answerable(
    message: Message, open_facts: Sequence[str], part: tuple[int, int], beside: Collection[str], *, bare: bool
) -> Sequence[str]:
    """Those of the facts asked for that a part may answer; some stand *beside* others asked for.

    A bare yes, no or number answers what was asked first; a number also the only one of the first few that is one.
    """
    near = quantities_in(message, *part)
    if bare:  # no yes or plain number tells the time since something that is itself asked for
        open_facts = [name for name in open_facts if name not in beside]
        numeric = [name for name in open_facts[:ASKED] if message.facts[name].numeric]
        return numeric if near and len(numeric) == 1 else open_facts[:1]
    language = message.language
    keys = {token.key for token in message.text.tokens[part[0] : part[1] + 1]}
    things = keys & (language.among("spoken_of") - language.among("third_person"))
    ages, plain = message.words.ages, any(not (each.units or each.months) for each in near)
    if things and any(each.first < part[0] for each in message.quantities):
        return []  # `I said 4 months, it is 14`
    if plain and not message.persons.isdisjoint(range(part[0], part[1] + 1)):
        return [name for name in open_facts if name in ages]  # `she's 6`
    return [name for name in open_facts[: ASKED if plain else None] if not (things and name in ages)]


def _is_bare(message: Message, first: int, last: int) -> bool:
    """Whether a part is only a yes, a no or a number."""
    tokens = message.text.tokens[first : last + 1]
    words = message.language.among("yes", "no") - OWN
    near = quantities_in(message, first, last)
    if any(quantity.units or quantity.months for quantity in near if first <= quantity.first):
        return False
    return all(token.key in words or token.kind != WORD for token in tokens)


def _is_of_something_else(message: Message, first: int, last: int) -> bool:
    """Whether a number stands among words that nobody here knows: `12 Baker Street`."""
    return bool(quantities_in(message, first, last)) and bool(strangers(message, range(first, last + 1)))


def _not_his(message: Message, first: int, last: int) -> bool:
    """Whether a part only says whose something is not: `not his`."""
    language, tokens = message.language, message.text.tokens[first : last + 1]
    denied = {n + 1 for n, token in enumerate(tokens) if token.key in language.among("no")}
    return any(n in denied and token.key in language.among("third_person") for n, token in enumerate(tokens))


def _asks(message: Message, first: int, last: int) -> bool:
    """Whether words that ask for a decision stand in a part, or that look like it: `never tested`."""
    asking = (hit for hit in message.hits if hit.sense.sort in ("decision", "asks_nothing"))
    return any(first <= hit.first and hit.last <= last for hit in asking)


def quantities_in(message: Message, first: int, last: int) -> Sequence[Quantity]:
    """The quantities whose numbers stand between two tokens."""
    found = message.quantities
    return found[bisect_left(found, first, key=_place) : bisect_right(found, last, key=_place)]


def _place(quantity: Quantity) -> int:
    return quantity.number.first


def _told(message: Message, name: str) -> bool:
    return any(mention.fact == name for mention in message.mentions)


def parts_of(message: Message) -> Iterator[tuple[int, int]]:
    """The first and last token of each part between commas and full stops."""
    start = 0
    tokens = message.text.tokens
    pairs = enumerate(pairwise(tokens))
    ends = [n for n, (one, other) in pairs if one.text in ",;\n" or one.sentence != other.sentence]
    for n in (*ends, len(tokens) - 1) if tokens else ():
        last = n - 1 if tokens[n].text in ",;\n.?!" else n
        if last >= start:
            yield start, last
        start = n + 1


def _reply(message: Message, name: str, first: int, last: int) -> Mention | None:
    fact = message.facts[name]
    near = quantities_in(message, first, last)
    if not fact.numeric:
        chosen = frozenset() if near and fact.type == "yes_no" else _chosen(message, name, first, last)
        return Mention(name, Choice(chosen), first, last) if chosen else None
    quantity = next((each for each in near if each.last <= last), None)
    return _number(name, fact, quantity, first, last) if quantity else None


def _number(name: str, fact: Fact, quantity: Quantity, first: int, last: int) -> Mention | None:
    if fact.type == "duration":
        return Mention(name, in_months(quantity), first, last, fact.unit) if quantity.months else None
    units = [hit.sense.value for hit in quantity.units if hit.sense.name == name and hit.sense.sort == "unit"]
    if units:
        return Mention(name, quantity.bounds, first, last, units[0])
    return None if quantity.units or quantity.months else Mention(name, quantity.bounds, first, last)


def _chosen(message: Message, name: str, first: int, last: int) -> frozenset[str]:
    """The values that a reply names."""
    own = message.words.replies
    if name not in own:
        own[name] = _lexicon(message, message.facts[name])
    hits = own[name].find(message.text.tokens[first : last + 1])
    longest = max((hit.length for hit in hits), default=0)
    return frozenset(hit.sense.value for hit in hits if hit.length == longest) - {UNKNOWN}


def _lexicon(message: Message, fact: Fact) -> Lexicon:
    """How a fact is replied to: by its own short words, by yes and no, or by the values' names."""
    lexicon = Lexicon()
    lexicon.add(message.language.file.unknown, Sense("value", value=UNKNOWN))
    for value, word in fact.choices.items():
        lexicon.add((value, word.label or value, *word.replies), Sense("value", value=value))
    if fact.type == "yes_no":
        lexicon.add(message.language.file.yes, Sense("value", value="yes"))
        lexicon.add(message.language.file.no, Sense("value", value="no"))
    return lexicon
