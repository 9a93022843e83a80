"""The pages beside the chat: sources, rules, coverage, search, evaluation, about."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from anyio.to_thread import run_sync
from fastapi import APIRouter, Request
from markupsafe import Markup, escape
from starlette.responses import FileResponse, RedirectResponse, Response

from bot.web import reference
from bot.web.border import Feedback, faulty
from bot.web.card import KINDS, web_address
from bot.web.chat import router as chat
from bot.web.context import web_of
from bot.web.evaluation import reports
from bot.web.feedback import take
from bot.web.finding import hits, marked
from bot.web.forms import fields_of
from bot.web.gate import KEY, cookie_options
from bot.web.keys import hashed
from bot.web.problems import KINDS as PROBLEMS
from bot.web.problems import Problem, missing
from bot.web.showing import page, wants_fragment
from bot.web.tables import conditions, quoting, rows

if TYPE_CHECKING:
    from corpus.guideline import Passage

router = APIRouter(include_in_schema=False)
router.include_router(chat)
A_YEAR = 31_536_000
EVALUATED = Path("artefacts/eval")  # where `make eval` leaves its report


@dataclass(frozen=True)
class Opened:
    """A source that is read: which passage, and which of its words are meant."""

    anchor: str
    quote: str

    def text(self, passage: Passage) -> Markup:
        """The passage, with the quoted words marked where they stand; if they do not, nothing is marked."""
        if passage.anchor != self.anchor or not self.quote or self.quote not in passage.text:
            return escape(passage.text)
        before, after = passage.text.split(self.quote, 1)
        return Markup('{}<mark id="quoted" tabindex="-1">{}</mark>{}').format(before, self.quote, after)


@router.get("/guidelines")
async def guidelines(request: Request) -> Response:
    """Every source, by kind."""
    found = sorted(web_of(request).bot.library.guidelines.values(), key=lambda each: (-(each.year or 0), each.short))
    by_kind = [(kind, [each for each in found if each.kind == kind]) for kind in KINDS]
    return page(request, "sources.html", by_kind=by_kind)


@router.get("/guidelines/{id}")
async def guideline(request: Request, id: str) -> Response:  # noqa: A002 (the address's own name)
    """One source: its statements, status, and the rules that quote each."""
    library = web_of(request).bot.library
    if id not in library.guidelines:
        raise missing()
    query = request.query_params
    bench = web_of(request).bot.benches[library.topic_of[id]]
    passages = [each for each in library.passages.values() if each.guideline == id]
    newer = [each for each in library.guidelines.values() if id in each.supersedes]
    name = "source_fragment.html" if wants_fragment(request) else "source.html"
    return page(
        request,
        name,
        source=library.guidelines[id],
        introduction=library.introductions[id],
        passages=[(each, quoting(bench, each.id)) for each in passages],
        opened=Opened(query.get("p", ""), query.get("q", "")),
        newer=newer,
        original=web_address(library.guidelines[id].locator),
    )


@router.get("/topics/{topic}/rules")
async def rules(request: Request, topic: str) -> Response:
    """The rules of one decision as a table; without one, of the default."""
    bot = web_of(request).bot
    if topic not in bot.topics:
        raise missing()
    about = bot.topics[topic]
    decision = about.decision(request.query_params.get("decision", about.default.id))
    if decision is None:
        raise missing()
    found = rows(bot.benches[topic], decision)
    return page(
        request,
        "rules.html",
        topic=about,
        decision=decision,
        rules=found,
        exceptions=any(conditions(rule.unless) for rule in found),
        conditions=conditions,
        sources=bot.library.guidelines,
    )


@router.get("/topics/{topic}/coverage")
async def coverage_map(request: Request, topic: str) -> Response:
    """What is answered and what is not."""
    web = web_of(request)
    if topic not in web.bot.topics:
        raise missing()
    found = await web.desk.call(partial(web.coverage, topic))
    return page(request, "coverage.html", topic=web.bot.topics[topic], map=found)


@router.get("/search")
async def search(request: Request) -> Response:
    """Passages by words, each with the reason it was found."""
    web, query = web_of(request), request.query_params.get("q", "").strip()[:1000]
    found = await web.desk.call(partial(hits, web, query)) if query else []
    library = web.bot.library
    return page(request, "search.html", query=query, hits=found, library=library, marked=marked)


@router.get("/v1/search", include_in_schema=True, **reference.SEARCH)
async def search_api(request: Request, q: str, limit: int = 10) -> list[dict[str, Any]]:
    """Find passages; each with its scores and the words it was found by."""
    web = web_of(request)
    if not q.strip() or len(q) > 1000 or not 1 <= limit <= 100:
        raise Problem("bad-request", "q takes 1 to 1,000 characters, and limit 1 to 100.")
    found = await web.desk.call(partial(hits, web, q, limit))
    names = ("passage", "score", "keyword", "vector", "matched")
    return [{name: getattr(hit, name) for name in names} for hit in found]


@router.get("/evaluation")
async def evaluation(request: Request) -> Response:
    """The evaluation report, if one was made here."""
    topics = web_of(request).bot.topics
    figures = [(topics[each.topic].title, each) for each in await run_sync(reports, EVALUATED) if each.topic in topics]
    return page(request, "evaluation.html", files=sorted(path.name for path in _reports()), figures=figures)


@router.get("/evaluation/{name}")
async def evaluation_file(name: str) -> Response:
    """One file of the report, shown without scripts of its own."""
    path = next((path for path in _reports() if path.name == name), None)
    if path is None:
        raise missing()
    policy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox; frame-ancestors 'none'"
    return FileResponse(path, headers={"content-security-policy": policy})


def _reports() -> list[Path]:
    return [path for path in EVALUATED.glob("*.html") if path.is_file()] if EVALUATED.is_dir() else []


@router.get("/about")
async def about(request: Request) -> Response:
    """What this is, the editorial policy, and the disclaimer."""
    return page(request, "about.html", edition=web_of(request).bot.edition)


@router.get("/problems")
async def problems(request: Request) -> Response:
    """What each kind of problem means."""
    return page(request, "problems.html", problems=PROBLEMS)


@router.post("/preferences")
async def preferences(request: Request) -> Response:
    """Keep how somebody wants to read, in their browser."""
    fields = await fields_of(request)
    back = fields.get("back", "/")
    response = RedirectResponse(back if back.startswith("/") and not back.startswith(("//", "/\\")) else "/", 303)
    for name in ("reader", "country", "lang"):
        response.set_cookie(f"gb_{name}", fields.get(name, "")[:24], max_age=A_YEAR, **cookie_options(request))
    return response


@router.post("/feedback")
async def feedback(request: Request) -> Response:
    """Feedback from a plain form."""
    fields = await fields_of(request)
    said = {key: fields[key] for key in ("fingerprint", "reason", "comment") if fields.get(key)}
    try:
        wanted = Feedback.model_validate({**said, "helpful": fields.get("helpful") == "yes"})
    except ValueError as error:
        raise faulty(getattr(error, "errors", list)()) from None
    await run_sync(take, web_of(request), wanted)
    return page(request, "thanks_fragment.html" if wants_fragment(request) else "thanks.html")


@router.get("/sign-in")
async def sign_in(request: Request) -> Response:
    """Where a person shows a key."""
    return page(request, "sign_in.html", wrong=False)


@router.post("/sign-in")
async def signed_in(request: Request) -> Response:
    """Keep a right key in the browser, out of scripts' reach."""
    key = (await fields_of(request)).get("key", "").strip()
    keys = web_of(request).keys
    if keys is not None and hashed(key) not in keys:
        return page(request, "sign_in.html", 401, wrong=True)
    response = RedirectResponse("/", 303)
    response.set_cookie(KEY, key, **cookie_options(request))
    return response
