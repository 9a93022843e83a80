"""The sentences of somebody else's answer beside sources: those they cite, those they name, those that answer."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.stated import values
from guardrails.grounding import Verdict, quantities
from guardrails.grounding.assigned import misassigned
from guardrails.grounding.claims import FEW_WORDS, Checked, Sources
from guardrails.grounding.firsts import another_first
from guardrails.grounding.matters import denied_elsewhere, other_side
from guardrails.grounding.numbers import comparable, share_a_number, specific
from guardrails.grounding.own import names_known
from guardrails.grounding.quantities import OFTEN
from guardrails.grounding.support import WORD_FOR_WORD, support_by
from guardrails.grounding.words import content
from guardrails.grounding.worked_out import products
from guardrails.outcome import Outcome
from guardrails.values import meet

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from bot.case import Case
    from bot.reading.types import Reading
    from corpus.guideline import Passage
    from guardrails.grounding.quantities import Quantity
    from guardrails.values import Interval

NEAREST = 12
ABOUT = 0.55  # share of a sentence's words that a passage of the source it names must have to speak against it
SPREAD = 1.8  # how far the methods of one measurement may lie apart
BORNE = 0.6  # the same, to bear it out
IMPOSSIBLE = ("wrong_unit", "impossible_value")
PASSAGE = re.compile(r"\b[a-z0-9][a-z0-9-]*#[A-Za-z0-9_-]+\b")
_SHARES = {"half": 50, "one half": 50, "a third": 33.3, "one third": 33.3, "a quarter": 25, "one quarter": 25,
           "three quarters": 75}  # fmt: skip
_PER_TIME = re.compile(r"(/kg) (?:per|a) (day|week|fortnight|month)\b", re.IGNORECASE)
_RULED_OUT = re.compile(r"\brul(?:e|es|ed|ing) out\b", re.IGNORECASE)
_REASON = re.compile(r", (?:because|since|as|so|which means|which is why|therefore)\b.*$", re.IGNORECASE | re.DOTALL)
_NUMBERS = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5}
_SHARE = re.compile(
    rf"\b(?P<said>{'|'.join(sorted(_SHARES, key=len, reverse=True))})(?= (?:of|chance|risk|will|are|is)\b)|"
    rf"\b(?P<of>[1-4]|one|two|three) (?:in|out of) (?P<all>[2-5]|two|three|four|five)\b(?![,.]?\d)",
    re.IGNORECASE,
)


def sources_of(case: Case) -> Sources:
    """What an answer's sentences can be held against."""
    from corpus.index import keyword_search

    library = case.bot.library
    cited: dict[int, tuple[Passage, ...]] = {
        each.number: tuple(library.passages[name] for name in PASSAGE.findall(each.text) if name in library.passages)
        for each in case.page.references
    }

    def search(words: str) -> tuple[Passage, ...]:
        hits = keyword_search(case.bot.built_in, words, NEAREST, {"topic": {case.topic}})
        return tuple(each for hit in hits if (each := library.passages[hit.passage]).section != "Citation")

    names = names_known(case.book)
    return Sources(cited, search, names, lambda words: held(words, case))


def by_sources(checked: Checked, case: Case) -> Checked:
    """What a sentence says against the sources that it names or cites, or against what answers the question."""
    claim = checked.claim
    if checked.verdict is Verdict.DANGLING or checked.reason == WORD_FOR_WORD:
        return checked
    reading = case.bot.reader.read(claim.text, case.on)
    wrong = IMPOSSIBLE[: 1 if checked.verdict is Verdict.SUPPORTED else None]
    if doubt := next((each for each in reading.doubts if each.code in wrong), None):
        return Checked(claim, Verdict.CONTRADICTED, doubt.says, doubt.words)
    if _adds_up(claim.text, case):
        return Checked(claim, Verdict.SUPPORTED, "the amounts add up")
    if passages := _all_of(case.sources_named(claim.text, reading, claim.markers), case):
        return _by_the_named(checked, passages, case)
    if claim.markers and checked.verdict is not Verdict.CANNOT_VERIFY:
        return checked
    return _by_what_answers(checked, _on_the_same(claim.text, reading, case), case)


def _by_the_named(checked: Checked, passages: list[Passage], case: Case) -> Checked:
    """A sentence that names its sources, beside all that they say here."""
    words = held(checked.claim.text, case)
    if spoken := _turned_round(checked, words, passages, case, named=True):
        return spoken
    cited = checked.claim.markers and checked.verdict is not Verdict.CANNOT_VERIFY
    return checked if cited else _beside(checked, words, _nearest_of(words, passages), case, named=True)


def _by_what_answers(checked: Checked, passages: list[Passage], case: Case) -> Checked:
    """A sentence that names no source, beside what answers what it is about."""
    words = held(checked.claim.text, case)
    if spoken := _turned_round(checked, words, passages, case, named=False):
        return spoken
    if other := another_first(words, tuple(each.text for each in passages)):
        reason = "the sources name another"
        return Checked(
            checked.claim, Verdict.CONTRADICTED, reason, other, next(e.id for e in passages if e.text == other)
        )
    if not passages:
        return checked
    found = _beside(checked, words, _nearest_of(words, passages), case, named=False)
    judged = checked.verdict in (Verdict.SUPPORTED, Verdict.CONTRADICTED) or _printed_somewhere(words, case)
    return checked if judged and found.verdict is Verdict.UNSUPPORTED else found


def _beside(checked: Checked, words: str, passages: list[Passage], case: Case, *, named: bool) -> Checked:
    """A sentence beside some passages together: those of the source that it *named*, or what answers the question."""
    held_by = "the source it names" if named else "what answers the question"
    measured = any(each.unit for each in quantities(words))
    found = support_by(words, tuple(each.text for each in passages), names_known(case.book), _titles(passages, case))
    against = next((each.id for each in passages if found.words and found.words in each.text), passages[0].id)
    said = not named and found.by_number and _printed_somewhere(words, case)
    if (found.verdict is Verdict.CONTRADICTED and not said) or (measured and found.verdict is Verdict.UNSUPPORTED):
        return Checked(checked.claim, found.verdict, f"held against {held_by}: {found.reason}", found.words, against)
    idle = checked.verdict in (Verdict.UNCITED, Verdict.CANNOT_VERIFY)
    borne = _borne_by(_main(words), passages, case) if idle else None
    return Checked(checked.claim, Verdict.SUPPORTED, f"borne out by {held_by}", "", borne.id) if borne else checked


def _borne_by(words: str, passages: list[Passage], case: Case) -> Passage | None:
    """The first passage that bears some words out, alone or with others of its source."""
    for each in passages:
        source = case.bot.library.guidelines[each.guideline]
        said_by = f"{source.short}, {source.organisation}, {source.year}. {' '.join(case.bot.topics[case.topic].names)}"
        beside = tuple(other.text for other in passages if other.guideline == each.guideline)
        for texts in ((each.text, said_by), (*beside, said_by)):
            found = support_by(words, texts, names_known(case.book), _titles([each], case))
            if found.verdict is Verdict.SUPPORTED and found.covered >= BORNE:
                return each
    return None


def _subject(case: Case) -> frozenset[str]:
    """The stems that everything in a topic is about."""
    topic = case.bot.topics[case.topic]
    return frozenset(content(" ".join((topic.title, *topic.names))))


def _titles(passages: list[Passage], case: Case) -> str:
    sources = [case.bot.library.guidelines[name] for name in dict.fromkeys(each.guideline for each in passages)]
    topic = case.bot.topics[case.topic]
    own = " ".join((topic.title, *topic.names))
    return "\n".join([own, *(f"{each.short}. {each.title}. {each.organisation}." for each in sources)])


def _adds_up(sentence: str, case: Case) -> bool:
    """Whether a sentence only works an amount out, rightly, from a rate that the sources give."""
    found = list(products(sentence, case.question, _rates(case)))
    return bool(found) and all(each.holds for each in found) and len(content(sentence)) < FEW_WORDS


def _main(words: str) -> str:
    """A sentence without the reason or the consequence that it gives, where that has no amounts."""
    found = _REASON.search(words)
    return words[: found.start()] if found and not any(each.unit for each in quantities(found[0])) else words


def _printed_somewhere(words: str, case: Case) -> bool:
    """Whether each amount of some words stands in one of the texts, of the same thing; how often is never enough."""
    texts = [each.text for each in case.bot.library.passages.values() if each.section != "Citation"]
    amounts = [each for each in quantities(words) if each.unit]
    return bool(amounts) and all(
        each.unit is not OFTEN and any(_prints(text, each) for text in texts) for each in amounts
    )


def _prints(text: str, amount: Quantity) -> bool:
    there = [
        each for each in quantities(text) if each.unit and comparable(amount, each) and share_a_number(amount, each)
    ]
    return any(specific(each.about) & specific(amount.about) for each in there)


def _turned_round(checked: Checked, words: str, passages: list[Passage], case: Case, *, named: bool) -> Checked | None:
    """A sentence that turns round what one of the passages says: its polarity, an effect, whose a number is."""
    names = names_known(case.book)
    texts = tuple(each.text for each in passages)
    if swapped := misassigned(words, texts, names):
        mine, theirs = swapped
        against = next(each.id for each in passages if theirs in quantities(each.text))
        reason = f"it gives {mine.quantity.words} where the source has {theirs.words}"
        return Checked(checked.claim, Verdict.CONTRADICTED, reason, theirs.words, against)
    judged = [(each, support_by(words, (each.text,), names)) for each in passages]
    most = max((found.about for _, found in judged), default=0.0)
    if opposed := _opposed(words, passages, case, 1 if named else 2) or (
        None if named else _opposed(words, sources_of(case).search(words), case, 3)
    ):
        said, source = opposed
        return Checked(checked.claim, Verdict.CONTRADICTED, "its source takes the other side", said, source.id)
    if any(found.verdict is Verdict.SUPPORTED and found.covered >= BORNE for _, found in judged):
        return None
    for each, found in judged:
        if found.verdict is Verdict.CONTRADICTED and not found.by_number and ABOUT <= found.about == most:
            return Checked(checked.claim, Verdict.CONTRADICTED, found.reason, found.words, each.id)
    return None


def _opposed(words: str, passages: Sequence[Passage], case: Case, least: int) -> tuple[str, Passage] | None:
    """What a passage says on the other side of a matter, where it shares *least* of the words or more."""
    there, subject = tuple(each.text for each in passages), _subject(case)
    said = other_side(words, there, subject, max(2, least)) or denied_elsewhere(words, there, subject, least)
    return (said, next(each for each in passages if said in each.text)) if said else None


def held(sentence: str, case: Case) -> str:
    """A sentence as sources are asked for it: shares as percentages, and without what is the patient's own.

    How often stands apart from how much: `60 mg/kg every week`.
    """
    sentence = _PER_TIME.sub(r"\1 every \2", sentence)
    sentence = _RULED_OUT.sub("exclude", _SHARE.sub(_percent, sentence))
    own = set(_own_values(sentence, case))
    for each in reversed(quantities(sentence)):
        if each in own:
            sentence = sentence[: each.start] + sentence[each.end :]
    return sentence


def _own_values(sentence: str, case: Case) -> Iterator[Quantity]:
    """The values of the patient, in whatever unit, what they are rightly compared with, and what is worked out."""
    given = [each for each in quantities(case.question) if not each.compared]
    for each in quantities(sentence):
        if not each.compared and any(share_a_number(each, one) and comparable(each, one) for one in given):
            yield each
    for found in products(sentence, case.question, _rates(case)):
        if found.holds:
            yield from (found.times, found.total)
    told = values(case.reading)
    for name, value, quantity in case.measured(sentence):
        if (
            name in told
            and not meet(told[name], value).empty
            and (quantity.compared or value.exact is not None or _narrow(value))
        ):
            yield quantity


def _narrow(value: Interval) -> bool:
    """Whether a value is one number, give or take the method: 25 mg/dL as 3.4 to 5.5 umol/L."""
    return value.high <= SPREAD * value.low


def _percent(found: re.Match[str]) -> str:
    if found["said"]:
        return f"{_SHARES[found['said'].lower()]}%"
    some, every = (_NUMBERS.get(found[name].lower()) or int(found[name]) for name in ("of", "all"))
    return f"{100 * some / every:g}%"


def _rates(case: Case) -> str:
    return "\n".join(each.text for each in _answering(case))


def _all_of(sources: Iterable[str], case: Case) -> list[Passage]:
    """What some sources say here, their citations aside."""
    return [
        each for each in case.bot.library.passages.values() if each.guideline in sources and each.section != "Citation"
    ]


def _nearest_of(words: str, passages: list[Passage]) -> list[Passage]:
    """The passages that have most of some words, in the order of their texts."""
    about = {each.id: support_by(words, (each.text,)).about for each in passages}
    best = sorted(passages, key=lambda each: -about[each.id])[:NEAREST]
    return [each for each in passages if each in best]


def _on_the_same(text: str, reading: Reading, case: Case) -> list[Passage]:
    """What our own answer rests on, where it is one of fact, and what the rules cite on what a sentence is about."""
    found = dict.fromkeys(_answering(case))
    here = {name for name, each in case.bot.library.guidelines.items() if each.jurisdiction in reading.asks_about}
    found |= dict.fromkeys(_all_of(case.labels_of(text) | here, case))
    own = reading.decisions if reading.topic == case.reading.topic and reading.asked else ()
    for decision in dict.fromkeys((*own, *case.reading.decisions)):
        if decision == case.bot.topics[case.topic].default.id:
            continue
        verdict = case.bot.benches[case.topic].judge(decision, {**values(case.reading), **values(reading)}, case.on)
        quotes = [quote for position in verdict.positions for each in position.said for quote in each.rule.spec.cite]
        found |= dict.fromkeys(case.bot.library.passages[each.passage] for each in quotes)
    return list(found)


def _answering(case: Case) -> list[Passage]:
    """What our own answer cites, where it is one of fact."""
    if case.ours.outcome != Outcome.INFORMATION.value:
        return []
    return [case.bot.library.passages[each.passage] for each in case.ours.citations]
