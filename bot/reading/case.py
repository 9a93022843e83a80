"""What a conversation has come to: facts carry over, a correction replaces, a new patient clears."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from bot.reading.beside import asks_beside
from bot.reading.corrections import as_told, corrected, in_unit, instead, renewed, supposed, taken_back, undone
from bot.reading.decisions import hinted, implied, named, still_meant
from bot.reading.derive import reasons, relatives
from bot.reading.doubts import only_distance, other_measure
from bot.reading.given import NOTHING
from bot.reading.merge import Merger, consistent, refined, values_of
from bot.reading.replies import replies
from bot.reading.scope import scope
from guardrails.values import meet

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from bot.reading.given import Given
    from bot.reading.message import Message
    from bot.reading.topic_words import TopicWords
    from bot.reading.types import Doubt, ReadFact
    from guardrails.topic import Topic
    from guardrails.values import Value
    from guardrails.vocabulary import Fact


@dataclass(frozen=True)
class Case:
    """The facts so far, the decisions last asked for, and what the last message said by itself.

    *stated* are the facts that carry over: what the last message only supposed gives way to what was told before it.
    *told* are those that the last message told, *replaced* those that it replaced or took back; `of_relative` is
    whether the facts are those of a relative asked about in passing, `of_asker` whether the patient is who asks.
    """

    facts: Mapping[str, ReadFact] = field(default_factory=dict)
    stated: Mapping[str, ReadFact] = field(default_factory=dict)
    told: tuple[ReadFact, ...] = ()
    decisions: tuple[str, ...] = ()
    asked: bool = False
    scope: str = "unclear"
    going_on: bool = False
    replaced: tuple[ReadFact, ...] = ()
    aside: tuple[ReadFact, ...] = ()
    doubts: tuple[Doubt, ...] = ()
    of_relative: bool = False
    of_asker: bool = False

    def told_before(self) -> Case:
        """The same, as history."""
        if not (self.facts or self.stated or self.aside):
            return self
        facts = {name: replace(fact, source="history") for name, fact in self.facts.items()}
        stated = {name: replace(fact, source="history") for name, fact in self.stated.items()}
        return replace(self, facts=facts, stated=stated, aside=())


def after(case: Case, message: Message, asked: Sequence[str] = (), apart: Given = NOTHING) -> Case:
    """The case after one more message, in answer to what was *asked*; what is given *apart* wins over words."""
    given, asked = apart.facts, _with_times(message.facts, asked)
    if _wants(message, "new_patient"):
        case, asked = Case(going_on=case.going_on), []
    before = case.stated
    if gone := taken_back(message) | undone(message, case.told) | apart.withheld | _only_supposed(case, message):
        case = replace(case, facts=_without(case.facts, gone), stated=_without(case.stated, gone))
    read = _read(message, asked, case, apart)
    of_kin = _of_relative(case, message, read, given, asked)
    gone_on = _decided_on(case, message, read, given, asked)
    facts = of_kin or gone_on or _updated(case, read, given, message.words)
    read.facts = {} if of_kin or (gone_on and _adds(message)) else _of_patient(case, read)
    stated = case.stated if of_kin else _updated(case, read, given, message.words)
    facts, stated = (_without(each, apart.withheld) for each in (facts, stated))
    values = values_of(facts.values())
    where = scope(message, going_on=case.going_on)
    replied = read.facts.keys() - {mention.fact for mention in message.mentions}
    beside = not (read.doubts or replied) and asks_beside(message)
    asked_for = _asked_for(case, message, values, beside=beside)
    default = _default(message, told=not beside and _told(message, values, read.doubts))
    return Case(
        facts=facts if where != "out" else case.facts,
        stated=stated if where != "out" else case.stated,
        decisions=asked_for or implied(message.words.topic, values) or default,
        asked=bool(asked_for),
        scope=where,
        told=tuple(read.facts.values()) or _told_last(case, read.doubts),
        going_on=case.going_on or where == "in",
        replaced=tuple(fact for name, fact in before.items() if name in gone or _gives_way(fact, read.facts.get(name))),
        aside=tuple(read.aside),
        doubts=tuple(read.doubts),
        of_relative=bool(of_kin),
        of_asker=case.of_asker or _of_asker(message, read),
    )


def _told_last(case: Case, doubts: Sequence[Doubt]) -> tuple[ReadFact, ...]:
    """What was told last, where a message tells nothing: of what it leaves in doubt only that."""
    doubted = {each.fact for each in doubts}
    return tuple(each for each in case.told if not doubted or each.name in doubted)


def _of_asker(message: Message, read: Merger) -> bool:
    """Whether who asks tells of himself: `I never smoked`, not `I saw a patient`."""
    keys, language = {token.key for token in message.text.tokens}, message.language
    others = language.among("third_person", "patient_nouns", "my")
    return bool(read.facts) and bool(keys & language.among("first_person")) and not keys & others


def _with_times(facts: Mapping[str, Fact], asked: Sequence[str]) -> list[str]:
    """What was asked for, each with the time since that is asked with it: `stopped`, and when."""
    times = {fact.asked_with: name for name, fact in facts.items() if fact.type == "duration" and name not in asked}
    return [each for name in asked for each in (name, times.get(name)) if each]


def _of_relative(
    case: Case, message: Message, read: Merger, given: Mapping[str, ReadFact], asked: Sequence[str]
) -> dict[str, ReadFact] | None:
    """What is told of a relative asked about in passing, or still; none of it is the patient's: `her son, AB?`."""
    if message.people.kin_is_patient:
        beside = {*message.words.kinships, *message.words.of_relative.values()}
        own = {name: fact for name, fact in read.facts.items() if name not in beside}
        return {name: replace(fact, certainty="supposed") for name, fact in own.items()} or None
    return _decided_on(case, message, read, given, asked) if case.of_relative else None


def _decided_on(
    case: Case, message: Message, read: Merger, given: Mapping[str, ReadFact], asked: Sequence[str]
) -> dict[str, ReadFact] | None:
    """The facts of what was supposed before, where a message only asks on about it or answers what was asked of it.

    `why?`, `never`; not what is told of somebody: `she never smoked` is said of the patient as she is.
    """
    if _wants(message, "returns") or (case.of_relative and message.persons):
        return None
    if _wants(message, "follow_ups", "about_text") and not read.facts and not read.doubts:
        return {**case.facts, **given}
    supposed = {name for name, fact in case.facts.items() if fact.certainty == "supposed" and name in case.stated}
    told = all(fact.certainty == "stated" for fact in read.facts.values()) and supposed.isdisjoint(read.facts)
    replies = not read.facts.keys().isdisjoint(asked) or (bool(read.facts) and _adds(message))
    if not (supposed and told and replies) or message.persons:
        return None
    return _updated(replace(case, stated=case.facts), read, given, message.words)


def _only_supposed(case: Case, message: Message) -> frozenset[str]:
    """What was only supposed, where words lead back from it to the patient as he or she is."""
    if not _wants(message, "returns"):
        return frozenset()
    return frozenset(name for name, fact in case.stated.items() if fact.certainty == "supposed")


def _adds(message: Message) -> bool:
    """Whether a message goes on with the sentence before it: `and a level of 4`."""
    return message.text.tokens[0].key in message.language.among("adds")


def _gives_way(old: ReadFact, new: ReadFact | None) -> bool:
    """Whether what was told before cannot be beside what is told now."""
    return new is not None and meet(old.value, new.value).empty


def _read(message: Message, asked: Sequence[str], case: Case, apart: Given) -> Merger:
    """What one message says by itself, after a case."""
    known = {**case.stated, **apart.facts}
    corrections = [hit.first for hit in message.intents if hit.sense.sort in ("corrections", "contradicts")]
    places = [message.text.tokens[n].start for n in corrections]
    read = Merger(message.facts, values_of(known.values()), places)
    again = [
        *instead(message, case.stated),
        *renewed(message, asked, case.told),
        *in_unit(message, case.told, case.doubts),
    ]
    meant = {n for each in again for n in range(each.first, each.last + 1)}
    mentions = [each for each in supposed(message) if meant.isdisjoint(range(each.first, each.last + 1))]
    if corrected(message):
        mentions = [as_told(message, each, known) for each in mentions]
    replied = again or [*replies(message, asked)]
    answers = {each.first for each in replied}
    mentions = [each for each in mentions if not (each.fact in message.words.ages and each.first in answers)]
    mentions += [*relatives(message), *replied]
    read.merge([each._replace(certainty="withheld") if each.fact in apart.withheld else each for each in mentions])
    open_bound = [bound for bound in message.bound if bound.fact not in read.facts]
    read.doubts += [other_measure(message, bound) for bound in open_bound if bound.other is not None]
    read.doubts += [only_distance(message, bound) for bound in open_bound if bound.distance]
    read.doubts += [*(doubt for _, doubt in message.ambiguous), *message.guesses, *message.unknown_pairs]
    settled = apart.withheld.union(apart.facts)
    read.doubts = [doubt for doubt in read.doubts if doubt.fact not in settled]
    return read


def _without(facts: Mapping[str, ReadFact], names: Collection[str]) -> dict[str, ReadFact]:
    return {name: fact for name, fact in facts.items() if name not in names}


def _of_patient(case: Case, read: Merger) -> dict[str, ReadFact]:
    """The facts read; not those only supposed, where one of them was told otherwise: `what about AB with a rash?`."""
    supposed = {name for name, fact in read.facts.items() if fact.certainty == "supposed"}
    return read.facts if supposed.isdisjoint(case.stated) else _without(read.facts, supposed)


def _updated(case: Case, read: Merger, given: Mapping[str, ReadFact], words: TopicWords) -> dict[str, ReadFact]:
    """The facts of a case after what was read: doubted ones are out, given ones win."""
    told = {name: refined(case.stated.get(name), fact) for name, fact in read.facts.items()}
    facts = consistent({**case.stated, **told, **given}, words.topic.facts)
    for doubt in read.doubts:
        if doubt.fact not in given:
            facts.pop(doubt.fact, None)
    vocabulary = words.topic.facts
    concluded = [name for name in facts if not facts.keys().isdisjoint(vocabulary[name].reading.concluded_from)]
    read.aside += [facts.pop(name) for name in concluded if name not in given]
    return facts | reasons(words, facts)


def _asked_for(case: Case, message: Message, values: Mapping[str, Value], *, beside: bool) -> tuple[str, ...]:
    """The decisions named, or hinted at, or still those of before; none where something else is asked."""
    found = named(message, values) or hinted(message, values)
    bare = found == (message.words.topic.default.id,) and not values
    if (bare or not found) and beside:
        return ()
    return found or still_meant(message.words.topic, case.decisions, values_of(case.facts.values()), values)


def _default(message: Message, *, told: bool) -> tuple[str, ...]:
    """The decision meant when facts are *told*, or it is asked what sources say, and nothing is named."""
    return (message.words.topic.default.id,) if told else ()


def _told(message: Message, values: Mapping[str, Value], doubts: Sequence[Doubt]) -> bool:
    """Whether anything was told to decide on; a country is nothing where a source is named, whose it may be."""
    named = any(hit.sense.sort == "source" for hit in message.hits)
    if message.about_sources and not named:
        return True
    return bool(doubts) or any(not (named and message.facts[name].reading.place) for name in values)


def _wants(message: Message, *sorts: str) -> bool:
    return any(hit.sense.sort in sorts for hit in message.intents)


def wanted(topic: Topic, name: str, decisions: Sequence[str]) -> bool:
    """Whether a fact is read for these decisions at all."""
    reading = topic.facts[name].reading
    if not set(reading.not_for).isdisjoint(decisions):
        return False
    return not reading.only_for or not set(reading.only_for).isdisjoint(decisions)
