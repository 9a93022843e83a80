"""Pages and fragments from templates, and problems in the shape that whoever asked can read."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import HTMLResponse

from bot.question import LONGEST, READERS
from bot.schema import ASKED_AT_ONCE
from bot.web.border import COUNTRY
from bot.web.context import web_of
from bot.web.problems import Problem, response_to
from bot.web.words import LANGUAGES, Words, language_of

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

HERE = Path(__file__).parent
FRAGMENT = "x-fragment"
PREFERENCES = ("gb_reader", "gb_country", "gb_lang")


@dataclass(frozen=True)
class Preferences:
    """How somebody wants to read."""

    reader: str | None
    country: str | None
    language: str


def preferences_of(request: Request, form: dict[str, str] | None = None) -> Preferences:
    """What was chosen: in this form, else in the browser's cookies."""
    chosen = {**{name: request.cookies.get(f"gb_{name}", "") for name in ("reader", "country", "lang")}, **(form or {})}
    reader, country = chosen.get("reader", ""), chosen.get("country", "")
    language = language_of(request, request.query_params.get("lang") or chosen.get("lang"))
    known = country.upper() if COUNTRY.fullmatch(country) else None
    return Preferences(reader if reader in READERS else None, known, language)


@cache
def environment() -> Environment:
    """The templates: everything is escaped, and a name that is not there is an error."""
    made = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals |= {
        "asset": asset,
        "languages": LANGUAGES,
        "readers": READERS,
        "asked_first": ASKED_AT_ONCE,
        "longest": LONGEST,
    }
    return made


@cache
def asset(name: str) -> str:
    """The address of a static file, changing with its content."""
    content = (HERE / "static" / name).read_bytes()
    return f"/static/{name}?v={sha256(content).hexdigest()[:10]}"


@cache
def assets() -> frozenset[str]:
    """The addresses of all static files."""
    return frozenset(asset(each.name) for each in (HERE / "static").iterdir())


def page(request: Request, template: str, status: int = 200, /, **values: Any) -> Response:
    """A page, or the part of it that the chat asks for."""
    preferences = values.pop("preferences", None) or preferences_of(request)
    words = Words(preferences.language, preferences.reader)
    web = web_of(request)
    shared = {"w": words, "preferences": preferences, "web": web, "path": request.url.path, "topics": web.bot.topics}
    html = environment().get_template(template).render(**shared, **values)
    headers = {"cache-control": "no-store", "vary": "Cookie, Accept-Language, X-Fragment"}
    return HTMLResponse(html, status, headers)


def wants_fragment(request: Request) -> bool:
    """Whether the chat asks for a part of a page."""
    return FRAGMENT in request.headers


def _answer_before(request: Request) -> str:
    """The answer that a form was sent from, so that a problem leads back to it; else the start."""
    url = request.url
    before = request.headers.get("referer", "").partition("?")[0].removeprefix(f"{url.scheme}://{url.netloc}")
    return before if before.startswith(("/c/", "/a/")) and before != url.path else "/"


def refuse(request: Request, problem: Problem) -> Response:
    """A problem: as a page for people, as problem details for programs."""
    reads_html = "text/html" in request.headers.get("accept", "") or wants_fragment(request)
    if request.url.path.startswith("/v1/") or not reads_html:
        return response_to(problem, request.scope)
    name = "problem_fragment.html" if wants_fragment(request) else "problem.html"
    response = page(request, name, problem.status, problem=problem, back=_answer_before(request))
    response.headers.update(cast("dict[str, str]", dict(problem.headers)))
    return response
