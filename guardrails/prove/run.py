"""All proofs of one topic."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from guardrails.prove.of_rules import of_rules
from guardrails.prove.of_sources import differing, invariants, monotonic
from guardrails.prove.prover import Prover
from guardrails.prove.result import Report, Result, Status

if TYPE_CHECKING:
    from datetime import date

    from guardrails.outcome import Bench
    from guardrails.prove.invariants import Invariant
    from guardrails.prove.patients import Asked


def prove(
    bench: Bench,
    on: date,
    asked: Callable[[str], Asked],
    wanted: Sequence[Invariant] = (),
    known: Mapping[str, str] | None = None,
) -> Report:
    """Prove all there is to prove about a topic's rules in force on a day."""
    prover = Prover(bench, on, asked, tuple(each.when for each in wanted))
    found = [*of_rules(prover), *monotonic(prover), *invariants(prover, wanted), *differing(prover)]
    return Report(bench.book.topic, on.isoformat(), tuple(_with_known(found, known or {})))


def _with_known(results: Iterable[Result], known: Mapping[str, str]) -> Iterable[Result]:
    """Failures that are written down with a reason are shown, not failed; what is known and does not fail, fails."""
    left = dict(known)
    for each in results:
        reason = left.pop(each.id, None)
        if reason and each.fails:
            yield replace(each, status=Status.KNOWN, reason=reason)
        elif reason:
            yield replace(
                each, status=Status.REFUTED, says=f"{each.id} is in known.yaml and does not fail: take it out"
            )
        else:
            yield each
    for name in left:
        yield Result(
            name, Status.REFUTED, f"{name} is in known.yaml and is no proof of this topic: correct or remove it"
        )
