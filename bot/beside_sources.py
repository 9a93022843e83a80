"""The sentences of somebody else's answer beside sources: those they cite, those they name, those that answer."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from guardrails.grounding import Verdict, quantities
from guardrails.grounding.claims import Checked, Sources
from guardrails.grounding.numbers import comparable, share_a_number
from guardrails.grounding.own import names_known
from guardrails.grounding.support import WORD_FOR_WORD, support_by
from guardrails.outcome import Outcome

if TYPE_CHECKING:
    from bot.case import Case
    from corpus.guideline import Passage

NEAREST = 8
IMPOSSIBLE = ("wrong_unit", "impossible_value")
PASSAGE = re.compile(r"\b[a-z0-9][a-z0-9-]*#[A-Za-z0-9_-]+\b")


def sources_of(case: Case) -> Sources:
    """What an answer's sentences can be held against."""
    from corpus.index import keyword_search

    library = case.bot.library
    cited: dict[int, tuple[Passage, ...]] = {
        each.number: tuple(library.passages[name] for name in PASSAGE.findall(each.text) if name in library.passages)
        for each in case.page.references
    }

    def search(words: str) -> tuple[Passage, ...]:
        hits = keyword_search(library, words, NEAREST, {"topic": {case.topic}})
        return tuple(each for hit in hits if (each := library.passages[hit.passage]).section != "Citation")

    names = names_known(case.book)
    return Sources(cited, search, names, lambda words: _without_own_values(words, case))


def by_sources(checked: Checked, case: Case) -> Checked:
    """What a sentence says against the sources that it names, or against what the question is answered from."""
    claim = checked.claim
    if checked.verdict is Verdict.DANGLING or checked.reason == WORD_FOR_WORD:
        return checked
    reading = case.bot.reader.read(claim.text, case.on)
    wrong = IMPOSSIBLE[: 1 if checked.verdict is Verdict.SUPPORTED else None]
    if doubt := next((each for each in reading.doubts if each.code in wrong), None):
        return Checked(claim, Verdict.CONTRADICTED, doubt.says, doubt.words)
    measured = not claim.markers and any(each.unit for each in quantities(claim.text))
    named = {each for each in reading.asks_about if each in case.bot.library.guidelines}
    passages = _said_by(named, claim.text, case) if named else _answering(case)
    if not (measured and passages):
        return checked
    words = _without_own_values(claim.text, case)
    found = support_by(words, tuple(each.text for each in passages), names_known(case.book))
    held = "the source it names" if named else "what answers the question"
    weaker = not named and checked.verdict is not Verdict.CONTRADICTED
    if found.verdict is not Verdict.CONTRADICTED and not (weaker and found.verdict is Verdict.UNSUPPORTED):
        return checked
    against = next((each.id for each in passages if found.words and found.words in each.text), passages[0].id)
    return Checked(claim, found.verdict, f"held against {held}: {found.reason}", found.words, against)


def _without_own_values(sentence: str, case: Case) -> str:
    """A sentence without the values that the question gives of the patient: no source has to have them."""
    given = [each for each in quantities(case.question) if not each.compared]
    for each in reversed(quantities(sentence)):
        if not each.compared and any(share_a_number(each, own) and comparable(each, own) for own in given):
            sentence = sentence[: each.start] + sentence[each.end :]
    return sentence


def _said_by(sources: set[str], words: str, case: Case) -> list[Passage]:
    """What some sources say that is nearest to some words."""
    from corpus.index import keyword_search

    library = case.bot.library
    hits = keyword_search(library, words, NEAREST, {"guideline": sources})
    return [library.passages[hit.passage] for hit in hits if library.passages[hit.passage].section != "Citation"]


def _answering(case: Case) -> list[Passage]:
    """What our own answer cites, where it is one of fact."""
    if case.ours.outcome != Outcome.INFORMATION.value:
        return []
    return [case.bot.library.passages[each.passage] for each in case.ours.citations]
