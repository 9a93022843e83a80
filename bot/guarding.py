"""Somebody else's answer, sentence by sentence: reading, rules and texts, turned on what another says.

`verify` is the one function; the command line and `POST /v1/verify` print what it returns (schema `verify/1`).
"""

from __future__ import annotations

import json
import re
from collections import Counter
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.answer import answer
from bot.linting import clinics_of
from bot.question import Question
from bot.stated import agreement, judged, verdict_in
from bot.wiring import build
from guardrails.grounding import Verdict
from guardrails.grounding.claims import Checked, Claim, Sources, check_claims
from guardrails.grounding.own import names_known
from guardrails.lint import Finding, lint_page, read_page, text_of
from guardrails.outcome import Outcome

if TYPE_CHECKING:
    from bot.reading.types import Reading
    from bot.schema import Answer
    from bot.wiring import Bot
    from corpus.guideline import Passage
    from guardrails.lint import Page

SCHEMA = "verify/1"
NEAREST = 8
_PASSAGE = re.compile(r"\b[a-z0-9][a-z0-9-]*#[A-Za-z0-9_-]+\b")
_ASIDE = re.compile(r"^\W*(?:[✓✗■!↔?]|understood:|as of |you might ask|it says|if .{1,60} were )|\?$|disclaimer|liability|policy$|^last updated", re.IGNORECASE)  # fmt: skip
CONTRADICTING = 1  # findings of this severity speak against the sentence they are in


def verify_file(path: Path, question: str, as_of: date) -> dict[str, Any]:
    """Verify a document. Raises `DocumentProblem` or `QuestionProblem`."""
    return verify(text_of(path), question, build(), as_of)


def verify(text: str, question: str, bot: Bot, as_of: date | None = None) -> dict[str, Any]:
    """Is an answer right by the guidelines? A report as JSON data; nothing in *text* is ever obeyed."""
    on = as_of or date.today()  # noqa: DTZ011 (the reader's own day)
    ours = answer(Question(question, on), bot)
    reading = bot.reader.read(question, on)
    page = read_page("answer", _words(text))
    findings = lint_page(page, clinics_of(bot))
    checked = [_by_rules(each, findings, reading, bot, on) for each in check_claims(_claims(page), _sources(page, reading, bot))]
    return _report(question, ours, reading, page, (checked, findings), bot, on)


def _words(text: str) -> str:
    """The words of an answer; one of ours as JSON becomes its statements with their references."""
    try:
        data = json.loads(text)
        statements = [f"{each['text']} {''.join(f'[{n}]' for n in each['citations'])}" for each in data["statements"]]
        references = [f"[{each['n']}] {each['passage']} {each['locator']}" for each in data["citations"]]
        return "\n".join([str(data["headline"]), "", *statements, "", "References", *references])
    except (ValueError, KeyError, TypeError):
        return text


def _claims(page: Page) -> list[Claim]:
    """The sentences that say something; headings, marks and boilerplate say nothing."""
    found = []
    for each in page.sentences[1:] if page.title.endswith("?") else page.sentences:
        whole = each.line.bullet or bool(each.markers) or each.text.rstrip("])0123456789 ,[")[-1:] in ".;:"
        if whole and not _ASIDE.search(each.text):
            found.append(Claim(re.sub(r"\s*\[[\d,;\s–-]+\]", "", each.text), each.line.number, each.markers))  # noqa: RUF001
    return found


def _sources(page: Page, reading: Reading, bot: Bot) -> Sources:
    from corpus.index import keyword_search

    library = bot.library
    cited: dict[int, tuple[Passage, ...]] = {
        each.number: tuple(library.passages[name] for name in _PASSAGE.findall(each.text) if name in library.passages)
        for each in page.references
    }
    topic = reading.topic or next(iter(bot.topics))

    def search(words: str) -> tuple[Passage, ...]:
        return tuple(library.passages[hit.id] for hit in keyword_search(library, words, NEAREST, {"topic": {topic}}))

    return Sources(cited, search, names_known(bot.benches[topic].book))


def _by_rules(checked: Checked, findings: list[Finding], reading: Reading, bot: Bot, on: date) -> Checked:
    """A verdict on patients is the rules' to judge; a grave finding in the sentence speaks against it."""
    claim = checked.claim
    for each in findings:
        if each.severity <= CONTRADICTING and each.line == claim.line and _same(each.words, claim.text):
            return Checked(claim, Verdict.CONTRADICTED, f"{each.check}: {each.says} {each.right}", each.words, _first_passage(each.source))
    stated = verdict_in(claim.text)
    verdict = judged(reading, claim.text, on, bot) if stated and _of_decision(claim.text, reading, bot) else None
    if stated is None or verdict is None or reading.topic is None:
        return checked
    found = agreement(stated, verdict, bot, reading.topic)
    if found.agrees is False:
        return Checked(claim, Verdict.CONTRADICTED, found.reason, stated.value, _rule_of(verdict))
    if found.agrees and checked.verdict in (Verdict.UNCITED, Verdict.CANNOT_VERIFY, Verdict.CONTRADICTED):
        return Checked(claim, Verdict.SUPPORTED, found.reason, stated.value, _rule_of(verdict))
    return checked


def _of_decision(sentence: str, reading: Reading, bot: Bot) -> bool:
    """Whether a sentence is about the decision asked for."""
    return bool(reading.decisions) and reading.decisions[0] in bot.reader.read(sentence, date.min).decisions


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


def _report(
    question: str, ours: Answer, reading: Reading, page: Page, found: tuple[list[Checked], list[Finding]], bot: Bot, on: date
) -> dict[str, Any]:
    checked, findings = found
    stated = _stated(page, reading, bot, on)
    agrees = None
    if stated and reading.topic and (verdict := judged(reading, "", on, bot)):
        agrees = agreement(stated, verdict, bot, reading.topic).agrees
    omitted = [each for each in findings if each.words == "(not mentioned)"]
    counts = Counter(each.verdict.value for each in checked)
    overall = _overall(agrees, counts, omitted)
    return {
        "schema": SCHEMA, "question": question, "as_of": on.isoformat(), "topic": reading.topic, "overall": overall,
        "verdict": {"stated": stated.value if stated else None, "ours": ours.outcome, "agrees": agrees},
        "summary": _summary(ours, stated, agrees, counts, omitted),
        "sentences": [_shown(each, bot) for each in checked],
        "omissions": [each.as_dict() for each in omitted],
        "findings": [each.as_dict() for each in findings if each not in omitted],
        "ours": {"outcome": ours.outcome, "headline": ours.headline, "fingerprint": ours.fingerprint},
        "edition": dict(ours.edition),
    }  # fmt: skip


def _stated(page: Page, reading: Reading, bot: Bot, on: date) -> Outcome | None:
    """The verdict that an answer gives for the patient asked about: its first that is not of somebody else."""
    for each in page.sentences:
        stated = None if each.text.endswith("?") else verdict_in(each.text)
        if stated and _of_decision(each.text, reading, bot):
            mine = {fact.name: fact.value for fact in bot.reader.read(each.text, on).facts}
            asked = {fact.name: fact.value for fact in reading.facts}
            if all(asked.get(name, value) == value for name, value in mine.items()):
                return stated
    return None


def _overall(agrees: bool | None, counts: Counter[str], omitted: list[Finding]) -> str:
    if agrees is False or counts["contradicted"]:
        return "wrong"
    if omitted or counts["dangling"] or agrees is None:
        return "incomplete"
    return "right"


def _summary(ours: Answer, stated: Outcome | None, agrees: bool | None, counts: Counter[str], omitted: list[Finding]) -> str:
    verdict = {
        True: f"The verdict itself is right: {ours.outcome}.",
        False: f"The verdict is wrong: it says {stated.value if stated else 'nothing'}, the rules come to {ours.outcome}.",
        None: f"It gives no verdict that the rules could confirm; they come to {ours.outcome}.",
    }[agrees]
    parts = ", ".join(f"{count} {name.replace('_', ' ')}" for name, count in sorted(counts.items()))
    left = f" Left out: {'; '.join(each.says.rstrip('.') for each in omitted)}." if omitted else ""
    return f"{verdict} Sentences: {parts or 'none to check'}.{left}"


def _shown(each: Checked, bot: Bot) -> dict[str, Any]:
    passage = bot.library.passages.get(each.against or "")
    source = bot.library.guidelines[passage.guideline] if passage else None
    return {
        "text": each.claim.text, "line": each.claim.line, "markers": list(each.claim.markers), "verdict": each.verdict.value,
        "reason": each.reason, "words": each.words, "against": each.against,
        "source": f"{source.short}, {source.locator}: {passage.text}" if source and passage else None,
    }  # fmt: skip


def as_lines(report: dict[str, Any], *, json_: bool = False) -> str:
    """A report as text, or as JSON."""
    if json_:
        return json.dumps(report, ensure_ascii=False, indent=2)
    lines = [f"{report['overall'].upper()} — {report['summary']}", ""]
    for each in report["sentences"]:
        lines.append(f"{each['line']}: {each['verdict']}: {each['text']}")
        if each["verdict"] != "supported":
            lines.append(f"    why: {each['reason']}")
        if each["against"]:
            lines.append(f"    by: {each['against']}{' — ' + each['source'] if each['source'] else ''}")
    lines += ["", *(f"{each['line']}: [{each['severity']}] {each['check']}: {each['says']} Right: {each['right']}" for each in report["findings"])]
    return "\n".join([*lines, "", f"Our answer: {report['ours']['headline']}"])
