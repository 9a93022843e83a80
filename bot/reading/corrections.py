"""What a message takes back of what was told before it: `sorry, 17`, `no wait, 3 years`, `the weight was a mistake`."""

from __future__ import annotations

from math import isclose
from typing import TYPE_CHECKING

from bot.reading.mentions import Mention
from bot.reading.phrases import longest
from bot.reading.quantities import in_months, read_quantities
from bot.reading.replies import OWN, parts_of, quantities_in, told_of
from bot.reading.text import WORD, cleaned, tokenised
from guardrails.values import Interval

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from bot.reading.message import Message
    from bot.reading.quantities import Quantity
    from bot.reading.types import Doubt, ReadFact
    from guardrails.vocabulary import Fact

FEW = 8  # tokens of a message that gives no more than a unit
LONG = 360  # months that are an age rather than a time since something
NAME = 5  # tokens of what is named to be dropped, at most
NAMED = frozenset({"label", "value", "range"})


def taken_back(message: Message) -> frozenset[str]:
    """The facts that are said to have been a mistake, or by a correction to be doubtful: `smoking unknown actually`."""
    starts = _mistakes(message)
    doubtful = message.mentions if corrected(message) else ()
    unsure = {each.fact for each in doubtful if each.certainty == "suspected"}
    named = {hit.sense.name for hit in message.hits if hit.sense.sort in NAMED and hit.last + 1 in starts}
    before = {message.text.tokens[n - 1].form for n in starts if n}
    named.update(_dropped(message), (name for name, fact in message.facts.items() if fact.label in before))
    return frozenset(named | unsure | {pair.fact for pair in message.pairs if pair.last + 1 in starts})


def undone(message: Message, told: Sequence[ReadFact]) -> frozenset[str]:
    """All that was *told* last, where a message says nothing but that it does not hold: `that was her sister`."""
    undoes = any(hit.sense.sort == "undoes" for hit in message.intents)
    says = message.quantities or any(each.used for each in message.mentions)
    return frozenset(fact.name for fact in told) if undoes and not says else frozenset()


def not_taken_back(message: Message) -> list[Mention]:
    """What a message says, without what it only names to take it back."""
    starts, dropped = _mistakes(message), set(_dropped(message))
    return [each for each in message.mentions if each.last + 1 not in starts and each.fact not in dropped]


def supposed(message: Message) -> list[Mention]:
    """What a message says, taken back nothing; only supposed where a talk goes on with it and a question mark alone."""
    mentions, tokens = not_taken_back(message), message.text.tokens
    if not (message.going_on and tokens and tokens[-1].text == "?"):
        return mentions
    told = {n for each in mentions for n in range(each.first, each.last + 1)}
    if len({each.fact for each in mentions}) != 1 or len(told) + 1 < len(tokens):
        return mentions
    return [each._replace(certainty="supposed") if each.used else each for each in mentions]


def _dropped(message: Message) -> Iterator[str]:
    """What a message says nothing of but that it is to be forgotten: `remove the weight`."""
    tokens = message.text.tokens
    for hit in message.intents:
        if hit.sense.sort != "drops" or hit.first:
            continue
        end = next((n for n in range(hit.last, len(tokens)) if tokens[n].text in ",;."), len(tokens))
        if end - hit.last > NAME:
            continue
        rest = " ".join(token.form for token in tokens[hit.last + 1 : end])
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
    persons = _persons(message)
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


def in_unit(message: Message, told: Sequence[ReadFact], doubts: Sequence[Doubt]) -> Iterator[Mention]:
    """The number told or doubted last in the unit that a message by itself gives it: `umol/L`, `I meant weeks`.

    A number that had a unit takes another only by a correction.
    """
    if message.quantities or len(message.text.tokens) > FEW or any(_dropped(message)):
        return
    tokens, glue, persons = message.text.tokens, message.language.glue, _persons(message)
    for name, words, doubted in [*((each.fact, each.words, True) for each in doubts), *_latest(told)]:
        found = [] if name not in message.facts else _as_written(message, words)
        if len(found) != 1 or not (doubted or corrected(message) or not (found[0].units or found[0].months)):
            continue
        for first, last, mention in _units_alone(message, message.facts[name], name, found[0]):
            rest = [n for n in range(len(tokens)) if not first <= n <= last and tokens[n].kind == WORD]
            said = _spoken(message)
            if all(n in said or (tokens[n].key in glue and n not in persons) for n in rest):
                yield from told_of(message, mention)
                return


def instead(message: Message, known: Mapping[str, ReadFact]) -> Iterator[Mention]:
    """The number that takes the place of one told before: `28 not 82`."""
    tokens, nos = message.text.tokens, message.language.among("no")
    denied = [each for each in message.quantities if each.first and tokens[each.first - 1].key in nos]
    others = [each for each in message.quantities if each not in denied]
    if len(denied) != 1 or len(others) != 1:
        return
    for fact in known.values():
        spec = message.facts[fact.name]
        if spec.type != "duration" and isinstance(fact.value, Interval) and fact.shown == denied[0].exact:
            first, last = others[0].first, others[0].last
            yield message.located(Mention(fact.name, others[0].bounds, first, last, _unit_of(fact, spec)))


def _latest(told: Sequence[ReadFact]) -> Iterator[tuple[str, str, bool]]:
    return ((each.name, each.words, False) for each in reversed(told))


def _as_written(message: Message, words: str) -> list[Quantity]:
    """The quantities of some earlier words."""
    return read_quantities(tokenised(cleaned(words)), message.words.units, message.language)


def _units_alone(message: Message, fact: Fact, name: str, quantity: Quantity) -> Iterator[tuple[int, int, Mention]]:
    """Where a message names a unit of a fact, and a number in it."""
    tokens, language = message.text.tokens, message.language
    if fact.type == "duration":
        for n, token in enumerate(tokens):
            months = language.months_in(token)
            if months and token.key not in language.among("yes", "no"):
                bounds = in_months(quantity._replace(months=months))
                yield n, n, Mention(name, bounds, n, n, fact.unit)
    for hit in longest(message.words.units.find(tokens)):
        if hit.sense.name == name and hit.sense.sort == "unit":
            yield hit.first, hit.last, Mention(name, quantity.bounds, hit.first, hit.last, hit.sense.value)


def as_told(message: Message, mention: Mention, known: Mapping[str, ReadFact]) -> Mention:
    """A number corrected without a unit, in the one in which it was told before: `the level should be 19`."""
    old = known.get(mention.fact)
    if old is None or mention.unit or not isinstance(mention.value, Interval):
        return mention
    spec = message.facts[mention.fact]
    unit = spec.units.get(_unit_of(old, spec) or "")
    fits = unit and unit.usual and not mention.value.meet(Interval(*unit.usual)).empty
    return mention._replace(unit=_unit_of(old, spec)) if fits else mention


def _persons(message: Message) -> frozenset[int]:
    """The words for somebody, but in a correction: `I meant` speaks of nobody."""
    return message.persons - _spoken(message)


def _spoken(message: Message) -> frozenset[int]:
    """The words of corrections."""
    hits = (hit for hit in message.intents if hit.sense.sort == "corrections")
    return frozenset(n for hit in hits for n in range(hit.first, hit.last + 1))


def _corrects(message: Message, asked: Sequence[str]) -> bool:
    """Whether a message corrects: by its words, or by a `no` where nothing was asked that it may answer."""
    said_no = bool(message.text.tokens) and message.text.tokens[0].key in message.language.among("no") - OWN
    answers = bool(asked) and asked[0] in message.facts and message.facts[asked[0]].type == "yes_no"
    return corrected(message) or (said_no and not answers)


def corrected(message: Message) -> bool:
    """Whether the words of a correction are there."""
    return any(hit.sense.sort == "corrections" for hit in message.intents)


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
