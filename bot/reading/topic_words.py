"""The wordings of a topic, ready to be found: values, labels and units of facts, decisions, sources, scope."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from bot.reading.pairs import PairFinder
from bot.reading.phrases import Lexicon, Sense, covered, longest
from bot.reading.spelling import Speller

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from bot.reading.language import Language
    from bot.reading.phrases import Hit
    from guardrails.topic import Topic
    from guardrails.vocabulary import Fact

FACT_SORTS = frozenset({"value", "group", "range", "label", "decoy", "other"})
TELLING = frozenset({"value", "range"})
NAMING = frozenset({"scope", "source", "known", "near"})
ASKING_SORTS = frozenset({"decision", "hint", "asks_nothing"})


@dataclass(frozen=True, eq=False)
class TopicWords:
    """One topic's lexicons."""

    topic: Topic
    words: Lexicon = field(default_factory=Lexicon)
    units: Lexicon = field(default_factory=Lexicon)
    told_together: Lexicon = field(default_factory=Lexicon)
    pairs: dict[str, PairFinder] = field(default_factory=dict)
    replies: dict[str, Lexicon] = field(default_factory=dict)
    _spellers: dict[int, Speller] = field(default_factory=dict)

    @cached_property
    def kinships(self) -> frozenset[str]:
        """The facts whose words name relatives."""
        return frozenset(name for name, fact in self.topic.facts.items() if fact.reading.kinship)

    @cached_property
    def ages(self) -> tuple[str, ...]:
        """The facts that are a number of years."""
        return tuple(name for name, fact in self.topic.facts.items() if fact.unit == "years" and "years" in fact.units)

    @cached_property
    def since(self) -> frozenset[str]:
        """The facts for which a date stands for the time since then."""
        return frozenset(name for name, fact in self.topic.facts.items() if fact.reading.since)

    @cached_property
    def of_parents(self) -> tuple[str, ...]:
        """The facts that become another when said of both parents."""
        return tuple(name for name, fact in self.topic.facts.items() if fact.reading.of_parents)

    @cached_property
    def of_relative(self) -> Mapping[str, str]:
        """The facts that become another when said of a relative, and which."""
        facts = self.topic.facts.items()
        return {name: fact.reading.of_relative for name, fact in facts if fact.reading.of_relative}

    @cached_property
    def given_by_others(self) -> Mapping[str, tuple[tuple[str, Mapping[str, Any]], ...]]:
        """The facts whose values other facts give: each with its values and the conditions for them, in order."""
        told = {
            name: tuple((value, condition) for value, word in fact.values.items() for condition in word.when)
            for name, fact in self.topic.facts.items()
        }
        return {name: conditions for name, conditions in told.items() if conditions}

    @cached_property
    def said_in_reply(self) -> Mapping[str, list[tuple[str, str]]]:
        """The values that each word may mean in answer to a question, with their facts."""
        said: dict[str, list[tuple[str, str]]] = {}
        for name, fact in self.topic.facts.items():
            for value, word in fact.values.items():
                for reply in word.replies:
                    said.setdefault(reply, []).append((name, value))
        return said

    def speller(self, language: Language) -> Speller:
        """What corrects misspellings of the topic's words and of the language's."""
        if id(language) not in self._spellers:
            lexicons = (self.words, self.units, self.told_together, *(finder.words for finder in self.pairs.values()))
            words = language.glue.union(*(lexicon.keys | lexicon.forms for lexicon in lexicons))
            self._spellers[id(language)] = Speller(words, language)
        return self._spellers[id(language)]

    @classmethod
    def of(cls, topic: Topic) -> TopicWords:
        """Learn every wording of a topic."""
        made = cls(topic)
        for name, fact in topic.facts.items():
            made._learn_fact(name, fact)
        made._learn_topic(topic)
        return made

    def _learn_fact(self, name: str, fact: Fact) -> None:
        for value, word in fact.values.items():
            self.words.add((*word.words, *word.kinds, *word.names), Sense("value", name, value))
            self.words.add(word.kinds, Sense("kind", name, value))
            self.words.add(word.names, Sense("name", name, value))
        reading = fact.reading
        self.words.add(reading.labels, Sense("label", name))
        self.words.add(reading.decoys, Sense("decoy", name))
        for group, words in reading.groups.items():
            self.words.add(words, Sense("group", name, group))
        for n, each in enumerate(reading.ranges):
            self.words.add(each.words, Sense("range", name, str(n)))
        for n, other in enumerate(reading.other_measures):
            self.words.add(other.words, Sense("other", name, str(n)))
            self.units.add(() if other.words else other.units, Sense("other", name, str(n)))
        for unit, spec in fact.units.items():
            self.units.add((unit, *spec.words), Sense("unit", name, unit))
        if fact.pairs and fact.pairs.prefixes and all(finder.pairs != fact.pairs for finder in self.pairs.values()):
            self.pairs[name] = PairFinder(fact.pairs)

    def _learn_topic(self, topic: Topic) -> None:
        for decision in topic.decisions:
            self.words.add(decision.words, Sense("decision", decision.id))
            self.words.add(decision.hints, Sense("hint", decision.id))
            self.words.add(decision.decoys, Sense("asks_nothing", decision.id))
        self.words.add(topic.scope_words, Sense("scope"))
        self.words.add(topic.near_words, Sense("near"))
        self.words.add(topic.known_words, Sense("known"))
        self.words.add(topic.other_subjects, Sense("elsewhere"))
        for source, words in topic.sources.items():
            self.words.add(words, Sense("source", source))
        for n, ambiguous in enumerate(topic.ambiguous):
            self.words.add(ambiguous.told_by, Sense("told_by", value=str(n)))
        for n, emergency in enumerate(topic.urgent.kinds if topic.urgent else ()):
            for sort in ("signs", "now", "there", "unless", "alone"):
                self.words.add(getattr(emergency, sort), Sense(f"urgent_{sort}:{n}"))
            for place, each in enumerate(emergency.together):
                self.told_together.add(each.words, Sense("words", str(n), str(place)))
                self.told_together.add(each.beside, Sense("beside", str(n), str(place)))


def without_shorter(hits: Iterable[Hit]) -> list[Hit]:
    """The hits without those inside a longer one of the same fact, or of the same sort where no fact owns them.

    A word inside a longer wording of a fact asks for no decision: `screen` in `found by family screen`; nor does it
    stand for a number: `undetectable` in `undetectable antibodies`. Inside the name of another subject a word is no
    word of this one: `replacement` in `hip replacement`.
    """
    owned: dict[str, list[Hit]] = {}
    for hit in hits:
        owned.setdefault(_owner(hit.sense), []).append(hit)
    kept = [hit for group in owned.values() for hit in longest(group)]
    asking = [hit for hit in kept if hit.sense.sort in ASKING_SORTS or hit.sense.sort == "range"]
    told = covered(asking, [hit for hit in kept if hit.sense.sort in TELLING])
    own = [hit for hit in kept if hit.sense.sort in NAMING or hit.sense.sort in ASKING_SORTS]
    told |= covered(own, [hit for hit in kept if hit.sense.sort == "elsewhere"])
    return sorted(set(kept) - told)


def _owner(sense: Sense) -> str:
    if sense.sort in FACT_SORTS:
        return sense.name
    return "asking" if sense.sort in ASKING_SORTS else f"{sense.sort}:"
