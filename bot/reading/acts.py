"""What a message wants besides an answer: a statement checked, something false written, help at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.reading.message import Message
    from bot.reading.phrases import Hit


def act(message: Message) -> str:
    """`ask`, `confirm`, `refuse` or `urgent`."""
    if _urgent(message):
        return "urgent"
    sorts = {hit.sense.sort for hit in message.intents}
    if "falsify" in sorts or ("compose" in sorts and sorts & {"contradicts", "steering"}):
        return "refuse"
    return "confirm" if "confirm" in sorts or _claim(message) else "ask"


def steering(message: Message) -> tuple[str, ...]:
    """The words that try to steer the answer."""
    hits = [hit for hit in message.intents if hit.sense.sort == "steering"]
    return tuple(dict.fromkeys(message.text.words(hit.first, hit.last) for hit in hits))


def _claim(message: Message) -> bool:
    """Whether a source is said to say something, and nothing is asked: `the report recommends …`."""
    return bool(message.claimed) and message.text.tokens[-1].text != "?"


def _urgent(message: Message) -> bool:
    """Whether an emergency is happening: a sign of it, and that it is now."""
    found: dict[str, list[Hit]] = {}
    for hit in message.hits:
        found.setdefault(hit.sense.sort, []).append(hit)
    if found.get("urgent_unless"):
        return False
    signs = [hit for hit in found.get("urgent_signs", ()) if _happening(message, hit)]
    alone = [hit for hit in found.get("urgent_alone", ()) if _happening(message, hit)]
    return bool(alone or (signs and found.get("urgent_now")))


def _happening(message: Message, hit: Hit) -> bool:
    says = message.context.says(hit.first, hit.last, hit.skipped)
    return not says & {"denied", "past", "supposed", "asked", "chance", "planned"}
