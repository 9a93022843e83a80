"""What the reader should know about the answer itself."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from bot.evidence import differing
from bot.phrases import NOTICES
from bot.schema import Notice
from bot.spelt import misspelt
from corpus.guideline import ReviewStatus
from guardrails.outcome import Outcome

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.draft import Draft
    from bot.schema import PositionShown


def notices(draft: Draft, positions: Sequence[PositionShown]) -> Iterator[Notice]:
    """Every notice that applies, the standing ones first."""
    yield _notice("not_medical_advice")
    if any(source.review.status is not ReviewStatus.APPROVED for source in draft.bot.library.guidelines.values()):
        yield _notice("draft")
    if any(position.outcome == "reported" for position in positions):
        yield _notice("not_read_at_source")
    if draft.reading.or_of:
        others = ", ".join(draft.bot.topics[each].title for each in draft.reading.or_of)
        yield _notice("or_other_topic", title=draft.topic.title, others=others)
    if draft.reading.steering:
        yield _notice("steering_ignored", words=" · ".join(draft.reading.steering))
    if draft.reading.only_of:
        yield _notice("one_patient", name=draft.reading.only_of)
    yield from _about_facts(draft)
    yield from _also_asked(draft)
    yield from _about_documents(draft)


def _also_asked(draft: Draft) -> Iterator[Notice]:
    silent = [each for each in draft.verdicts[1:] if each.outcome is Outcome.NOT_COVERED]
    told = [each for each in draft.verdicts[1:] if each not in silent]
    for code, verdicts in {"also_asked": told, "also_not_covered": silent}.items():
        if verdicts:
            yield _notice(code, titles=", ".join(map(draft.title, verdicts)))


def _about_facts(draft: Draft) -> Iterator[Notice]:
    for conflict in draft.verdict.conflicts if draft.verdict else ():
        yield Notice("contradiction", conflict.spec.say)
    for words, others in _at_odds(draft):
        yield _notice("at_odds", words=words, others=others)
    for doubt in draft.reading.doubts:
        yield Notice(doubt.code, doubt.says)
    supposed = [fact.words for fact in draft.reading.facts if fact.certainty == "supposed"]
    if supposed:
        yield _notice("supposition", words=", ".join(dict.fromkeys(supposed)))
    if draft.reading.replaced:
        labels = {fact.name: draft.topic.facts[fact.name].label for fact in draft.reading.replaced}
        yield _notice(
            "replaced", words=", ".join(f"{labels[fact.name]} (“{fact.words}”)" for fact in draft.reading.replaced)
        )
    if draft.reading.aside:
        yield _notice("not_used", words=", ".join(dict.fromkeys(each.words for each in draft.reading.aside)))
    if draft.reading.of_others:
        yield _notice("other_topic", names=", ".join(draft.reading.of_others), title=draft.topic.title)


def _at_odds(draft: Draft) -> Iterator[tuple[str, str]]:
    """The words of each fact told that cannot be, by what else was told, and the words of that."""
    known = draft.verdict.panel.known if draft.verdict else None
    if known is None or not known.impossible:
        return
    told = {fact.name: fact.words for fact in draft.reading.facts}
    for name in known.impossible:
        of_it = (each for each in draft.bench.book.derived if each.fact == name)
        following = [each for each in of_it if each.applies(known.given, known.given)]
        others = dict.fromkeys(told[other] for each in following for other in each.compared if other in told)
        if name in told and others:
            yield told[name], ", ".join(others)


def _about_documents(draft: Draft) -> Iterator[Notice]:
    """Words read as others; where documents give different numbers; where none answers, what comes nearest."""
    sources = draft.bot.library.guidelines
    own = [each for each in draft.passages if each.guideline not in draft.bot.built_in.guidelines]
    quoted = [f"{each.under} {each.text}" for each in own]
    for word, near in misspelt(draft.reading.text, quoted).items() if draft.reading.topic is None else ():
        yield _notice("read_as", word=word, near=near)
    texts = {sources[each.guideline].short: each.text for each in reversed(own)}  # the best of each document
    if draft.compared:
        texts = {each.source.short: each.printed for each in draft.compared.said if each.printed}
    for unit, by in differing(texts).items() if texts else ():
        told = "; ".join(f"{' and '.join(numbers)} {unit} ({name})" for name, numbers in by.items())
        yield _notice("numbers_differ", told=told)
    if draft.outcome in (Outcome.NOT_COVERED, Outcome.OUT_OF_SCOPE):
        for each in draft.bot.nearest(draft.reading):
            yield _notice("nearest", quote=each.text, source=f"{sources[each.guideline].short}, {each.section}")


def _notice(code: str, **words: str) -> Notice:
    return Notice(code, NOTICES[code].format(**words)) if words else _standing(code)


@cache
def _standing(code: str) -> Notice:
    """A notice that is the same in every answer."""
    return Notice(code, NOTICES[code])
