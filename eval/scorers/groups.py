"""Marks that need more than one answer: other wordings, other processes, other surfaces."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from eval.marks import Mark

if TYPE_CHECKING:
    from eval.asking import Asked

Fingerprints = Mapping[str, str]  # wording → fingerprint


def invariance(asked: Iterable[Asked]) -> dict[str, Mark]:
    """Per case with several wordings: do they come to one outcome, and the same facts to the same citations?"""
    by_case: dict[str, list[Asked]] = {}
    for each in asked:
        by_case.setdefault(f"{each.topic}/{each.case.id}", []).append(each)
    return {name: _alike(group) for name, group in by_case.items() if len(group) > 1}


def _alike(group: Sequence[Asked]) -> Mark:
    answers = [each.answer for each in group if each.answer is not None]
    if len(answers) < len(group):
        return Mark(None, "a wording has no answer")
    outcomes = dict.fromkeys(answer.outcome for answer in answers)
    if len(outcomes) > 1:
        return Mark(0.0, f"outcomes differ: {', '.join(outcomes)}")
    cited: dict[str, set[str]] = {}
    for each in group:
        passages = {citation.passage for citation in each.answer.citations} if each.answer else set()
        known = cited.setdefault(str(sorted(each.wording.facts.items(), key=str)), passages)
        if known != passages:
            return Mark(0.0, f"the same facts, other citations: {', '.join(sorted(known ^ passages)[:3])}")
    return Mark(1.0)


def agreement(here: Fingerprints, others: Mapping[str, Fingerprints | str]) -> dict[str, Mark]:
    """Per wording: is the answer the same, byte for byte, in every other process or on every other surface?

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
