"""Give an old answer again: the same bytes by the same edition, or which edition differs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.answer import answer
from bot.store.records import question_of

if TYPE_CHECKING:
    from bot.schema import Answer
    from bot.store.records import Kept
    from bot.wiring import Bot

NO_WORDS = (
    "Only the fingerprint of this answer was kept, so it cannot be given again: its question held personal data, "
    "or GUIDELINE_RETENTION kept no words that day."
)


class ReplayProblem(Exception):
    """An answer cannot be given again. The message says why."""


def replay(kept: Kept, bot: Bot) -> Answer:
    """Answer again as it was asked. Raises `ReplayProblem` unless the bytes come out the same."""
    if kept.request is None:
        raise ReplayProblem(NO_WORDS)
    if differs := differing(kept, bot):
        raise ReplayProblem(f"This answer was made with another edition: {'; '.join(differs)}.")
    again = answer(question_of(kept.request), bot)
    if again.fingerprint != kept.fingerprint:
        raise ReplayProblem(f"The same edition now answers {again.fingerprint}: the software itself has changed.")
    return again


def differing(kept: Kept, bot: Bot) -> list[str]:
    """Which parts of the edition are not the ones that the answer was made with."""
    now = dict(bot.edition)
    names = sorted({*now, *kept.edition})
    changed = [name for name in names if now.get(name) != kept.edition.get(name)]
    return [f"{name} was {kept.edition.get(name, 'absent')}, is {now.get(name, 'absent')}" for name in changed]
