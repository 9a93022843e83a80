"""Everything an answer is made with, built once: texts, rules, topics, the reader and the search."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from contextlib import nullcontext
from dataclasses import dataclass, replace
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from bot.keeping import Keeping, nowhere
from bot.reading import Reader
from bot.undisturbed import undisturbed
from corpus.kept import kept_in
from corpus.library import TOPICS, load_library
from guardrails.outcome import Bench
from guardrails.rules import RULES, load_rulebook
from guardrails.topic import load_topic

if TYPE_CHECKING:
    from bot.compare import Compared
    from bot.reading.types import Reading
    from corpus.guideline import Passage
    from corpus.index import Setup
    from corpus.library import Library
    from guardrails.topic import Topic

PARSED = "parsed"  # in the home folder: what the texts said when they were last read

Search = Callable[["Reading"], tuple["Passage", ...]]


def nothing(_: Reading) -> tuple[Passage, ...]:
    """Find nothing: what is nearest where there are no own documents."""
    return ()


def none_named(_: Reading) -> bool:
    """Whether a question names an own document, where there are none."""
    return False


def none_compared(_: Reading) -> Compared | None:
    """Compare nothing, where there are no own documents."""
    return None


@dataclass(frozen=True)
class Bot:
    """One edition of texts and rules, ready to answer."""

    library: Library
    topics: Mapping[str, Topic]
    benches: Mapping[str, Bench]
    reader: Reader
    search: Search
    built_in: Library
    nearest: Search = nothing
    rules: Path = RULES
    names: Callable[[Reading], bool] = none_named
    compare: Callable[[Reading], Compared | None] = none_compared
    own_names: frozenset[str] = frozenset()
    says: Callable[[str], bool] = nowhere

    @cached_property
    def keeping(self) -> Keeping:
        """What of somebody's words may be kept or logged."""
        return Keeping(self.reader, self.own_names, self.says)

    @cached_property
    def edition(self) -> tuple[tuple[str, str], ...]:
        """The contents of the texts and of the rules, by name: one edition gives one answer."""
        rules = sha256("".join(bench.book.edition for bench in self.benches.values()).encode())
        return (("corpus", self.library.edition), ("rules", f"sha256:{rules.hexdigest()}"))


def build(topics: Path = TOPICS, rules: Path = RULES, search: Search | None = None, setup: Setup | None = None) -> Bot:
    """Read everything; with a *setup*, the own documents of its index too.

    Raises `FileProblems` with all that is wrong with texts, rules or topics.
    """
    with undisturbed(stays=True), kept_in(setup.home / PARSED) if setup else nullcontext():
        return _built(topics, rules, search, setup)


def _built(topics: Path, rules: Path, search: Search | None, setup: Setup | None) -> Bot:
    library = load_library(topics)
    names = sorted(set(library.topic_of.values()))
    loaded = {
        name: with_source_names(load_topic(topics / name / "topic.yaml", rules / name / "facts.yaml"), library)
        for name in names
    }
    benches = {
        name: Bench(
            load_rulebook(rules / name, library),
            library,
            {decision.id: decision.decided_by for decision in topic.decisions},
        )
        for name, topic in loaded.items()
    }
    bot = Bot(library, loaded, benches, Reader(list(loaded.values())), no_search(library), library, rules=rules)
    whole = with_documents(bot, setup) if setup else bot
    return replace(whole, search=search) if search else whole


def with_source_names(topic: Topic, library: Library) -> Topic:
    """The topic, which knows every source of its own by its short name and its id, beside the names it lists."""
    names: dict[str, tuple[str, ...]] = {}
    for source in library.guidelines.values():
        if library.topic_of.get(source.id) == topic.id:
            told = (re.sub(r"\([^)]*\)|[?|,=<>]|\.{3}", " ", source.short), source.id.replace("-", " "))
            plain = (" ".join(name.split()) for name in told)
            whole = (
                name for name in plain if " " in name
            )  # one word alone may mean something else: the topic lists it
            names[source.id] = (*topic.sources.get(source.id, ()), *whole)
    return topic.model_copy(update={"sources": {**topic.sources, **names}})


def configured() -> Bot:
    """Read everything as the environment sets it up: what the surfaces answer with."""
    from bot.indexing import setup_of
    from bot.settings import read_settings

    return build(setup=setup_of(read_settings(os.environ)))


def renewed(bot: Bot, setup: Setup) -> Bot:
    """The bot with the own documents published now, opened. Raises `IndexProblem` if they are not whole."""
    from corpus.index import editions

    editions.contents(setup.home)
    return with_documents(bot, setup, at_once=True)


def with_documents(bot: Bot, setup: Setup, *, at_once: bool = False) -> Bot:
    """Put own documents beside the built-in texts, where the published index holds any, and search its index."""
    from bot.finder import Finder
    from corpus.documents.shelf import Documents

    documents = Documents.published(setup.home)
    if not documents.sources:
        bare = Bot(bot.built_in, bot.topics, bot.benches, bot.reader, no_search(bot.built_in), bot.built_in)
        return replace(bare, rules=bot.rules)
    texts = documents.beside(bot.built_in)
    finder = Finder(setup, documents, texts)
    if at_once:
        finder.open()
    return replace(
        bot, library=texts, search=finder.answer, nearest=finder.nearest, names=finder.calls, compare=finder.compare,
        own_names=finder.names.words, says=finder.says,
    )  # fmt: skip


def no_search(library: Library) -> Search:
    """Search by keywords, in memory: no index, no model."""
    from bot.find import by_keywords

    return by_keywords(library)
