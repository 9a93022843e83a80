"""Our own answer, shown to the guard: recognised where unaltered, and its statements beside what they cite."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from bot.also import own_words
from bot.answer import check, read
from bot.draft import Draft
from bot.ground import borne_out
from bot.render.text import as_text
from corpus.markdown import fold
from guardrails.grounding import Verdict
from guardrails.grounding.claims import Checked, Claim

if TYPE_CHECKING:
    from bot.question import Question
    from bot.schema import Answer
    from bot.wiring import Bot


def is_ours(text: str, ours: Answer) -> bool:
    """Whether a text is our own answer to the question, as JSON or as printed, unaltered."""
    if fold(as_text(ours)) == fold(text):
        return True
    try:
        return bool(json.loads(text) == ours.as_dict())
    except ValueError:
        return False


def own_claims(question: Question, ours: Answer, bot: Bot) -> list[Checked]:
    """The statements of our own answer, each beside what it cites, as the guard saw them."""
    reading = read(question, bot)
    draft = Draft(question, reading, bot, check(question, reading, bot))
    by_number = {each.n: each for each in ours.citations}
    found = []
    for each in ours.statements:
        right = borne_out(each, by_number, draft.ruling, own_words(draft))
        verdict = (
            (Verdict.SUPPORTED, "borne out by what it cites")
            if right
            else (Verdict.UNSUPPORTED, "not borne out by what it cites")
        )
        found.append(
            Checked(Claim(each.text, 0, each.citations), *verdict, against=by_number[each.citations[0]].passage)
        )
    return found
