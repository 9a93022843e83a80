"""The last look before an answer leaves: what its sources do not bear out is dropped, and said."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.phrases import NOTICES
from bot.schema import Notice
from guardrails.grounding import numbers_from_nowhere

if TYPE_CHECKING:
    from bot.draft import Draft
    from bot.schema import Answer, CitationShown, Statement


def ground(answer: Answer, draft: Draft) -> Answer:
    """Keep only the statements whose numbers stand in what they cite, or in the question itself."""
    by_number = {each.n: each for each in answer.citations}
    kept = tuple(each for each in answer.statements if borne_out(each, by_number, draft))
    if len(kept) == len(answer.statements):
        return answer
    dropped = Notice("dropped", NOTICES["dropped"])
    return replace(answer, statements=kept, notices=(*answer.notices, dropped))


def borne_out(statement: Statement, by_number: dict[int, CitationShown], draft: Draft) -> bool:
    """Whether a statement is cited, its quotes are verbatim, and its numbers come from them or were calculated."""
    cited = [by_number[number] for number in statement.citations if number in by_number]
    passages = [draft.bot.library.passages[each.passage] for each in cited]
    verbatim = all(each.quote in passage.text for each, passage in zip(cited, passages, strict=True))
    sources = [passage.text for passage in passages]
    given = [draft.question.text, *(str(fact.shown) for fact in draft.reading.facts)]
    calculated = statement.text in draft.calculated
    return bool(cited) and verbatim and (calculated or not numbers_from_nowhere(statement.text, [*sources, *given]))
