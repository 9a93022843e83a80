"""Thousands of ways to ask the gold questions, made from the vocabulary: none may change the outcome or the facts.

Metamorphic testing (Chen et al. 1998): nobody needs to say what the right answer is, only that it must be the same.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

from bot.answer import check, read, search
from bot.draft import Draft
from bot.question import Question
from eval.asking import question_of, wordings
from eval.scorers.facts import same
from eval.variant_sorts import SORTS, Base, Understood

if TYPE_CHECKING:
    from bot.wiring import Bot
    from eval.gold import Gold

EACH = 5  # variants of one sort from one question


@dataclass(frozen=True)
class Variant:
    """Another way to ask a gold question, and what sort of change it is."""

    base: str
    sort: str
    text: str


@dataclass(frozen=True)
class Miss:
    """A variant that came to something else than its base."""

    variant: Variant
    why: str


def understood(question: Question, bot: Bot) -> Understood:
    """Read and decide, without writing an answer."""
    reading = read(question, bot)
    verdicts = check(question, reading, bot)
    draft = Draft(question, reading, bot, verdicts, search(reading, verdicts, bot))
    return Understood(draft.outcome.value, reading.decisions, {fact.name: fact.value for fact in reading.facts})


def bases(bot: Bot, gold: Gold) -> Iterator[Base]:
    """Every question that somebody typed."""
    for case, number in wordings(case for case in gold.cases if not case.recorded):
        question = question_of(case, case.questions[number - 1])
        reading = read(question, bot)
        book = bot.benches[gold.topic].book
        relevant = frozenset().union(*(book.relevant(name) for name in reading.decisions)) | {
            fact.name for fact in reading.facts
        }
        yield Base(
            f"{case.id}/{number}", question, reading.facts, understood(question, bot), bot.topics[gold.topic], relevant
        )


def variants(base: Base) -> Iterator[Variant]:
    """Every variant of one question, each text once."""
    seen = {base.question.text}
    for sort, make in SORTS.items():
        texts = [text for text in make(base) if text not in seen and not seen.add(text)]  # type: ignore[func-returns-value]
        yield from (Variant(base.id, sort, text) for text in spread(texts, base.id + sort))


def spread(texts: list[str], seed: str) -> list[str]:
    """A few of many, always the same ones."""
    if len(texts) <= EACH:
        return texts
    return sorted(texts, key=lambda text: sha256(f"{seed}{text}".encode()).digest())[:EACH]


def miss(variant: Variant, base: Base, bot: Bot) -> Miss | None:
    """How a variant comes to something else, or None."""
    question = Question(variant.text, base.question.as_of, history=base.question.history, facts=base.question.facts)
    got = understood(question, bot)
    if got.outcome != base.understood.outcome:
        return Miss(variant, f"outcome {got.outcome}, not {base.understood.outcome}")
    lost = [
        name
        for name, value in base.understood.facts.items()
        if name not in got.facts or not same(got.facts[name], value)
    ]
    new = [name for name in got.facts if name not in base.understood.facts and variant.sort not in ADDS]
    return Miss(variant, f"lost or changed: {lost}; invented: {new}") if lost or new else None


ADDS = ("denied", "other patient", "synonym")  # sorts that may rightly tell a further fact


@dataclass(frozen=True)
class Tried:
    """All variants by sort, and those that came to something else."""

    counts: Mapping[str, int]
    misses: tuple[Miss, ...]

    @property
    def total(self) -> int:
        """How many there are."""
        return sum(self.counts.values())

    @property
    def share(self) -> float:
        """The share that came to the same."""
        return 1 - len(self.misses) / self.total if self.total else 1.0


def try_all(bot: Bot, gold: Gold, step: Callable[[int, int], None] = lambda _, __: None) -> Tried:
    """Ask every variant of every question."""
    counts: Counter[str] = Counter()
    misses: list[Miss] = []
    found = list(bases(bot, gold))
    for number, base in enumerate(found, 1):
        for variant in variants(base):
            counts[variant.sort] += 1
            if missed := miss(variant, base, bot):
                misses.append(missed)
        step(number, len(found))
    return Tried(counts, tuple(misses))
