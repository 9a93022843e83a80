"""Whether what must be said is said, and what must be asked for is asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eval.gold import Ready
from eval.marks import Mark

if TYPE_CHECKING:
    from bot.wiring import Bot
    from eval.asking import Asked
    from eval.gold import Pattern


def must_say(asked: Asked, _: Bot) -> Mark | None:
    """How many of the expected things are said."""
    wanted = () if asked.case.ready is Ready.NEEDS_PRIMARY_TEXT else asked.case.must_say
    lost = [each.match for each in wanted if not each.found(part(asked, each))]
    return Mark.of(len(wanted) - len(lost), len(wanted), f"not said: {' · '.join(lost)}" if lost else "")


def must_not(asked: Asked, _: Bot) -> Mark | None:
    """How many of the things that must not be said are not."""
    wanted = asked.case.must_not
    said = [each.match for each in wanted if each.found(part(asked, each))]
    return Mark.of(len(wanted) - len(said), len(wanted), f"said: {' · '.join(said)}" if said else "")


def must_ask(asked: Asked, _: Bot) -> Mark | None:
    """How many of the facts that must be asked for are asked for."""
    missing = {each.fact for each in asked.given.missing}
    wanted = asked.case.must_ask
    lost = [name for name in wanted if name not in missing]
    return Mark.of(len(wanted) - len(lost), len(wanted), f"not asked: {', '.join(lost)}" if lost else "")


def part(asked: Asked, pattern: Pattern) -> str:
    """The part of the answer that a pattern is about, without the question itself."""
    return asked.given.headline if pattern.within == "headline" else asked.text
