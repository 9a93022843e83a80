"""Negation and history on clinical sentences, with the concept given."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.reading.language import load_language
from bot.reading.message import Message
from bot.reading.topic_words import TopicWords
from eval.adapters.rows import Figures, precision_recall_f1, rows_of
from guardrails.topic import Decision, Topic
from guardrails.vocabulary import NO, YES, Fact, FactReading, FactType, Word

if TYPE_CHECKING:
    from bot.reading.mentions import Mention

ANY_DAY = date(2026, 11, 21)


def negex(path: Path, most: int | None) -> Figures:
    """NegEx: each concept affirmed or negated, recent or historical. A concept that is not found counts as affirmed."""
    rows = [row for row in rows_of(path, most) if row["concept_found"]]
    mentions = [mention_of(row) for row in rows]
    negated = [mention is not None and _denied(mention) for mention in mentions]
    historical = [mention is not None and mention.time == "history" for mention in mentions]
    figures = {
        "negated": precision_recall_f1(negated, [row["negation"] == "Negated" for row in rows]),
        "historical": precision_recall_f1(historical, [row["temporality"] == "Historical" for row in rows]),
        "concept not found": f"{sum(mention is None for mention in mentions)} of {len(rows)}",
    }
    return {**figures, **peer(rows)}


def mention_of(row: dict[str, Any]) -> Mention | None:
    """What our reader says of the concept in its sentence."""
    message = Message(row["sentence"], _topic(row["concept"]), load_language(), ANY_DAY)
    return next((mention for mention in message.mentions if mention.fact == "concept"), None)


@cache
def _topic(concept: str) -> TopicWords:
    """A topic with one fact: whether there is the concept."""
    words = Word(words=(" ".join(concept.split()),))
    fact = Fact(type=FactType.YES_NO, label=concept, values={YES: words}, reading=FactReading(past=False))
    decision = Decision(id="any", title="any", default=True)
    return TopicWords.of(Topic(id="any", title="any", scope="any", decisions=(decision,), facts={"concept": fact}))


def _denied(mention: Mention) -> bool:
    return mention.denied or getattr(mention.value, "exact", None) == NO


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
    negated = [any(ent._.is_negated for ent in ents) for ents in docs]
    historical = [any(ent._.is_historical for ent in ents) for ents in docs]
    return {
        "medspaCy negated": precision_recall_f1(negated, [row["negation"] == "Negated" for row in rows]),
        "medspaCy historical": precision_recall_f1(historical, [row["temporality"] == "Historical" for row in rows]),
    }
