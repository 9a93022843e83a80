"""What is kept between questions: conversations, how each answer was asked for, and feedback."""

from bot.store.records import Kept, Opinion, Talk, Turn
from bot.store.store import Store, StoreProblem, Taken, open_store

__all__ = ["Kept", "Opinion", "Store", "StoreProblem", "Taken", "Talk", "Turn", "open_store"]
