"""The sorts of variants: case, fillers, order, typos, spellings, units, synonyms, denials, other patients."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from corpus.strict_yaml import read_yaml
from guardrails.values import Choice
from guardrails.vocabulary import YES

if TYPE_CHECKING:
    from bot.question import Question
    from bot.reading.types import ReadFact
    from guardrails.topic import Topic
    from guardrails.values import Value
    from guardrails.vocabulary import Fact

LONG = 6  # letters of a word that may have a typo
WORD = re.compile(r"[^\W\d_]{2,}")


@dataclass(frozen=True)
class Understood:
    """What a question came to: its outcome, decision, and the facts read."""

    outcome: str
    decisions: tuple[str, ...]
    facts: Mapping[str, Value]


@dataclass(frozen=True)
class Base:
    """A gold question with what was read in it."""

    id: str
    question: Question
    facts: tuple[ReadFact, ...]
    understood: Understood
    topic: Topic
    relevant: frozenset[str]


Sort = Callable[[Base], Iterable[str]]


def _case(base: Base) -> Iterator[str]:
    text = base.question.text
    yield from (text.upper(), text.capitalize(), text.title())
    if not any(_has_capitals(fact) for fact in base.facts):
        yield text.lower()


def _has_capitals(fact: ReadFact) -> bool:
    return any(letter.isupper() for letter in fact.words)


def _fillers(base: Base) -> Iterator[str]:
    return (each.format(text=base.question.text) for each in words()["fillers"])


def _order(base: Base) -> Iterator[str]:
    """The parts between commas, in other orders: the last, with its question, stays last."""
    parts = [part.strip() for part in base.question.text.split(",")]
    if 2 < len(parts) <= 6:
        *facts, last = parts
        yield from (", ".join([*order, last]) for order in itertools.permutations(facts))


def _typos(base: Base) -> Iterator[str]:
    """One slip of the finger in one long word: two letters changed about, one doubled, one left out."""
    text = base.question.text
    for found in WORD.finditer(text):
        word, middle = found[0], len(found[0]) // 2
        if len(word) >= LONG:
            swapped = word[: middle - 1] + word[middle] + word[middle - 1] + word[middle + 1 :]
            for typed in (swapped, word[:middle] + word[middle] + word[middle:], word[:middle] + word[middle + 1 :]):
                if typed != word:
                    yield text[: found.start()] + typed + text[found.end() :]


def _genotypes(base: Base) -> Iterator[str]:
    """A pair in its other spellings."""
    for fact in base.facts:
        pairs = base.topic.facts[fact.name].pairs
        halves = _halves(fact, base.topic.facts[fact.name]) if pairs and fact.source == "question" else None
        if halves:
            one, two = halves
            yield from (_with(base, fact, each.format(one=one, two=two)) for each in words()["genotypes"])


def _halves(fact: ReadFact, about: Fact) -> tuple[str, str] | None:
    """The two letters of a pair that was written as such."""
    name = fact.value.exact if isinstance(fact.value, Choice) else None
    if name is None or len(name) != 2 or about.pairs is None:
        return None
    letters = re.sub(r"[\W_]", "", fact.words).upper().removeprefix("PI")
    return (name[0], name[1]) if sorted(letters) == sorted(name) else None


def _units(base: Base) -> Iterator[str]:
    """A number with its unit spelt otherwise."""
    for fact in base.facts:
        about = base.topic.facts[fact.name]
        for unit in about.units.values():
            spelt = sorted((each for each in unit.words if each.lower() in fact.words.lower()), key=len)
            plain = [each for each in unit.words if not set(each) & set("=<>.")]
            if spelt and fact.source == "question":
                yield from (_with(base, fact, _respelt(fact.words, spelt[-1], each)) for each in plain)


def _respelt(text: str, old: str, new: str) -> str:
    place = text.lower().rindex(old.lower())
    return text[:place] + new + text[place + len(old) :]


def _synonyms(base: Base) -> Iterator[str]:
    """A fact said in another of its own words."""
    for fact in base.facts:
        about = base.topic.facts[fact.name]
        value = fact.value.exact if isinstance(fact.value, Choice) else None
        if value is None or about.pairs or fact.source != "question":
            continue
        known = [each for each in about.choices[value].words if plain(each)]
        if fact.words.lower() in {each.lower() for each in known} and _stands_alone(base, fact):
            yield from (_with(base, fact, each) for each in known)


def _stands_alone(base: Base, fact: ReadFact) -> bool:
    """Whether its words say nothing else: no other fact, and no decision that is asked for."""
    overlapping = [each for each in base.facts if each is not fact and each.start < fact.end and fact.start < each.end]
    meant = fact.words.lower()
    also = [name for name, about in base.topic.facts.items() if name != fact.name and meant in _all_words(about)]
    asked = any(meant in words.lower() for decision in base.topic.decisions for words in decision.words)
    return not (overlapping or also or asked)


def _all_words(about: Fact) -> set[str]:
    return {each.lower() for value in about.choices.values() for each in value.words}


def _denied(base: Base) -> Iterator[str]:
    """Something that no rule of the decision looks at, denied."""
    for _, about in _strangers(base):
        said = _first_words(about)
        if said:
            yield from (each.format(text=_ended(base), words=said) for each in words()["denied"])


def _others(base: Base) -> Iterator[str]:
    """What another patient has."""
    for _, about in _strangers(base):
        said = _first_words(about)
        if said:
            yield from (each.format(text=_ended(base), words=said) for each in words()["others"])


def _ended(base: Base) -> str:
    text = base.question.text.rstrip()
    return text if text[-1] in ".?!" else f"{text}."


def _strangers(base: Base) -> Iterator[tuple[str, Fact]]:
    """Facts that can be denied, that this decision does not look at and that ask for no other."""
    asking = {name for decision in base.topic.decisions for each in decision.implied_by for name in each}
    reasons = {
        name
        for fact in base.topic.facts.values()
        for word in fact.choices.values()
        for each in word.when
        for name in each
    }
    for name, fact in base.topic.facts.items():
        if YES in fact.values and name not in base.relevant | asking | reasons and _is_its_own(base, name):
            yield name, fact


def _is_its_own(base: Base, name: str) -> bool:
    """Whether its first words are those of no other fact, and of no decision."""
    said = (_first_words(base.topic.facts[name]) or "").lower()
    asked = " ".join(words.lower() for decision in base.topic.decisions for words in decision.words)
    if any(len(word) >= LONG and word in asked for word in said.split()):
        return False
    return not any(said in _all_words(about) for other, about in base.topic.facts.items() if other != name)


def _first_words(about: Fact) -> str | None:
    return next((each for each in about.values[YES].words if plain(each)), None)


def plain(wording: str) -> bool:
    """Whether a wording can be typed as it stands: no numbers to fill in, nothing left open."""
    return not set(wording) & set("<>=.()|?") and wording[:1].isalpha() and wording.isascii()


def _with(base: Base, fact: ReadFact, new: str) -> str:
    text = base.question.text
    place = text.find(fact.words)
    return text if place < 0 else text[:place] + new + text[place + len(fact.words) :]


SORTS: Mapping[str, Sort] = {
    "case": _case,
    "filler": _fillers,
    "order": _order,
    "typo": _typos,
    "genotype": _genotypes,
    "unit": _units,
    "synonym": _synonyms,
    "denied": _denied,
    "other patient": _others,
}


@cache
def words() -> dict[str, Any]:
    """The phrases that variants are made with."""
    path = Path(__file__).parent / "variants.yaml"
    found: dict[str, Any] = read_yaml(path.read_text("utf-8"), path.name).value
    return found
