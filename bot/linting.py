"""Lint files from the command line: every finding of every file, and one sentence for what cannot be read."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from bot.wiring import build
from guardrails.lint import DocumentProblem, NoDocument, lint_text, load_clinic, text_of
from guardrails.rules import RULES

if TYPE_CHECKING:
    from bot.wiring import Bot
    from guardrails.lint import Clinic, Finding


def clinics_of(bot: Bot, rules: Path = RULES) -> tuple[Clinic, ...]:
    """What each topic knows that a page may have wrong."""
    found = [load_clinic(rules / name, topic, bot.benches[name]) for name, topic in bot.topics.items()]
    return tuple(each for each in found if each)


def lint_files(paths: list[Path]) -> tuple[dict[str, list[Finding]], list[str]]:
    """The findings of each file, and the sentences on those that cannot be read. Raises `NoDocument`."""
    if lost := next((each for each in paths if not each.exists()), None):
        raise NoDocument(f"There is no file or folder {lost}. Write the path of a document.")
    clinics = clinics_of(build())
    findings: dict[str, list[Finding]] = {}
    problems: list[str] = []
    for path in (each for given in paths for each in documents(given)):
        try:
            findings[str(path)] = lint_text(path.name, text_of(path), clinics)
        except DocumentProblem as problem:
            problems.append(str(problem))
    return findings, problems


def documents(path: Path) -> list[Path]:
    """The file itself, or the documents below a folder."""
    if not path.is_dir():
        return [path]
    kinds = (".md", ".txt", ".html", ".htm", ".pdf", ".docx")
    return sorted(each for each in path.rglob("*") if each.suffix.lower() in kinds and each.is_file())


def as_json(findings: dict[str, list[Finding]], problems: list[str]) -> str:
    """Findings as JSON."""
    files = [{"file": name, "findings": [each.as_dict() for each in found]} for name, found in findings.items()]
    return json.dumps({"schema": "lint/1", "files": files, "problems": problems}, ensure_ascii=False, indent=2)


def as_lines(findings: dict[str, list[Finding]]) -> str:
    """Findings as text: one paragraph each, gravest marked."""
    parts = [
        f"{name}:{each.line}: [{each.severity}] {each.check}: {each.says}\n    words: {' '.join(each.words.split())}\n"
        f"    right: {each.right}\n    source: {each.source or 'the page itself'}"
        for name, found in findings.items()
        for each in found
    ]
    count = sum(map(len, findings.values()))
    return "\n".join([*parts, f"{count} finding(s) in {len(findings)} file(s)."])
