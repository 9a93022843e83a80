"""What a request may say: strict, so that a misspelt key is told and not ignored."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any, Literal, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from bot.question import LONGEST, MOST_EARLIER, Question
from bot.web.problems import Problem
from corpus.guideline import Kind

LONGEST_NAME = 100
MOST_FACTS = 100
MOST_FAULTS = 20
COUNTRY = re.compile(r"(?:[A-Za-z]{2}|INT)(?:-[A-Za-z0-9]{1,3})?")


def _readable(text: str) -> str:
    """Refuse the one character that no database and no reader takes."""
    if "\0" in text:
        raise ValueError("it holds a NUL character")
    return text


def _country(code: str) -> str:
    """Refuse what is no country's code: its sources would be looked for in vain, and nobody told."""
    if code and not COUNTRY.fullmatch(code):
        raise ValueError("write a country code such as CA or GB-SCT")
    return code


ReaderLevel = Literal["specialist", "general_practitioner", "nurse", "student", "patient"]
Name = Annotated[str, Field(min_length=1, max_length=LONGEST_NAME)]
Text = Annotated[str, Field(max_length=LONGEST), AfterValidator(_readable)]
Scalar = Annotated[str, Field(max_length=200)] | bool | int | float | None
FactValue = Scalar | dict[str, Scalar | list[Scalar]] | list[Scalar]


class Strict(BaseModel):
    """A body: unknown keys are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


Body = TypeVar("Body", bound=Strict)


class Ask(Strict):
    """A question. All but `question` may be left out."""

    question: Text = Field(description=f"The question in the user's own words, at most {LONGEST:,} characters.")
    history: list[Text] = Field(
        default=[],
        max_length=MOST_EARLIER,
        description="Earlier messages of the user, oldest first. Not with `conversation`.",
    )
    facts: dict[Name, FactValue] = Field(
        default={},
        max_length=MOST_FACTS,
        description="Facts given apart from the words, by their name in the topic; null withholds one: it is not "
        "given, whatever the words say of it.",
    )
    as_of: date | None = Field(default=None, description="The day to answer for; today by default.")
    reader: ReaderLevel | None = Field(default=None, description="Who reads: changes wording, never what is decided.")
    jurisdiction: Annotated[str, AfterValidator(_country)] | None = Field(
        default=None,
        max_length=10,
        json_schema_extra={"pattern": f"^({COUNTRY.pattern})?$"},
        description="A country code: its sources come first. Decides nothing.",
    )
    conversation: str | None = Field(default=None, max_length=40, description="A conversation to go on with.")


class Verify(Strict):
    """Somebody else's answer, to be checked against the guidelines."""

    text: str = Field(min_length=1, max_length=200_000, description="The answer to check.")
    question: str = Field(min_length=1, max_length=LONGEST, description="The question it answers.")


class Feedback(Strict):
    """What somebody thinks of an answer."""

    fingerprint: str = Field(pattern=r"^sha256:[0-9a-f]{64}$", description="The answer's fingerprint.")
    helpful: bool
    reason: Literal["right", "wrong_verdict", "missing_source", "misread", "hard_to_read", "other"] = "other"
    comment: Annotated[str, AfterValidator(_readable)] = Field(
        default="", max_length=4000, description="What should have been said. Personal data is masked."
    )


class Searched(Strict):
    """A search: words, and what a passage's source must be. Several values of one name: any of them."""

    q: Annotated[Text, Field(min_length=1, max_length=1000, pattern=r"\S", examples=["who should be tested"])]
    limit: int = Field(default=10, ge=1, le=100, description="How many passages at most.")
    topic: list[Name] = Field(default=[], description="The id of a topic.")
    kind: list[Kind] = Field(default=[], examples=[["guideline", "statement"]])
    year: list[Annotated[int, Field(ge=1900, le=2100)]] = Field(default=[], examples=[[2012]])
    country: list[Name] = Field(default=[], description="Country codes; AU finds AU,NZ too.", examples=[["CA"]])
    status: list[Literal["current", "superseded"]] = Field(
        default=[], description="Without it, what is in force; superseded texts only where they are asked for."
    )
    document: list[Name] = Field(default=[], description="The id of a source, built-in or own.")


class Title(Strict):
    """A title for a conversation."""

    title: str = Field(min_length=1, max_length=120)


def question_from(ask: Ask, today: date) -> Question:
    """The question that a body puts."""
    return Question(ask.question, ask.as_of or today, tuple(ask.history), dict(ask.facts), ask.reader, ask.jurisdiction)


def parsed(model: type[Body], raw: bytes) -> Body:
    """Read a body. Raises `Problem` with every fault at once, naming its place and never its words."""
    try:
        return model.model_validate_json(raw)
    except ValidationError as error:
        raise faulty(error.errors()) from None


def faulty(errors: Sequence[Any]) -> Problem:
    """All faults of a body as one problem. What was sent is not repeated: it may be private."""
    faults = [{"at": ".".join(map(str, each["loc"])) or "body", "says": each["msg"]} for each in errors[:MOST_FAULTS]]
    first = faults[0] if faults else {"at": "body", "says": "it cannot be read"}
    return Problem("bad-request", f"{first['at']}: {first['says']}.", {"faults": faults})
