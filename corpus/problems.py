"""What is wrong with a file, said so that its author can mend it: where, what, and what to write instead."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong in one file; `place` is a line number, or words where there is no line."""

    file: str
    place: str
    what: str
    way_out: str

    def __str__(self) -> str:
        return f"{self.file}:{self.place}: {self.what}. {self.way_out}"


class FileProblems(Exception):
    """Everything wrong with some files, raised at once: one line each, in reading order."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        """Keep the problems, and say them all."""
        self.problems = tuple(problems)
        super().__init__("\n".join(map(str, self.problems)))


class TextFileError(FileProblems):
    """For authors of guideline texts: some are wrong."""


def shown(path: Path) -> str:
    """Write a path as its reader would type it: relative to the working directory if it is below it."""
    relative = os.path.relpath(path)
    return str(path) if relative.startswith(os.pardir) else relative
