"""Slack: the same answer where the team already talks. A thin adapter over `bot.answer`; set-up in docs/slack.md.

Nothing of Slack's libraries is loaded until a token is set up.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from fastapi import FastAPI

    from bot.settings import Settings
    from bot.wiring import Bot

log = logging.getLogger("bot.slack")

WITHOUT = "Slack is off: set SLACK_BOT_TOKEN and SLACK_SIGNING_SECRET to switch it on (docs/slack.md)."
UNSIGNED = "Slack is off: SLACK_SIGNING_SECRET is missing, and nothing unsigned is let in (docs/slack.md)."
NO_LIBRARY = "Slack is off: install it with pip install 'guideline-bot[slack]'."


class Running(Protocol):
    """What was started, to be stopped with the application."""

    def stop(self) -> None:
        """Finish what was begun."""


def mount(app: FastAPI, bot: Bot, settings: Settings) -> Running | None:
    """Add POST /slack/events to the web application. Without a token: one line in the log, and nothing else."""
    if reason := why_off(settings):
        log.warning("%s", reason)
        return None
    from bot.slack.start import over_http

    return over_http(app, bot, settings)


def why_off(settings: Settings) -> str | None:
    """Why Slack is not served over HTTP, in one line; None if it is."""
    if not (settings.slack_bot_token.get_secret_value() or settings.slack_client_id):
        return WITHOUT
    if not settings.slack_signing_secret.get_secret_value():
        return UNSIGNED
    try:
        import slack_bolt  # noqa: F401
    except ImportError:
        return NO_LIBRARY
    return None
