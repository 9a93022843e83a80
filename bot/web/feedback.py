"""Feedback on an answer, and the draft gold case it becomes: a file a reviewer completes, in the judge's own form."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import yaml

from bot.store import Opinion
from bot.store.records import printable, question_of
from bot.web.problems import missing

if TYPE_CHECKING:
    from bot.store import Kept
    from bot.web.border import Feedback
    from bot.web.context import Web

HEAD = """# A draft from feedback {id}: {says}. It answered {outcome}, {fingerprint}.
# A reviewer says what is right{todo}, signs it, and moves the case to eval/gold/.
"""
FILL_IN = " in `accept`, which is empty because the verdict is disputed"


@dataclass(frozen=True)
class Case:
    """A draft gold case as YAML."""

    id: str
    text: str


def take(web: Web, feedback: Feedback) -> str:
    """Keep feedback and write its draft case; its id. Raises `Problem` where the answer is not known here."""
    if not web.shelf.anything:
        raise missing()
    store = web.shelf.store()
    kept = store.kept(feedback.fingerprint)
    if kept is None:
        raise missing()
    comment = web.keepable(feedback.comment) if web.shelf.words else ""
    opinion = Opinion(feedback.fingerprint, feedback.helpful, feedback.reason, comment)
    id_ = store.opine(opinion)
    if kept.request is not None:
        _write(web, Case(id_, case_text(web, id_, opinion, kept)))
    return id_


def case_of(web: Web, id_: str) -> Case | None:
    """The draft of one feedback, or None if there is none."""
    store = web.shelf.store() if web.shelf.anything else None
    opinion = next((each for each in store.opinions() if each.id == id_), None) if store else None
    kept = store.kept(opinion.fingerprint) if store and opinion else None
    return Case(id_, case_text(web, id_, opinion, kept)) if opinion and kept and kept.request else None


def case_text(web: Web, id_: str, opinion: Opinion, kept: Kept) -> str:
    """The case: what was asked, and what somebody says of the answer; what is right is left to a reviewer."""
    disputed = opinion.reason == "wrong_verdict"
    says = f"{'helpful' if opinion.helpful else 'not helpful'}, {opinion.reason}"
    todo = FILL_IN if disputed else ""
    head = HEAD.format(id=id_, says=says, outcome=kept.outcome, fingerprint=kept.fingerprint, todo=todo)
    lines = [f"# > {printable(line)}" for line in opinion.comment.splitlines()]
    body = yaml.safe_dump(_file(web, id_, kept, disputed=disputed), allow_unicode=True, sort_keys=False, width=110)
    return "\n".join([*head.splitlines(), *lines, body])


def _file(web: Web, id_: str, kept: Kept, *, disputed: bool) -> dict[str, Any]:
    """A gold file of one case, as eval/gold/ holds them."""
    question = question_of(kept.request or {})
    answer = web.desk.ask(question).answer
    wording: dict[str, Any] = {"ask": question.text}
    wording |= {"given": dict(question.facts)} if question.facts else {}
    wording |= {"history": list(question.history)} if question.history else {}
    outcomes = {"accept": [], "forbid": [kept.outcome]} if disputed else {"accept": [kept.outcome]}
    case = {"id": f"feedback-{id_}", "category": "feedback", **outcomes, "questions": [wording]}
    topic = answer.topic or next(iter(web.bot.topics))
    return {
        "topic": topic,
        "as_of": question.as_of,
        "by": "feedback, not reviewed",
        "on": web.today(),
        "cases": [case],
    }


def _write(web: Web, case: Case) -> None:
    folder = web.settings.home / "feedback"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{case.id}.yaml").write_text(case.text, "utf-8")
