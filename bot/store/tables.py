"""The tables, as SQLAlchemy models. A change here needs a migration beside it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import JSON, DateTime, Dialect, ForeignKey, Index, String, Text, TypeDecorator, UniqueConstraint
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Moment(TypeDecorator[datetime]):
    """A moment in UTC, which is what is written: SQLite forgets the zone, PostgreSQL gives its own."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """The moment with its zone."""
        if value is None:
            return None
        return value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)


class Table(DeclarativeBase):
    """The base that migrations compare with."""

    type_annotation_map = {dict[str, Any]: JSON, datetime: Moment()}


class ConversationRow(Table):
    """One conversation of one owner."""

    __tablename__ = "conversations"
    __table_args__ = (Index("conversations_of_owner", "owner", "updated"),)

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    owner: Mapped[str] = mapped_column(String(80))
    title: Mapped[str] = mapped_column(String(200))
    created: Mapped[datetime]
    updated: Mapped[datetime]


class TurnRow(Table):
    """One question of a conversation and the answer it got; `n` counts from 1."""

    __tablename__ = "turns"
    __table_args__ = (UniqueConstraint("conversation", "n", name="one_turn_a_number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    conversation: Mapped[str] = mapped_column(ForeignKey("conversations.id", ondelete="CASCADE"))
    n: Mapped[int]
    question: Mapped[str] = mapped_column(Text)
    facts: Mapped[dict[str, Any]]
    fingerprint: Mapped[str] = mapped_column(String(80))
    asked: Mapped[datetime]


class AnswerRow(Table):
    """How one answer came about, so that it can be made again. `request` is null where words are not kept."""

    __tablename__ = "answers"

    fingerprint: Mapped[str] = mapped_column(String(80), primary_key=True)
    outcome: Mapped[str] = mapped_column(String(40))
    request: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    edition: Mapped[dict[str, Any]]
    asked: Mapped[datetime]


class FeedbackRow(Table):
    """What somebody thought of an answer, and the draft gold case it becomes."""

    __tablename__ = "feedback"

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    fingerprint: Mapped[str] = mapped_column(String(80), index=True)
    helpful: Mapped[bool]
    reason: Mapped[str] = mapped_column(String(40))
    comment: Mapped[str] = mapped_column(Text)
    given: Mapped[datetime]
