"""What Slack's surface keeps: deliveries until they are done, threads, and what channels prefer."""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from bot.store.tables import Table


class DeliveryRow(Table):
    """Something Slack sent that is to be worked on once. `payload` is there only until it is done."""

    __tablename__ = "slack_deliveries"
    __table_args__ = (Index("slack_deliveries_due", "state", "until"),)

    key: Mapped[str] = mapped_column(String(200), primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))
    payload: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    state: Mapped[str] = mapped_column(String(10))
    worker: Mapped[str] = mapped_column(String(40))
    until: Mapped[float]
    tries: Mapped[int]
    came: Mapped[float]


class SignatureRow(Table):
    """A request that was let in: the same signature again within its five minutes is a replay."""

    __tablename__ = "slack_signatures"

    signature: Mapped[str] = mapped_column(String(80), primary_key=True)
    came: Mapped[float]


class MessageRow(Table):
    """One message to the bot, personal data masked, and the answer that was posted to it.

    `facts` were given apart from the words, by button or dialog. `text` is null where words are not kept. A `pressed`
    one is a suggestion that somebody took: Slack itself has no such message.
    """

    __tablename__ = "slack_messages"
    __table_args__ = (Index("slack_messages_of_thread", "team", "channel", "thread"),)

    team: Mapped[str] = mapped_column(String(32), primary_key=True)
    channel: Mapped[str] = mapped_column(String(32), primary_key=True)
    ts: Mapped[str] = mapped_column(String(32), primary_key=True)
    thread: Mapped[str] = mapped_column(String(32))
    user: Mapped[str] = mapped_column(String(32))
    text: Mapped[str | None] = mapped_column(Text)
    facts: Mapped[dict[str, Any]]
    edited: Mapped[str] = mapped_column(String(32), default="")
    gone: Mapped[bool] = mapped_column(default=False)
    answer: Mapped[str] = mapped_column(String(32), default="")
    fingerprint: Mapped[str] = mapped_column(String(80), default="")
    pressed: Mapped[bool] = mapped_column(default=False)
    came: Mapped[float]


class ChannelRow(Table):
    """What a channel prefers: whose sources come first, and which topic is meant when no word tells."""

    __tablename__ = "slack_channels"

    team: Mapped[str] = mapped_column(String(32), primary_key=True)
    channel: Mapped[str] = mapped_column(String(32), primary_key=True)
    country: Mapped[str] = mapped_column(String(10), default="")
    topic: Mapped[str] = mapped_column(String(80), default="")
