"""What the OpenAPI document says of each address, and the shapes that are not an answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.web.border import Ask, Feedback, Strict, Title, Verify
from bot.web.problems import KINDS, MEDIA_TYPE

if TYPE_CHECKING:
    from corpus.guideline import Passage
    from guardrails.topic import Topic
    from guardrails.vocabulary import Fact

TO_PROBLEM = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
COMMON = (
    "bad-request",
    "no-key",
    "not-found",
    "not-allowed",
    "too-large",
    "wrong-type",
    "too-many",
    "store",
    "other-origin",
)


def address(tag: str, *problems: str, body: type[Strict] | None = None, ok: Any = None, **more: Any) -> dict[str, Any]:
    """The keywords of one route: its tag, its body, its good response and its problems."""
    responses = {
        int(KINDS[code].status): {"description": KINDS[code].title, "content": TO_PROBLEM}
        for code in (*COMMON, *problems)
    }
    found: dict[str, Any] = {"tags": [tag], "responses": responses, **more}
    if ok is not None:
        responses[found.get("status_code", 200)] = {"description": "Done", "content": ok}
    if body:
        content = {"application/json": {"schema": body.model_json_schema()}}
        found["openapi_extra"] = {"requestBody": {"required": True, "content": content}}
    return found


ANSWER_JSON = {
    "application/json": {"schema": {"$ref": "#/components/schemas/Answer"}},
    "text/plain": {"schema": {"type": "string"}},
}
ANY_JSON = {"application/json": {"schema": {"type": "object"}}}
ASK = address("ask", body=Ask, ok=ANSWER_JSON)
STREAM = address("ask", body=Ask, ok={"text/event-stream": {"schema": {"type": "string"}}})
VERIFY = address("ask", "not-built", body=Verify, ok=ANY_JSON)
TOPICS = address("texts")
GUIDELINE = address("texts")
PASSAGE = address("texts")
SEARCH = address("texts")
ANSWER = address("ask", "other-edition", "not-kept", ok=ANSWER_JSON)
FEEDBACK = address("feedback", body=Feedback) | {"status_code": 201}
FEEDBACK_LIST = address("feedback")
CASE = address("feedback", ok={"application/yaml": {"schema": {"type": "string"}}})
STATUS = address("running")
HEALTH = address("running")
READY = address("running")
TALKS = address("conversations")
TALK = address("conversations")
BEGIN = address("conversations", body=Title)
RENAME = address("conversations", body=Title)
FORGET = address("conversations") | {"status_code": 204}


def passage_as_data(passage: Passage) -> dict[str, Any]:
    """A passage as JSON."""
    return {
        "id": passage.id,
        "guideline": passage.guideline,
        "section": passage.section,
        "text": passage.text,
        "provenance": passage.provenance.value,
    }


def topic_as_data(topic: Topic) -> dict[str, Any]:
    """A topic as JSON: what can be asked, and which facts may be given."""
    decisions = [{"id": each.id, "title": each.title, "kind": each.kind.value} for each in topic.decisions]
    facts = [fact_as_data(name, fact) for name, fact in topic.facts.items()]
    return {
        "id": topic.id,
        "title": topic.title,
        "scope": topic.scope,
        "decisions": decisions,
        "facts": facts,
        "starters": list(topic.starters),
    }


def fact_as_data(name: str, fact: Fact) -> dict[str, Any]:
    """A fact of the vocabulary as JSON."""
    choices = list(fact.common or fact.choices) if not fact.numeric else []
    return {
        "name": name,
        "label": fact.label,
        "type": fact.type.value,
        "unit": fact.unit,
        "units": [unit for unit, spec in fact.units.items() if spec.never is None],
        "values": choices,
        "ask": fact.ask,
    }
