"""The last look before an answer leaves: what its sources do not bear out is dropped, and said."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from bot.phrases import NOTICES
from bot.schema import Notice
from guardrails.drift import UNDER_REVIEW, Quoting, drifted_ids, passages_of
from guardrails.grounding.own import case_of, names_known, wrong_sentence
from guardrails.privacy import kinds

if TYPE_CHECKING:
    from bot.draft import Draft
    from bot.schema import Answer, Assumption, CitationShown, PositionShown, Statement
    from corpus.library import Library
    from guardrails.outcome import Panel
    from guardrails.rules import RuleBook

_MARKER = re.compile(r"\[(\d+)\]")


def ground(answer: Answer, draft: Draft) -> Answer:
    """Keep only what its citations bear out: statements, assumptions, the words of positions, markers."""
    by_number = {each.n: each for each in answer.citations if verbatim(each, draft)}
    borne: dict[str, Any] = {
        "statements": tuple(each for each in answer.statements if borne_out(each, by_number, draft)),
        "assumptions": tuple(each for each in answer.assumptions if assumed_rightly(each, by_number, draft)),
        "positions": tuple(_said_rightly(each, by_number, draft) for each in answer.positions),
        "headline": _MARKER.sub(lambda found: found[0] if int(found[1]) in by_number else "", answer.headline),
    }
    same = all(getattr(answer, name) == part for name, part in borne.items())
    dropped = () if same else (Notice("dropped", NOTICES["dropped"]),)
    notices = (*answer.notices, *dropped, *_about_words(draft))
    return _under_review(replace(answer, **borne, notices=notices), draft)


def _about_words(draft: Draft) -> Iterator[Notice]:
    """What the reader should know of his or her own words: personal data, characters in disguise."""
    words = " ".join([draft.question.text, *draft.question.history])
    if found := kinds(words, draft.bot.keeping.owned):
        yield Notice("personal_data", NOTICES["personal_data"].format(kinds=", ".join(found)))
    if draft.question.odd:
        yield Notice("odd_characters", NOTICES["odd_characters"].format(odd="; ".join(draft.question.odd)))


def _under_review(answer: Answer, draft: Draft) -> Answer:
    """The answer with its status lowered where a passage has changed since a rule it rests on was signed."""
    if not (drifted := drifted_ids(draft.bench.book, draft.bot.library)):
        return answer
    used: list[Quoting] = []
    for verdict in draft.verdicts:
        used += [judged.rule for each in verdict.positions for judged in each.said]
        used += [*verdict.known.assumed, *verdict.known.conflicts]
    changed = [each for each in used if each.spec.id in drifted]
    if not changed:
        return answer
    passages = {name for rule in changed for name in passages_of(rule)}
    citations = tuple(
        replace(each, review=UNDER_REVIEW) if each.passage in passages else each for each in answer.citations
    )
    notice = Notice(
        "source_changed", NOTICES["source_changed"].format(rules=", ".join(sorted({rule.spec.id for rule in changed})))
    )
    return replace(answer, citations=citations, review=UNDER_REVIEW, notices=(*answer.notices, notice))


def verbatim(citation: CitationShown, draft: Draft) -> bool:
    """Whether a citation's quote stands in its passage, letter by letter."""
    passage = draft.bot.library.passages.get(citation.passage)
    return passage is not None and citation.quote in passage.text


def borne_out(statement: Statement, by_number: dict[int, CitationShown], draft: Draft) -> bool:
    """Whether a statement is cited by verbatim quotes that bear it out, or was calculated from them."""
    if not statement.citations or not all(number in by_number for number in statement.citations):
        return False
    if statement.text in draft.calculated:
        return True
    return _wrong(statement.text, statement.citations, by_number, draft, _case(statement.text, draft)) is None


def assumed_rightly(assumption: Assumption, by_number: dict[int, CitationShown], draft: Draft) -> bool:
    """Whether a default's sentence is borne out by what it cites and by the case it is for."""
    return _wrong(assumption.text, assumption.citations, by_number, draft, _case(assumption.text, draft)) is None


def _case(text: str, draft: Draft) -> str:
    """The case that a default or a contradiction speaks of, which its own sentence may name."""
    return _case_of(text, tuple(each.panel for each in draft.verdicts), draft.bench.book)


@lru_cache(maxsize=4096)
def _case_of(text: str, panels: tuple[Panel, ...], book: RuleBook) -> str:
    known = [each.known for each in panels]
    spoken = [each.criterion for one in known for each in one.assumed if each.spec.say == text]
    spoken += [each.criterion for one in known for each in one.conflicts if each.spec.say == text]
    return "; ".join(case_of(each, book) for each in spoken)


def _said_rightly(position: PositionShown, by_number: dict[int, CitationShown], draft: Draft) -> PositionShown:
    """The position as it is, or without words that its source does not bear out; its stand is the rules'."""
    say = draft.says.get(position.rule)
    if say and _wrong(say, position.citations, by_number, draft):
        return replace(position, text=NOTICES["dropped"])
    return position


def _wrong(
    text: str, citations: tuple[int, ...], by_number: dict[int, CitationShown], draft: Draft, described: str = ""
) -> object | None:
    """What is wrong with a text beside the passages that its citations name, or None."""
    cited = tuple(dict.fromkeys(by_number[number].passage for number in citations if number in by_number))
    return _wrong_beside(text, cited, draft.bot.library, draft.bench.book, described)


@lru_cache(maxsize=4096)  # one sentence beside the same passages is looked at once
def _wrong_beside(text: str, cited: tuple[str, ...], library: Library, book: RuleBook, described: str) -> object | None:
    found = [library.passages[name] for name in cited]
    passages = tuple(dict.fromkeys(each.text for each in found))
    sources = [library.guidelines[name] for name in dict.fromkeys(each.guideline for each in found)]
    titles = "\n".join(f"{each.short}. {each.title}. {each.organisation}. {each.kind.value}" for each in sources)
    return wrong_sentence(text, passages, names_known(book), titles, described)
