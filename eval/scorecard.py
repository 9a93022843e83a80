"""All marks of a run, put together: scores with their intervals, grades, and what failed by name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from eval.asking import ask, wordings
from eval.intervals import DIGITS, interval
from eval.marks import Grade, Mark
from eval.scorers import marks_of
from eval.scorers.verdict import grade_of
from eval.sharing import shared

if TYPE_CHECKING:
    from bot.wiring import Bot
    from eval.asking import Asked
    from eval.gold import Case, Gold


@dataclass(frozen=True)
class Scored:
    """One wording with its grade and its marks by scorer."""

    asked: Asked
    grade: Grade
    marks: Mapping[str, Mark]

    @property
    def id(self) -> str:
        """The name of the wording."""
        return self.asked.id

    @property
    def unscored(self) -> list[str]:
        """The scorers that could not score it."""
        return [name for name, mark in self.marks.items() if mark.value is None]

    @property
    def failing(self) -> dict[str, str]:
        """What failed and must not: each scorer with its reason."""
        return {name: mark.why for name, mark in self.marks.items() if mark.failed and name not in GRADUAL}


ENOUGH_TO_SHARE = 200
GRADUAL = (
    "citation_recall",
    "citation_precision",
)  # shares by approximate support: reported and kept, not demanded whole


@dataclass(frozen=True)
class Score:
    """One scorer over all wordings it applies to."""

    name: str
    value: float | None
    low: float | None
    high: float | None
    wordings: int
    passed: int
    unscored: int


@dataclass(frozen=True)
class Scorecard:
    """The marks of one topic: of wordings, of groups of wordings, and of the run as a whole."""

    topic: str
    scored: Sequence[Scored]
    groups: Mapping[str, Mapping[str, Mark]] = field(default_factory=dict)
    figures: Mapping[str, float] = field(default_factory=dict)

    @cached_property
    def questions(self) -> list[Scored]:
        """What people typed."""
        return [each for each in self.scored if not each.asked.case.recorded]

    @cached_property
    def patients(self) -> list[Scored]:
        """What was recorded from the rules."""
        return [each for each in self.scored if each.asked.case.recorded]

    @cached_property
    def scores(self) -> list[Score]:
        """Every score over the questions."""
        return list(scores(self.questions)) + self.group_scores

    @cached_property
    def patient_scores(self) -> list[Score]:
        """Every score over the recorded patients."""
        return list(scores(self.patients))

    @property
    def group_scores(self) -> list[Score]:
        """The scores of groups: invariance, determinism, parity."""
        return [_score(name, [[mark] for mark in marks.values()]) for name, marks in self.groups.items() if marks]

    @cached_property
    def grades(self) -> dict[str, int]:
        """How many wordings have each grade, the worst kind first."""
        counted = Counter(each.grade for each in self.questions)
        order = (Grade.OVERCONFIDENT, Grade.WRONG, Grade.SILENT, Grade.UNSCORED, Grade.RIGHT)
        return {each.value: counted[each] for each in order}

    @cached_property
    def unscored(self) -> list[str]:
        """What could not be scored: it has its own name and count, and fails the gate."""
        singles = [f"{each.id}: {name}: {each.marks[name].why}" for each in self.scored for name in each.unscored]
        alike = Counter(
            f"{name}: {mark.why}"
            for name, marks in self.groups.items()
            for mark in marks.values()
            if mark.value is None
        )
        groups = [f"{self.topic}: {said} ({times} times)" for said, times in alike.items()]
        return singles + groups

    @cached_property
    def failures(self) -> dict[str, dict[str, str]]:
        """Everything that failed: wording or group → scorer → reason."""
        found = {each.id: each.failing for each in self.scored if each.failing}
        for name, marks in self.groups.items():
            for case, mark in marks.items():
                if mark.failed:
                    found.setdefault(case, {})[name] = mark.why
        return dict(sorted(found.items()))

    @property
    def facts_f1(self) -> float:
        """F1 of the facts read, over all questions."""
        by_name = {score.name: score.value or 0.0 for score in self.scores}
        both = by_name.get("facts_recall", 0.0), by_name.get("facts_precision", 0.0)
        return round(2 * both[0] * both[1] / sum(both), DIGITS) if sum(both) else 0.0


def score_all(asked: Iterable[Asked], bot: Bot) -> list[Scored]:
    """Score every wording."""
    return [scored_of(each, bot) for each in asked]


def scored_of(asked: Asked, bot: Bot) -> Scored:
    """Score one wording."""
    found = Scored(asked, grade_of(asked), marks_of(asked, bot))
    asked.kept.clear()  # what the scorers shared need not leave this process
    return found


def ask_and_score(gold: Gold, bot: Bot, workers: int) -> list[Scored]:
    """Ask and score every wording, on several cores where that is worth their start."""
    questions = list(wordings(gold.cases))

    def both(question: tuple[Case, int]) -> Scored:
        return scored_of(ask(gold.topic, *question, bot), bot)

    return shared(both, questions, workers if len(questions) >= ENOUGH_TO_SHARE else 1)


def scores(scored: Sequence[Scored]) -> Iterator[Score]:
    """One score per scorer, in the order in which they first appear."""
    for name in dict.fromkeys(name for each in scored for name in each.marks):
        by_case: dict[str, list[Mark]] = {}
        for each in scored:
            if name in each.marks:
                by_case.setdefault(each.asked.case.id, []).append(each.marks[name])
        yield _score(name, list(by_case.values()))


def _score(name: str, by_case: Sequence[Sequence[Mark]]) -> Score:
    marks = [mark for case in by_case for mark in case]
    parts = [_part(case) for case in by_case if any(mark.value is not None for mark in case)]
    passed = sum(mark.passed for mark in marks)
    unscored = sum(mark.value is None for mark in marks)
    if not parts:
        return Score(name, None, None, None, len(marks), passed, unscored)
    right, total = sum(part[0] for part in parts), sum(part[1] for part in parts)
    return Score(name, round(right / total, DIGITS), *interval(parts), len(marks), passed, unscored)


def _part(case: Sequence[Mark]) -> tuple[float, float]:
    known = [(mark.value, mark.weight) for mark in case if mark.value is not None]
    return sum(value * weight for value, weight in known), sum(weight for _, weight in known)
