"""What the words of one message say of each fact, before anything is merged."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from guardrails.values import Choice, Interval

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from bot.reading.context import Context
    from bot.reading.phrases import Hit
    from bot.reading.text import Token
    from guardrails.values import Value
    from guardrails.vocabulary import Fact


TWICE = 2  # two parents may have the same
APART = 4  # how many words may stand between two values joined by "or"


class Mention(NamedTuple):
    """One fact said once: its value (numbers in the unit as written), its tokens, and what is said of it."""

    fact: str
    value: Value
    first: int
    last: int
    unit: str | None = None
    about: str = "patient"
    time: str = "now"
    certainty: str = "stated"
    denied: bool = False
    start: int = 0
    end: int = 0
    words: str = ""

    @property
    def used(self) -> bool:
        """Whether it is about the patient as he or she is, or is supposed to be."""
        return self.about == "patient" and self.time == "now" and self.certainty in ("stated", "supposed")

    def other_than(self, choices: Iterable[str]) -> Mention:
        """The mention denied: any of the *choices* but its own."""
        own = self.value.of if isinstance(self.value, Choice) else frozenset()
        return self._replace(value=Choice(frozenset(choices) - own), denied=True)


def category_mention(name: str, fact: Fact, hit: Hit, context: Context) -> Mention | None:
    """What a wording of a value says, given what is said of it."""
    says = context.says(hit.first, hit.last, hit.skipped)
    says = says - {"past"} if hit.sense.sort == "group" else says
    word = fact.values.get(hit.sense.value)
    chosen = frozenset(fact.groups.get(hit.sense.value, (hit.sense.value,)))
    mention = Mention(name, Choice(chosen), hit.first, hit.last, denied="denied" in says)
    if mention.denied:
        rest = frozenset(word.denied) if word and word.denied else frozenset(fact.choices) - chosen
        return qualified(mention._replace(value=Choice(rest)), fact, says) if fact.reading.deniable else None
    if "planned" in says and word and word.planned:
        return mention._replace(value=Choice(frozenset(word.planned)))
    if "past" in says and word and word.past:
        return qualified(mention._replace(value=Choice(frozenset(word.past))), fact, says - {"past"})
    return qualified(mention, fact, says)


def qualified(mention: Mention, fact: Fact, says: frozenset[str]) -> Mention:
    """A mention with its time and certainty by what is said of it."""
    happens = fact.type == "yes_no"
    if "suspected" in says and not isinstance(mention.value, Interval) and fact.reading.deniable:
        return mention._replace(certainty="suspected")
    if ("asked" in says and happens) or "chance" in says:
        return mention._replace(certainty="asked")
    if "past" in says and not fact.reading.past:
        return mention._replace(time="history")
    if "planned" in says and fact.reading.plannable:
        return mention._replace(time="planned")
    if "supposed" in says:
        return mention._replace(certainty="supposed")
    return mention


def with_owners(mentions: Iterable[Mention], owners: dict[int, str]) -> list[Mention]:
    """The mentions with whom each is about."""
    return [
        mention._replace(about=owners[mention.first]) if mention.first in owners else mention for mention in mentions
    ]


def once(mentions: Iterable[Mention]) -> list[Mention]:
    """The mentions without those that only repeat what was said twice before."""
    said: Counter[tuple[object, ...]] = Counter()
    kept: list[Mention] = []
    for mention in mentions:
        what = (mention.fact, mention.value, mention.unit, mention.about, mention.time, mention.certainty)
        said[what] += 1
        if said[what] <= TWICE:
            kept.append(mention)
    return kept


def united(mentions: Sequence[Mention], tokens: Sequence[Token], either: Collection[str]) -> list[Mention]:
    """The mentions, with those of one fact that are joined by "or" as one: `red or blue`."""
    kept: list[Mention] = []
    last: dict[str, int] = {}
    for mention in mentions:
        before = last.get(mention.fact)
        if before is not None and _either(kept[before], mention, tokens, either):
            kept[before] = _both(kept[before], mention)
        else:
            last[mention.fact] = len(kept)
            kept.append(mention)
    return kept


def _either(one: Mention, other: Mention, tokens: Sequence[Token], either: Collection[str]) -> bool:
    if other.first - one.last > APART + 1:
        return False
    between = [token.form for token in tokens[one.last + 1 : other.first]]
    told = {one.certainty, other.certainty} <= {"stated", "suspected"} or one.certainty == other.certainty
    same = told and (one.about, one.time, one.denied) == (other.about, other.time, False)
    return same and 0 < len(between) <= APART and not set(either).isdisjoint(between)


def _both(one: Mention, other: Mention) -> Mention:
    words = [value.of for value in (one.value, other.value) if isinstance(value, Choice)]
    return one._replace(value=Choice(frozenset().union(*words)), last=other.last) if len(words) == 2 else other


def range_value(fact: Fact, hit: Hit) -> Value:
    """The numbers that a wording stands for, in the fact's own unit."""
    from guardrails.quantity import parse

    return parse(fact, fact.reading.ranges[int(hit.sense.value)].means)
