"""Does a text back a claim? Our guard on public claim sets."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from eval.adapters.rows import Figures, precision_recall_f1, rows_of, share
from guardrails.grounding import Verdict, support_by


def nli4ct(path: Path, most: int | None) -> Figures:
    """Pairs over clinical-trial records: a true statement and its altered twin."""
    rows = rows_of(path, most)
    told: dict[str, list[tuple[bool, bool, bool]]] = {}
    for row in rows:
        passages = (*row["premise"], *(row["premise2"] or ()))
        true, false = (support_by(row[key], ("\n".join(passages),)) for key in ("true_statement", "false_statement"))
        won = true.score > false.score
        told.setdefault(row["kind"], []).append(
            (true.verdict is Verdict.SUPPORTED, false.verdict is not Verdict.SUPPORTED, won)
        )
    figures = {}
    for kind, pairs in sorted(told.items()):
        accepted, refused, won = (sum(each) for each in zip(*pairs, strict=True))
        figures[f"{kind}: true accepted"] = share(accepted, len(pairs))
        figures[f"{kind}: twin refused"] = share(refused, len(pairs))
        figures[f"{kind}: true ranked above twin"] = share(won, len(pairs))
    return figures


def scifact(path: Path, most: int | None) -> Figures:
    """Claims with the evidence named for them: supported, refuted, or not enough information."""
    rows = rows_of(path, most)
    got = [support_by(row["claim"], (str(row["evidence"]),)).verdict for row in rows]
    return {
        "supported": precision_recall_f1(
            [each is Verdict.SUPPORTED for each in got], [row["label"] == "supported" for row in rows]
        ),
        "refuted": precision_recall_f1(
            [each is Verdict.CONTRADICTED for each in got], [row["label"] == "refuted" for row in rows]
        ),
        "verdicts": _counted(got),
    }


def citint(path: Path, most: int | None) -> Figures:
    """A sentence that cites a paper, and sentences of that paper."""
    rows = rows_of(path, most)
    got = [
        support_by(row["citing_sentence"].replace("[<|multi_cit|>]", ""), tuple(row["cited_text"])).verdict
        for row in rows
    ]
    wanted = [row["label"] != "accurate" for row in rows]
    return {
        "not backed, found": precision_recall_f1([each is not Verdict.SUPPORTED for each in got], wanted),
        "right": share(
            sum((each is Verdict.SUPPORTED) is not bad for each, bad in zip(got, wanted, strict=True)), len(rows)
        ),
        "verdicts": _counted(got),
    }


def _counted(verdicts: list[Verdict]) -> str:
    return ", ".join(f"{name} {count}" for name, count in Counter(map(str, verdicts)).most_common())
