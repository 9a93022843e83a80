"""What Slack's surface works with, built once: the bot's desk, what is kept, and the lines to workspaces."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from threading import Lock
from typing import TYPE_CHECKING, Any

from slack_sdk.web import WebClient

from bot.question import Question, QuestionProblem
from bot.reading import Reader
from bot.render.blocks import mrkdwn, sections
from bot.render.slack import Card, Setting, as_card
from bot.slack.callers import Callers
from bot.slack.deliveries import LEASE_S, Deliveries
from bot.slack.phrases import ASKED, PROBLEM
from bot.slack.talk import Line, Pauses
from bot.slack.threads import Preference, Said, Threads, question_of
from bot.slack.workspaces import SILENT, Workspaces, listed
from bot.web.desk import Desk
from guardrails.quantity import ValueProblem

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.render.blocks import Block
    from bot.schema import Answer
    from bot.web.context import Web
    from bot.web.newest import Newest
    from guardrails.vocabulary import Fact


@dataclass(frozen=True)
class Reply:
    """What is posted to a message: the answer, or in one sentence why there is none."""

    fingerprint: str
    card: Card
    answer: Answer | None = None

    def message(self, before: Sequence[Block] = ()) -> dict[str, Any]:
        """The message, with what stands before the card."""
        return {"text": self.card.text, "blocks": [*before, *self.card.blocks]}


@dataclass(frozen=True)
class Office:
    """The Slack surface's one set of tools."""

    newest: Newest
    workspaces: Workspaces
    lease_s: float = LEASE_S
    clock: Callable[[], float] = time.time
    worker: str = field(default_factory=lambda: secrets.token_hex(8))
    pauses: Pauses = field(default_factory=Pauses)
    callers: Callers = field(default_factory=Callers)
    _desks: dict[str, Desk] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    @property
    def web(self) -> Web:
        """The bot's desk, and what is kept: of the edition published last."""
        return self.newest.now()

    @property
    def deliveries(self) -> Deliveries:
        """What is to be done. Raises `StoreProblem` while the database cannot be had."""
        return Deliveries(self.web.shelf.store().engine, self.worker, self.lease_s, self.clock)

    @property
    def threads(self) -> Threads:
        """What was said. Raises `StoreProblem` while the database cannot be had."""
        return Threads(self.web.shelf.store().engine, self.web.shelf.words, self.clock)

    def client(self, token: str | None = None) -> WebClient:
        """A client that tries each call once: whether to try again is decided where it is known what was done."""
        return WebClient(
            token,
            self.web.settings.slack_api,
            timeout=self.web.settings.slack_patience_s,
            retry_handlers=[],
            logger=SILENT,
        )

    def line(self, team: str) -> Line | None:
        """The line to a workspace; None if it is not served any more."""
        token = self.workspaces.token(team)
        return Line(self.client(token), team, self.pauses) if token else None

    def open_in(self, channel: str) -> bool:
        """Whether the operator's list lets the bot answer in a channel; a direct message is its user's own."""
        only = listed(self.web.settings.slack_channels)
        return not only or channel in only or channel.startswith("D")

    def desk(self, preference: Preference) -> Desk:
        """The desk, with the preferred topic's reader first: it is meant where no word tells."""
        web = self.web
        topics = web.bot.topics
        if preference.topic not in topics or len(topics) == 1:
            return web.desk
        with self._lock:
            known = self._desks.get(preference.topic)
            if known is None or known.bot.library is not web.bot.library:
                first = topics[preference.topic]
                reader = Reader([first, *(each for each in topics.values() if each is not first)])
                self._desks[preference.topic] = Desk(replace(web.bot, reader=reader))
            return self._desks[preference.topic]

    def facts(self, answer: Answer | None) -> Mapping[str, Fact]:
        """The vocabulary that an answer's facts are of."""
        topics = self.web.bot.topics
        return topics[answer.topic].facts if answer and answer.topic else next(iter(topics.values())).facts

    def reply(self, said: Said, thread: Sequence[Said]) -> Reply:
        """Answer a message as its thread puts it. The same thread gives the same reply, whoever works it out.

        It is worked out in the one thread that answers: however many wait, acknowledgements have the processor.
        """
        preference = self.threads.preference(said.place.team, said.place.channel)
        self.callers.let_pass()
        return self.web.desk.worker.submit(self._reply, said, thread, preference).result()

    def _reply(self, said: Said, thread: Sequence[Said], preference: Preference) -> Reply:
        desk = self.desk(preference)
        try:
            given = desk.ask(question_of(thread, said, desk, preference.country))
        except (QuestionProblem, ValueProblem) as problem:
            return _sentence(str(problem))
        self.web.keep(given)
        setting = Setting(self.facts(given.answer), said.place.ts, self.web.settings.address, said.private)
        return Reply(given.answer.fingerprint, as_card(given.answer, setting), given.answer)

    def warm_up(self) -> None:
        """Load what is loaded at first use, before anybody waits for it."""
        for topic in self.web.bot.topics.values():
            text = self.web.keepable(topic.starters[0]) if topic.starters else "?"
            self.web.desk.ask(Question(text, self.web.today()))

    def lead(self, said: Said) -> list[Block]:
        """Who asked what, where Slack itself does not show it."""
        if not said.pressed:
            return []
        asked = ASKED.format(user=said.user, text="").strip()
        return list(sections(f"{asked} ", said.text))[:1] or [{"type": "section", "text": mrkdwn(asked)}]


def _sentence(problem: str) -> Reply:
    blocks = tuple(sections("", PROBLEM.format(problem=problem)))[:3]
    text = blocks[0]["text"]["text"]
    return Reply(f"problem:{problem}"[:80], Card(text, blocks, (blocks,), complete=True))
