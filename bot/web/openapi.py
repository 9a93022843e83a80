"""The OpenAPI document: every address with its problems, and a true answer as its example."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pydantic import TypeAdapter

from bot.question import Question
from bot.schema import SCHEMA, Answer

if TYPE_CHECKING:
    from fastapi import FastAPI

    from bot.web.context import Web

REF = "#/components/schemas/{model}"
ABOUT = """Answers about clinical guidelines, decided by written rules with quoted sources.

The same question, day and edition give the same bytes on every surface; `fingerprint` is their SHA-256."""
PROBLEM = {
    "type": "object",
    "description": "Problem details, RFC 9457.",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string", "example": "/problems#question"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "request_id": {"type": "string"},
        "faults": {"type": "array", "items": {"type": "object"}},
    },
}


def describe(app: FastAPI, web: Web) -> None:
    """Make the application describe itself in full; the document is written when first asked for."""
    plain = app.openapi

    def whole() -> dict[str, Any]:
        if app.openapi_schema is None:
            document = app.openapi_schema = plain()
            document["info"]["description"] = ABOUT
            schemas = document.setdefault("components", {}).setdefault("schemas", {})
            schemas.update(answer_schemas(), Problem=PROBLEM)
            _examples(document, web)
            _security(document, web)
        return app.openapi_schema

    app.openapi = whole  # type: ignore[method-assign]


def answer_schemas() -> dict[str, Any]:
    """JSON Schema of an answer and its parts, from the dataclasses themselves."""
    schema = TypeAdapter(Answer).json_schema(mode="serialization", ref_template=REF)
    parts = schema.pop("$defs")
    for each in (schema, *parts.values()):
        each["properties"] = {name.removesuffix("_"): value for name, value in each["properties"].items()}
        each["required"] = list(each["properties"])
    schema["properties"] |= {
        "schema": {"const": SCHEMA, "type": "string"},
        "edition": {"type": "object", "additionalProperties": {"type": "string"}},
    }
    return {**parts, "Answer": schema}


def _examples(document: dict[str, Any], web: Web) -> None:
    """A starter question of the first topic, really asked."""
    topic = next(iter(web.bot.topics.values()))
    if not topic.starters:
        return
    given = web.desk.ask(Question(topic.starters[0], web.today()))
    asked = {"question": topic.starters[0], "as_of": given.answer.as_of}
    for path in ("/v1/ask", "/v1/ask/stream"):
        document["paths"][path]["post"]["requestBody"]["content"]["application/json"]["example"] = asked
    answered = document["paths"]["/v1/ask"]["post"]["responses"]["200"]["content"]["application/json"]
    answered["example"] = given.answer.as_dict()
    said = {"text": given.answer.headline, "question": topic.starters[0]}
    liked = {"fingerprint": given.answer.fingerprint, "helpful": True, "reason": "right"}
    titled = {"title": topic.title}
    for path, method, example in (
        ("/v1/verify", "post", said),
        ("/v1/feedback", "post", liked),
        ("/v1/conversations", "post", titled),
        ("/v1/conversations/{id}", "patch", titled),
    ):
        document["paths"][path][method]["requestBody"]["content"]["application/json"]["example"] = example


def _security(document: dict[str, Any], web: Web) -> None:
    """How to show a key, where keys are needed."""
    document["components"]["securitySchemes"] = {"key": {"type": "http", "scheme": "bearer"}}
    document["security"] = [{"key": []}] if web.keys is not None else [{}, {"key": []}]
