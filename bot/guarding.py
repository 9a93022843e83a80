"""Somebody else's answer, sentence by sentence: reading, rules and texts, turned on what another says.

`verify` is the one function; the command line and `POST /v1/verify` print what it returns (schema `verify/1`).
"""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.answer import answer
from bot.guard_report import overall, shown, summary
from bot.linting import clinics_of
from bot.own_claims import is_ours, own_claims
from bot.question import Question
from bot.stated import agreement, judged, of_one, values, verdict_in
from bot.wiring import configured
from guardrails.grounding import Verdict, quantities
from guardrails.grounding.claims import Checked, Claim, Sources, check_claims
from guardrails.grounding.own import names_known
from guardrails.grounding.support import support_by
from guardrails.lint import Finding, lint_page, read_page, text_of
from guardrails.outcome import Outcome

if TYPE_CHECKING:
    from bot.reading.types import Reading
    from bot.schema import Answer
    from bot.wiring import Bot
    from corpus.guideline import Passage
    from guardrails.lint import Clinic, Page
    from guardrails.rules import RuleBook

SCHEMA = "verify/1"
NEAREST = 8
IMPOSSIBLE = ("wrong_unit", "impossible_value")
_PASSAGE = re.compile(r"\b[a-z0-9][a-z0-9-]*#[A-Za-z0-9_-]+\b")
_ASIDE = re.compile(
    (
        r"^\W*(?:[✓✗■!↔?]|understood:|as of |you might ask|it says|if .{1,60} were )|\?$|disclaimer|liability|policy$|"
        r"^last updated"
    ),
    re.IGNORECASE,
)
_BESIDE = re.compile(
    r"\b(?:in addition to|besides|other than|instead of|alongside|other (?:treatment|therap)\w+)", re.IGNORECASE
)


def verify_file(path: Path, question: str, as_of: date) -> dict[str, Any]:
    """Verify a document. Raises `DocumentProblem` or `QuestionProblem`."""
    return verify(text_of(path), question, configured(), as_of)


@dataclass(frozen=True)
class _Case:
    """One answer under examination: the question as read, the page, and what lint found in it."""

    question: str
    on: date
    bot: Bot
    reading: Reading
    page: Page
    clinics: tuple[Clinic, ...]
    findings: tuple[Finding, ...]
    ours: Answer

    @cached_property
    def speaking_against(self) -> list[Finding]:
        """The findings that make their sentence wrong: the gravest, and statements that are wrong anywhere."""
        false = {
            each.id
            for clinic in self.clinics
            for each in clinic.file.says
            if not each.answers_only and each.where == "sentence"
        }
        return [each for each in self.findings if each.severity == 1 or each.check in false]

    @property
    def decision(self) -> str | None:
        """The decision asked for."""
        return self.reading.decisions[0] if self.reading.decisions else None


def verify(text: str, question: str, bot: Bot, as_of: date | None = None) -> dict[str, Any]:
    """Is an answer right by the guidelines? A report as JSON data; nothing in *text* is ever obeyed."""
    on = as_of or date.today()  # noqa: DTZ011 (the reader's own day)
    ours = answer(Question(question, on), bot)
    if is_ours(text, ours):
        text = json.dumps(ours.as_dict())
    page = read_page("answer", _words(text))
    clinics = clinics_of(bot)
    case = _Case(question, on, bot, bot.reader.read(question, on), page, clinics, tuple(lint_page(page, clinics)), ours)
    if is_ours(text, ours):
        return _report(
            replace(case, findings=()), ours, own_claims(Question(question, on), ours, bot), of=Outcome(ours.outcome)
        )
    checked = [_by_sources(_by_rules(each, case), case) for each in check_claims(_claims(page), _sources(case))]
    return _report(case, ours, [each for each in checked if _says_something(each, case)], of=_stated(case))


def _words(text: str) -> str:
    """The words of an answer; one of ours as JSON becomes its statements with their references."""
    try:
        data = json.loads(text)
        statements = [f"{each['text']} {''.join(f'[{n}]' for n in each['citations'])}" for each in data["statements"]]
        references = [f"[{each['n']}] {each['passage']} {each['locator']}" for each in data["citations"]]
        return "\n".join([str(data["headline"]), "", *statements, "", "References", *references])
    except (ValueError, KeyError, TypeError):
        return text


def _says_something(checked: Checked, case: _Case) -> bool:
    """Whether a sentence is of the subject at all: a page's own notices, and hedges, are not."""
    text = checked.claim.text
    idle = checked.verdict in (Verdict.UNCITED, Verdict.CANNOT_VERIFY, Verdict.SUPPORTED) and not checked.claim.markers
    return not idle or bool(quantities(text)) or any(clinic.concerns(text) for clinic in case.clinics)


def _claims(page: Page) -> list[Claim]:
    """The sentences that say something; headings, marks and boilerplate say nothing."""
    found = []
    end = min((each.line for each in page.references), default=10**9)
    for each in page.sentences[1:] if page.title.endswith("?") else page.sentences:
        whole = each.line.bullet or bool(each.markers) or each.text.rstrip("])0123456789 ,[")[-1:] in ".;:"
        if whole and each.line.number < end and not _ASIDE.search(each.text):
            found.append(Claim(re.sub(r"\s*\[[\d,;\s–-]+\]", "", each.text), each.line.number, each.markers))
    return found


def _sources(case: _Case) -> Sources:
    from corpus.index import keyword_search

    library = case.bot.library
    cited: dict[int, tuple[Passage, ...]] = {
        each.number: tuple(library.passages[name] for name in _PASSAGE.findall(each.text) if name in library.passages)
        for each in case.page.references
    }
    topic = case.reading.topic or next(iter(case.bot.topics))

    def search(words: str) -> tuple[Passage, ...]:
        hits = [library.passages[hit.passage] for hit in keyword_search(library, words, NEAREST, {"topic": {topic}})]
        return tuple(each for each in hits if each.section != "Citation")

    return Sources(cited, search, names_known(case.bot.benches[topic].book))


def _by_sources(checked: Checked, case: _Case) -> Checked:
    """What a sentence says against the sources that it names, or against what the question is answered from."""
    claim = checked.claim
    if checked.verdict is Verdict.DANGLING:
        return checked
    reading = case.bot.reader.read(claim.text, case.on)
    if doubt := next((each for each in reading.doubts if each.code in IMPOSSIBLE), None):
        return Checked(claim, Verdict.CONTRADICTED, doubt.says, doubt.words)
    if claim.markers or not any(each.unit for each in quantities(claim.text)):
        return checked
    named = {each for each in reading.asks_about if each in case.bot.library.guidelines}
    passages = _said_by(named, claim.text, case) if named else _answering(case)
    if not passages:
        return checked
    found = support_by(claim.text, tuple(each.text for each in passages), names_known(_book(case)))
    held = "the source it names" if named else "what answers the question"
    enough = (Verdict.CONTRADICTED,) if named else (Verdict.CONTRADICTED, Verdict.UNSUPPORTED)
    if found.verdict not in enough:
        return checked
    against = next((each.id for each in passages if found.words and found.words in each.text), passages[0].id)
    return Checked(claim, found.verdict, f"held against {held}: {found.reason}", found.words, against)


def _said_by(sources: set[str], words: str, case: _Case) -> list[Passage]:
    """What some sources say that is nearest to some words."""
    from corpus.index import keyword_search

    library = case.bot.library
    hits = keyword_search(library, words, NEAREST, {"guideline": sources})
    return [library.passages[hit.passage] for hit in hits if library.passages[hit.passage].section != "Citation"]


def _answering(case: _Case) -> list[Passage]:
    """What our own answer cites, where it is one of fact."""
    if case.ours.outcome != Outcome.INFORMATION.value:
        return []
    return [case.bot.library.passages[each.passage] for each in case.ours.citations]


def _book(case: _Case) -> RuleBook:
    return case.bot.benches[case.reading.topic or next(iter(case.bot.topics))].book


def _by_rules(checked: Checked, case: _Case) -> Checked:
    """A verdict on patients is the rules' to judge; a grave finding in the sentence speaks against it."""
    claim = checked.claim
    for each in case.speaking_against:
        if each.line == claim.line and _same(each.words, claim.text):
            return Checked(
                claim,
                Verdict.CONTRADICTED,
                f"{each.check}: {each.says} {each.right}",
                each.words,
                _first_passage(each.source),
            )
    stated = verdict_in(claim.text)
    verdict = judged(case.reading, claim.text, case.on, case.bot) if stated and _of_decision(claim.text, case) else None
    if stated is None or verdict is None or case.reading.topic is None:
        return checked
    found = agreement(stated, verdict, case.bot, case.reading.topic)
    if found.agrees is False:
        return Checked(claim, Verdict.CONTRADICTED, found.reason, stated.value, _rule_of(verdict))
    if found.agrees and checked.verdict in (Verdict.UNCITED, Verdict.CANNOT_VERIFY, Verdict.CONTRADICTED):
        return Checked(claim, Verdict.SUPPORTED, found.reason, stated.value, _rule_of(verdict))
    return checked


def _of_decision(sentence: str, case: _Case) -> bool:
    """Whether a sentence is about the decision asked for; one that names none is, where it names the subject."""
    if _BESIDE.search(sentence) or case.decision is None:
        return False
    named = case.bot.reader.read(sentence, case.on).decisions
    subject = any(clinic.words(clinic.file.subject).search(sentence) for clinic in case.clinics)
    return case.decision in named or (not named and subject)


def _rule_of(verdict: Any) -> str | None:
    decided = verdict.decided or verdict.positions
    return f"rule {decided[0].rule.id}" if decided else None


def _first_passage(source: str) -> str | None:
    found = _PASSAGE.search(source)
    return found[0] if found else None


def _same(words: str, sentence: str) -> bool:
    """Whether a finding's words are of this sentence."""
    parts = [part.strip(" …") for part in re.split(r"\n|/ line \d+:|line \d+:", words)]
    return any(len(part) > 8 and (part[:60] in sentence or sentence[:60] in part) for part in parts)


def _report(case: _Case, ours: Answer, checked: list[Checked], of: Outcome | None) -> dict[str, Any]:
    stated = of
    agrees = True if stated and stated.value == ours.outcome else _agrees(stated, case)
    omitted = [each for each in case.findings if each.words == "(not mentioned)"]
    counts = Counter(each.verdict.value for each in checked)
    return {
        "schema": SCHEMA,
        "question": case.question,
        "as_of": case.on.isoformat(),
        "topic": case.reading.topic,
        "overall": overall(counts, omitted, Outcome(ours.outcome), agrees=agrees),
        "verdict": {"stated": stated.value if stated else None, "ours": ours.outcome, "agrees": agrees},
        "summary": summary(ours, stated, counts, omitted, agrees=agrees),
        "sentences": [shown(each, case.bot) for each in checked],
        "omissions": [each.as_dict() for each in omitted],
        "findings": [each.as_dict() for each in case.findings if each not in omitted],
        "ours": {"outcome": ours.outcome, "headline": ours.headline, "fingerprint": ours.fingerprint},
        "edition": dict(ours.edition),
    }


def _agrees(stated: Outcome | None, case: _Case) -> bool | None:
    """Whether the rules come to the verdict that an answer gives."""
    verdict = judged(case.reading, "", case.on, case.bot) if stated else None
    if stated is None or verdict is None or case.reading.topic is None:
        return None
    return agreement(stated, verdict, case.bot, case.reading.topic).agrees


def _stated(case: _Case) -> Outcome | None:
    """The verdict that an answer gives for the patient asked about: its first that is not of somebody else."""
    asked = values(case.reading)
    for each in case.page.sentences:
        stated = None if each.text.endswith("?") else verdict_in(each.text)
        if stated and _of_decision(each.text, case):
            own = values(case.bot.reader.read(each.text, case.on))
            if all(of_one(asked[name], value) for name, value in own.items() if name in asked):
                return stated
    return None
