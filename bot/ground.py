"""The last look before an answer leaves: what its sources do not bear out is dropped, and said."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from bot.also import OwnWords, own_words
from bot.phrases import NOTICES
from bot.ruling import MOST_RULINGS
from bot.schema import Notice
from guardrails.drift import UNDER_REVIEW, Quoting, drifted_ids, passages_of
from guardrails.grounding.own import names_known, wrong_sentence
from guardrails.privacy import kinds

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from bot.draft import Draft
    from bot.ruling import Ruling
    from bot.schema import Answer, Assumption, CitationShown, PositionShown, Statement
    from corpus.library import Library
    from guardrails.rules import RuleBook

_MARKER = re.compile(r"\[(\d+)\]")


def ground(answer: Answer, draft: Draft) -> Answer:
    """Keep only what its citations bear out: statements, assumptions, the words of positions, markers."""
    statements, positions = _borne(
        answer.statements, answer.positions, answer.citations, draft.ruling, own_words(draft)
    )
    by_number = _verbatim(answer.citations, draft.bot.library)
    borne: dict[str, Any] = {
        "statements": statements,
        "assumptions": tuple(each for each in answer.assumptions if assumed_rightly(each, by_number, draft.ruling)),
        "positions": positions,
        "headline": _MARKER.sub(lambda found: found[0] if int(found[1]) in by_number else "", answer.headline),
    }
    same = all(getattr(answer, name) == part for name, part in borne.items())
    dropped = () if same else (Notice("dropped", NOTICES["dropped"]),)
    notices = (*answer.notices, *dropped, *_about_words(draft))
    return _under_review(answer if notices == answer.notices else replace(answer, **borne, notices=notices), draft)


@lru_cache(maxsize=MOST_RULINGS)  # patients alike are told the same: it is looked at once
def _borne(
    statements: tuple[Statement, ...],
    positions: tuple[PositionShown, ...],
    citations: tuple[CitationShown, ...],
    ruling: Ruling,
    own: OwnWords,
) -> tuple[tuple[Statement, ...], tuple[PositionShown, ...]]:
    """The statements that are borne out, and the positions with the words that are."""
    by_number = _verbatim(citations, ruling.library)
    told = tuple(each for each in statements if borne_out(each, by_number, ruling, own))
    shown = tuple(_said_rightly(each, by_number, ruling) for each in positions)
    return statements if told == statements else told, positions if shown == positions else shown


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


@lru_cache(maxsize=MOST_RULINGS)
def _verbatim(citations: tuple[CitationShown, ...], library: Library) -> Mapping[int, CitationShown]:
    """The citations whose quotes stand in their passages, letter by letter, by their numbers."""
    passages = library.passages
    return {
        each.n: each for each in citations if each.passage in passages and each.quote in passages[each.passage].text
    }


def borne_out(statement: Statement, by_number: Mapping[int, CitationShown], ruling: Ruling, own: OwnWords) -> bool:
    """Whether a statement is cited by verbatim quotes that bear it out, or was worked out from them."""
    if not statement.citations or not all(number in by_number for number in statement.citations):
        return False
    label = next((each for each in own.labels if statement.text.startswith(each)), "")
    text = statement.text.removeprefix(label)
    if not {text, statement.text}.isdisjoint(own.worked_out):
        return True
    return _wrong(text, statement.citations, by_number, ruling, _case(text, ruling)) is None


def assumed_rightly(assumption: Assumption, by_number: Mapping[int, CitationShown], ruling: Ruling) -> bool:
    """Whether a default's sentence is borne out by what it cites and by the case it is for."""
    return _wrong(assumption.text, assumption.citations, by_number, ruling, _case(assumption.text, ruling)) is None


def _case(text: str, ruling: Ruling) -> str:
    """The case that a default or a contradiction speaks of, which its own sentence may name."""
    return ruling.cases.get(text, "")


def _said_rightly(position: PositionShown, by_number: Mapping[int, CitationShown], ruling: Ruling) -> PositionShown:
    """The position as it is, or without words that its source does not bear out; its stand is the rules'."""
    say = ruling.says.get(position.rule)
    if say and _wrong(say, position.citations, by_number, ruling):
        return replace(position, text=NOTICES["dropped"])
    return position


def _wrong(
    text: str, citations: tuple[int, ...], by_number: Mapping[int, CitationShown], ruling: Ruling, described: str = ""
) -> object | None:
    """What is wrong with a text beside the passages that its citations name, or None."""
    cited = tuple(dict.fromkeys(by_number[number].passage for number in citations if number in by_number))
    return _wrong_beside(text, cited, ruling.library, ruling.bench.book, described)


@lru_cache(maxsize=4096)  # one sentence beside the same passages is looked at once
def _wrong_beside(text: str, cited: tuple[str, ...], library: Library, book: RuleBook, described: str) -> object | None:
    found = [library.passages[name] for name in cited]
    passages = tuple(dict.fromkeys(each.text for each in found))
    sources = [library.guidelines[name] for name in dict.fromkeys(each.guideline for each in found)]
    titles = "\n".join(f"{each.short}. {each.title}. {each.organisation}. {each.kind.value}" for each in sources)
    return wrong_sentence(text, passages, names_known(book), titles, described)
