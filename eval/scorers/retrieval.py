"""Does the search find the passages that an answer should rest on? Measured by ir_measures, on keyword search."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corpus.index import keyword_search

if TYPE_CHECKING:
    from collections.abc import Iterable

    from corpus.library import Library
    from eval.gold import Gold

MEASURES = ("nDCG@10", "RR@10", "R@5", "R@10", "R@20")
DEPTH = 20
DIGITS = 4
BOUNDARY = "boundary"


def retrieval(gold: Gold, library: Library) -> dict[str, float]:
    """Each measure over all wordings whose support is known: relevant is a passage that states a supporting fact.

    Patients at a boundary are left out: their support is why they are decided so, not what they ask to read.
    """
    stating: dict[str, list[str]] = {}
    for passage in library.passages.values():
        for fact in passage.facts:
            stating.setdefault(fact, []).append(passage.id)
    relevant: dict[str, dict[str, int]] = {}
    found: dict[str, dict[str, float]] = {}
    for case in (each for each in gold.cases if each.category != BOUNDARY):
        wanted = {passage: 1 for fact in case.support for passage in stating.get(fact, ())}
        for number, wording in enumerate(case.questions, 1):
            if wanted:
                name = f"{case.id}/{number}"
                relevant[name] = wanted
                found[name] = ranked(hit.passage for hit in keyword_search(library, wording.ask, limit=DEPTH))
    return measured(relevant, found)


def ranked(ids: Iterable[str]) -> dict[str, float]:
    """Ids in order as scores, so that an equal score cannot change the order."""
    return {name: 1.0 / place for place, name in enumerate(ids, 1)}


def measured(
    relevant: dict[str, dict[str, int]], found: dict[str, dict[str, float]], measures: Iterable[str] = MEASURES
) -> dict[str, float]:
    """Every measure, by its name."""
    import ir_measures

    wanted = {name: ir_measures.parse_measure(name) for name in measures}
    got = ir_measures.calc_aggregate(list(wanted.values()), relevant, found) if relevant else {}
    return {name: round(float(got[each]), DIGITS) for name, each in wanted.items() if each in got}
