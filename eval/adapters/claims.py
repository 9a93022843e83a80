"""Does a text back a claim? Our guard on public claim sets, beside plain overlap of words on the same rows."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from eval.adapters.rows import Figures, precision_recall_f1, rows_of, share
from guardrails.grounding import Support, Verdict, support_by

WORD = re.compile(r"\w+")


def nli4ct(path: Path, most: int | None) -> Figures:
    """Pairs over clinical-trial records: a true statement and its altered twin."""
    rows = rows_of(path, most)
    figures: dict[str, str] = {}
    for kind in sorted({row["kind"] for row in rows}):
        of_kind = [row for row in rows if row["kind"] == kind]
        pairs = [twins(row) for row in of_kind]
        overlaps = [_overlaps(row) for row in of_kind]
        won, level = (
            sum(true > false for true, false in overlaps),
            sum(true == false for true, false in overlaps),
        )
        figures |= {
            f"{kind}: true ranked above twin": share(
                sum(true.score > false.score for true, false in pairs), len(pairs)
            ),
            f"{kind}: the same by overlap of words": f"{(won + level / 2) / len(pairs):.3f} ({level} level, as halves)",
            f"{kind}: true accepted": share(sum(true.verdict is Verdict.SUPPORTED for true, _ in pairs), len(pairs)),
            f"{kind}: twin refused": share(sum(twin.verdict is not Verdict.SUPPORTED for _, twin in pairs), len(pairs)),
        }
    return figures


def twins(row: dict[str, Any]) -> tuple[Support, Support]:
    """What the guard says of the true statement and of its twin."""
    record = record_of(row)
    return support_by(row["true_statement"], (record,)), support_by(row["false_statement"], (record,))


def record_of(row: dict[str, Any]) -> str:
    """The record that a pair is about; where there are two, each under the name that statements call it by."""
    first = "\n".join(row["premise"])
    return f"Primary trial\n{first}\nSecondary trial\n" + "\n".join(row["premise2"]) if row["premise2"] else first


def _overlaps(row: dict[str, Any]) -> tuple[float, float]:
    record = record_of(row)
    return overlap(row["true_statement"], record), overlap(row["false_statement"], record)


def overlap(claim: str, text: str) -> float:
    """The share of a claim's words that a text has: what any check has to beat."""
    there, words = set(WORD.findall(text.lower())), WORD.findall(claim.lower())
    return sum(word in there for word in words) / max(1, len(words))


def scifact(path: Path, most: int | None) -> Figures:
    """Claims with the evidence named for them: supported, refuted, or not enough information."""
    rows = rows_of(path, most)
    got = [support_by(row["claim"], (str(row["evidence"]),)) for row in rows]
    plain = [overlap(row["claim"], str(row["evidence"])) for row in rows]
    refuted = precision_recall_f1(
        [each.verdict is Verdict.CONTRADICTED for each in got], [row["label"] == "refuted" for row in rows]
    )
    return {"refuted": refuted, **_backed(got, plain, [row["label"] == "supported" for row in rows])}


def citint(path: Path, most: int | None) -> Figures:
    """A sentence that cites a paper, and sentences of that paper."""
    rows = rows_of(path, most)
    claims = [row["citing_sentence"].replace("[<|multi_cit|>]", "") for row in rows]
    got = [support_by(claim, tuple(row["cited_text"])) for claim, row in zip(claims, rows, strict=True)]
    plain = [overlap(claim, " ".join(row["cited_text"])) for claim, row in zip(claims, rows, strict=True)]
    return _backed(got, plain, [row["label"] == "accurate" for row in rows])


def _backed(got: Sequence[Support], plain: Sequence[float], wanted: Sequence[bool]) -> Figures:
    verdicts = [each.verdict is Verdict.SUPPORTED for each in got]
    return {
        "backed": precision_recall_f1(verdicts, wanted),
        "balanced accuracy, by verdict": f"{balanced(verdicts, wanted):.3f}",
        "the same, best threshold of score": f"{best_balanced([each.score for each in got], wanted):.3f}",
        "the same, overlap of words": f"{best_balanced(plain, wanted):.3f} at its best threshold",
        "verdicts": _counted(each.verdict for each in got),
    }


def balanced(found: Sequence[bool], wanted: Sequence[bool]) -> float:
    """The mean of the shares of right answers among those wanted and those not."""
    yes = [one for one, true in zip(found, wanted, strict=True) if true]
    no = [not one for one, true in zip(found, wanted, strict=True) if not true]
    return (sum(yes) / max(1, len(yes)) + sum(no) / max(1, len(no))) / 2


def best_balanced(scores: Sequence[float], wanted: Sequence[bool]) -> float:
    """The balanced accuracy at the threshold that these rows themselves like best: an upper bound."""
    return max((balanced([each >= at for each in scores], wanted) for at in sorted(set(scores))), default=0.0)


def _counted(verdicts: Iterable[Verdict]) -> str:
    return ", ".join(f"{name} {count}" for name, count in Counter(map(str, verdicts)).most_common())
