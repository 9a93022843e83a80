"""A question as a surface hands it over, checked at the border."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from guardrails.hygiene import cleaned

if TYPE_CHECKING:
    from datetime import date

LONGEST = 16_384  # characters of a question; the same on every surface
MOST_EARLIER = 200  # messages that came before
LONGEST_TALK = 65_536  # characters of all of them
READERS = ("specialist", "general_practitioner", "nurse", "student", "patient")


class QuestionProblem(ValueError):
    """A question cannot be answered as it was put. The message says why, and what to do instead."""


@dataclass(frozen=True)
class Question:
    """What is asked: the words, the earlier words of the conversation, facts given apart, and the day.

    `history` holds the earlier messages of the user, oldest first. `jurisdiction` puts a country's sources first
    and decides nothing; `reader` changes wording only. `odd` says which characters were in disguise, once checked.
    """

    text: str
    as_of: date
    history: tuple[str, ...] = ()
    facts: Mapping[str, object] = field(default_factory=dict)
    reader: str | None = None
    jurisdiction: str | None = None
    odd: tuple[str, ...] = ()


def checked(question: Question) -> Question:
    """Refuse what cannot be a question, and make its characters plain. Raises `QuestionProblem`."""
    if not question.text.strip():
        msg = "The question is empty. Ask about a patient or a guideline, in a sentence or a few words."
        raise QuestionProblem(msg)
    if longer := too_long(question):
        raise QuestionProblem(longer)
    if question.reader is not None and question.reader not in READERS:
        msg = f"'{question.reader}' is not a reader. Write one of: {', '.join(READERS)}."
        raise QuestionProblem(msg)
    return plain(question)


def too_long(question: Question) -> str | None:
    """What is too long to be read, and what to do instead."""
    if len(question.text) > LONGEST:
        return f"The question is too long: {len(question.text):,} characters. Ask in at most {LONGEST:,}."
    if len(question.history) > MOST_EARLIER:
        return (
            f"The conversation has {len(question.history):,} earlier messages; {MOST_EARLIER} can be read. Begin anew."
        )
    earlier = sum(map(len, question.history))
    if earlier > LONGEST_TALK:
        return f"The conversation is too long: {earlier:,} characters; {LONGEST_TALK:,} can be read. Begin anew."
    return None


def plain(question: Question) -> Question:
    """The question without halves of characters or invisible ones, and with plain letters for look-alikes."""
    text, odd = cleaned(_whole(question.text))
    earlier = tuple(cleaned(_whole(each))[0] for each in question.history)
    return replace(question, text=text, history=earlier, odd=(*question.odd, *odd))


def _whole(text: str) -> str:
    """The text with a question mark for each half of a character, which nothing can write out again."""
    return text.encode("utf-8", "replace").decode()
