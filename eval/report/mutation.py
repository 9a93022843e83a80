"""What the mutants came to: the score, its kinds, and every survivor with the patient who would notice."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from eval.mutation.score import MutationScore

MOST = 30


def lines(score: MutationScore) -> Iterator[str]:
    """For the terminal."""
    yield from _summary(score)
    for each in score.survivors[:MOST]:
        yield f"  survives: {each.mutant.id}: {each.mutant.says}; would be killed by {each.patient}"
    if len(score.survivors) > MOST:
        yield f"  … and {len(score.survivors) - MOST} more: see mutation-{score.topic}.md"


def _summary(score: MutationScore) -> Iterator[str]:
    real = len(score.results) - len(score.equivalent)
    yield f"{score.topic}: mutation score {score.value:.2%}: {real - len(score.survivors)} of {real} noticed"
    yield f"  {len(score.equivalent)} more change nothing for any patient at their rule's boundaries: not counted"
    yield "  " + ", ".join(f"{kind} {killed}/{total}" for kind, (killed, total) in score.kinds.items())
    yield "  noticed by: " + ", ".join(f"{name} {count}" for name, count in score.killers.most_common())


def markdown(score: MutationScore) -> str:
    """For a file: every survivor and every mutant without effect."""
    found = [f"# Mutation score of the rules: {score.topic}", "", *(line.strip() for line in _summary(score)), ""]
    found += ["## Survivors, each with the patient who would notice", ""]
    found += [f"- `{each.mutant.id}` {each.mutant.says}: `{each.patient}`" for each in score.survivors] or ["None."]
    found += ["", "## Without effect on any patient tried", ""]
    found += [f"- `{each.mutant.id}` {each.mutant.says}" for each in score.equivalent] or ["None."]
    return "\n".join(found) + "\n"
