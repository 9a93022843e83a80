"""The files of a new topic, with comments that say what goes where.

They load, answer and score as they are; `guideline check` names each place that still has the template's words.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from bot.question import QuestionProblem
from corpus.problems import Problem, shown

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

TEMPLATES = Path(__file__).parent / "topic_template"
PLACES = {
    "topic.yaml": "corpus/topics/{name}/topic.yaml",
    "source.md": "corpus/topics/{name}/{name}-2024.md",
    "facts.yaml": "guardrails/rules/{name}/facts.yaml",
    "rules.yaml": "guardrails/rules/{name}/{name}-2024.yaml",
    "derived.yaml": "guardrails/rules/{name}/derived.yaml",
    "gold.yaml": "eval/gold/{name}.yaml",
}
TO_WRITE = "WRITE:"  # how the template marks what only its author knows


def write(name: str, root: Path | None = None) -> list[Path]:
    """Write a new topic below *root* (the folder that holds corpus/), or nothing. Refuses to overwrite anything."""
    if not re.fullmatch(r"[a-z][a-z0-9-]{0,59}", name):
        raise QuestionProblem(
            f"'{name[:80]}' is not a topic name. Use small letters, digits and hyphens, 60 at most, e.g. my-topic."
        )
    base = root or Path(__file__).parent.parent
    paths = {template: base / place.format(name=name) for template, place in PLACES.items()}
    if there := [str(path) for path in paths.values() if path.exists()]:
        raise QuestionProblem(f"The topic '{name}' exists: {', '.join(there)}. Choose another name.")
    try:
        for template, path in paths.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text((TEMPLATES / template).read_text("utf-8").replace("TOPIC", name), "utf-8")
    except OSError:
        for path in paths.values():
            path.unlink(missing_ok=True)
        raise
    return list(paths.values())


def unwritten(files: Iterable[Path]) -> Iterator[Problem]:
    """Every place that still has the template's words; a file that cannot be read is somebody else's to report."""
    for path in files:
        for number, line in enumerate(path.read_text("utf-8", "replace").splitlines(), 1):
            if TO_WRITE in line:
                said = line.partition(TO_WRITE)[2].strip(' "').split(" {#")[0]
                yield Problem(shown(path), str(number), f"not written yet: {said}", f"Write it, without {TO_WRITE}")
