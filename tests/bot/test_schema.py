"""Parts written once for many answers are written as they would be for one."""

from __future__ import annotations

import json
import pickle
from dataclasses import replace

from bot.schema import Answer, CitationShown, Notice, Statement, Together, canonical

CITED = CitationShown(1, "g", "g#a", "“quoted”", "T", "O", None, "S", "doi:1", "draft", "verified")


def an_answer(statements: tuple[Statement, ...], citations: tuple[CitationShown, ...] = (CITED,)) -> Answer:
    notices = (Notice("draft", "Not reviewed."),)
    return Answer("q", "2026-11-21", "t", "d", "conditional", "h", (), (), (), (), (), statements, citations, notices)


def test_parts_together_have_the_bytes_they_have_one_by_one() -> None:
    told = (Statement("Give it.", (1,)), Statement("Only “above” 65.", (1, 2)))

    alone, together = an_answer(told).sealed(), an_answer(Together(told), Together((CITED,))).sealed()

    assert together.as_json() == alone.as_json()
    assert together.fingerprint == alone.fingerprint
    assert together == alone
    assert json.loads(canonical(together.as_dict())) == json.loads(alone.as_json())


def test_what_was_written_for_some_parts_is_not_shown_for_others() -> None:
    first = an_answer(Together((Statement("Give it.", (1,)),))).sealed()
    other = replace(first, statements=Together((Statement("Do not give it.", (1,)),))).sealed()

    assert b"Do not give it." in other.as_json()
    assert b"Do not" not in first.as_json()
    assert other.fingerprint != first.fingerprint


def test_parts_together_go_to_another_process_without_what_was_written() -> None:
    told = Together((Statement("Give it.", (1,)),))
    written = an_answer(told).sealed()

    arrived = pickle.loads(pickle.dumps(told))

    assert arrived == told
    assert hash(arrived) == hash(told)
    assert an_answer(arrived).sealed() == written
    assert vars(told)
    assert not vars(pickle.loads(pickle.dumps(told)))
