"""The last look before an answer leaves: what its sources do not bear out is dropped, and said."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.phrases import NOTICES
from bot.schema import Notice
from guardrails.grounding.own import case_of, names_known, wrong_sentence

if TYPE_CHECKING:
    from bot.draft import Draft
    from bot.schema import Answer, Assumption, CitationShown, PositionShown, Statement

_MARKER = re.compile(r"\[(\d+)\]")


def ground(answer: Answer, draft: Draft) -> Answer:
    """Keep only what its citations bear out: statements, assumptions, the words of positions, markers."""
    by_number = {each.n: each for each in answer.citations if verbatim(each, draft)}
    kept = replace(
        answer,
        statements=tuple(each for each in answer.statements if borne_out(each, by_number, draft)),
        assumptions=tuple(each for each in answer.assumptions if assumed_rightly(each, by_number, draft)),
        positions=tuple(_said_rightly(each, by_number, draft) for each in answer.positions),
        headline=_MARKER.sub(lambda found: found[0] if int(found[1]) in by_number else "", answer.headline),
    )
    if kept == answer:
        return answer
    return replace(kept, notices=(*answer.notices, Notice("dropped", NOTICES["dropped"])))


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
    known = [verdict.known for verdict in draft.verdicts]
    spoken = [each for one in known for each in (*one.assumed, *one.conflicts) if each.spec.say == text]
    return "; ".join(case_of(each.criterion, draft.bench.book) for each in spoken)


def _said_rightly(position: PositionShown, by_number: dict[int, CitationShown], draft: Draft) -> PositionShown:
    """The position as it is, or without words that its source does not bear out; where it stands is the rules' doing."""
    stated = (
        next((each for each in draft.verdict.positions if each.rule.id == position.rule), None)
        if draft.verdict
        else None
    )
    if stated and _wrong(stated.rule.spec.say, position.citations, by_number, draft):
        return replace(position, text=NOTICES["dropped"])
    return position


def _wrong(
    text: str, citations: tuple[int, ...], by_number: dict[int, CitationShown], draft: Draft, described: str = ""
) -> object | None:
    """What is wrong with a text beside the passages that its citations name, or None."""
    cited = [by_number[number] for number in citations if number in by_number]
    library = draft.bot.library
    passages = tuple(dict.fromkeys(library.passages[each.passage].text for each in cited))
    sources = [library.guidelines[name] for name in dict.fromkeys(each.guideline for each in cited)]
    titles = "\n".join(f"{each.short}. {each.title}. {each.organisation}. {each.kind.value}" for each in sources)
    return wrong_sentence(text, passages, names_known(draft.bench.book), titles, described)
