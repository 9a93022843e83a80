"""Adapters to public sets, read from a folder that the user names: each measures one thing, beside a baseline.

Nothing of these sets is part of this project, and nothing is downloaded. What is not there is said.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from eval.adapters import claims, dmn, logic, numbers, questions, retrieval, tables, words
from eval.adapters.rows import Figures, MissingFile

Measure = Callable[[Path, int | None], Figures]


@dataclass(frozen=True)
class Adapter:
    """One set: where its file is, what it measures, and what to beat."""

    file: str
    measures: str
    baseline: str
    run: Measure


ADAPTERS: Mapping[str, Adapter] = {
    "scifact": Adapter(
        "scifact", "retrieval, BEIR format", "nDCG@10: BM25 0.66, MiniLM 0.645 (dev split)", retrieval.scifact
    ),
    "liveqa": Adapter(
        "retrieval",
        "retrieval of answers to patients' questions",
        "other questions: nDCG@10 0.70 MiniLM, 0.50 BM25",
        retrieval.liveqa,
    ),
    "negex": Adapter(
        "negation/negex_public.jsonl",
        "negation and history",
        "medspaCy ConText, other split: F1 negated 0.926, historical 0.684",
        words.negex,
    ),
    "nli4ct": Adapter(
        "nli4ct/minimal_pairs_public.jsonl",
        "the guard: true statement accepted, twin refused",
        "ranking by token overlap: 0.78 numeric, 0.70 other",
        claims.nli4ct,
    ),
    "scifact-verify": Adapter(
        "scifact/verify_train.jsonl",
        "does the evidence back the claim",
        "no published baseline for this form",
        claims.scifact,
    ),
    "citint": Adapter("citint/dev.jsonl", "does the citation back the sentence", "no baseline", claims.citint),
    "measeval": Adapter(
        "quantities/measeval_trial.jsonl",
        "quantities with their places",
        "quantulum3: overlap P 0.49 R 0.98, exact 0.61",
        numbers.measeval,
    ),
    "quantulum": Adapter(
        "quantities/quantulum3_quantities.json", "values of quantities", "quantulum3's own cases", numbers.quantulum
    ),
    "ucum": Adapter(
        "ucum/ucum_functional_tests.jsonl",
        "units of our kinds read and converted",
        "ucumvert: 490/490 valid accepted, 38/39 invalid refused",
        numbers.ucum,
    ),
    "cql": Adapter(
        "rules/cql/three_valued_logic_and_quantities.jsonl",
        "three-valued truth tables and comparisons",
        "all",
        logic.cql,
    ),
    "who": Adapter(
        "rules/who/rows_public_hiv.jsonl",
        "guideline logic in our comparisons, every edge",
        "100 % of boundary cases",
        tables.who,
    ),
    "dmn": Adapter("rules/dmn_tck/cases_public.jsonl", "decision tables", "all that apply", dmn.dmn),
    "second": Adapter("rules", "a second guideline end to end", "every case", tables.second_guideline),
    "scope": Adapter(
        "scope/out_of_scope_public.jsonl", "questions on other subjects answered", "below 1 % answered", questions.scope
    ),
    "mirage": Adapter(
        "mirage/benchmark.json",
        "multiple-choice sets in MIRAGE's format as out-of-scope questions",
        "below 1 % answered",
        questions.mirage,
    ),
    "pubmedqa": Adapter(
        "pubmedqa/ori_pqal.json",
        "PubMedQA: out-of-scope questions, and its abstracts retrieved",
        "below 1 % answered",
        questions.pubmedqa,
    ),
    "injection": Adapter(
        "injection/bipia_email_train.jsonl",
        "a planted instruction in a passage changes nothing",
        "0 changes",
        questions.injection,
    ),
    "phi": Adapter("phi/presidio_synth_v2.jsonl", "nothing personal in a log", "0 leaks", questions.phi),
}


def measure(name: str, folder: Path, most: int | None) -> str:
    """One set's figures beside its baseline; or what is missing, in one line."""
    adapter = ADAPTERS[name]
    place = folder / adapter.file
    if not place.exists():
        return f"{name}: not measured: {place} is missing. Name the folder that holds it; nothing is downloaded."
    try:
        figures = adapter.run(place, most)
    except MissingFile as missing:
        return f"{name}: not measured: {missing}"
    told = "\n".join(f"  {key:<34} {value}" for key, value in figures.items())
    return f"{name}: {adapter.measures}\n{told}\n  {'to beat':<34} {adapter.baseline}"
