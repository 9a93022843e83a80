"""A thread is a conversation: what was said in it, in the order in which it was said, and what was answered."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, select, update

from bot.question import Question
from bot.slack.deliveries import insert_once, transaction
from bot.slack.tables import ChannelRow, MessageRow

if TYPE_CHECKING:
    from sqlalchemy import Engine
    from sqlalchemy.orm import Session

    from bot.web.desk import Desk

PRIVATE = "private:"


@dataclass(frozen=True)
class Place:
    """One message of a workspace."""

    team: str
    channel: str
    ts: str

    @property
    def key(self) -> str:
        """Its name among deliveries."""
        return f"{self.team}:{self.channel}:{self.ts}"


@dataclass(frozen=True)
class Said:
    """A message to the bot, the facts given apart with it, and the answer posted to it (its ts, or nothing yet)."""

    place: Place
    thread: str
    user: str
    text: str
    facts: Mapping[str, Any]
    answer: str = ""
    fingerprint: str = ""
    edited: str = ""
    gone: bool = False
    pressed: bool = False

    @property
    def private(self) -> bool:
        """Whether only its user sees it: a command's answer."""
        return self.thread.startswith(PRIVATE)

    @property
    def day(self) -> date:
        """The day on which it was said, here: the day it is answered for."""
        return datetime.fromtimestamp(float(self.place.ts)).date()  # noqa: DTZ006 (as on the command line)


@dataclass(frozen=True)
class Preference:
    """What a channel prefers."""

    country: str = ""
    topic: str = ""


def question_of(thread: Sequence[Said], said: Said, desk: Desk, country: str) -> Question:
    """The question as the thread puts it: what was said before it, and the facts that still hold."""
    before = [each for each in thread if each.place.ts < said.place.ts and each.text and not each.gone]
    carried: dict[str, object] = {}
    for each in before:
        carried = {} if desk.bot.reader.starts_again(each.text) else _untold(desk, each, carried)
        carried |= each.facts
    if desk.bot.reader.starts_again(said.text):
        carried = {}
    history = tuple(each.text for each in before)
    question = Question(said.text, said.day, history, dict(said.facts), jurisdiction=country or None)
    return desk.going_on(question, carried)


def _untold(desk: Desk, said: Said, carried: dict[str, object]) -> dict[str, object]:
    """What was given earlier, without what these words say anew."""
    told = desk.heard(Question(said.text, said.day)) if carried else frozenset()
    return {name: value for name, value in carried.items() if name not in told}


@dataclass(frozen=True)
class Threads:
    """All threads, in the database. Where words are not kept, a message is there without them."""

    engine: Engine
    words: bool = True
    clock: Callable[[], float] = time.time

    def add(self, said: Said) -> None:
        """Note a message; what is known of it already, an edit or its deletion, stays."""
        row = {
            **vars(said.place),
            "thread": said.thread,
            "user": said.user,
            "text": said.text if self.words else None,
            "facts": dict(said.facts),
            "edited": said.edited,
            "gone": said.gone,
            "answer": "",
            "fingerprint": "",
            "pressed": said.pressed,
            "came": self.clock(),
        }
        with transaction(self.engine, "keeping the message") as session:
            insert_once(session, MessageRow, row)

    def thread(self, team: str, channel: str, thread: str) -> list[Said]:
        """What was said in a thread, in order."""
        own = (MessageRow.team == team, MessageRow.channel == channel, MessageRow.thread == thread)
        with transaction(self.engine, "reading the thread") as session:
            return [_said(row) for row in session.scalars(select(MessageRow).where(*own).order_by(MessageRow.ts))]

    def find(self, place: Place) -> Said | None:
        """One message."""
        with transaction(self.engine, "finding the message") as session:
            row = _row(session, place)
            return _said(row) if row else None

    def known(self, team: str, channel: str, thread: str) -> bool:
        """Whether the bot takes part in a thread."""
        own = (MessageRow.team == team, MessageRow.channel == channel, MessageRow.thread == thread)
        with transaction(self.engine, "finding the thread") as session:
            return session.scalars(select(MessageRow.ts).where(*own).limit(1)).first() is not None

    def edit(self, place: Place, text: str, edited: str) -> None:
        """Take the words of an edit, unless a later one is known."""
        own = (*_same(place), MessageRow.edited < edited)
        with transaction(self.engine, "keeping the edit") as session:
            values = {"text": text if self.words else None, "edited": edited}
            session.execute(update(MessageRow).where(*own).values(values))

    def note(self, place: Place, **values: Any) -> None:
        """Note what became of a message: its answer, its deletion."""
        with transaction(self.engine, "noting the answer") as session:
            session.execute(update(MessageRow).where(*_same(place)).values(values))

    def seen(self, place: Place, answer: str) -> None:
        """Note an answer that stands in Slack where none is noted: whoever posted it may have died before that."""
        own = (*_same(place), MessageRow.answer == "", MessageRow.gone.is_(False))
        with transaction(self.engine, "noting the answer") as session:
            session.execute(update(MessageRow).where(*own).values(answer=answer, fingerprint=""))

    def give(self, place: Place, facts: Mapping[str, Any]) -> None:
        """Give facts apart from a message's words; a value of None takes one back."""
        with transaction(self.engine, "keeping the facts") as session:
            if row := _row(session, place):
                merged = {**row.facts, **facts}
                row.facts = {name: value for name, value in merged.items() if value is not None}

    def preference(self, team: str, channel: str) -> Preference:
        """What a channel prefers."""
        with transaction(self.engine, "reading the channel's preference") as session:
            row = session.get(ChannelRow, (team, channel))
            return Preference(row.country, row.topic) if row else Preference()

    def prefer(self, team: str, channel: str, preference: Preference) -> None:
        """Set what a channel prefers."""
        with transaction(self.engine, "keeping the channel's preference") as session:
            session.merge(ChannelRow(team=team, channel=channel, **vars(preference)))

    def forget(self, team: str) -> None:
        """Forget a workspace that has removed the app."""
        with transaction(self.engine, "forgetting the workspace") as session:
            for table in (MessageRow, ChannelRow):
                session.execute(delete(table).where(table.team == team))

    def sweep(self, days: int) -> None:
        """Forget threads in which nothing was said for so many days; 0 keeps them."""
        if days:
            with transaction(self.engine, "clearing up") as session:
                session.execute(delete(MessageRow).where(MessageRow.came < self.clock() - days * 86_400))


def _same(place: Place) -> tuple[Any, ...]:
    return (MessageRow.team == place.team, MessageRow.channel == place.channel, MessageRow.ts == place.ts)


def _row(session: Session, place: Place) -> MessageRow | None:
    return session.get(MessageRow, (place.team, place.channel, place.ts))


def _said(row: MessageRow) -> Said:
    place = Place(row.team, row.channel, row.ts)
    said = Said(place, row.thread, row.user, row.text or "", dict(row.facts), row.answer, row.fingerprint)
    return replace(said, edited=row.edited, gone=row.gone, pressed=row.pressed)
