"""What the words of one message say of each fact, before anything is merged."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from guardrails.values import Choice, Interval

if TYPE_CHECKING:
    from bot.reading.context import Context
    from bot.reading.phrases import Hit
    from guardrails.values import Value
    from guardrails.vocabulary import Fact


@dataclass(frozen=True, slots=True)
class Mention:
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
    inferred: bool = False
    start: int = 0
    end: int = 0
    words: str = ""

    @property
    def used(self) -> bool:
        """Whether it is about the patient as he or she is, or is supposed to be."""
        return self.about == "patient" and self.time == "now" and self.certainty in ("stated", "supposed")


def category_mention(name: str, fact: Fact, hit: Hit, context: Context) -> Mention | None:
    """What a wording of a value says, given what is said of it."""
    says = context.says(hit.first, hit.last, hit.skipped)
    sense = hit.sense
    chosen = frozenset(fact.groups.get(sense.value, (sense.value,)))
    denied = "denied" in says
    word = fact.values.get(sense.value)
    if denied:
        chosen = frozenset(word.denied) if word and word.denied else frozenset(fact.choices) - chosen
    elif "planned" in says and word and word.planned:
        return Mention(name, Choice(frozenset(word.planned)), hit.first, hit.last)
    mention = Mention(name, Choice(chosen), hit.first, hit.last, denied=denied)
    return qualified(mention, fact, says)


def qualified(mention: Mention, fact: Fact, says: frozenset[str]) -> Mention:
    """A mention with its time and certainty by what is said of it."""
    disease = fact.type == "yes_no"
    if "suspected" in says and not isinstance(mention.value, Interval):
        return replace(mention, certainty="suspected")
    if "asked" in says and disease:
        return replace(mention, certainty="asked")
    if "past" in says and not fact.reading.past:
        return replace(mention, time="history")
    if "planned" in says and fact.reading.plannable:
        return replace(mention, time="planned")
    if "supposed" in says:
        return replace(mention, certainty="supposed")
    return mention


def range_value(fact: Fact, hit: Hit) -> Value:
    """The numbers that a wording stands for, in the fact's own unit."""
    from guardrails.quantity import parse

    return parse(fact, fact.reading.ranges[int(hit.sense.value)].means)
