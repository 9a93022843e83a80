"""What verifying comes to, in words: the overall verdict, one summary, each sentence, text or JSON."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from guardrails.outcome import Outcome

if TYPE_CHECKING:
    from collections import Counter

    from bot.schema import Answer
    from bot.wiring import Bot
    from guardrails.grounding.claims import Checked
    from guardrails.lint import Finding


def overall(
    counts: Counter[str], omitted: list[Finding], ours: Outcome, *, agrees: bool | None, general: bool = False
) -> str:
    """Right, wrong or incomplete: of the verdict, where the question asks for one, and of every sentence.

    *general*: the question tells of no patient, so that criteria are all there is to tell.
    """
    if agrees is False or counts["contradicted"]:
        return "wrong"
    told = counts["supported"] and (ours is Outcome.INFORMATION or (ours is Outcome.NEEDS_FACTS and general))
    if omitted or counts["dangling"] or counts["unsupported"] or (agrees is None and not told):
        return "incomplete"
    return "right"


def summary(
    ours: Answer, stated: Outcome | None, counts: Counter[str], omitted: list[Finding], *, agrees: bool | None
) -> str:
    """The report in a few sentences: the verdict first."""
    verdict = {
        True: f"The verdict itself is right: {ours.outcome}.",
        False: (
            f"The verdict is wrong: it says {stated.value if stated else 'nothing'}, the rules come to {ours.outcome}."
        ),
        None: f"It gives no verdict that the rules could confirm; they come to {ours.outcome}.",
    }[agrees]
    parts = ", ".join(f"{count} {name.replace('_', ' ')}" for name, count in sorted(counts.items()))
    left = f" Left out: {'; '.join(each.says.rstrip('.') for each in omitted)}." if omitted else ""
    return f"{verdict} Sentences: {parts or 'none to check'}.{left}"


def shown(each: Checked, bot: Bot) -> dict[str, Any]:
    """One sentence as JSON data, with the passage or rule against it."""
    passage = bot.library.passages.get(each.against or "")
    source = bot.library.guidelines[passage.guideline] if passage else None
    return {
        "text": each.claim.text,
        "line": each.claim.line,
        "markers": list(each.claim.markers),
        "verdict": each.verdict.value,
        "reason": each.reason,
        "words": each.words,
        "against": each.against,
        "source": f"{source.short}, {source.locator}: {passage.text}" if source and passage else None,
    }


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
    lines += [
        "",
        *(
            f"{each['line']}: [{each['severity']}] {each['check']}: {each['says']} Right: {each['right']}"
            for each in report["findings"]
        ),
    ]
    return "\n".join([*lines, "", f"Our answer: {report['ours']['headline']}"])
