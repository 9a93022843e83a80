"""A question as a surface hands it over, checked at the border."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from guardrails.hygiene import cleaned

if TYPE_CHECKING:
    from datetime import date

LONGEST = 65_536
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
    total = len(question.text) + sum(map(len, question.history))
    if len(question.text) > LONGEST or total > 4 * LONGEST:
        msg = f"The question is too long: {total:,} characters. Ask in at most {LONGEST:,}."
        raise QuestionProblem(msg)
    if question.reader is not None and question.reader not in READERS:
        msg = f"'{question.reader}' is not a reader. Write one of: {', '.join(READERS)}."
        raise QuestionProblem(msg)
    return plain(question)


def plain(question: Question) -> Question:
    """The question without invisible characters and with plain letters for look-alikes."""
    text, odd = cleaned(question.text)
    earlier = tuple(cleaned(each)[0] for each in question.history)
    return replace(question, text=text, history=earlier, odd=(*question.odd, *odd))
