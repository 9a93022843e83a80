"""Facts given apart earlier in a conversation: they hold until words say otherwise, and never for another patient."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.answer import read

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.question import Question
    from bot.wiring import Bot


@dataclass(frozen=True)
class Carried:
    """What still holds after a message: *kept* for what follows, *now* without what the message only supposes."""

    now: Mapping[str, object]
    kept: Mapping[str, object]


def carried_on(question: Question, given: Mapping[str, object], bot: Bot) -> Carried:
    """What still holds of the facts *given* before a question: what its words say, and replies to, wins over them."""
    if not given or bot.reader.starts_again(question.text):
        return Carried({}, {})
    put = tuple(_in_words(name, value) for name, value in given.items())
    said = read(replace(question, history=(*put, *question.history), facts={}), bot).facts
    supposed = {each.name for each in said if each.certainty == "supposed"}
    told = {each.name for each in said if each.source == "question"} - supposed
    kept = {name: value for name, value in given.items() if name not in told}
    return Carried({name: value for name, value in kept.items() if name not in supposed}, kept)


def _in_words(name: str, value: object) -> str:
    """A fact as somebody would have typed it; what is withheld as taken back."""
    return f"forget {name}" if value is None else f"{name} {value}".replace("_", " ")
