"""What the store hands out: plain values, free of the database."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from bot.question import Question

if TYPE_CHECKING:
    from bot.schema import Answer


@dataclass(frozen=True)
class Turn:
    """One question of a conversation, the facts given apart from its words, and the answer's fingerprint."""

    n: int
    question: str
    facts: Mapping[str, Any]
    fingerprint: str
    asked: datetime


@dataclass(frozen=True)
class Talk:
    """A conversation; `turns` is empty in a listing."""

    id: str
    title: str
    created: datetime
    updated: datetime
    turns: tuple[Turn, ...] = ()


@dataclass(frozen=True)
class Kept:
    """How an answer was asked for. `request` is None where words are not kept."""

    fingerprint: str
    outcome: str
    request: Mapping[str, Any] | None
    edition: Mapping[str, str]

    @classmethod
    def of(cls, answer: Answer, question: Question, *, words: bool) -> Kept:
        """What to keep of an answer just given; with *words*, all that is needed to give it again."""
        request = request_of(question) if words else None
        return cls(answer.fingerprint, answer.outcome, request, dict(answer.edition))


@dataclass(frozen=True)
class Opinion:
    """Feedback on an answer: whether it helped, the reason, and words."""

    fingerprint: str
    helpful: bool
    reason: str
    comment: str = ""
    id: str = ""
    given: datetime | None = field(default=None, compare=False)


def printable(text: str) -> str:
    """The text with a space for each character that no page, file or database shows."""
    return "".join(each if each.isprintable() else " " for each in text)


def request_of(question: Question) -> dict[str, Any]:
    """A question as data that `question_of` reads back."""
    return {
        "question": question.text,
        "as_of": question.as_of.isoformat(),
        "history": list(question.history),
        "facts": dict(question.facts),
        "reader": question.reader,
        "jurisdiction": question.jurisdiction,
    }


def question_of(request: Mapping[str, Any]) -> Question:
    """The question that was kept."""
    return Question(
        text=request["question"],
        as_of=date.fromisoformat(request["as_of"]),
        history=tuple(request["history"]),
        facts=dict(request["facts"]),
        reader=request["reader"],
        jurisdiction=request["jurisdiction"],
    )
