"""The pages beside the chat: rules, coverage, evaluation, about, preferences, signing in."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from anyio.to_thread import run_sync
from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from bot.web.border import Feedback, faulty
from bot.web.chat import router as chat
from bot.web.context import web_of
from bot.web.evaluation import parts, reports
from bot.web.facts import FactWords
from bot.web.feedback import take
from bot.web.forms import fields_of
from bot.web.gate import KEY, cookie_options
from bot.web.keys import hashed
from bot.web.problems import KINDS as PROBLEMS
from bot.web.problems import missing
from bot.web.showing import page, preferences_of, wants_fragment
from bot.web.tables import conditions, rows
from bot.web.texts import router as texts
from bot.web.words import Words

router = APIRouter(include_in_schema=False)
router.include_router(chat)
router.include_router(texts)
A_YEAR = 31_536_000
EVALUATED = Path("artefacts/eval")  # where `make eval` leaves its report


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
    web, preferences = web_of(request), preferences_of(request)
    if topic not in web.bot.topics:
        raise missing()
    found = await web.desk.call(partial(web.coverage, topic))
    about, words = web.bot.topics[topic], Words(preferences.language, preferences.reader)
    facts = FactWords(about, web.bot.rules / topic, words)
    return page(request, "coverage.html", preferences=preferences, topic=about, map=found, facts=facts)


@router.get("/evaluation")
async def evaluation(request: Request) -> Response:
    """The evaluation report, if one was made here."""
    topics = web_of(request).bot.topics
    figures = [(topics[each.topic].title, each) for each in await run_sync(reports, EVALUATED) if each.topic in topics]
    return page(request, "evaluation.html", files=sorted(path.name for path in _reports()), figures=figures)


@router.get("/evaluation/{name}")
async def evaluation_file(request: Request, name: str) -> Response:
    """One part of one file of the report, shown without scripts of its own."""
    path = next((path for path in _reports() if path.name == name), None)
    part = request.query_params.get("part", "1")
    found = parts(await run_sync(path.read_text, "utf-8")) if path else []
    if not part.isdecimal() or not 1 <= int(part[:6]) <= len(found):
        raise missing()
    policy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox; frame-ancestors 'none'"
    return HTMLResponse(found[int(part) - 1], headers={"content-security-policy": policy})


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
        chosen = fields.get(name, "")[:24]
        response.set_cookie(f"gb_{name}", chosen if chosen.isascii() else "", max_age=A_YEAR, **cookie_options(request))
    return response


@router.post("/feedback")
async def feedback(request: Request) -> Response:
    """Feedback from a plain form."""
    fields = await fields_of(request)
    said = {key: fields[key] for key in ("fingerprint", "reason", "comment") if fields.get(key)}
    try:
        wanted = Feedback.model_validate({**said, "helpful": said.get("reason") == "right"})
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
    if keys is not None and not (key.isascii() and hashed(key) in keys):
        return page(request, "sign_in.html", 401, wrong=True)
    response = RedirectResponse("/", 303)
    if keys is not None:
        response.set_cookie(KEY, key, **cookie_options(request))
    return response
