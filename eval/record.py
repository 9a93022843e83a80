"""Patients at every boundary, made from the rules themselves: their examples, and each side of every threshold.

What the rules say of them today is written down once, reviewed, and held against every later change. Nothing here is
written by hand: after a change of rules that is meant, `guideline eval record` writes the file anew, and the diff of
that file is what the change does.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.answer import check, read
from bot.question import Question
from eval.asking import ruled, slug
from eval.gold import GOLD, RECORDED, Gold
from eval.scorers.verdict import cites_of
from eval.sharing import as_they_come, workers
from guardrails.criteria import Compare, compared_facts
from guardrails.examples import APPLIES
from guardrails.quantity import as_data, parse
from guardrails.rulefile import Applies
from guardrails.rules import Conflict, Derived, Rule
from guardrails.values import Choice, Interval
from guardrails.wording import expanded

if TYPE_CHECKING:
    from datetime import date

    from bot.schema import Answer
    from bot.wiring import Bot
    from guardrails.outcome import Bench, Verdict
    from guardrails.topic import Topic
    from guardrails.vocabulary import Fact

Anything = Rule | Derived | Conflict
FEW = 4  # words of a category that are each a boundary; of more, the first and the last
HEAD = """\
# Written by `guideline eval record --topic {topic}`; do not edit. Patients at every boundary of the rules, from
# their own examples and thresholds, and what the rules say of them. A change here changes what patients are told.
topic: {topic}
as_of: {as_of}
by: recorded from the rules
on: {as_of}

cases:
"""


@dataclass(frozen=True)
class Patient:
    """Facts at a boundary, the rule whose boundary it is, and what its author says of it, if it is an example."""

    name: str
    rule: Anything
    decision: str
    facts: Mapping[str, object]
    applies: Applies | None = None
    whole: bool = False  # whether a whole answer is written for them, or the rules alone asked


def patients(bench: Bench, topic: Topic) -> Iterator[Patient]:
    """Every patient of a topic, each once, by the names of their rules."""
    everything: tuple[Anything, ...] = (*bench.book.rules, *bench.book.derived, *bench.book.conflicts)
    for rule in everything:
        seen: dict[str, Patient] = {}
        for patient in _of_rule(rule, bench, topic):
            seen.setdefault(f"{patient.decision} {json.dumps(patient.facts, sort_keys=True, default=str)}", patient)
        yield from _numbered(seen.values())


def _numbered(found: Iterable[Patient]) -> Iterator[Patient]:
    names: dict[str, int] = {}
    for each in found:
        names[each.name] = names.get(each.name, 0) + 1
        number = names[each.name]
        yield each if number == 1 else replace(each, name=f"{each.name}-{number}")


def _of_rule(rule: Anything, bench: Bench, topic: Topic) -> Iterator[Patient]:
    """All examples and thresholds for its first decision; for its other decisions one patient each."""
    first, *others = rule.spec.decisions if isinstance(rule, Rule) else _concerned(rule, bench, topic)
    examples = [(example, _told(example.facts)) for example in rule.spec.examples]
    fitting = next((pair for pair in examples if pair[0].outcome is Applies.APPLIES), examples[0])
    tests_nothing = not any(True for _ in compared_facts(rule.criterion))
    for example, facts in [fitting] if tests_nothing else examples:
        whole = example is fitting[0]
        yield Patient(f"{rule.spec.id}.{slug(example.name)}", rule, first, facts, example.outcome, whole)
    for name, point in thresholds(rule, bench):
        yield Patient(f"{rule.spec.id}.{name}-{slug(str(point))}", rule, first, {**fitting[1], name: point})
    for decision in others:
        yield Patient(f"{rule.spec.id}.{decision}", rule, decision, fitting[1], fitting[0].outcome)


def _told(facts: Mapping[str, object]) -> dict[str, object]:
    return {name: value for name, value in facts.items() if value is not None}


def _concerned(rule: Anything, bench: Bench, topic: Topic) -> tuple[str, ...]:
    """The first decision that a derived or contradictory fact matters to, the usual one before others."""
    facts = {each.fact for each in compared_facts(rule.criterion)} | set(getattr(rule.spec, "sets", ()))
    order = sorted(topic.decisions, key=lambda decision: not decision.default)
    found = [each.id for each in order if facts & bench.book.relevant(each.id)]
    return tuple(found[:1]) or (topic.default.id,)


def thresholds(rule: Anything, bench: Bench) -> Iterator[tuple[str, object]]:
    """Each number that a rule compares with, and the next to it on both sides; and words in and out of each set."""
    for each in compared(rule):
        fact = bench.book.vocabulary[each.fact]
        if isinstance(each.allowed, Choice):
            yield from ((each.fact, word) for word in words_around(fact, each.allowed))
            continue
        for number in bounds(each.allowed):
            step = unit_of(number)
            for point in (number - step, number, number + step):
                if possible(fact, point):
                    yield each.fact, round(point, 6)


def compared(rule: Anything) -> Iterator[Compare]:
    """Every comparison that decides whether a rule applies, or whom it concerns."""
    if isinstance(rule, Rule):
        yield from compared_facts(rule.concerns)
    yield from compared_facts(rule.criterion)


def words_around(fact: Fact, allowed: Choice) -> list[str]:
    """The words of a set at its edges: all of a small one, the first and last of a large one, and the next outside."""
    words = [word for word in fact.choices if word in allowed.of]
    outside = [word for word in fact.common or fact.choices if word not in allowed.of]
    return [*(words if len(words) <= FEW else (words[0], words[-1])), *outside[:1]]


def bounds(allowed: object) -> list[float]:
    """The finite ends of an interval."""
    if not isinstance(allowed, Interval):
        return []
    return list(dict.fromkeys(end for end in (allowed.low, allowed.high) if math.isfinite(end)))


def unit_of(number: float) -> float:
    """One unit of the last digit that a number is written with, and a tenth for whole numbers: 11 → 0.1, 12.7 → 0.1."""
    decimals = len(f"{number:.6f}".rstrip("0").partition(".")[2])
    return 10.0 ** -max(1, decimals)


def possible(fact: Fact, number: float) -> bool:
    """Whether the fact can have that value."""
    low, high = fact.possible or (-math.inf, math.inf)
    return low <= number <= high


class Recorder:
    """Writes down what the rules say of patients. Raises `ValueError` where a decision cannot be asked for."""

    def __init__(self, bot: Bot, topic: str, on: date) -> None:
        """Learn how each decision is asked for."""
        self.bot, self.topic, self.on = bot, topic, on
        self.bench, self.about = bot.benches[topic], bot.topics[topic]

    def cases(self) -> Iterator[dict[str, Any]]:
        """Every case, as data."""
        yield from as_they_come(self._case, list(patients(self.bench, self.about)), workers())

    def _case(self, patient: Patient) -> dict[str, Any]:
        given = {name: _given(self.bench, name, raw) for name, raw in patient.facts.items()}
        ask, found = self._answer(patient.decision, given)
        source = patient.rule.guideline if isinstance(patient.rule, Rule) else None
        verdict = self._verdict(ask, given)
        stands: dict[str, str] = {source: "silent"} if source else {}
        stands |= {each.guideline: each.stand.value for each in verdict.positions if source in (None, each.guideline)}
        case: dict[str, Any] = {
            "id": patient.name,
            "category": RECORDED,
            "decision": found.decision,
            "questions": [{"ask": ask, "given": given}],
            "only_rules": not patient.whole,
            "accept": [found.outcome],
            "positions": stands,
        }
        case |= self._said(patient, verdict)
        return {key: value for key, value in case.items() if value}

    def _said(self, patient: Patient, verdict: Verdict) -> dict[str, Any]:
        """What the rule's author says of the patient, and the passages that the rule stands on."""
        name = patient.rule.spec.id
        cites: dict[str, Any] = {"cites": {name: cites_of(name, verdict)}}
        if isinstance(patient.rule, Derived):
            value = verdict.known.facts.get(patient.rule.fact)
            known = {patient.rule.fact: as_data(self.bench.book.vocabulary[patient.rule.fact], value)} if value else {}
            return cites | {"knows": known}
        if not isinstance(patient.rule, Rule):
            return cites
        truth = APPLIES[patient.rule.criterion.truth(verdict.known.facts)]
        settled = truth is patient.applies and truth is not Applies.NEEDS_FACTS
        return {"rules": {name: truth.value}, **cites} if settled else cites

    def _verdict(self, ask: str, given: Mapping[str, object]) -> Verdict:
        question = Question(ask, self.on, facts=given)
        return check(question, read(question, self.bot), self.bot)[0]

    def _answer(self, decision: str, given: Mapping[str, object]) -> tuple[str, Answer]:
        """The answer to the first of the decision's own words that is taken as that decision, and names no source."""
        last: tuple[str, Answer] | None = None
        for words in self._words(decision):
            ask = f"{words}?"
            last = ask, ruled(Question(ask, self.on, facts=given), self.bot)
            if last[1].decision == decision and not read(Question(ask, self.on), self.bot).asks_about:
                return last
        if last is None:
            raise ValueError(f"{self.topic}: the decision '{decision}' has no words to ask for it with")
        return last

    def _words(self, decision: str) -> list[str]:
        """How a decision is asked for: in its own words, or in those of the one it stands in for."""
        usual = [each for each in self.about.decisions if decision in (each.id, *each.instead)]
        said = [each.removesuffix(" ?") for found in usual for words in found.words for each in expanded(words)[:2]]
        typed = [each for each in said if not set(each) & set("<>.=()|?")]
        names = list(self.about.names[:1]) or [self.about.title]
        return [*typed, *(f"{each} {names[0]}" for each in typed)]


def _given(bench: Bench, name: str, raw: object) -> object:
    """A fact as it is handed over: as data, in the fact's own unit."""
    return as_data(bench.book.vocabulary[name], parse(bench.book.vocabulary[name], raw))


def path_of(topic: str, folder: Path = GOLD) -> Path:
    """Where a topic's recorded patients are kept."""
    return folder / f"{topic}.{RECORDED}.yaml"


def recorded(bot: Bot, topic: str, on: date) -> str:
    """The whole file."""
    written = [_entry(case) for case in Recorder(bot, topic, on).cases()]
    return HEAD.format(topic=topic, as_of=on.isoformat()) + "".join(written)


def _entry(case: dict[str, Any]) -> str:
    return "- " + "\n  ".join(f"{key}: {_flow(value)}" for key, value in case.items()) + "\n"


def _flow(value: object) -> str:
    """A value on one line: JSON is YAML."""
    return json.dumps(value, ensure_ascii=False)


def unrecorded(bot: Bot, gold: Mapping[str, Gold]) -> list[str]:
    """The patients that the rules call for and no case holds, by name."""
    found = []
    for topic, cases in gold.items():
        have = {case.id for case in cases.cases}
        wanted = {patient.name for patient in patients(bot.benches[topic], bot.topics[topic])}
        found += [f"{topic}/{name}" for name in sorted(wanted - have)]
    return found
