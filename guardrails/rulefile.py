"""What a rule file may say: its schema, before anything is checked against texts and vocabulary."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Any, Self

from pydantic import Field, model_validator

from corpus.guideline import Strict
from guardrails.vocabulary import Quote


class Stance(StrEnum):
    """What a rule says when it applies."""

    RECOMMENDED = "recommended"
    CONDITIONAL = "conditional"
    NOT_RECOMMENDED = "not_recommended"
    INSUFFICIENT_EVIDENCE = "insufficient_evidence"
    NO_RECOMMENDATION = "no_recommendation"
    INFORMATION = "information"


class Applies(StrEnum):
    """What an example expects of its rule."""

    APPLIES = "applies"
    DOES_NOT_APPLY = "does_not_apply"
    NEEDS_FACTS = "needs_facts"


class Wording(StrEnum):
    """How an ungraded source words it."""

    SHOULD = "should"
    MAY = "may"


class Example(Strict):
    """A patient, and what the rule must say of them.

    `outcome` is what `when` and `unless` come to; `concerned` says whether the rule speaks about this patient at all,
    for rules that say whom they concern.
    """

    name: str = Field(min_length=1)
    facts: dict[str, Any] = {}
    concerned: bool | None = None
    outcome: Applies
    missing: frozenset[str] | None = None


class Calculate(Strict):
    """A sentence with a computed number: a fact times a constant, or the fact in its other units.

    `say` may name `{value}` (the fact as given), `{result}` and, for conversions, `{units}`.
    """

    fact: str = Field(alias="from")
    times: float | None = None
    convert: bool = False
    say: str = Field(min_length=1)


class Stated(Strict):
    """What rules of every sort have: a name, a sentence, sources and examples."""

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9-]*$")
    say: str = Field(min_length=1)
    when: Any
    unless: Any = None
    cite: tuple[Quote, ...] = Field(min_length=1)
    examples: tuple[Example, ...] = Field(min_length=2)
    quoted: str | None = None


class RuleSpec(Stated):
    """One rule of one source, dated and cited."""

    decision: str | tuple[str, ...]
    position: Stance
    strength: str = "ungraded"
    certainty: str | None = None
    wording: Wording | None = None
    contraindication: bool = False
    concerns: Any = None
    in_force_from: date
    in_force_until: date | None = None
    checked_on: date
    left_to_the_clinician: tuple[str, ...] = ()
    calculate: Calculate | None = None

    @property
    def decisions(self) -> tuple[str, ...]:
        """The decisions it speaks to."""
        return (self.decision,) if isinstance(self.decision, str) else self.decision

    @model_validator(mode="after")
    def _dates_are_in_order(self) -> Self:
        if self.in_force_until and self.in_force_until <= self.in_force_from:
            raise ValueError("in_force_until must be after in_force_from")
        if self.contraindication and self.position is not Stance.NOT_RECOMMENDED:
            raise ValueError("a contraindication's position is not_recommended")
        return self


class RuleFile(Strict):
    """The rules of one source: `<guideline-id>.yaml`."""

    topic: str | None = None
    guideline: str | None = None
    rules: tuple[RuleSpec, ...]


class Derivation(Stated):
    """A fact that follows from facts. An assumption holds only while nobody gave the fact.

    `when_given` names facts that must have been given, not inferred. An assumption's `unless` holds it back only
    once it is true: not knowing of an exception is what makes it an assumption.
    """

    sets: dict[str, Any] = Field(min_length=1, max_length=1)
    assumption: bool = False
    when_given: tuple[str, ...] = ()


class Contradiction(Stated):
    """Facts that cannot all be true: none of those it withdraws is used until one is repeated."""

    withdraws: tuple[str, ...] = Field(min_length=1)
    ask: tuple[str, ...] = ()
    when_given: tuple[str, ...] = ()


class DerivedFile(Strict):
    """A derived.yaml: what follows from what, what is assumed, and what contradicts what."""

    topic: str | None = None
    derive: tuple[Derivation, ...] = ()
    contradictions: tuple[Contradiction, ...] = ()
