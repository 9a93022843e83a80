"""Denial and history on the same rows by the reader and by medspaCy's ConText, in one run.

    python tests/bot/reading/beside_medspacy.py ROWS.jsonl

medspaCy is no dependency: where it cannot be imported, that is said and only the reader is measured.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path

Says = Callable[[str, str], tuple[bool, bool]]


def ours(sentence: str, concept: str) -> tuple[bool, bool]:
    """Whether the concept is denied, and whether it is history, by the reader."""
    from bot.reading.assertions import historical, negated

    return negated(sentence, concept), historical(sentence, concept)


def theirs() -> Says | None:
    """The same by medspaCy with its own rules; None where it is not installed."""
    try:
        import medspacy  # noqa: F401
        import spacy
    except ImportError:
        return None
    nlp = spacy.blank("en")
    nlp.add_pipe("sentencizer")
    nlp.add_pipe("medspacy_context")

    def says(sentence: str, concept: str) -> tuple[bool, bool]:
        doc = nlp.make_doc(sentence)
        start = sentence.lower().find(concept.lower())
        span = (
            doc.char_span(start, start + len(concept), label="CONCEPT", alignment_mode="expand") if start >= 0 else None
        )
        if span is None:
            return False, False
        doc.ents = [span]
        for _, pipe in nlp.pipeline:
            doc = pipe(doc)
        return doc.ents[0]._.is_negated, doc.ents[0]._.is_historical

    return says


def f1(rows: list[dict[str, str]], says: Says) -> tuple[float, float]:
    """F1 of what is denied, and of what is history."""
    found = [says(row["sentence"], row["concept"]) for row in rows]
    true = [(row["negation"] == "Negated", row["temporality"] == "Historical") for row in rows]
    return _f1(found, true, 0), _f1(found, true, 1)


def _f1(found: list[tuple[bool, bool]], true: list[tuple[bool, bool]], which: int) -> float:
    said, wanted = [each[which] for each in found], [each[which] for each in true]
    hits = sum(a and b for a, b in zip(said, wanted, strict=True))
    return 2 * hits / max(sum(said) + sum(wanted), 1)


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[3]))
    read = [json.loads(line) for line in Path(sys.argv[1]).read_text("utf-8").splitlines()]
    for name, judge in (("ours", ours), ("medspaCy", theirs())):
        figures = (
            f"denied %.3f, history %.3f on {len(read)} rows" % f1(read, judge) if judge else "not installed: skipped"
        )
        sys.stdout.write(f"{name}: {figures}\n")
