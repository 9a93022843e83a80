"""Which decisions a message asks for, in order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from guardrails.quantity import parse
from guardrails.truth import Truth
from guardrails.values import within

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    from bot.reading.message import Message
    from bot.reading.phrases import Hit
    from guardrails.topic import Topic
    from guardrails.values import Value
    from guardrails.vocabulary import Fact

LISTS = (",", "+", "&")


def named(message: Message, values: Mapping[str, Value]) -> tuple[str, ...]:
    """The decisions that the words of a message name, sentence by sentence; those in questions before the others."""
    topic = message.words.topic
    asked: list[str] = []
    weak: set[str] = set()
    for sentence in _sentences(message, "decision"):
        ids = _chosen(sentence, topic, values, _listed(message, sentence, values))
        asked += [each for each in ids if each not in asked]
        if not _is_question(message, sentence):
            weak.update(ids)
    asked.sort(key=weak.__contains__)
    return tuple(_without_overridden(asked, topic, keep=frozenset(asked) - weak))


def hinted(message: Message, values: Mapping[str, Value]) -> tuple[str, ...]:
    """The decisions that words hint at, where none is named; of several sources, the name of one hints at nothing."""
    topic = message.words.topic
    several = len({hit.last for hit in message.hits if hit.sense.sort == "source"}) > 1
    sources = {hit.first for hit in message.hits if hit.sense.sort == "source"} if several else set()
    found = [hit for sentence in _sentences(message, "hint") for hit in sentence if _of_patient(message, hit)]
    hits = [hit for hit in found if hit.first not in sources]
    return tuple(_chosen(hits, topic, values)[:1])


def _of_patient(message: Message, hit: Hit) -> bool:
    """Whether a word is said of the patient."""
    return hit.first not in message.people.owners


def _denied(message: Message, hit: Hit) -> bool:
    return "denied" in message.context.says(hit.first, hit.last, hit.skipped)


def implied(topic: Topic, values: Mapping[str, Value]) -> tuple[str, ...]:
    """The first decision that the facts ask for by themselves."""
    for decision, needed, condition in topic.implications:
        if needed <= values.keys() and holds(condition, values, topic.facts):
            return (_meant(topic, decision.id, values),)
    return ()


def holds(condition: Mapping[str, Any], values: Mapping[str, Value], facts: Mapping[str, Fact]) -> bool:
    """Whether facts are as a condition wants them: a value, `any`, or `unknown`."""
    for name, wanted in condition.items():
        value = values.get(name)
        if value is None:
            if wanted != "unknown":
                return False
        elif wanted == "unknown" or not _as_wanted(value, wanted, facts[name]):
            return False
    return True


def _as_wanted(value: Value, wanted: object, fact: Fact) -> bool:
    return wanted == "any" or within(value, parse(fact, wanted)) is Truth.TRUE


def _sentences(message: Message, sort: str) -> list[list[Hit]]:
    sentences: dict[int, list[Hit]] = {}
    default = message.words.topic.default.id
    for hit in message.hits:
        sentence = message.text.tokens[hit.first].sentence
        if hit.sense.sort != sort or sentence in message.heard.told_lines:
            continue
        if hit.sense.name == default or not _denied(message, hit):
            sentences.setdefault(sentence, []).append(hit)
    return list(sentences.values())


def _listed(message: Message, hits: Sequence[Hit], values: Mapping[str, Value]) -> frozenset[str]:
    """The decisions that stand apart, before others: `may she have X, and is Y needed?` asks for both.

    So it is of a patient alone: without one, `X, Y?` is about the Y of X, and only `X, and Y?` asks for both.
    """
    of_patient = any(not message.facts[name].reading.place for name in values)
    parts = _parts if of_patient else _parts_twice
    ends = {hit.sense.name: hit.last for hit in sorted(hits, key=lambda hit: hit.first)}
    last = max(hit.first for hit in hits)
    return frozenset(name for name, end in ends.items() if any(parts(message, n) for n in range(end + 1, last)))


def _parts(message: Message, n: int) -> bool:
    """Whether a token parts what stands before it from what follows: `and`, `or`, a comma."""
    return message.context.starts(n, "joins") or message.text.tokens[n].text in LISTS


def _parts_twice(message: Message, n: int) -> bool:
    """Whether a comma and `and` or `or` part what stands before a token from what follows."""
    return n > 0 and message.context.starts(n, "joins") and message.text.tokens[n - 1].text in LISTS


def _chosen(
    hits: Sequence[Hit], topic: Topic, values: Mapping[str, Value], keep: frozenset[str] = frozenset()
) -> list[str]:
    """The decisions of one sentence, those left out that another is meant instead of."""
    ids = list(dict.fromkeys(hit.sense.name for hit in sorted(hits)))
    ids = list(dict.fromkeys(_meant(topic, name, values) for name in ids))
    possible = [name for name in ids if _may_be_meant(topic, name, values)]
    return _without_overridden(possible, topic, keep)


def _meant(topic: Topic, name: str, values: Mapping[str, Value]) -> str:
    """The decision that is meant by a named one, given what is known."""
    decision = topic.decision(name)
    for other, conditions in (decision.instead if decision else {}).items():
        if any(holds(condition, values, topic.facts) for condition in conditions):
            return other
    return name


def still_meant(
    topic: Topic, ids: Sequence[str], before: Mapping[str, Value], now: Mapping[str, Value]
) -> tuple[str, ...]:
    """The decisions of before in the light of what is known now: that of a state, and back; none that is settled."""
    meant = dict.fromkeys(_meant(topic, _undone(topic, name, before, now), now) for name in ids)
    return tuple(name for name in meant if _may_be_meant(topic, name, now))


def _undone(topic: Topic, name: str, before: Mapping[str, Value], now: Mapping[str, Value]) -> str:
    """The decision that another was meant instead of, where that held before and does no more."""
    for decision in topic.decisions:
        conditions = decision.instead.get(name, ())
        held, holds_now = ([holds(each, values, topic.facts) for each in conditions] for values in (before, now))
        if any(held) and not any(holds_now):
            return decision.id
    return name


def _may_be_meant(topic: Topic, name: str, values: Mapping[str, Value]) -> bool:
    decision = topic.decision(name)
    return decision is not None and (not decision.when or holds(decision.when, values, topic.facts))


def _without_overridden(ids: Sequence[str], topic: Topic, keep: frozenset[str] = frozenset()) -> list[str]:
    over = {other for name in ids for other in (getattr(topic.decision(name), "over", ()) or ())}
    return [name for name in ids if name not in over or name in keep]


def _is_question(message: Message, hits: Sequence[Hit]) -> bool:
    """Whether the sentence of some words ends with a question mark."""
    tokens = message.text.tokens
    n = hits[-1].last
    while n + 1 < len(tokens) and tokens[n + 1].sentence == tokens[n].sentence:
        n += 1
    return tokens[n].text == "?"
