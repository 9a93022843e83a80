"""A vocabulary in another language: labels and questions as they are shown. Nothing is read or decided from them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

from pydantic import Field

from corpus.guideline import Strict
from corpus.problems import FileProblems, Problem, shown
from corpus.strict_yaml import YamlError, read_yaml, validate
from guardrails.vocabulary import Fact

FOLDER = "words"  # in a topic's folder of rules: one file a language, named by its code


class Label(Strict):
    """One fact in another language; what is left out is shown as the vocabulary has it."""

    label: str = Field(min_length=1)
    ask: str | None = None
    why: str | None = None
    values: dict[str, str] = {}
    units: dict[str, str] = {}

    def on(self, fact: Fact) -> Fact:
        """The fact as it is shown in that language: the same values, under other names."""
        values = {
            name: word.model_copy(update={"label": self.values.get(name, word.label)})
            for name, word in {**fact.values, **{name: fact.choices[name] for name in self.values}}.items()
        }
        worded = {"label": self.label, "ask": self.ask or fact.ask, "why": self.why or fact.why, "values": values}
        return Fact.model_construct(**{**dict(fact), **worded})


class LabelFile(Strict):
    """A words/<language>.yaml: labels by the name of the fact."""

    facts: dict[str, Label]


@cache
def labels(folder: Path, language: str) -> Mapping[str, Label]:
    """The labels of a topic, by its folder of rules, in a language; none where nobody wrote them or they are wrong."""
    try:
        return _read(folder / FOLDER / f"{language}.yaml").facts
    except (OSError, ValueError, FileProblems):
        return {}


def wrong_labels(folder: Path, facts: Mapping[str, Fact]) -> Iterator[Problem]:
    """What names nothing in the vocabulary, and what the vocabulary asks and a language leaves out."""
    for path in sorted((folder / FOLDER).glob("*.yaml")):
        try:
            found = _read(path).facts
        except YamlError as error:
            yield from error.problems
            continue
        except (OSError, ValueError) as error:
            yield Problem(shown(path), "1", f"cannot be read: {error}", "Write the file as UTF-8.")
            continue
        for what, mend in _wrong(found, facts):
            yield Problem(shown(path), "facts", what, mend)


def _wrong(found: Mapping[str, Label], facts: Mapping[str, Fact]) -> Iterator[tuple[str, str]]:
    for name in sorted(found.keys() - facts.keys()):
        yield f"'{name}' is not a fact of facts.yaml", "Take it out, or write its name as facts.yaml does."
    for name, fact in facts.items():
        label = found.get(name)
        if label is None:
            yield f"'{name}' has no label", "Translate it."
            continue
        if missing := [part for part in ("ask", "why") if getattr(fact, part) and not getattr(label, part)]:
            yield f"'{name}' has no {' and no '.join(missing)}", "Translate it."
        named = {value for value, word in fact.values.items() if word.label}
        if unsaid := sorted(named - label.values.keys()):
            yield f"'{name}' leaves values out: {', '.join(unsaid)}", "Translate them."
        if unknown := sorted({*label.values} - {*fact.choices} | {*label.units} - {*fact.units, fact.unit}):
            yield f"'{name}' has no value or unit {', '.join(unknown)}", "Use the names of facts.yaml."


def _read(path: Path) -> LabelFile:
    return validate(read_yaml(path.read_text("utf-8"), shown(path)), LabelFile)
