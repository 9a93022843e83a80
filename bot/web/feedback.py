"""Feedback on an answer, and the draft gold case it becomes: a file a reviewer completes, in the judge's own form."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import yaml

from bot.store import Opinion
from bot.web.context import masker
from bot.web.problems import missing

if TYPE_CHECKING:
    from bot.store import Kept
    from bot.web.border import Feedback
    from bot.web.context import Web

HEAD = "# A draft from feedback {id}. A reviewer completes it, then moves it to eval/gold/.\n"


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
    comment = masker()(feedback.comment) if web.shelf.words else ""
    opinion = Opinion(feedback.fingerprint, feedback.helpful, feedback.reason, comment)
    id_ = store.opine(opinion)
    if kept.request is not None:
        _write(web, Case(id_, case_text(id_, opinion, kept)))
    return id_


def case_of(web: Web, id_: str) -> Case | None:
    """The draft of one feedback, or None if there is none."""
    store = web.shelf.store() if web.shelf.anything else None
    opinion = next((each for each in store.opinions() if each.id == id_), None) if store else None
    kept = store.kept(opinion.fingerprint) if store and opinion else None
    return Case(id_, case_text(id_, opinion, kept)) if opinion and kept and kept.request else None


def case_text(id_: str, opinion: Opinion, kept: Kept) -> str:
    """The case: what was asked and answered, and what somebody says is wrong; what is right is left to a reviewer."""
    request: dict[str, Any] = dict(kept.request or {})
    outcomes = {"accept": [kept.outcome]} if opinion.helpful else {"accept": [], "forbid": [kept.outcome]}
    case = {
        "id": f"feedback-{id_}",
        "status": "draft",
        "questions": [request.pop("question", "")],
        **{key: value for key, value in request.items() if value and key != "reader"},
        "outcome": outcomes,
        "answered": {"outcome": kept.outcome, "fingerprint": kept.fingerprint, "edition": dict(kept.edition)},
        "feedback": {"helpful": opinion.helpful, "reason": opinion.reason, "comment": opinion.comment},
    }
    return HEAD.format(id=id_) + yaml.safe_dump([case], allow_unicode=True, sort_keys=False, width=110)


def _write(web: Web, case: Case) -> None:
    folder = web.settings.home / "feedback"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{case.id}.yaml").write_text(case.text, "utf-8")
