"""What every request is served with: built once by `create_app`, read by routes."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from threading import Lock
from time import monotonic
from typing import TYPE_CHECKING, cast

from anyio import CapacityLimiter

from bot.meaning import Meanings
from bot.store import Kept, Store, StoreProblem, open_store
from bot.web.coverage import Map, coverage
from bot.web.desk import Desk, Given, Recent
from bot.web.keys import Caller, Keys, Role, load_keys
from bot.web.line import Line
from bot.web.problems import missing

if TYPE_CHECKING:
    from starlette.requests import Request

    from bot.question import Question
    from bot.settings import Settings
    from bot.wiring import Bot
    from corpus.documents.picture import Picture
    from corpus.documents.shelf import Documents, Source
    from corpus.index import Index


log = logging.getLogger("bot.web")
REST_S = 5.0


@dataclass
class Shelf:
    """The store, opened when first needed, and tried again, after a rest, when it could not be."""

    settings: Settings
    _store: Store | None = None
    _lock: Lock = field(default_factory=Lock)
    _rests_until: float = 0

    @property
    def words(self) -> bool:
        """Whether words are kept: conversations, and what an answer was asked with."""
        return self.settings.retention == "full"

    @property
    def anything(self) -> bool:
        """Whether anything is kept at all."""
        return self.settings.retention != "nothing"

    @property
    def resting(self) -> bool:
        """Whether it failed a moment ago: who can do without does not wait for it again."""
        return monotonic() < self._rests_until

    def store(self) -> Store:
        """The open store. Raises `StoreProblem` while it cannot be had."""
        with self._lock:
            if self._store is not None and self._store.moved:
                log.warning("The file of conversations was removed or replaced. It is opened anew.")
                self._let_go()
            if self._store is None:
                self._store = open_store(self.settings)
            return self._store

    @property
    def failed(self) -> bool:
        """Whether it failed, and nothing was kept since: it is only tried."""
        return self._rests_until > 0

    def rest(self) -> None:
        """Note that it failed just now."""
        self._rests_until = monotonic() + REST_S

    def works(self) -> None:
        """Note that something was kept just now."""
        self._rests_until = 0

    def close(self) -> None:
        """Let the database go."""
        with self._lock:
            self._let_go()

    def _let_go(self) -> None:
        if self._store:
            self._store.engine.dispose()
        self._store = None


@dataclass(frozen=True)
class Web:
    """The bot, its desk, what is kept, and who may ask."""

    settings: Settings
    desk: Desk
    shelf: Shelf
    today: Callable[[], date]
    maps: Recent[tuple[str, date], Map] = field(default_factory=lambda: Recent(8))
    pictures: Recent[tuple[str, int], Picture] = field(default_factory=lambda: Recent(16))

    @property
    def bot(self) -> Bot:
        """The bot that answers."""
        return self.desk.bot

    @cached_property
    def line(self) -> Line:
        """Those who wait for an answer."""
        return Line(self)

    @cached_property
    def keys(self) -> Keys | None:
        """The API keys; None when none are needed."""
        return load_keys(self.settings.api_keys) if self.settings.api_keys else None

    @cached_property
    def origins(self) -> frozenset[str]:
        """The other origins that may call and embed."""
        return frozenset(each.strip() for each in self.settings.origins.split(",") if each.strip())

    @cached_property
    def countries(self) -> tuple[str, ...]:
        """The countries that some source is from."""
        codes = {code for each in self.bot.library.guidelines.values() for code in each.jurisdiction.split(",")}
        return tuple(sorted(code for code in codes if code not in ("INT", "EU")))

    @cached_property
    def documents(self) -> Documents:
        """The own documents that the bot answers from."""
        from corpus.documents.shelf import Documents

        return self.published or Documents(None)

    @cached_property
    def published(self) -> Documents | None:
        """The own documents published now; None if the bot was built from an edition before."""
        from corpus.documents.shelf import Documents

        found = Documents.published(self.settings.home)
        return found if found.beside(self.bot.built_in).edition == self.bot.library.edition else None

    @cached_property
    def meanings(self) -> Meanings:
        """What the topics call what a query says."""
        return Meanings([*self.bot.topics.values()])

    @cached_property
    def searched(self) -> tuple[Index, Mapping[str, Source]]:
        """The index and its sources, opened when first searched."""
        from bot.indexing import setup_of
        from bot.searching import opened, sources_of

        index = opened(setup_of(self.settings))
        return index, sources_of(index)

    @cached_property
    def drawing(self) -> CapacityLimiter:
        """One page is drawn at a time, so that pictures leave a core for answers."""
        return CapacityLimiter(1)

    def coverage(self, topic: str) -> Map:
        """The coverage map of a topic today, drawn once a day."""
        key = (topic, self.today())
        found = self.maps.get(key)
        if found is None:
            found = coverage(self.bot, *key)
            self.maps.put(key, found)
        return found

    def keepable(self, text: str) -> str:
        """Somebody's words without personal data: what may be kept."""
        return self.bot.keeping.keepable(text)

    def talks(self) -> Store:
        """The store of conversations. Raises `Problem` where words are not kept."""
        if not self.shelf.words:
            raise missing()
        return self.shelf.store()

    def log(self, given: Given) -> None:
        """Write the question to the log, where the operator switched that on."""
        if self.settings.log_questions:
            log.info("asked %s: %s", given.answer.fingerprint, self.keepable(given.question.text))

    def keep(self, given: Given) -> bool:
        """Keep how an answer was asked for, so that it can be replayed; whether that was done."""
        return self.keep_all([kept] if (kept := self.keeping(given)) else [])

    def keeping(self, given: Given) -> Kept | None:
        """What there is to keep of an answer now; it is logged, where that is switched on."""
        self.log(given)
        if not self.shelf.anything or self.shelf.resting:
            return None
        said = (given.question.text, *given.question.history)
        words = self.shelf.words and all(self.keepable(each) == each for each in said)
        return Kept.of(given.answer, given.question, words=words)

    def keep_all(self, kept: Sequence[Kept]) -> bool:
        """Keep how some answers were asked for: all or none; whether that was done."""
        if not kept:
            return False
        try:
            self.shelf.store().keep(*kept, brief=self.shelf.failed)
        except StoreProblem as problem:
            log.warning("%s Answers are given without it.", problem)
            self.shelf.rest()
            return False
        self.shelf.works()
        return True


def masked(question: Question, bot: Bot) -> Question:
    """The question without personal data: what may be kept."""
    keep = bot.keeping.keepable
    return replace(question, text=keep(question.text), history=tuple(map(keep, question.history)))


def web_of(request: Request) -> Web:
    """What this request is served with."""
    return cast("Web", getattr(request.state, "web", request.app.state.web))


def caller_of(request: Request) -> Caller:
    """Who calls: put there by the border."""
    return cast("Caller", request.state.caller)


def owner_of(request: Request) -> str:
    """Who owns what is kept now. Raises `Problem` when it is nobody yet."""
    owner = caller_of(request).owner
    if owner is None:
        raise missing()
    return owner


def needs(request: Request, role: Role) -> None:
    """Refuse a lesser role as if there were nothing here."""
    if caller_of(request).role < role:
        raise missing()
