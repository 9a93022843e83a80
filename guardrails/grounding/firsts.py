"""What there is only one of: `the first test is a biopsy`, where the sources name another first test."""

from __future__ import annotations

import re

from guardrails.grounding.words import carries, language, stem, tokens

_ONE = r"(?:first|initial|first-line|preferred|only|main|best|standard)"
_IS = re.compile(
    rf"^\W*(?:the |an? )?(?P<one>{_ONE}(?:[ -]line)?)(?: choice)? (?P<what>[\w-]+)(?P<rest> [^.;:]{{0,60}}?)? "
    rf"(?:is|are|remains|should be|consists of) (?P<named>[^.;]+)|"
    rf"^\W*(?P<named2>[^.;,]+?) (?:is|are|should be|remains) (?:the |an? )?(?P<one2>{_ONE}(?:[ -]line)?) "
    r"(?P<what2>[\w-]+)",
    re.IGNORECASE,
)


def another_first(claim: str, passages: tuple[str, ...]) -> str | None:
    """The passage that names the first (only, preferred …) of something, where a claim names what none of them has."""
    found = _IS.search(claim)
    if found is None or re.search(r"\b(?:not|no|never)\b", claim, re.IGNORECASE):
        return None
    one, what, named = (found[name] or found[f"{name}2"] for name in ("one", "what", "named"))
    mine = _telling(named) - _telling(f"{one} {what}")
    there = frozenset().union(*(_telling(each) for each in passages))
    theirs = (each for each in passages if {stem(one), stem(what)} <= {stem(word) for word in tokens(each)})
    missing = {each for each in mine if each not in there}
    return next(theirs, None) if missing and len(missing) * 2 >= len(mine) else None


def _telling(text: str) -> frozenset[str]:
    return frozenset(stem(each) for each in tokens(text) if carries(each) and stem(each) not in language().general)
