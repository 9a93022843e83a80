"""Several patients spoken of by turns, each called by a name: `bed 1: …`, `patient B?`, `Mrs Jones: …`.

Such a conversation is one of each patient: the last message is read after what was said of the same one, and blanks
stand for the words on others. A sentence without a name goes on about the one named last. Until two are told apart
nothing is changed. A title names a patient only if something is told of the name (`Mr Brown: …`, `Mrs Jones is …`)
somewhere: a letter names people who are no patients. Once two are told apart, they may be pointed at (`the other one`).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.reading.language_file import Called
    from bot.reading.types import Turn

SEVERAL = 2
_ENDS = re.compile(r"(?<=[.!?;])\s+|\n+")
_HEADS = re.compile(r"(?:^|[.;])[ \t]*([A-F])[ \t]*:", re.MULTILINE)
_CAPITALS = re.compile(r"\b[A-Z]{2,3}\b")
_WORD = re.compile(r"\w")


class Named(NamedTuple):
    """Where a patient's name stands, the name, and whether it is one only if something is told of it."""

    start: int
    end: int
    name: str
    by_title: bool = False


class Part(NamedTuple):
    """A part of a message that is about one patient; about whoever was named last where the name is empty."""

    name: str
    start: int
    end: int


def of_one(turns: Sequence[Turn], called: Called, initials: frozenset[str] = frozenset()) -> tuple[list[Turn], str]:
    """The turns of the patient whom the last one is about, with the name; all of them if no two are told apart.

    Some *initials* are names as well.
    """
    found = [[*_names(turn.text, called), *_by_initials(turn.text, initials)] for turn in turns]
    letters = frozenset(each.name[-1] for names in found for each in names if " " in each.name and not each.by_title)
    letters = letters.union(*(_listed(turn.text) for turn in turns))
    found = [
        sorted([*names, *_letters(turn.text, names, letters, called)]) for turn, names in zip(turns, found, strict=True)
    ]
    told = {each.name for turn, names in zip(turns, found, strict=True) for each in names if _told(turn, each, called)}
    named = [[each for each in names if each.name in told or not each.by_title] for names in found]
    if len({each.name for names in named for each in names}) < SEVERAL:
        return [*turns], ""
    parts: list[list[Part]] = []
    known: dict[str, None] = {}
    meant = ""
    for turn, names in zip(turns, named, strict=True):
        names[:] = sorted([*names, *_pointed(turn.text, [*known], meant, called)])
        known |= dict.fromkeys(each.name for each in names)
        parts.append([*_parts(turn.text, names, meant)])
        meant = _asked_of(turn.text, parts[-1])
    own = [
        replace(turn, text=_only(turn.text, [each for each in its if each.name in ("", meant)], names))
        for turn, its, names in zip(turns, parts, named, strict=True)
    ]
    return [*(turn for turn in own[:-1] if _WORD.search(turn.text)), own[-1]], meant


def _names(text: str, called: Called) -> Iterator[Named]:
    """The names in a text: one that is written in other ways is the same."""
    for each in _pattern(called).finditer(text):
        head, title = each["head"], each["title"]
        name = f"{head.lower() if head.lower() in called.places else called.heads[0]} {each['mark']}" if head else ""
        yield Named(*each.span(), name or f"{title} {each['surname']}", by_title=not head)


def _letters(text: str, names: Sequence[Named], letters: frozenset[str], called: Called) -> Iterator[Named]:
    """The letters of patients that stand for them by themselves: `and B?`, `A: …`."""
    for each in _letter(called).finditer(text) if letters else ():
        if each[0] in letters and not any(name.start <= each.start() < name.end for name in names):
            yield Named(*each.span(), f"{called.heads[0]} {each[0]}")


def _by_initials(text: str, initials: frozenset[str]) -> Iterator[Named]:
    """The patients called by their initials."""
    for each in _CAPITALS.finditer(text) if initials else ():
        if each[0] in initials:
            yield Named(*each.span(), each[0])


def _pointed(text: str, known: Sequence[str], meant: str, called: Called) -> Iterator[Named]:
    """The patients named before who are only pointed at: `the first one?`, `the other patient`."""
    others = [name for name in known if name != meant]
    for each in _pointing(called).finditer(text) if len(known) >= SEVERAL else ():
        word = each["which"].lower()
        names = others if word in called.other else [*known][called.ordinals.index(word) :]
        if names and (len(names) == 1 or word not in called.other):
            yield Named(*each.span(), names[0])


@lru_cache(maxsize=1)
def _pointing(called: Called) -> re.Pattern[str]:
    which, ones = ("|".join(map(re.escape, each)) for each in ((*called.ordinals, *called.other), called.ones))
    return re.compile(rf"\b(?P<which>{which})\s+(?:{ones})\b", re.IGNORECASE)


@lru_cache(maxsize=1)
def _letter(called: Called) -> re.Pattern[str]:
    tells = "|".join(each for each in called.tells if each.isalpha())
    letter = rf"\b[A-F](?=\s*[:?]|'s\b|\.?\s*$)|(?:^|(?<=[.;!?]\s))[A-F](?=\s+(?:{tells})\b)"
    return re.compile(letter, re.MULTILINE)


@lru_cache(maxsize=1)
def _pattern(called: Called) -> re.Pattern[str]:
    heads, titles = ("|".join(map(re.escape, each)) for each in ((*called.heads, *called.places), called.titles))
    mark, name = r"(?P<mark>[A-F]|[1-9]\d?)(?![\w%/+-]|[.,]\d)", r"(?P<surname>[^\W\d_a-z](?:[\w'-]+|(?![\w'/*-])))"
    return re.compile(rf"\b(?:(?P<head>(?i:{heads}))\s+{mark}|(?P<title>{titles})\.?\s+{name})")


def _listed(text: str) -> frozenset[str]:
    """The letters under which a text tells of two or more: `A: …. B: …`."""
    listed = frozenset(_HEADS.findall(text))
    return listed if len(listed) >= SEVERAL else frozenset()


def _told(turn: Turn, name: Named, called: Called) -> bool:
    """Whether something begins to be told behind a name."""
    after = turn.text[name.end :].split(maxsplit=1)
    return turn.text[name.end : name.end + 1] == ":" or (bool(after) and after[0].lower() in called.tells)


def _parts(text: str, names: Sequence[Named], meant: str) -> Iterator[Part]:
    """The parts of a text: each name begins one, the first of a sentence together with the sentence."""
    inside = {place for name in names for place in range(name.start, name.end)}  # `Mr. Brown` ends no sentence
    starts = [0, *(each.end() for each in _ENDS.finditer(text) if each.start() not in inside)]
    start, about, named = 0, meant, 0
    for name in names:
        sentence = starts[bisect_right(starts, name.start) - 1]
        begins = sentence if sentence >= named else name.start
        if begins > start:
            yield Part(about, start, begins)
        start, about, named = begins, name.name, name.end
    yield Part(about, start, len(text))


def _asked_of(text: str, parts: Sequence[Part]) -> str:
    """The patient of the last part that asks something, or else of the last."""
    asking = [each.name for each in parts if "?" in text[each.start : each.end]]
    return (asking or [parts[-1].name])[-1]


def _only(text: str, parts: Sequence[Part], names: Sequence[Named]) -> str:
    """Some parts of a text without the names, and blanks for the rest."""
    letters = [" "] * len(text)
    for part in parts:
        letters[part.start : part.end] = text[part.start : part.end]
    for name in names:
        letters[name.start : name.end] = " " * (name.end - name.start)
    return "".join(letters)
