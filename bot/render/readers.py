"""One answer in the words of who reads it. Outcome, numbers, quotes, references and fingerprint stay what they are."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from pathlib import Path
from string import Formatter
from typing import TYPE_CHECKING, Any

from bot.phrases import HEADLINES
from corpus.strict_yaml import read_yaml
from guardrails.outcome import Outcome

if TYPE_CHECKING:
    from bot.schema import Answer

FILE = Path(__file__).with_name("readers.yaml")
BALANCED = r"(?:[^()]|\([^()]*\))"
BLANKS = {"title": ".+?", "who": f"(?: for {BALANCED}+?)?"}
MARKERS = r"(?P<markers>(?: ?\[\d+\])*)"


def worded(answer: Answer, reader: str | None) -> Answer:
    """The answer with its headline and notices in a reader's words; the fingerprint is still the answer's own."""
    words = _words(reader)
    headlines, notices = words.get("headlines", {}), words.get("notices", {})
    told = tuple(replace(each, text=notices.get(each.code, each.text)) for each in answer.notices)
    template = headlines.get(answer.outcome)
    return replace(answer, headline=_said(answer, template) if template else answer.headline, notices=told)


def _said(answer: Answer, template: str) -> str:
    """The headline in another template; as it is, where it was not made from the usual one."""
    found = _usual(answer.outcome).fullmatch(answer.headline)
    if found is None:
        return answer.headline
    blanks = found.groupdict()
    return template.format(**blanks) + blanks["markers"]


@cache
def _usual(outcome: str) -> re.Pattern[str]:
    """What finds the words in the blanks of a headline."""
    parts = Formatter().parse(HEADLINES[Outcome(outcome)])
    pattern = "".join(re.escape(text) + (_blank(name) if name else "") for text, name, _, _ in parts)
    return re.compile(pattern + MARKERS, re.DOTALL)


def _blank(name: str) -> str:
    return f"(?P<{name}>{BLANKS.get(name, f'{BALANCED}+')})"


@cache
def _words(reader: str | None) -> dict[str, Any]:
    data: dict[str, dict[str, Any]] = read_yaml(FILE.read_text("utf-8"), FILE.name).value
    own = data.get(reader or "", {})
    return data[own["like"]] if "like" in own else own
