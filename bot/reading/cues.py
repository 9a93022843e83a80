"""Cues by themselves: which are part of a wording, and which take up what was said before them.

`rash was queried; the biopsy ruled it out`: such a cue reaches over the end of a sentence, and has the last word.
"""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING

from bot.reading.phrases import Hit, Sense

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from bot.reading.text import Token

FAR = 30  # tokens between what was said and what takes it up
SHORT = 8  # tokens between two answers of which the second only says `not`
REFUTED, OPEN = Sense("after", "refuted"), Sense("after", "suspected")


def taken_up(found: Sequence[Hit], wordings: Sequence[Hit], tokens: Sequence[Token]) -> Iterator[tuple[Hit, Hit]]:
    """The cues that end in `it` or the like, each with the wording just before it, of this sentence or the last."""
    echoes = [hit for hit in found if hit.sense.sort == "it"]
    told = sorted(wordings, key=lambda hit: hit.last) if echoes else []
    for cue in echoes:
        before = bisect_left(told, cue.first, key=lambda hit: hit.last) - 1
        if before < 0 or cue.first - told[before].last > FAR:
            continue
        wording = told[before]
        if tokens[cue.first].sentence - tokens[wording.last].sentence <= 1:
            yield (cue._replace(sense=REFUTED) if cue.sense.name == "denied" else cue), wording


def left_open(cues: Sequence[Hit], tokens: Sequence[Token], denials: Collection[str]) -> list[Hit]:
    """The cues; a bare `not` behind a part that was excluded says only that the next one was not excluded."""
    kept: list[Hit] = []
    for cue in cues:
        before = kept[-1] if kept else None
        bare = cue.first == cue.last and tokens[cue.first].form in denials and cue.sense == ("after", "denied", "")
        parted = before is not None and any(token.text in ",;" for token in tokens[before.last + 1 : cue.first])
        if bare and parted and before and _excludes(before, denials, tokens) and cue.first - before.last <= SHORT:
            kept.append(cue._replace(sense=OPEN))
        else:
            kept.append(cue)
    return kept


def joins_words(tokens: Sequence[Token], n: int) -> bool:
    """Whether a token joins more than letters, as in a name: `type A and B`."""
    return all(len(token.text) > 1 for token in (*tokens[n - 1 : n], *tokens[n + 1 : n + 2]))


def _excludes(cue: Hit, denials: Collection[str], tokens: Sequence[Token]) -> bool:
    """Whether a cue says by a verb that something is not so: `excluded`, and not `no` or `not seen`."""
    said = {token.form for token in tokens[cue.first : cue.last + 1]}
    return cue.sense.name == "denied" and cue.sense.sort == "after" and said.isdisjoint(denials)


def heads(tokens: Sequence[Token], cue: Hit) -> bool:
    """Whether a cue before a colon is the heading of all behind it: `Past history:`, `Negative: rash, fever.`."""
    first = not cue.first or tokens[cue.first - 1].sentence != tokens[cue.first].sentence
    return cue.sense.name == "past" or (first and cue.sense.name in ("denied", "suspected"))


def ends_heading(tokens: Sequence[Token], cue: Hit) -> bool:
    """Whether a cue that else reaches backwards is all of a heading: `Not present: rash, fever`."""
    behind = tokens[cue.last + 1].text if cue.last + 1 < len(tokens) else ""
    return behind == ":" and cue.sense.name != "past" and heads(tokens, cue)


def as_answer(cue: Hit) -> Hit:
    """A cue that reaches backwards."""
    return cue._replace(sense=cue.sense._replace(sort="after"))


def parts_of(cues: Sequence[Hit], wordings: Sequence[Hit]) -> dict[Hit, int]:
    """The cues that are part of a wording, and not of what fell into its gap; with the last token of that wording."""
    ends = {n: hit.last for hit in wordings for n in range(hit.first, hit.last + 1) if n not in hit.skipped}
    return {cue: ends[cue.first] for cue in cues if ends.get(cue.first, -1) >= cue.last}


def starts_of(hits: Sequence[Hit]) -> dict[int, set[str]]:
    """Where words start that are no cues, by sort."""
    starts: dict[int, set[str]] = {}
    for hit in hits:
        if hit.sense.sort not in ("before", "after", "it"):
            starts.setdefault(hit.first, set()).add(hit.sense.sort)
    return starts
