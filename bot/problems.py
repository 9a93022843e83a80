"""Which exceptions are somebody's to mend, and the exit code of each."""

from __future__ import annotations

from bot.question import QuestionProblem
from bot.replay import ReplayProblem
from bot.settings import SettingsError
from bot.store import StoreProblem
from corpus.index import IndexProblem
from corpus.problems import FileProblems
from guardrails.lint.extract import DocumentProblem, NoDocument
from guardrails.quantity import ValueProblem

FOUND, USAGE = 1, 2
CODES: dict[type[Exception], int] = {
    QuestionProblem: USAGE,
    ValueProblem: USAGE,
    SettingsError: USAGE,
    FileProblems: FOUND,
    NoDocument: USAGE,
    DocumentProblem: FOUND,
    IndexProblem: FOUND,
    ReplayProblem: FOUND,
    StoreProblem: FOUND,
    OSError: FOUND,
}


def code_of(problem: Exception) -> int | None:
    """The exit code of a problem that has one sentence to say, or None for a bug."""
    return next((code for kind, code in CODES.items() if isinstance(problem, kind)), None)


def sentence_of(problem: Exception) -> str:
    """What to say of it: its own words, or which file the system refused and why."""
    if isinstance(problem, OSError) and problem.strerror:
        where = f"{problem.filename}: " if problem.filename is not None else ""
        return f"{where}{problem.strerror}."
    return str(problem)
