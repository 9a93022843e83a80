"""Everything wrong with texts, topics, rules and gold cases, in one run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.checking import everything_wrong as wrong_with_texts_and_rules
from bot.scaffold import unwritten
from bot.wiring import build
from corpus.problems import FileProblems
from eval.gold import GOLD, GoldError, gold_files, load_gold

if TYPE_CHECKING:
    from pathlib import Path

    from bot.wiring import Bot
    from corpus.problems import Problem


def everything_wrong(gold: Path = GOLD) -> list[Problem]:
    """List every problem; gold cases can be checked only against texts and rules that load."""
    found = wrong_with_texts_and_rules()
    try:
        bot = build()
    except FileProblems:
        return found
    return [*found, *_wrong_cases(bot, gold), *unwritten(gold_files(gold))]


def _wrong_cases(bot: Bot, gold: Path) -> list[Problem]:
    try:
        load_gold(bot, gold)
    except GoldError as error:
        return list(error.problems)
    return []
