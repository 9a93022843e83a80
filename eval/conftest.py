"""`pytest eval` runs the gold cases as tests: one a wording, named by its case and its words."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from eval.asking import ask, wordings
from eval.gold import GOLD, Case, load_gold
from eval.scorecard import GRADUAL
from eval.scorers import marks_of

if TYPE_CHECKING:
    from bot.wiring import Bot
    from eval.gold import Gold


@cache
def court() -> tuple[Bot, dict[str, Gold]]:
    """The bot and its gold cases, read once."""
    from bot.wiring import build

    bot = build()
    return bot, load_gold(bot)


def pytest_collect_file(parent: pytest.Collector, file_path: Path) -> GoldTests | None:
    """Collect the files of gold cases."""
    if file_path.suffix == ".yaml" and file_path.parent == GOLD:
        return GoldTests.from_parent(parent, path=file_path)
    return None


class GoldTests(pytest.File):
    """One file of gold cases."""

    def collect(self) -> Iterator[GoldTest]:
        """One test a wording."""
        _, gold = court()
        for topic, found in gold.items():
            mine = found.files.get(self.path.name, frozenset())
            for case, number in wordings(case for case in found.cases if case.id in mine):
                words = " ".join(case.questions[number - 1].ask.split())[:60]
                yield GoldTest.from_parent(self, name=f"{case.id}/{number} {words}", asked=(topic, case, number))


class GoldTest(pytest.Item):
    """One wording: it passes when every scorer that applies does."""

    def __init__(self, asked: tuple[str, Case, int], **others: object) -> None:
        """Keep which wording it is."""
        super().__init__(**others)  # type: ignore[arg-type]
        self.asked = asked
        disputed = asked[1].questions[asked[2] - 1].disputed
        if disputed:
            self.add_marker(pytest.mark.xfail(reason=disputed, strict=True))

    def runtest(self) -> None:
        """Ask, and score."""
        bot, _ = court()
        topic, case, number = self.asked
        marks = marks_of(ask(topic, case, number, bot), bot)
        failing = [f"{name}: {mark.why}" for name, mark in marks.items() if not mark.passed and name not in GRADUAL]
        if failing:
            raise GoldFailure("\n".join(failing))

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: str | None = None) -> str:  # noqa: ARG002
        """What is wrong, without a traceback: the words are the case."""
        question = self.asked[1].questions[self.asked[2] - 1]
        return f"{question.ask}\n{excinfo.value}"

    def reportinfo(self) -> tuple[Path, int | None, str]:
        """Where it stands, for the report."""
        return self.path, None, self.name


class GoldFailure(AssertionError):
    """A wording fails: the message lists each scorer with its reason."""
