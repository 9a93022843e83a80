"""What reading a question comes to: facts with the words they were read from, doubts, and what is asked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

    from guardrails.values import Value
    from guardrails.vocabulary import Quote


@dataclass(frozen=True, slots=True)
class Turn:
    """An earlier message of the user, and the facts that it was asked for, most decisive first."""

    text: str
    asked: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ReadFact:
    """One fact as read: its value in the fact's own unit, and the words of the question it comes from.

    `shown` is the value as JSON: a number in the own unit by the usual factor, a word, true or false, or a
    comparison such as `{"below": 11}`. `start` and `end` are the place of `words` in its own message.
    """

    name: str
    value: Value
    shown: object
    words: str
    start: int
    end: int
    source: str = "question"  # question | history | given
    about: str = "patient"  # patient | relative | other
    time: str = "now"  # now | history | planned
    certainty: str = "stated"  # stated | suspected | asked | supposed


@dataclass(frozen=True, slots=True)
class Doubt:
    """Something in the words that must be questioned, and is never used.

    `code` is one of impossible_value, wrong_unit, no_unit, two_values, did_you_mean, ambiguous_term, other_measure.
    `says` is one sentence for the user: what was read, what it would mean, what to give instead; `meant` are the
    quantities that it may be instead: nobody said them.
    """

    fact: str
    words: str
    code: str
    says: str
    cite: tuple[Quote, ...] = ()
    meant: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """A question as understood.

    `asks` is the text in the words that the topic's sources use, by which they are searched.
    `facts` may be used (supposed ones included, flagged); `aside` was read and is not used: relatives', suspected,
    asked about, planned; `replaced` was told before, and no longer holds. `general` asks what holds for anybody,
    not for one patient; `wonders` begins as one who asks what is so; `of_text` asks who wrote a source, and where
    it appeared; `patient` says that something was told of one: a place alone is nothing; `asked` that a decision
    was asked for in words; `unexplained` are the words that stand for no fact and no decision, `strange` those of
    another subject, or of none known, where no word of the topic alone is there. `steering` are words that tried to
    steer the answer: ignored and reported. `of_others` are the facts given apart that only other topics know,
    `or_of` the other topics that the words fit as well. `only_of` is the name of the patient whom it is about, where
    several are spoken of by turns.
    """

    text: str
    asks: str = ""
    topic: str | None = None
    decisions: tuple[str, ...] = ()
    facts: tuple[ReadFact, ...] = ()
    aside: tuple[ReadFact, ...] = ()
    replaced: tuple[ReadFact, ...] = ()
    doubts: tuple[Doubt, ...] = ()
    scope: str = "unclear"  # in | out | unclear
    act: str = "ask"  # ask | confirm | refuse | urgent
    first: str = ""  # what to do first in an emergency
    steering: tuple[str, ...] = ()
    asks_about: tuple[str, ...] = ()
    general: bool = False
    of_text: bool = False
    wonders: bool = False
    figure: bool = False
    of_texts: bool = False
    beside: tuple[str, ...] = ()
    compares: bool = False
    patient: bool = False
    asked: bool = False
    unexplained: tuple[str, ...] = ()
    strange: tuple[str, ...] = ()
    of_others: tuple[str, ...] = ()
    or_of: tuple[str, ...] = ()
    only_of: str = ""
    as_of: date | None = None
