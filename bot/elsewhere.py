"""Whether a question is one for own documents, though its everyday words fit a topic as well.

"Folate dose for a child" has a topic's word for doses and a patient's age. But no topic knows folate, and a document
does: where that document answers, the question is the document's, and no rule is asked.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from corpus.index.words import tokens

if TYPE_CHECKING:
    from bot.reading.types import Reading
    from bot.wiring import Bot
    from corpus.guideline import Passage


def of_documents(reading: Reading, bot: Bot) -> Reading:
    """The question as one of no topic, where words strange to the topics are what an own document's answer says."""
    if not reading.strange or reading.act != "ask" or bot.library is bot.built_in:
        return reading
    apart = replace(
        reading, topic=None, scope="out", decisions=(), facts=(), aside=(), doubts=(), asks_about=(), wonders=False
    )
    asked = {*tokens(" ".join(reading.strange))}
    return apart if any(_says(asked, each, bot) for each in bot.search(apart)) else reading


def _says(asked: set[str], passage: Passage, bot: Bot) -> bool:
    """Whether a passage, or what it stands under, has some of the words asked for."""
    whole = bot.library.passages[passage.id]
    source = bot.library.guidelines[passage.guideline]
    return not asked.isdisjoint(tokens(f"{source.title} {whole.under} {whole.section} {whole.text}"))
