"""What a page's form says: a question, or an answered one again with other facts."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

from pydantic import TypeAdapter, ValidationError

from bot.web.border import Ask, FactValue, Name, faulty
from bot.web.problems import Problem

if TYPE_CHECKING:
    from starlette.requests import Request

FACTS: TypeAdapter[dict[str, Any]] = TypeAdapter(dict[Name, FactValue])
HISTORY: TypeAdapter[list[str]] = TypeAdapter(list[str])
PREFERENCES = ("reader", "country", "lang")
FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True)
class Form:
    """The fields of the chat's forms. `n` is set where an answered question is asked again."""

    fields: Mapping[str, str]
    ask: Ask
    n: int | None

    @property
    def text(self) -> bool:
        """Whether the answer is wanted as plain text."""
        return self.fields.get("format") == "text"

    @property
    def carried(self) -> dict[str, Any]:
        """The facts that the page carries on beside those given to this question."""
        facts: dict[str, Any] = _json(FACTS, self.fields.get("carried", ""), {})
        return facts

    @property
    def unsaved(self) -> bool:
        """Whether the page itself carries the conversation."""
        return "unsaved" in self.fields


async def fields_of(request: Request) -> dict[str, str]:
    """The fields of a form; the last of a name counts. Raises `Problem` for any other body."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != FORM:
        raise Problem("wrong-type", f"Send a form: content-type {FORM}.")
    try:
        text = (await request.body()).decode("utf-8")
        return dict(parse_qsl(text, keep_blank_values=True, max_num_fields=400))
    except ValueError:
        raise Problem("bad-request", "The form cannot be read.") from None


def form_from(fields: Mapping[str, str], jurisdiction: str | None, reader: str | None) -> Form:
    """The form that some fields make. Raises `Problem` with what is wrong with them."""
    if fields.get("follow"):
        fields = _followed(fields)
    facts = _json(FACTS, fields.get("given", ""), {}) | _typed(fields) | _json(FACTS, fields.get("set", ""), {})
    facts |= {name: None for name in [fields.get("out")] if name}
    facts.pop(fields.get("unset", ""), None)
    said = {
        "question": fields.get("question", "").replace("\r\n", "\n"),
        "history": _json(HISTORY, fields.get("history", ""), []),
        "facts": facts,
        "conversation": fields.get("conversation") or None,
        "as_of": fields.get("as_of") or None,
        "jurisdiction": jurisdiction,
        "reader": reader,
    }
    try:
        ask = Ask.model_validate(said)
    except ValidationError as error:
        raise faulty(error.errors()) from None
    n = fields.get("n", "")
    return Form(fields, ask, int(n) if n.isdecimal() and len(n) < 6 else None)


def _followed(fields: Mapping[str, str]) -> dict[str, str]:
    """The fields of the question that follows an answered one: what no conversation remembers, the page carries."""
    kept = {"question": fields["follow"], **{name: fields[name] for name in PREFERENCES if name in fields}}
    if fields.get("conversation"):
        return {**kept, "conversation": fields["conversation"]}
    history = [*_json(HISTORY, fields.get("history", ""), []), fields.get("question", "")]
    carried = {name: fields[name] for name in ("given", "as_of", "unsaved") if name in fields}
    carried |= {"given": fields["carried"]} if "carried" in fields else {}
    return {**kept, **carried, "history": json.dumps(history, ensure_ascii=False)}


def _typed(fields: Mapping[str, str]) -> dict[str, Any]:
    """The values typed or chosen beside their facts, each with its unit."""
    typed = {name.removeprefix("value."): value for name, value in fields.items() if name.startswith("value.")}
    return {
        name: f"{value.strip()} {fields.get(f'unit.{name}', '')}".strip()
        for name, value in typed.items()
        if value.strip()
    }


def _json(kind: TypeAdapter[Any], text: str, empty: Any) -> Any:
    if not text:
        return empty
    try:
        return kind.validate_python(json.loads(text))
    except (ValueError, RecursionError):
        raise Problem("bad-request", "The form cannot be read.") from None
