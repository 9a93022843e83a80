"""Questions and conversations as people type them, with what was expected before they were run."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
import yaml

from bot.answer import answer
from bot.question import Question

AS_OF = date(2026, 11, 21)
ASKED = yaml.load(
    (Path(__file__).parent / "asked.yaml").read_text(encoding="utf-8"), getattr(yaml, "CSafeLoader", yaml.SafeLoader)
)
FIRST = 4  # sentences that everybody reads


def faults(case, given):
    """What an answer is not that a case expects."""
    sentences = " ".join(each.text for each in given.statements[:FIRST])
    facts = "; ".join(f"{fact.name}={fact.value}" for fact in given.facts)
    said = f"{given.headline} {sentences} {facts}"
    yield from [given.outcome] if case["outcome"] and given.outcome not in case["outcome"] else []
    yield from [given.decision] if "decision" in case and given.decision not in case["decision"] else []
    yield from (each for each in case.get("says", ()) if not re.search(each, said, re.IGNORECASE))
    yield from (f"not {each}" for each in case.get("never", ()) if re.search(each, said, re.IGNORECASE))


@pytest.mark.parametrize("case", ASKED["questions"], ids=lambda case: case["ask"])
def test_a_question_gets_the_answer_that_was_expected(bot, case):
    assert not list(faults(case, answer(Question(case["ask"], AS_OF), bot)))


@pytest.mark.parametrize("talk", ASKED["talks"], ids=lambda talk: talk[0]["ask"])
def test_each_turn_of_a_conversation_gets_the_answer_that_was_expected(bot, talk):
    said = [turn["ask"] for turn in talk]
    given = [answer(Question(said[n], AS_OF, tuple(said[:n])), bot) for n in range(len(talk))]

    assert not [found for turn, each in zip(talk, given, strict=True) if (found := list(faults(turn, each)))]
