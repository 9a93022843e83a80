"""What a sentence asserts that the rules know better: of a source, of what speaks against, of another decision."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.stated import FOR, values, verdict_in
from guardrails.outcome import Outcome
from guardrails.positions import Stand

if TYPE_CHECKING:
    from datetime import date

    from bot.reading.types import Reading
    from bot.wiring import Bot
    from guardrails.outcome import Verdict
    from guardrails.positions import Position

_WAVED = re.compile(
    r"\b(?:do(?:es)?(?:n[’']t| not)|need not|never|no longer) (?:matter|count|apply|exclude|preclude|"
    r"rule (?:it |this )?out|disqualify|affect (?:eligibility|treatment)|"
    r"(?:be )?(?:checked|considered|contraindicate))\b|"
    r"\b(?:is|are|was|were) (?:not |never |no |n[’']t )+(?:an? )?(?:\w+ ){0,2}?(?:contraindications?|barriers?|"
    r"obstacles?|problems?|concerns?|exclusions?|reasons?|issues?|relevant|contraindicated)\b|"
    r"\b(?:is|are) irrelevant\b|\b(?:can|may|should) (?:safely )?be (?:ignored|disregarded|overlooked)\b|"
    r"\b(?:can|may|should|must) (?:still |safely |also )*be (?:treated|infused|given it)"
    r"(?: (?:normally|safely|as usual))?\b|"
    r"\b(?:regardless|irrespective) of(?: (?:whether|if))?\b|\beven (?:if|when|in|while|though)\b|"
    r"\b(?:is|are) (?:perfectly |generally |entirely )?safe (?:in|for)\b",
    re.IGNORECASE,
)
_WORKS = re.compile(
    r"\b(?:treats|cures|heals|reverses|helps|(?:is|are) (?:\w+ )?effective (?:for|in|against)|works? (?:for|in)|"
    r"benefits?)\b",
    re.IGNORECASE,
)
_DENIED = re.compile(
    r"\b(?:not|no|never|nor|neither|without|unknown|uncertain|unclear|whether)\b|n[’']t\b", re.IGNORECASE
)
_QUALIFIED = re.compile(r"\b(?:alone|by itself|on its own|only if|unless|isolated)\b", re.IGNORECASE)
_WITHHELD = (Stand.NOT_RECOMMENDED, Stand.CRITERIA_NOT_MET, Stand.NO_RECOMMENDATION, Stand.INSUFFICIENT_EVIDENCE)
_FAILED = (Stand.CRITERIA_NOT_MET,)  # of a decision that the sentence only mentions: its facts are too few to fail
_GIVEN = (Stand.RECOMMENDED, Stand.CONDITIONAL)


@dataclass(frozen=True)
class Objection:
    """What speaks against a sentence: the reason, its words, and the rule."""

    reason: str
    words: str
    rule: str


def objection(sentence: str, asked: Reading, bot: Bot, on: date) -> Objection | None:
    """The first thing that the rules have against a sentence, or None."""
    if asked.topic is None or sentence.rstrip().endswith("?"):
        return None
    own = bot.reader.read(sentence, on)
    return (
        _waved_aside(sentence, asked.topic, bot, on)
        or _attributed(sentence, own, asked, bot, on)
        or _works(sentence, own, bot, on)
        or _of_another_decision(sentence, own, asked, bot, on)
    )


def _works(sentence: str, own: Reading, bot: Bot, on: date) -> Objection | None:
    """Says that it works where by the rules it is not for such a patient."""
    found = _WORKS.search(sentence)
    if found is None or _DENIED.search(sentence) or own.topic is None or not (own.facts and own.decisions):
        return None
    verdict = bot.benches[own.topic].judge(own.decisions[0], values(own), on)
    if verdict.outcome is not Outcome.NOT_RECOMMENDED:
        return None
    return Objection(f"'{found[0]}': by the rules {verdict.outcome.value}", found[0], _rule(verdict))


def _waved_aside(sentence: str, topic: str, bot: Bot, on: date) -> Objection | None:
    """Calls harmless what by the rules is enough for a no."""
    found = _WAVED.search(sentence)
    if found is None or _QUALIFIED.search(sentence) or verdict_in(_without(sentence, found)) is Outcome.NOT_RECOMMENDED:
        return None
    own = bot.reader.read(_without(sentence, found), on)
    if not own.facts or not own.decisions:
        return None
    verdict = bot.benches[topic].judge(own.decisions[0], values(own), on)
    if verdict.outcome is not Outcome.NOT_RECOMMENDED:
        return None
    told = ", ".join(each.words for each in own.facts)
    reason = f"'{found[0]}': by the rules {told} is enough for {verdict.outcome.value}"
    return Objection(reason, found[0], _rule(verdict))


def _without(sentence: str, found: re.Match[str]) -> str:
    return f"{sentence[: found.start()]} {sentence[found.end() :]}".strip()


def _attributed(sentence: str, own: Reading, asked: Reading, bot: Bot, on: date) -> Objection | None:
    """Gives a verdict as a source's that the source does not give for that patient."""
    stated = verdict_in(sentence)
    named = [each for each in own.asks_about if each in bot.library.guidelines]
    decision = next(iter((*own.decisions, *asked.decisions)), None)
    if stated is None or not named or decision is None or asked.topic is None:
        return None
    verdict = bot.benches[asked.topic].judge(decision, {**values(asked), **values(own)}, on)
    theirs = [each for each in verdict.positions if each.guideline in named]
    asked_for = decision in asked.decisions
    against = [each for each in theirs if _opposed(stated, each) and (asked_for or each.stand not in _FAILED)]
    if not against or len(against) < len(theirs):
        return None
    first = next((each for each in against if not each.reported), against[0])
    short = bot.library.guidelines[first.guideline].short
    return Objection(f"by its texts, {short} says for that patient: {first.stand.value}", stated.value, first.rule.id)


def _opposed(stated: Outcome, position: Position) -> bool:
    if stated in FOR:
        return position.stand in _WITHHELD
    return stated is Outcome.NOT_RECOMMENDED and position.stand in _GIVEN


def _of_another_decision(sentence: str, own: Reading, asked: Reading, bot: Bot, on: date) -> Objection | None:
    """A verdict on something else than was asked, clearly opposite to the rules'."""
    stated = verdict_in(sentence)
    if stated is None or not own.asked or not own.decisions or own.topic is None:
        return None
    verdict = bot.benches[own.topic].judge(own.decisions[0], values(own), on)
    if verdict.outcome is Outcome.INFORMATION:
        return _of_information(stated, verdict)
    if own.decisions[0] in asked.decisions:
        return None
    wrong = verdict.outcome in FOR if stated is Outcome.NOT_RECOMMENDED else verdict.outcome is Outcome.NOT_RECOMMENDED
    if stated in (Outcome.INSUFFICIENT_EVIDENCE, Outcome.DIFFER) or not wrong:
        return None
    return Objection(f"by the rules on that: {verdict.outcome.value}", stated.value, _rule(verdict))


def _of_information(stated: Outcome, verdict: Verdict) -> Objection | None:
    """A no, where all that the sources say of it, without a verdict of their own, is a yes; or the other way round."""
    said = [(verdict_in(each.rule.spec.say), each) for each in verdict.positions]
    told = [(each, position) for each, position in said if each in (*FOR, Outcome.NOT_RECOMMENDED)]
    if not told or stated in (Outcome.INSUFFICIENT_EVIDENCE, Outcome.DIFFER):
        return None
    if any((each is Outcome.NOT_RECOMMENDED) is (stated is Outcome.NOT_RECOMMENDED) for each, _ in told):
        return None
    first = told[0][1].rule
    return Objection(f"its sources say: {first.spec.say}", stated.value, first.id)


def _rule(verdict: Verdict) -> str:
    decided = verdict.decided or verdict.positions
    return decided[0].rule.id
