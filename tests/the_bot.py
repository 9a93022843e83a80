"""The bot over the real texts and rules, built once for all tests of a process."""

from functools import cache

from bot.wiring import Bot, build


@cache
def the_bot() -> Bot:
    return build()
