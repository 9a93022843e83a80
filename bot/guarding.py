"""Somebody else's answer, sentence by sentence: reading, rules and texts, turned on what another says.

`verify` is the one function; the command line and `POST /v1/verify` print what it returns (schema `verify/1`).
"""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.answer import answer
from bot.asserted import objection
from bot.at_odds import odds
from bot.beside_sources import PASSAGE, by_sources, sources_of
from bot.case import Case
from bot.claims_made import claims_of
from bot.guard_report import overall, shown, summary
from bot.linting import clinics_of
from bot.own_claims import is_ours, own_claims
from bot.question import Question
from bot.stated import agreement, bare_verdict, judged, of_one, values, verdict_in
from bot.wiring import configured
from guardrails.grounding import Verdict, quantities
from guardrails.grounding.claims import Checked, check_claims
from guardrails.grounding.support import AGREE, WORD_FOR_WORD
from guardrails.grounding.words import content, language
from guardrails.lint import lint_page, read_page, text_of
from guardrails.lint.page import Line
from guardrails.outcome import Outcome

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.schema import Answer
    from bot.wiring import Bot
    from guardrails.lint import Clinic, Finding, Page

SCHEMA = "verify/1"
OMITTED = "(not mentioned)"
BARE = 2  # words that say something: so short a verdict is on what was asked
_BESIDE = re.compile(
    r"\b(?:in addition to|besides|other than|instead of|alongside|other (?:treatment|therap)\w+)", re.IGNORECASE
)


def verify_file(path: Path, question: str, as_of: date) -> dict[str, Any]:
    """Verify a document. Raises `DocumentProblem` or `QuestionProblem`."""
    return verify(text_of(path), question, configured(), as_of)


def verify(text: str, question: str, bot: Bot, as_of: date | None = None) -> dict[str, Any]:
    """Is an answer right by the guidelines? A report as JSON data; nothing in *text* is ever obeyed."""
    on = as_of or date.today()  # noqa: DTZ011 (the reader's own day)
    ours = answer(Question(question, on), bot)
    if is_ours(text, ours):
        text = json.dumps(ours.as_dict())
    page = read_page("answer", _words(text))
    clinics = clinics_of(bot)
    reading = bot.reader.read(question, on)
    case = Case(
        question, on, bot, reading, page, clinics, tuple(_findings(page, question, clinics, reading.topic)), ours
    )
    if is_ours(text, ours):
        return _report(
            replace(case, findings=()), ours, own_claims(Question(question, on), ours, bot), of=Outcome(ours.outcome)
        )
    checked = [_judged(each, case) for each in check_claims(claims_of(page), sources_of(case))]
    return _report(case, ours, [each for each in checked if _says_something(each, case)], of=_stated(case))


def _findings(page: Page, question: str, clinics: tuple[Clinic, ...], topic: str | None) -> Iterator[Finding]:
    """What is wrong in an answer; and what it leaves out, where the question is about that."""
    asked = replace(page, lines=(Line(0, question), *page.lines))
    wanted = {each.check for each in lint_page(asked, clinics, topic) if each.words == OMITTED}
    for each in lint_page(page, clinics, topic):
        if each.words != OMITTED or each.check in wanted:
            yield each


def _words(text: str) -> str:
    """The words of an answer; one of ours as JSON becomes its statements with their references."""
    try:
        data = json.loads(text)
        statements = [f"{each['text']} {''.join(f'[{n}]' for n in each['citations'])}" for each in data["statements"]]
        references = [f"[{each['n']}] {each['passage']} {each['locator']}" for each in data["citations"]]
        return "\n".join([str(data["headline"]), "", *statements, "", "References", *references])
    except (ValueError, KeyError, TypeError):
        return text


def _says_something(checked: Checked, case: Case) -> bool:
    """Whether a sentence is of the subject at all: a page's own notices, and hedges, are not."""
    text = checked.claim.text
    idle = not checked.claim.markers and (
        checked.verdict in (Verdict.UNCITED, Verdict.CANNOT_VERIFY) or checked.reason == AGREE
    )
    if not idle or quantities(text):
        return True
    reading = case.bot.reader.read(text, case.on)
    shared = set(content(text)) & set(content(case.question)) - language().general
    return reading.topic is not None or bool(reading.asks_about) or len(shared) > 1


def _judged(checked: Checked, case: Case) -> Checked:
    """A sentence by the rules, and where they have nothing against it by the sources."""
    found = _by_rules(checked, case)
    ruled_out = found is not checked and found.verdict is Verdict.CONTRADICTED
    return found if ruled_out else by_sources(found, case)


def _by_rules(checked: Checked, case: Case) -> Checked:
    """A verdict on patients is the rules' to judge; a grave finding in the sentence speaks against it."""
    claim = checked.claim
    if checked.reason == WORD_FOR_WORD:
        return checked
    for each in case.speaking_against:
        if each.line == claim.line and _same(each.words, claim.text):
            return Checked(
                claim,
                Verdict.CONTRADICTED,
                f"{each.check}: {each.says} {each.right}",
                each.words,
                _first_passage(each.source),
            )
    reading = case.bot.reader.read(claim.text, case.on)
    sources = case.sources_named(claim.text, reading, claim.markers)
    wrong = odds(claim.text, case, sources) or objection(claim.text, case.reading, case.bot, case.on)
    if wrong:
        return Checked(
            claim, Verdict.CONTRADICTED, wrong.reason, wrong.words, f"rule {wrong.rule}" if wrong.rule else None
        )
    return _by_its_verdict(checked, case)


def _by_its_verdict(checked: Checked, case: Case) -> Checked:
    """A sentence that states a verdict on what was asked, beside what the rules come to for its patient."""
    claim = checked.claim
    stated = verdict_in(claim.text)
    verdict = judged(case.reading, claim.text, case.on, case.bot) if stated and _of_decision(claim.text, case) else None
    if stated is None or verdict is None or case.reading.topic is None:
        return checked
    found = agreement(stated, verdict, case.bot, case.reading.topic)
    named = case.bot.reader.read(claim.text, case.on).asks_about
    attributed = any(each in case.bot.library.guidelines for each in named)
    if found.agrees is False and not (attributed and verdict.outcome is Outcome.NEEDS_FACTS):
        return Checked(claim, Verdict.CONTRADICTED, found.reason, stated.value, _rule_of(verdict))
    if found.agrees and checked.verdict in (Verdict.UNCITED, Verdict.CANNOT_VERIFY, Verdict.CONTRADICTED):
        return Checked(claim, Verdict.SUPPORTED, found.reason, stated.value, _rule_of(verdict))
    return checked


def _of_decision(sentence: str, case: Case) -> bool:
    """Whether a sentence is about the decision asked for; one that names none is, where it names the subject."""
    if _BESIDE.search(sentence) or case.decision is None:
        return False
    head = sentence.partition(": ")[0]
    own = case.bot.reader.read(head, case.on)
    own = own if verdict_in(head) and own.decisions else case.bot.reader.read(sentence, case.on)
    return case.is_asked(own.decisions) or (not own.decisions and own.topic == case.reading.topic)


def _rule_of(verdict: Any) -> str | None:
    decided = verdict.decided or verdict.positions
    return f"rule {decided[0].rule.id}" if decided else None


def _first_passage(source: str) -> str | None:
    found = PASSAGE.search(source)
    return found[0] if found else None


def _same(words: str, sentence: str) -> bool:
    """Whether a finding's words are of this sentence."""
    parts = [part.strip(" …") for part in re.split(r"\n|/ line \d+:|line \d+:", words)]
    return any(len(part) > 8 and (part[:60] in sentence or sentence[:60] in part) for part in parts)


def _report(case: Case, ours: Answer, checked: list[Checked], of: Outcome | None) -> dict[str, Any]:
    stated = of
    agrees = True if stated and stated.value == ours.outcome else _agrees(stated, case)
    omitted = [each for each in case.findings if each.words == OMITTED]
    counts = Counter(each.verdict.value for each in checked)
    return {
        "schema": SCHEMA,
        "question": case.question,
        "as_of": case.on.isoformat(),
        "topic": case.reading.topic,
        "overall": overall(counts, omitted, Outcome(ours.outcome), agrees=agrees, general=case.is_general),
        "verdict": {"stated": stated.value if stated else None, "ours": ours.outcome, "agrees": agrees},
        "summary": summary(ours, stated, counts, omitted, agrees=agrees),
        "sentences": [shown(each, case.bot) for each in checked],
        "omissions": [each.as_dict() for each in omitted],
        "findings": [each.as_dict() for each in case.findings if each not in omitted],
        "ours": {"outcome": ours.outcome, "headline": ours.headline, "fingerprint": ours.fingerprint},
        "edition": dict(ours.edition),
    }


def _agrees(stated: Outcome | None, case: Case) -> bool | None:
    """Whether the rules come to the verdict that an answer gives."""
    verdict = judged(case.reading, "", case.on, case.bot) if stated else None
    if stated is None or verdict is None or case.reading.topic is None:
        return None
    return agreement(stated, verdict, case.bot, case.reading.topic).agrees


def _stated(case: Case) -> Outcome | None:
    """The verdict that an answer gives for the patient asked about: its first that is not of somebody else."""
    asked = values(case.reading)
    if bare := bare_verdict(case.question, case.page.sentences[0].text if case.page.sentences else ""):
        return bare
    for each in case.page.sentences:
        stated = None if each.text.endswith("?") else verdict_in(each.text)
        short = len(content(each.text)) <= BARE
        if stated and (short or _of_decision(each.text, case)):
            own = values(case.bot.reader.read(each.text, case.on))
            if all(of_one(asked[name], value) for name, value in own.items() if name in asked):
                return stated
    return None
