"""Negation and history on clinical sentences, with the concept given: the reader's own judgement of them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from bot.reading.assertions import historical, negated
from eval.adapters.rows import Figures, precision_recall_f1, rows_of


def negex(path: Path, most: int | None) -> Figures:
    """NegEx: each concept affirmed or negated, recent or historical, in every sentence of the set."""
    rows = rows_of(path, most)
    said = {
        "negated": [negated(row["sentence"], row["concept"]) for row in rows],
        "historical": [historical(row["sentence"], row["concept"]) for row in rows],
    }
    return {**_scored(said, rows, ""), **peer(rows)}


def _scored(said: dict[str, list[bool]], rows: list[dict[str, Any]], who: str) -> Figures:
    return {
        f"{who}negated": precision_recall_f1(said["negated"], [row["negation"] == "Negated" for row in rows]),
        f"{who}historical": precision_recall_f1(
            said["historical"], [row["temporality"] == "Historical" for row in rows]
        ),
    }


def peer(rows: list[dict[str, Any]]) -> Figures:
    """MedspaCy's ConText on the same rows, where it is installed."""
    try:
        import medspacy  # type: ignore[import-not-found, unused-ignore]
        from medspacy.target_matcher import TargetRule  # type: ignore[import-not-found, unused-ignore]
    except ImportError:
        return {"medspaCy on the same rows": "not measured: medspacy is not installed"}
    nlp = medspacy.load(enable=["medspacy_target_matcher", "medspacy_context", "medspacy_pyrush"])
    nlp.get_pipe("medspacy_target_matcher").add([TargetRule(each, "X") for each in {row["concept"] for row in rows}])
    docs = [nlp(row["sentence"]).ents for row in rows]
    said = {
        "negated": [any(ent._.is_negated for ent in ents) for ents in docs],
        "historical": [any(ent._.is_historical for ent in ents) for ents in docs],
    }
    return _scored(said, rows, "medspaCy ")
