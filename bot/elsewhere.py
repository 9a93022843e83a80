"""Whether a question is one for own documents, though its everyday words fit a topic as well.

"Folate dose for a child" has a topic's word for doses and a patient's age. But no topic knows folate, and a document
does: where that document answers, the question is the document's, and no rule is asked. Nor is one where a document is
asked by its name, and no patient waits for a decision.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from corpus.index.words import tokens

ASKING = ("ask", "confirm")

if TYPE_CHECKING:
    from bot.reading.types import Reading
    from bot.wiring import Bot
    from corpus.guideline import Passage


def of_documents(reading: Reading, bot: Bot) -> Reading:
    """The question as one of no topic, where words strange to the topics are what an own document's answer says."""
    if bot.library is bot.built_in or reading.act not in ASKING:
        return reading
    apart = replace(reading, topic=None, scope="out", decisions=(), facts=(), aside=(), doubts=(), wonders=False)
    if not reading.patient and bot.names(reading):
        return apart
    if not reading.strange or reading.act != "ask":
        return reading
    apart = replace(apart, asks_about=())
    asked = {*tokens(" ".join(reading.strange))}
    return apart if any(_says(asked, each, bot) for each in _found(apart, bot)) else reading


def _found(apart: Reading, bot: Bot) -> tuple[Passage, ...]:
    """What own documents answer: one, or each of those that are compared."""
    if found := bot.search(apart):
        return found
    compared = bot.compare(apart)
    return compared.passages if compared else ()


def _says(asked: set[str], passage: Passage, bot: Bot) -> bool:
    """Whether a passage, or what it stands under, has some of the words asked for."""
    whole = bot.library.passages[passage.id]
    source = bot.library.guidelines[passage.guideline]
    return not asked.isdisjoint(tokens(f"{source.title} {whole.under} {whole.section} {whole.text}"))
