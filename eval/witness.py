"""Answers questions in a process of its own: of another hash seed, or of another revision of this project.

It is run as a file, with the folder of the code to ask as its argument, and imports nothing of this package: a
revision that has no judge yet can still be asked. Cases come in as JSON on standard input, answers leave as JSON
Lines: {"id", "answer"} or {"id", "problem"}.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from datetime import date
from typing import Any


def main(root: str) -> None:
    """Answer every case with the code and data below *root*."""
    sys.path[0] = root  # in place of this file's folder: `eval` must be that of the revision, if it has one
    cases = json.load(sys.stdin)
    try:
        from bot.wiring import build

        bot = build()
    except Exception as error:  # noqa: BLE001 (a revision may fail in any way: that is what is asked of it)
        sys.stdout.write(json.dumps({"id": None, "problem": f"{type(error).__name__}: {error}"}) + "\n")
        return
    for line in answers(cases, bot):
        sys.stdout.write(line + "\n")


def answers(cases: Iterable[dict[str, Any]], bot: Any) -> Iterable[str]:
    """One line of JSON a case."""
    for case in cases:
        try:
            yield json.dumps({"id": case["id"], "answer": _answer(case, bot)}, ensure_ascii=True)
        except Exception as error:  # noqa: BLE001 (the same)
            yield json.dumps({"id": case["id"], "problem": f"{type(error).__name__}: {error}"})


def _answer(case: dict[str, Any], bot: Any) -> dict[str, Any]:
    from bot.answer import answer
    from bot.question import Question

    question = Question(
        case["text"], date.fromisoformat(case["as_of"]), history=tuple(case["history"]), facts=case["facts"]
    )
    found: dict[str, Any] = answer(question, bot).as_dict()
    return found


if __name__ == "__main__":
    main(sys.argv[1])
