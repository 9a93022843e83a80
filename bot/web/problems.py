"""Everything that can go wrong, as problem details (RFC 9457): one shape, one sentence, and the way out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from starlette.responses import JSONResponse

if TYPE_CHECKING:
    from starlette.responses import Response
    from starlette.types import Scope

MEDIA_TYPE = "application/problem+json"


@dataclass(frozen=True)
class Kind:
    """A kind of problem: its status, and what it means for whoever meets it."""

    status: HTTPStatus
    title: str


KINDS = {
    "bad-request": Kind(HTTPStatus.UNPROCESSABLE_ENTITY, "The request cannot be understood"),
    "question": Kind(HTTPStatus.UNPROCESSABLE_ENTITY, "The question cannot be taken as it was put"),
    "too-large": Kind(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "The request is too large"),
    "no-key": Kind(HTTPStatus.UNAUTHORIZED, "An API key is needed"),
    "not-found": Kind(HTTPStatus.NOT_FOUND, "There is nothing here"),
    "other-edition": Kind(HTTPStatus.CONFLICT, "The answer was made with another edition"),
    "not-kept": Kind(HTTPStatus.GONE, "The words of this question were not kept"),
    "other-origin": Kind(HTTPStatus.FORBIDDEN, "This origin is not allowed"),
    "not-allowed": Kind(HTTPStatus.METHOD_NOT_ALLOWED, "This address takes another method"),
    "wrong-type": Kind(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "The body has the wrong type"),
    "full": Kind(HTTPStatus.CONFLICT, "The conversation is full"),
    "too-many": Kind(HTTPStatus.TOO_MANY_REQUESTS, "Too many requests"),
    "store": Kind(HTTPStatus.SERVICE_UNAVAILABLE, "Conversations cannot be kept now"),
    "not-built": Kind(HTTPStatus.NOT_IMPLEMENTED, "This installation cannot do that"),
    "internal": Kind(HTTPStatus.INTERNAL_SERVER_ERROR, "Something broke here"),
}
BY_STATUS = {
    400: "bad-request",
    404: "not-found",
    405: "not-allowed",
    413: "too-large",
    415: "wrong-type",
    422: "bad-request",
}
NOTHING_HERE = "There is nothing at this address, or it is not yours to see."


@dataclass
class Problem(Exception):
    """A problem to answer with. `more` are further members, such as the places of every fault."""

    code: str
    detail: str
    more: Mapping[str, Any] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def status(self) -> int:
        """The HTTP status."""
        return int(KINDS[self.code].status)


def missing() -> Problem:
    """The one answer for what is not there, is somebody else's, or needs another role."""
    return Problem("not-found", NOTHING_HERE)


def body_of(problem: Problem, scope: Scope) -> dict[str, Any]:
    """A problem as JSON."""
    return {
        "type": f"/problems#{problem.code}",
        "title": KINDS[problem.code].title,
        "status": problem.status,
        "detail": problem.detail,
        "request_id": request_id(scope),
        **problem.more,
    }


def response_to(problem: Problem, scope: Scope) -> Response:
    """A problem as a response."""
    return JSONResponse(body_of(problem, scope), problem.status, dict(problem.headers), MEDIA_TYPE)


def request_id(scope: Scope) -> str:
    """The id that this request is logged under."""
    return str(scope.get("state", {}).get("request_id", ""))
