"""From words to facts: reading a question with a topic's vocabulary."""

from bot.reading.reader import Reader
from bot.reading.types import Doubt, ReadFact, Reading, Turn

__all__ = ["Doubt", "ReadFact", "Reader", "Reading", "Turn"]
