"""The gate: what is worse than what was reached before, by name; and a baseline that only rises."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from corpus.problems import FileProblems, Problem, shown
from eval.report.data import dumped
from eval.report.write import replace

if TYPE_CHECKING:
    from eval.run import Run
    from eval.scorecard import Scorecard

BASELINE = Path(__file__).parent / "baseline.json"
FEW = 3  # of many alike, so many are named
SLACK = 5e-5  # half of the last digit that is kept


class BaselineError(FileProblems):
    """For operators: the baseline cannot be used. The message says why, and what to do."""


@dataclass(frozen=True)
class Verdict:
    """What the gate found: why it fails, what got better, and the wordings that fail and did not before."""

    reasons: Sequence[str] = ()
    better: Sequence[str] = ()
    regressions: Sequence[str] = ()
    mended: Sequence[str] = ()
    new: Mapping[str, Any] = field(default_factory=dict)

    @property
    def passed(self) -> bool:
        """Whether the change may merge."""
        return not self.reasons

    @property
    def raises(self) -> bool:
        """Whether the baseline should be raised by this commit."""
        return self.passed and bool(self.better or self.mended)


def baseline_of(run: Run) -> dict[str, Any]:
    """What a run reached: every score, and the wordings that fail, with the scorers that they fail."""
    return {
        topic: {
            "scores": _scores(card),
            "failing": {name: sorted(found) for name, found in card.failures.items()},
        }
        for topic, card in run.cards.items()
    }


def read_baseline(path: Path = BASELINE) -> dict[str, Any]:
    """Read it; empty when there is none yet. Raises `BaselineError`."""
    if not path.is_file():
        return {}
    try:
        found = json.loads(path.read_text("utf-8"))
        return {
            topic: {"scores": dict(kept["scores"]), "failing": dict(kept["failing"])} for topic, kept in found.items()
        }
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        way_out = "Restore it from git, or delete it to begin anew."
        raise BaselineError([Problem(shown(path), "1", f"cannot be used: {error}", way_out)]) from None


def judge(run: Run, baseline: Mapping[str, Any], unrecorded: Sequence[str] = ()) -> Verdict:
    """Compare a run with what was reached before."""
    reasons = [f"could not be scored: {each}" for each in run.unscored]
    reasons += [f"forbidden outcome: {each}" for each in run.harmful]
    reasons += _not_recorded(unrecorded)
    better: list[str] = []
    regressions: list[str] = []
    mended: list[str] = []
    for topic, card in run.cards.items():
        before = baseline.get(topic, {"scores": {}, "failing": {}})
        worse, gained = _compared(topic, _scores(card), before["scores"])
        reasons, better = reasons + worse, better + gained
        regressions += list(_newly(card, before["failing"]))
        mended += [name for name in before["failing"] if name not in card.failures]
    reasons += [f"fails, and did not before: {each}" for each in regressions]
    names = [each.partition(" ")[0] for each in regressions]
    return Verdict(reasons, better, names, mended, baseline_of(run))


def _not_recorded(patients: Sequence[str]) -> list[str]:
    """One reason for all the patients that the rules call for and no case holds."""
    if not patients:
        return []
    named = f"{', '.join(patients[:FEW])}{', …' if len(patients) > FEW else ''}"
    return [f"{len(patients)} patient(s) at a boundary not recorded ({named}): run guideline eval record"]


def raise_baseline(verdict: Verdict, path: Path = BASELINE) -> None:
    """Keep what was reached. Raises OSError."""
    replace(path, dumped(verdict.new))


def _scores(card: Scorecard) -> dict[str, float]:
    found = {score.name: score.value for score in card.scores if score.value is not None}
    found |= {f"recorded_{score.name}": score.value for score in card.patient_scores if score.value is not None}
    return found | {f"retrieval_{name}": value for name, value in card.figures.items()} | {"facts_f1": card.facts_f1}


def _compared(topic: str, now: Mapping[str, float], before: Mapping[str, float]) -> tuple[list[str], list[str]]:
    worse: list[str] = []
    better: list[str] = []
    for name, value in before.items():
        if name not in now:
            worse.append(f"{topic}: {name} is not scored any more (was {value:.4f})")
        elif now[name] < value - SLACK:
            worse.append(f"{topic}: {name} fell from {value:.4f} to {now[name]:.4f}")
        elif now[name] > value + SLACK:
            better.append(f"{topic}: {name} rose from {value:.4f} to {now[name]:.4f}")
    better += [f"{topic}: {name} is scored for the first time: {now[name]:.4f}" for name in now if name not in before]
    return worse, better


def _newly(card: Scorecard, before: Mapping[str, Sequence[str]]) -> Iterator[str]:
    """Wordings that fail a scorer that they passed."""
    for name, found in card.failures.items():
        fresh = {scorer: why for scorer, why in found.items() if scorer not in before.get(name, ())}
        if fresh:
            yield f"{name} ({'; '.join(f'{scorer}: {why}' for scorer, why in fresh.items())})"
