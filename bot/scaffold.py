"""The files of a new topic, with comments that say what goes where. They load, and `guideline check` names the rest."""

from __future__ import annotations

import re
from pathlib import Path

from bot.question import QuestionProblem

TEMPLATES = Path(__file__).parent / "topic_template"
PLACES = {
    "topic.yaml": "corpus/topics/{name}/topic.yaml",
    "source.md": "corpus/topics/{name}/{name}-2024.md",
    "facts.yaml": "guardrails/rules/{name}/facts.yaml",
    "rules.yaml": "guardrails/rules/{name}/{name}-2024.yaml",
    "derived.yaml": "guardrails/rules/{name}/derived.yaml",
}


def write(name: str, root: Path | None = None) -> list[Path]:
    """Write a new topic below *root* (the folder that holds corpus/). Refuses to overwrite anything."""
    if not re.fullmatch(r"[a-z][a-z0-9-]*", name):
        raise QuestionProblem(f"'{name}' is not a topic name. Use small letters, digits and hyphens, e.g. my-topic.")
    base = root or Path(__file__).parent.parent
    paths = {template: base / place.format(name=name) for template, place in PLACES.items()}
    if there := [str(path) for path in paths.values() if path.exists()]:
        raise QuestionProblem(f"The topic '{name}' exists: {', '.join(there)}. Choose another name.")
    for template, path in paths.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text((TEMPLATES / template).read_text("utf-8").replace("TOPIC", name), "utf-8")
    return list(paths.values())
