"""What a guideline text is: its front matter, and its passages that can be cited."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Self

from pydantic import BaseModel, ConfigDict, Field, model_validator


class Kind(StrEnum):
    """What sort of source it is. Only guidelines and statements are clinical recommendations."""

    GUIDELINE = "guideline"
    STATEMENT = "statement"
    FUNDING = "funding"
    LABEL = "label"
    EVIDENCE = "evidence"


class Provenance(StrEnum):
    """How we know a statement. Only the first-hand ones may decide."""

    VERIFIED = "verified"
    COMPUTED = "computed"
    SECONDARY = "secondary"
    RECALLED = "recalled"

    @property
    def first_hand(self) -> bool:
        """Whether it was read at its source, or is arithmetic anyone can repeat."""
        return self in (Provenance.VERIFIED, Provenance.COMPUTED)


class ReviewStatus(StrEnum):
    """Where the sign-off stands, least reviewed first."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    UNDER_REVIEW = "under_review"
    APPROVED = "approved"


class Strict(BaseModel):
    """A piece of a file: unknown keys are refused, and it does not change."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Review(Strict):
    """A sign-off, named and dated."""

    status: ReviewStatus
    by: str | None = None
    on: date | None = None

    @model_validator(mode="after")
    def _approval_is_signed(self) -> Self:
        if self.status is ReviewStatus.APPROVED and not (self.by and self.on):
            raise ValueError("an approved text names who approved it and when: review {by, on}")
        return self


class Guideline(Strict):
    """The front matter of one source."""

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9-]*$")
    title: str = Field(min_length=1)
    short: str = Field(min_length=1)
    organisation: str = Field(min_length=1)
    kind: Kind
    year: int | None = Field(ge=1900, le=2100)
    jurisdiction: str = Field(min_length=2)
    language: str = "en"
    doi: str | None = None
    url: str | None = None
    licence: str = Field(min_length=1)
    supersedes: tuple[str, ...] = ()
    in_force_from: date
    in_force_until: date | None = None
    review: Review
    provenance: Provenance

    @model_validator(mode="after")
    def _has_a_locator(self) -> Self:
        if not (self.doi or self.url):
            raise ValueError("a locator is mandatory: give doi or url")
        return self

    @property
    def locator(self) -> str:
        """Where to find the source: `doi:…`, or its address."""
        return f"doi:{self.doi}" if self.doi else str(self.url)

    def in_force(self, on: date) -> bool:
        """Whether it was in force on a day (the last day is `in_force_until`, excluded)."""
        return self.in_force_from <= on and (self.in_force_until is None or on < self.in_force_until)


@dataclass(frozen=True, slots=True)
class Passage:
    """One citable piece of one guideline, e.g. `cts-2012#augmentation`.

    `facts` are the numbers of the fact sheet it states; `line` is where it starts in its file; `under` is all that an
    own document's passage stands under, such as its table's caption.
    """

    id: str
    guideline: str
    section: str
    text: str
    provenance: Provenance
    facts: tuple[str, ...] = ()
    line: int = 0
    under: str = ""

    @property
    def anchor(self) -> str:
        """The part of the id after `#`."""
        return self.id.partition("#")[2]
