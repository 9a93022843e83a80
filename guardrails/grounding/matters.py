"""Matters with two sides, in whatever words: an effect or none, allowed or not, for all or not for all, up or down.

`slowed the decline of FEV1` and `no difference in FEV1` share few words, and one of them is wrong. A clause takes a
side by a word for it, or by a denied word for the other; two clauses are held against each other only where they are
on the same subject.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from guardrails.grounding.words import carries, language, stem, tokens

AT_LEAST, SHARE, MOST = 2, 0.5, 0.66  # stems that two clauses share on one subject: of the claim's, of the other's
DENIAL = r"(?:\b(?:not?|without|never|neither|nor|cannot|fail(?:s|ed)? to|lack of|rather than)\b(?!-)|n[’']t\b)"
_SIDES = {
    "effect": (
        (
            r"slow(?:s|ed|ing|er)?|reduc(?:es?|ed|ing|tion)|improv\w+|prevent\w*|prolong\w*|halv\w+|preserv\w+|delay\w*|"
            r"benefits?|prove[dns]?|effective\w*|effects?|better|longer|fewer|cure[sd]?|revers\w+|in favour of|"
            r"significan\w+|differ\w*|evidence|shown|demonstrat\w+|gains?|changes?"
        ),
        r"unchanged|similar|unproven|uncertain|unknown|ineffective",
    ),
    "approval": (
        (
            r"approved|licen[cs]ed|authori[sz]ed|accepted|accepts|available|standard of care|first-line|marketed|"
            r"recommend(?:s|ed)?"
        ),
        r"unapproved|unlicen[cs]ed|investigational|experimental|in phase \w+|rejected|refused",
    ),
    "everybody": (
        (
            r"every(?:one|body)|every\b(?!\s\w*(?:day|week|month|year|other|second|third|few|\d))|all|regardless|"
            r"irrespective|universal\w*|any(?:one|body)?|whoever"
        ),
        r"selected|targeted",
    ),
    "course": (
        r"rais\w+|ris(?:e|es|ing)|rose|increas\w+|elevat\w+|lifts?|lifted|higher",
        r"lower\w*|falls?|fell|drop\w*|decreas\w+|depress\w+",
    ),
    "adjusting": (r"titrat\w+|adjust\w*|routine(?:ly)? monitor\w*|monitor\w* routinely", r"fixed dose"),
}
_MATTERS = {
    name: (
        re.compile(rf"{DENIAL}(?:[^.;:]{{0,60}}?\b)?(?:{yes})(?!\w)|\b(?:{no})\b", re.IGNORECASE),
        re.compile(rf"\b(?:{yes})(?!\w)", re.IGNORECASE),
        re.compile(rf"{DENIAL}[^.;:]{{0,30}}?\b(?:{no})\b", re.IGNORECASE),
    )
    for name, (yes, no) in _SIDES.items()
}
_DENIES = re.compile(DENIAL, re.IGNORECASE)
_NOTHING = re.compile(r"\b(?:nothing|nobody|no one)\b", re.IGNORECASE)
_NON = re.compile(r"\bnon-?(?=\w{4})(\w+)", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_][\w’'*/-]*")
_CLAUSE = re.compile(r"[;:]\s|,?\s\b(?:but|whereas|while|although|though)\b|\.\s|,\s+and\b", re.IGNORECASE)
_SAYING = re.compile(
    rf"(?:{'|'.join(f'{yes}|{no}' for yes, no in _SIDES.values())}|"
    r"without|rate|loss|therap\w*|compar\w+|advis\w+|level)$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Side:
    """One clause on one matter: which side it takes (1 or -1), the stems it is about, and its words."""

    matter: str
    sign: int
    about: frozenset[str]
    words: str


@lru_cache(maxsize=8192)
def sides(text: str) -> tuple[Side, ...]:
    """The sides that a text takes, clause by clause."""
    return tuple(
        Side(matter, sign, _about(clause), clause.strip())
        for clause in _CLAUSE.split(text)
        for matter in _MATTERS
        if (sign := _sign(matter, clause))
    )


def other_side(
    claim: str, passages: tuple[str, ...], subject: frozenset[str] = frozenset(), least: int = AT_LEAST
) -> str | None:
    """The words of the passages nearest to a claim that take the other side, where none as near takes its own.

    *subject* are the stems that all of them are about: to share these means nothing; *least* is how many others
    two clauses must share.
    """
    there = [each for passage in passages for each in sides(passage)]
    for mine in sides(claim):
        own = mine.about - subject
        near = [(len(own & each.about), each) for each in there if each.matter == mine.matter]
        most, closest = max(((shared, shared / (1 + len(each.about))) for shared, each in near), default=(0, 0.0))
        nearest = [each for shared, each in near if (shared, shared / (1 + len(each.about))) == (most, closest)]
        fewest = min((len(each.about - subject) for each in nearest), default=0)
        alike = most >= least and (most >= SHARE * len(own) or most >= MOST * fewest)
        if alike and all(each.sign != mine.sign for each in nearest):
            return nearest[0].words
    return None


def denied_elsewhere(
    claim: str, passages: tuple[str, ...], subject: frozenset[str] = frozenset(), least: int = AT_LEAST
) -> str | None:
    """The words of a passage on the same that denies what a claim says, or says what it denies: `not funded`."""
    there = [each for passage in passages for each in _clauses(passage)]
    for mine in _clauses(claim):
        own = mine.words - subject
        near = [(len(own & each.words), each) for each in there]
        for head in sorted(mine.denied.union(*(each.denied & mine.said for _, each in near))):
            on = [(shared - (head in own), each) for shared, each in near if head in each.said]
            most = max((shared for shared, _ in on), default=0)
            nearest = [each for shared, each in on if shared == most]
            fewest = min((len(each.words - subject) - 1 for each in nearest), default=0)
            alike = most >= least and (most >= SHARE * (len(own) - 1) or most >= MOST * fewest)
            if alike and all(_opposed(head, mine, each) for each in nearest):
                return nearest[0].text
    return None


def _opposed(head: str, one: _Clause, other: _Clause) -> bool:
    """Whether one of two clauses denies a word that the other says without any denial."""
    return (head in one.denied and not other.denies) or (head in other.denied and not one.denies)


@dataclass(frozen=True, slots=True)
class _Clause:
    """A clause: its telling stems, all of its stems, those that it denies first, whether it denies at all, its text."""

    words: frozenset[str]
    said: frozenset[str]
    denied: frozenset[str]
    denies: bool
    text: str


@lru_cache(maxsize=8192)
def _clauses(text: str) -> tuple[_Clause, ...]:
    return tuple(_clause(each) for each in _CLAUSE.split(text) if each.strip())


def _clause(text: str) -> _Clause:
    plain = _NON.sub(r"not \1", text)
    stems = [(match.start(), stem(match[0])) for match in _WORD.finditer(plain) if carries(match[0])]
    heads = [next((word for at, word in stems if at >= found.end()), None) for found in _DENIES.finditer(plain)]
    heads += [
        next((word for at, word in reversed(stems) if at < found.start()), None) for found in _NOTHING.finditer(plain)
    ]
    denied = frozenset(each for each in heads if each)
    said = frozenset(word for _, word in stems)
    return _Clause(said - language().general, said, denied, bool(heads), text.strip())


def _sign(matter: str, clause: str) -> int:
    against, towards, denied = _MATTERS[matter]
    if denied.search(clause):
        return 1
    return -1 if against.search(clause) else 1 if towards.search(clause) else 0


def _about(clause: str) -> frozenset[str]:
    return frozenset(
        stem(each)
        for each in tokens(clause)
        if carries(each) and stem(each) not in language().general and not _SAYING.match(each)
    )
