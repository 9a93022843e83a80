"""What verdict a sentence states about a decision, for whom; and whether the rules agree for those facts."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from guardrails.inquiry import missing
from guardrails.outcome import Outcome
from guardrails.truth import Truth
from guardrails.values import within

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from bot.reading.types import Reading
    from bot.wiring import Bot
    from guardrails.outcome import Verdict
    from guardrails.values import Value

_SAYS = {
    "differ": (
        r"\b(?:guidelines?|opinions?|sources|recommendations|societies|positions|experts?|views|texts|authorities) "
        r"(?:\w+ )?(?:differ|disagree|conflict|diverge|are divided)\b|\bdisagree(?:ment)?s? (?:between|among)\b"
    ),
    "not_recommended": (
        r"\b(?:not|never|no longer) (?:be )?(?:generally |routinely |typically )?(?:recommended|indicated|advised|"
        r"appropriate|eligible|considered|offered|given|used|supported|(?:an? )?candidates?)|"
        r"\bdo(?:es)? not (?:generally |routinely |usually )?(?:recommend|"
        r"support|qualify|need|require|meet)|\brecommends? no\b|"
        r"\bno (?:\w+ )?(?:guidelines?|sources?) (?:supports?|recommends?|advises?)|"
        r"\bshould not\b|\bcontraindicated\b|\bagainst\b|\b(?:is|"
        r"are) ineligible\b|\bto not use\b|\bnot to use\b"
    ),
    "insufficient_evidence": (
        r"\binsufficient evidence\b|\bevidence (?:is|does) (?:insufficient|not decide|lacking)|"
        r"\bbenefits?\b.{0,120}\b(?:is|are) unknown\b|\bno consensus\b"
    ),
    "conditional": (
        r"\b(?:may|can|could|might) be (?:considered|offered|used|appropriate|started|given|initiated|continued|"
        r"prescribed|administered|infused)|\bconditional(?:ly)? recommend|"
        r"\bis an option\b|\bcase[- ]by[- ]case\b|\bindividual (?:patient )?(?:factors|basis)\b|"
        r"\bshould be considered\b"
    ),
    "recommended": (
        r"\b(?:is|are) (?:\w+ (?:and )?)?(?:recommended|indicated|appropriate|(?<!aution is )advised|eligible)\b|"
        r"\b(?:is|are) (?:[\w -]{1,40} )?and recommended\b|\bstandard of care\b|"
        r"\bshould (?:be (?:given|offered|started|initiated|treated)|receive|start)\b|\brecommends?\b|\bqualif(?:y|"
        r"ies)\b"
    ),
}
_PATTERNS = {name: re.compile(pattern, re.IGNORECASE) for name, pattern in _SAYS.items()}
_BARE = re.compile(r"^\W*(?:short answer\W+|answer\W+)?(yes|no)\b(?=\W*(?:$|[,.:;!–—-]))", re.IGNORECASE)
_YES_OR_NO = re.compile(
    r"(?:^|[.,:;!]\s*)(?:\w+ ){0,2}?"
    r"(?:is|are|do|does|did|can|could|should|shall|may|must|will|would|has|have|was)\b[^.;]*\?|"
    r"^[^?]{1,200}\b(?:for|in)\b[^?]*\?$|[:;,]\s*[\w ]{1,40}\?$",
    re.IGNORECASE,
)
_TURNED = re.compile(
    r"\b(?:stop|withhold|withheld|avoid|refuse|exclude\w*|contraindicat\w*|not|never|without|harm\w*|risk\w*|"
    r"wh(?:at|ich|o|om|en|ere|y)|how)\b",
    re.IGNORECASE,
)
FOR = (Outcome.RECOMMENDED, Outcome.CONDITIONAL)
OTHERS_TOO = (Outcome.DIFFER, Outcome.INSUFFICIENT_EVIDENCE, Outcome.INFORMATION, Outcome.NOT_COVERED)


@dataclass(frozen=True)
class Agreement:
    """Whether the rules agree with a sentence: True, False, or None where they cannot tell; and why."""

    agrees: bool | None
    reason: str


def verdict_in(sentence: str) -> Outcome | None:
    """The verdict that a sentence states, or None."""
    return next((Outcome(name) for name, pattern in _PATTERNS.items() if pattern.search(sentence)), None)


def bare_verdict(question: str, answer: str) -> Outcome | None:
    """What "Yes." or "No." states in reply to a question that can be answered so; None where it asks what to leave."""
    said = _BARE.match(answer)
    if said is None or not _YES_OR_NO.search(question) or _TURNED.search(question):
        return None
    return Outcome.RECOMMENDED if said[1].lower() == "yes" else Outcome.NOT_RECOMMENDED


def agreement(stated: Outcome, verdict: Verdict, bot: Bot, topic: str) -> Agreement:
    """Whether a stated verdict is what the rules come to."""
    ours = verdict.outcome
    against = ours is Outcome.NOT_RECOMMENDED
    if ours is Outcome.INSUFFICIENT_EVIDENCE and stated is Outcome.RECOMMENDED:
        return Agreement(agrees=False, reason=f"the sources come to: {ours.value}")
    if ours in OTHERS_TOO or stated is Outcome.DIFFER:
        same = stated is ours or (stated is Outcome.CONDITIONAL and ours in OTHERS_TOO)
        return Agreement(same or None, f"the sources come to: {ours.value}")
    if ours is Outcome.NEEDS_FACTS:
        labels = bot.benches[topic].book.vocabulary
        wanted = ", ".join(labels[each.fact].label for each in missing(bot.benches[topic], verdict)[:5])
        if stated is Outcome.NOT_RECOMMENDED:
            return Agreement(None, f"the rules cannot decide it without: {wanted}")
        return Agreement(False if stated is Outcome.RECOMMENDED else None, f"the rules ask also for: {wanted}")
    if stated is Outcome.INSUFFICIENT_EVIDENCE:
        return Agreement(None, f"the sources come to: {ours.value}")
    return Agreement((stated is Outcome.NOT_RECOMMENDED) is against, f"by the rules: {ours.value}")


def judged(reading: Reading, sentence: str, as_of: date, bot: Bot) -> Verdict | None:
    """What the rules come to for the patient of a sentence: its own facts, the question's where it names none."""
    if reading.topic is None or not reading.decisions:
        return None
    own = values(bot.reader.read(sentence, as_of))
    asked = values(reading)
    if any(name in asked and not of_one(asked[name], value) for name, value in own.items()):
        facts: Mapping[str, Value] = own  # it speaks of somebody else
    else:
        facts = {**own, **asked}
    return bot.benches[reading.topic].judge(reading.decisions[0], dict(facts), as_of)


def of_one(asked: Value, told: Value) -> bool:
    """Whether a value told may be that of the patient asked about: the same, or a range that holds it."""
    return asked == told or within(asked, told) is Truth.TRUE


def values(reading: Reading) -> dict[str, Value]:
    """The facts of a reading by name."""
    return {fact.name: fact.value for fact in reading.facts}
