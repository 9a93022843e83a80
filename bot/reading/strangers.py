"""Whether an everyday word of a topic is asked of something that nobody here knows: `dose of …`, `how much …`."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.reading.message import Message
    from bot.reading.phrases import Hit

OF, ARTICLES = frozenset("of d de du des von del".split()), frozenset("the a an la le l der die das el los las".split())
AMOUNT = frozenset("much many viel viele combien".split())  # of what comes next


def of_strangers(message: Message) -> bool:
    """Whether a decision is asked of a thing that nobody here knows: `dose of …`, `how much …`, `… dose`."""
    decisions = [hit for hit in message.hits if hit.sense.sort == "decision"]
    strange = {*message.content.strange}
    return bool(strange) and any(_of_a_stranger(message, hit, strange) for hit in decisions)


def _of_a_stranger(message: Message, hit: Hit, strange: set[int]) -> bool:
    """Whether a decision is asked of one of some strange words."""
    tokens = message.text.tokens
    if (hit.first == hit.last and hit.first - 1 in strange) or not strange.isdisjoint(hit.skipped or ()):
        return True
    behind = hit.last + 1
    while behind < len(tokens) and tokens[behind].key in OF | ARTICLES:
        behind += 1
    of = any(token.key in OF for token in tokens[hit.last + 1 : behind]) or tokens[hit.last].key in AMOUNT
    return of and behind in strange
