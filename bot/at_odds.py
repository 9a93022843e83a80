"""What a sentence says that cannot be: facts that exclude each other, totals that do not add up, limits of nobody."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING

from bot.asserted import Objection
from bot.stated import values
from guardrails.criteria import compared_facts
from guardrails.grounding import quantities
from guardrails.grounding.numbers import close, comparable, share_a_number
from guardrails.grounding.worked_out import products
from guardrails.infer import infer
from guardrails.positions import DO
from guardrails.quantity import describe
from guardrails.values import Choice, Interval, meet

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from bot.case import Case
    from bot.reading.types import ReadFact, Reading
    from bot.wiring import Bot
    from guardrails.grounding.quantities import Quantity
    from guardrails.rules import RuleBook

ALIKE = 0.03  # two printed limits are one: 57 and 57.2
_TURNED = re.compile(
    r"\b(?:not|no|never|nor|neither|without|cannot|unless|if|whether|or|than|versus|vs|but|whereas|while|except|unlike|"
    r"although|though|despite|some|rarely|exclude\w*|rule[sd]? out)\b|n[’']t\b|\?",
    re.IGNORECASE,
)
_SETS = re.compile(
    r"\b(?:require[sd]?|requirements?|demands?|asks? for|sets?|states?|says?|recommends?|advises?|suggests?|considers?|"
    r"accepts?|defines?|uses?|limits?|thresholds?|cut-?offs?|criteri\w+|minimum|maximum|at least|must|according to|"
    r"by the|reserves?|allows?|mandates?|specif\w+|stipulates?|restricts?|approved?|licen[cs]ed)\b",
    re.IGNORECASE,
)
_MUST = re.compile(
    r"\b(?:require[sd]?|demands?|must|sets?|minimum|maximum|at least|mandates?|stipulates?)\b", re.IGNORECASE
)
_TAKES = re.compile(
    r"\b(?:includ\w+|even|also|accepts?|allows?|admits?|regardless|irrespective|such as|as well as)\b", re.IGNORECASE
)
_HAS = re.compile(
    r"(?:^\W*|\b(?:is|are|was|were|has|have|had|as|means?|(?:form|type|kind|case) of|called|considered|indicates?|"
    r"being|with)\s)(?:an? )?(?:[\w-]+ ){0,2}$",
    re.IGNORECASE,
)
_DENIED = re.compile(r"\b(?:not|no|never|nor|neither|without)\b|n[’']t\b", re.IGNORECASE)


def odds(sentence: str, case: Case, sources: set[str]) -> Objection | None:
    """The first thing in a sentence that cannot be, or None; *sources* are those it names or cites."""
    if case.reading.topic is None:
        return None
    own = case.bot.reader.read(sentence, case.on)
    return (
        _facts_apart(sentence, own, case.book)
        or _wrong_total(sentence, case.reading)
        or _foreign_limit(sentence, case, own, sources or case.labels_of(sentence))
        or _foreign_value(sentence, case, own, sources)
    )


def _facts_apart(sentence: str, own: Reading, book: RuleBook) -> Objection | None:
    """What is said of one patient follows otherwise from the rest of it: a carrier called severely deficient."""
    if _TURNED.search(sentence):
        return None
    said = (*own.facts, *(each for each in own.aside if each.about == "patient" and each.time == "now"))
    facts = {each.name: each.value for each in said}
    for each in said:
        inferred = infer(book, {name: value for name, value in facts.items() if name != each.name})
        known = inferred.facts.get(each.name)
        supposed = any(one.fact == each.name for one in inferred.assumed) and not isinstance(known, Interval)
        if known is not None and meet(known, each.value).empty and not supposed and _asserted(sentence, each):
            fact = book.vocabulary[each.name]
            return Objection(
                f"'{each.words}': by the rest of it, {fact.label} is {describe(fact, known)}", each.words, ""
            )
    return None


def _asserted(sentence: str, fact: ReadFact) -> bool:
    """Whether a sentence says that somebody has or is what a fact says; a number is said by being there."""
    at = sentence.find(fact.words)
    return isinstance(fact.value, Interval) or at < 0 or bool(_HAS.search(sentence, 0, at))


def _wrong_total(sentence: str, asked: Reading) -> Objection | None:
    for each in products(sentence, asked.text):
        if not each.holds:
            reason = f"{each.rate.words} for {each.times.words} is {each.in_its_unit}, not {each.total.words}"
            return Objection(reason, each.total.words, "")
    return None


def _foreign_limit(sentence: str, case: Case, own: Reading, sources: set[str]) -> Objection | None:
    """A limit given as a source's that no text of it here has."""
    named = sorted(sources)
    if not named or not _SETS.search(sentence):
        return None
    bot, book, told = case.bot, case.book, values(case.reading)
    said = [each for name in named for each in quantities_of(name, bot)]
    for each, printed in _limits(sentence, own):
        mine = printed.bounds.exact is not None and told.get(each.name) == each.value
        if (
            mine
            or _denied(sentence, printed)
            or any(share_a_number(printed, other) and comparable(printed, other) for other in said)
        ):
            continue
        if objection := _against_limits(each, printed, (named, book), bot, must=bool(_MUST.search(sentence))):
            return objection
    return None


def _foreign_value(sentence: str, case: Case, own: Reading, sources: set[str]) -> Objection | None:
    """A sort of patient that a source is said to take, and by its rules does not: `including current smokers`."""
    if not _TAKES.search(sentence) or _DENIED.search(sentence):
        return None
    on = set(own.decisions or case.reading.decisions)
    do = [each for each in case.book.rules if each.guideline in sources and each.spec.position in DO]
    rules = [each for each in do if on & {*each.spec.decisions}]
    for each in own.facts if rules else ():
        allowed = [one.allowed for rule in rules for one in compared_facts(rule.criterion) if one.fact == each.name]
        if (
            isinstance(each.value, Choice)
            and len(allowed) >= len(rules)
            and all(meet(one, each.value).empty for one in allowed)
        ):
            fact = case.book.vocabulary[each.name]
            reason = f"'{each.words}': by its rules {fact.label} is {describe(fact, allowed[0])}"
            return Objection(reason, each.words, next(rule.id for rule in rules if each.name in rule.looks_at))
    return None


def _denied(sentence: str, printed: Quantity) -> bool:
    """Whether the clause of a limit is denied."""
    start = max(sentence.rfind(mark, 0, printed.start) for mark in ",;") + 1
    end = min((place for mark in ",;" if (place := sentence.find(mark, printed.end)) >= 0), default=len(sentence))
    return bool(_DENIED.search(sentence[start:end]))


def _limits(sentence: str, own: Reading) -> Iterator[tuple[ReadFact, Quantity]]:
    """The facts of a sentence that are limits: ranges and comparisons, as read and as printed."""
    bound = re.search(r"\b(?:minimum|maximum|limit)\b", sentence, re.IGNORECASE)
    for each in own.facts:
        printed = next(
            (one for one in quantities(sentence) if each.start < one.end <= each.end or one.words in each.words), None
        )
        if isinstance(each.value, Interval) and printed and (printed.compared or printed.bounds.exact is None or bound):
            yield each, printed


def _against_limits(
    each: ReadFact, printed: Quantity, of: tuple[list[str], RuleBook], bot: Bot, *, must: bool
) -> Objection | None:
    named, book = of
    ends = _ends(each.value)
    limits = [(rule.guideline, rule.id, end) for rule in book.rules for end in _rule_ends(rule.criterion, each.name)]
    theirs = [found for found in limits if found[0] in named]
    if any(_near(end, other) for end in ends for _, _, other in theirs):
        return None
    shorts = ", ".join(bot.library.guidelines[name].short for name in named)
    owners = [found for found in limits if found not in theirs and any(_near(end, found[2]) for end in ends)]
    if theirs:
        numbers = ", ".join(f"{number:g}" for number in sorted({end for _, _, end in theirs}))
        return Objection(
            f"{printed.words} is given as a limit of {shorts}, whose own is {numbers}", printed.words, theirs[0][1]
        )
    if owners:
        others = ", ".join(dict.fromkeys(bot.library.guidelines[name].short for name, _, _ in owners))
        return Objection(
            f"{printed.words} is given as a limit of {shorts}; it is one of {others}", printed.words, owners[0][1]
        )
    if must and limits:
        return Objection(
            f"no text here has {printed.words} as a limit of {shorts}, nor of anybody", printed.words, limits[0][1]
        )
    return None


def quantities_of(guideline: str, bot: Bot) -> Iterable[Quantity]:
    """Every quantity that the texts of a source print, its citation aside."""
    passages = [each for each in bot.library.passages.values() if each.guideline == guideline]
    return [found for each in passages if each.section != "Citation" for found in quantities(each.text)]


def _rule_ends(criterion: object, fact: str) -> Iterator[float]:
    for each in compared_facts(criterion):  # type: ignore[arg-type]
        if each.fact == fact:
            yield from _ends(each.allowed)


def _ends(value: object) -> list[float]:
    ends = (value.low, value.high) if isinstance(value, Interval) else ()
    return [each for each in ends if math.isfinite(each)]


def _near(one: float, other: float) -> bool:
    return close(one, other) or abs(one - other) <= ALIKE * max(abs(one), abs(other))
