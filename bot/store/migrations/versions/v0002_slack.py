"""What Slack's surface keeps (bot/slack/tables.py)."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

ID = sa.String(32)


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "slack_deliveries",
        sa.Column("key", sa.String(200), primary_key=True),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("payload", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("worker", sa.String(40), nullable=False),
        sa.Column("until", sa.Float, nullable=False),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.Column("came", sa.Float, nullable=False),
    )
    op.create_index("slack_deliveries_due", "slack_deliveries", ["state", "until"])
    op.create_table(
        "slack_signatures",
        sa.Column("signature", sa.String(80), primary_key=True),
        sa.Column("came", sa.Float, nullable=False),
    )
    _threads()


def _threads() -> None:
    op.create_table(
        "slack_messages",
        sa.Column("team", ID, primary_key=True),
        sa.Column("channel", ID, primary_key=True),
        sa.Column("ts", ID, primary_key=True),
        sa.Column("thread", ID, nullable=False),
        sa.Column("user", ID, nullable=False),
        sa.Column("text", sa.Text, nullable=True),
        sa.Column("facts", sa.JSON, nullable=False),
        sa.Column("edited", ID, nullable=False),
        sa.Column("gone", sa.Boolean, nullable=False),
        sa.Column("answer", ID, nullable=False),
        sa.Column("fingerprint", sa.String(80), nullable=False),
        sa.Column("pressed", sa.Boolean, nullable=False),
        sa.Column("came", sa.Float, nullable=False),
    )
    op.create_index("slack_messages_of_thread", "slack_messages", ["team", "channel", "thread"])
    op.create_table(
        "slack_channels",
        sa.Column("team", ID, primary_key=True),
        sa.Column("channel", ID, primary_key=True),
        sa.Column("country", sa.String(10), nullable=False),
        sa.Column("topic", sa.String(80), nullable=False),
    )


def downgrade() -> None:
    """Drop them."""
    for table in ("slack_channels", "slack_messages", "slack_signatures", "slack_deliveries"):
        op.drop_table(table)
