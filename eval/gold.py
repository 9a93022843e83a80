"""Gold cases as data: questions as people type them, and what a right answer is; wrong files are refused whole."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, TypeVar

from pydantic import BeforeValidator, Field, ValidationError, ValidationInfo, field_validator

from corpus.guideline import Strict
from corpus.problems import FileProblems, Problem, shown
from corpus.strict_yaml import Document, YamlError, problems_of, read_yaml
from eval.gold_names import CHECKS, Known, known_of, wrong_facts
from guardrails.outcome import Outcome
from guardrails.positions import Stand
from guardrails.quantity import parse
from guardrails.rulefile import Applies

if TYPE_CHECKING:
    from bot.wiring import Bot
    from guardrails.values import Value
    from guardrails.vocabulary import Vocabulary

Checked = TypeVar("Checked")
GOLD = Path(__file__).parent / "gold"
RECORDED = "recorded"


class GoldError(FileProblems):
    """For authors of gold cases: some files are wrong."""


class Ready(StrEnum):
    """How far the sources behind a case were read: all, the deciding part, or too little to score more than outcome."""

    READY = "ready"
    READY_VERDICT = "ready_verdict"
    NEEDS_PRIMARY_TEXT = "needs_primary_text"


def _known(info: ValidationInfo) -> Known | None:
    return info.context if isinstance(info.context, Known) else None


class Wording(Strict):
    """One way to ask.

    `facts` are all that the words state, and must be read; `may` may be read besides; `about` are known roughly:
    what is read must lie within. `given` are facts handed over apart from the words. `disputed` says why an outcome
    other than the accepted ones is expected of the rules as they are: it is still counted, and listed by name.
    """

    ask: str = Field(min_length=1)
    facts: dict[str, Any] = {}
    may: tuple[str, ...] = ()
    about: dict[str, tuple[float, float]] = {}
    given: dict[str, Any] = {}
    history: tuple[str, ...] = ()
    disputed: str | None = None

    @field_validator("facts", "given", "may", "about")
    @classmethod
    def _facts_exist(cls, named: Any, info: ValidationInfo) -> Any:
        known = _known(info)
        if known is None:
            return named
        if info.field_name in ("facts", "given"):
            withheld = {name for name, raw in named.items() if raw is None and name in known.vocabulary}
            said = {name: raw for name, raw in named.items() if info.field_name == "facts" or name not in withheld}
            return _checked(named, wrong_facts(said, known.vocabulary))
        return _checked(named, (f"'{name}' is not a fact" for name in named if name not in known.vocabulary))

    def values(self, vocabulary: Vocabulary) -> dict[str, Value]:
        """The facts as values; a conversion may depend on the others."""
        plain = {name: parse(vocabulary[name], raw) for name, raw in self.facts.items()}
        return {name: parse(vocabulary[name], raw, plain) for name, raw in self.facts.items()}


class Pattern(Strict):
    """A regular expression, and the part of the answer that it is about."""

    match: str = Field(min_length=1)
    within: Literal["text", "headline"] = Field(default="text", alias="in")

    @field_validator("match")
    @classmethod
    def _is_an_expression(cls, text: str) -> str:
        try:
            re.compile(text)
        except re.error as error:
            raise ValueError(f"'{text}' is not a regular expression: {error}") from None
        return text

    def found(self, text: str) -> bool:
        """Whether it matches, whatever the case."""
        return re.search(self.match, text, re.IGNORECASE) is not None


def _as(key: str) -> BeforeValidator:
    """A plain text stands for the model that has nothing but it."""
    return BeforeValidator(lambda raw: {key: raw} if isinstance(raw, str) else raw)


Outcomes = tuple[Outcome, ...]
Patterns = tuple[Annotated[Pattern, _as("match")], ...]


class Case(Strict):
    """One group of wordings with one right answer. Fields left out are not scored.

    `rules` says whether rules apply (silent: they do not concern this patient), and `cites` the passages that a rule's
    sentence and criteria stand on (none: it is not said); `knows` what must follow from the facts. `only_rules`: what
    the rules come to is scored, without writing an answer. `support` names the facts of the fact sheet that the answer
    rests on, `why` the reason in a clinician's words, `by` and `on` who wrote the case and when.
    """

    id: str = Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$")
    category: str = Field(min_length=1)
    questions: tuple[Annotated[Wording, _as("ask")], ...] = Field(min_length=1)
    as_of: date | None = None
    accept: Outcomes = Field(min_length=1)
    forbid: Outcomes = ()
    decision: str | None = None
    only_rules: bool = False
    must_say: Patterns = ()
    must_not: Patterns = ()
    must_cite: tuple[str, ...] = ()
    must_ask: tuple[str, ...] = ()
    positions: dict[str, Stand | Literal["silent"]] = {}
    rules: dict[str, Applies | Literal["silent"]] = {}
    cites: dict[str, tuple[str, ...]] = {}
    knows: dict[str, Any] = {}
    support: tuple[str, ...] = ()
    why: str | None = Field(default=None, min_length=1)
    ready: Ready = Ready.READY
    changed: str | None = None
    by: str | None = None
    on: date | None = None

    @property
    def recorded(self) -> bool:
        """Whether it is a patient written from a rule's examples, not a question that somebody typed."""
        return self.category == RECORDED

    @field_validator("forbid")
    @classmethod
    def _not_accepted_too(cls, forbid: Outcomes, info: ValidationInfo) -> Outcomes:
        both = sorted(set(forbid) & set(info.data.get("accept", ())))
        return _checked(forbid, (f"'{name}' is accepted and forbidden" for name in both))

    @field_validator("must_cite", "must_ask", "positions", "rules", "cites", "knows", "support")
    @classmethod
    def _names_exist(cls, named: Any, info: ValidationInfo) -> Any:
        known = _known(info)
        return named if known is None else _checked(named, CHECKS[str(info.field_name)](named, known))


def _checked(value: Checked, wrong: Iterable[str]) -> Checked:
    """The value, if nothing is wrong with it. Raises ValueError with all that is."""
    if said := "; ".join(wrong):
        raise ValueError(said)
    return value


class GoldFile(Strict):
    """A file of gold cases; `as_of`, `by` and `on` hold for every case that does not say otherwise."""

    topic: str
    as_of: date
    by: str = Field(min_length=1)
    on: date
    cases: tuple[Case, ...] = Field(min_length=1)


@dataclass(frozen=True)
class Gold:
    """The cases of one topic, from all its files, each with its day and author filled in; `files` has their ids."""

    topic: str
    cases: tuple[Case, ...]
    files: Mapping[str, frozenset[str]] = field(default_factory=dict)

    @property
    def by_hand(self) -> Gold:
        """The cases that somebody wrote, without the recorded patients."""
        return Gold(self.topic, tuple(case for case in self.cases if not case.recorded), self.files)

    @cached_property
    def wordings(self) -> int:
        """How many questions there are in all."""
        return sum(len(case.questions) for case in self.cases)


def load_gold(bot: Bot, folder: Path = GOLD) -> dict[str, Gold]:
    """Read every gold file of the topics there are. Raises `GoldError` with everything wrong in any of them."""
    problems: list[Problem] = []
    found: dict[str, dict[str, tuple[Case, ...]]] = {}
    taken: dict[tuple[str, str], str] = {}
    for path in gold_files(folder):
        document, file = _read(path, bot, problems)
        if document:
            problems += _repeated(document, taken)
        if file:
            found.setdefault(file.topic, {})[path.name] = tuple(_dated(file, case) for case in file.cases)
    if problems:
        raise GoldError(problems)
    return {topic: _gold(topic, files) for topic, files in sorted(found.items())}


def _gold(topic: str, files: Mapping[str, tuple[Case, ...]]) -> Gold:
    ids = {name: frozenset(case.id for case in cases) for name, cases in files.items()}
    return Gold(topic, tuple(case for cases in files.values() for case in cases), ids)


def gold_files(folder: Path = GOLD) -> list[Path]:
    """The files of gold cases."""
    return sorted(folder.glob("*.yaml"))


def _read(path: Path, bot: Bot, problems: list[Problem]) -> tuple[Document | None, GoldFile | None]:
    try:
        document = read_yaml(path.read_text("utf-8-sig"), shown(path))
    except YamlError as error:
        problems += error.problems
        return None, None
    except (OSError, UnicodeDecodeError) as error:
        problems.append(Problem(shown(path), "1", f"cannot be read: {error}", "Save it as UTF-8."))
        return None, None
    topic = document.value.get("topic") if isinstance(document.value, dict) else None
    if topic not in bot.topics:
        problems.append(
            document.problem(("topic",), f"'{topic}' is not a topic", f"Write one of: {', '.join(bot.topics)}.")
        )
    context = known_of(bot, str(topic)) if topic in bot.topics else None
    try:
        return document, GoldFile.model_validate(document.value, context=context)
    except ValidationError as error:
        problems += problems_of(document, error)
        return document, None


def _repeated(document: Document, taken: dict[tuple[str, str], str]) -> Iterator[Problem]:
    """Ids given twice, in one file or in two of one topic; *taken* is filled in: topic and id → file."""
    found = document.value if isinstance(document.value, dict) else {}
    topic, cases = str(found.get("topic")), found.get("cases")
    for number, case in enumerate(cases if isinstance(cases, list) else ()):
        name = str(case.get("id")) if isinstance(case, dict) else ""
        if name and (topic, name) in taken:
            said = f"id '{name}' is given again; {taken[topic, name]} has it"
            yield document.problem(("cases", number, "id"), said, "Give each case its own.")
        taken.setdefault((topic, name), document.file)


def _dated(file: GoldFile, case: Case) -> Case:
    changes = {"as_of": case.as_of or file.as_of, "by": case.by or file.by, "on": case.on or file.on}
    return case.model_copy(update=changes)


def schema() -> dict[str, Any]:
    """The JSON schema of a gold file, for editors."""
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **GoldFile.model_json_schema(by_alias=True)}
