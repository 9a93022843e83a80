"""Marks that need more than one answer: other wordings, other processes, other surfaces."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from eval.marks import Mark

if TYPE_CHECKING:
    from eval.asking import Asked

Fingerprints = Mapping[str, str]  # wording → fingerprint


def invariance(asked: Iterable[Asked]) -> dict[str, Mark]:
    """Per case with several wordings: one outcome; and where they state and ask the same, the same citations.

    Wordings of one case may state different facts: where the case accepts each of their outcomes, both are right.
    """
    by_case: dict[str, list[Asked]] = {}
    for each in asked:
        by_case.setdefault(f"{each.topic}/{each.case.id}", []).append(each)
    return {name: _alike(group) for name, group in by_case.items() if len(group) > 1}


def _alike(group: Sequence[Asked]) -> Mark:
    if any(each.answer is None for each in group):
        return Mark(None, "a wording has no answer")
    outcomes = dict.fromkeys(each.answer.outcome for each in group if each.answer)
    if len(outcomes) > 1 and not set(outcomes) <= set(group[0].case.accept):
        return Mark(0.0, f"outcomes differ: {', '.join(outcomes)}")
    first: dict[str, tuple[str, frozenset[str]]] = {}
    for each in group:
        known = first.setdefault(_stated(each), _told(each))
        if known != _told(each):
            apart = ", ".join(sorted(known[1] ^ _told(each)[1])[:3])
            return Mark(0.0, f"the same facts, another answer: {known[0]}, {_told(each)[0]} {apart}")
    return Mark(1.0)


def _stated(asked: Asked) -> str:
    """What a wording states and asks: the same for two wordings that differ in nothing but words."""
    facts = sorted({**asked.wording.facts, **asked.wording.about}.items(), key=str)
    return f"{asked.given.decision if asked.answer else None} {facts}"


def _told(asked: Asked) -> tuple[str, frozenset[str]]:
    answer = asked.answer
    return (answer.outcome, frozenset(each.passage for each in answer.citations)) if answer else ("", frozenset())


def agreement(here: Fingerprints, others: Mapping[str, Fingerprints | str]) -> dict[str, Mark]:
    """Per wording: whether the answer is the same, byte for byte, in every other process or on every other surface.

    *others* holds the fingerprints of each; a text instead says why there are none.
    """
    return {name: _agrees(name, fingerprint, others) for name, fingerprint in here.items()}


def _agrees(name: str, fingerprint: str, others: Mapping[str, Fingerprints | str]) -> Mark:
    for where, found in others.items():
        if isinstance(found, str):
            return Mark(None, f"{where}: {found}")
        if name in found and found[name] != fingerprint:
            return Mark(0.0, f"{where} answers otherwise")
    return Mark(1.0)


def fingerprints(asked: Iterable[Asked]) -> dict[str, str]:
    """The fingerprint of every answer."""
    return {each.id: each.answer.fingerprint for each in asked if each.answer is not None}
