"""Run by Alembic with the connection that `bot.store.engine.migrate` hands over."""

from __future__ import annotations

from alembic import context

from bot.store.tables import Table

context.configure(
    connection=context.config.attributes["connection"], target_metadata=Table.metadata, render_as_batch=True
)
context.run_migrations()
