"""What is kept between questions: conversations, how each answer was asked for, and feedback."""

from bot.store.records import Kept, Opinion, Talk, Turn
from bot.store.store import Store, StoreProblem, open_store

__all__ = ["Kept", "Opinion", "Store", "StoreProblem", "Talk", "Turn", "open_store"]
