"""The API's addresses: parse, ask, answer in JSON."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING, Any

from anyio.to_thread import run_sync
from fastapi import APIRouter, Request
from starlette.responses import JSONResponse, PlainTextResponse, Response, StreamingResponse

from bot.render.readers import worded
from bot.render.text import as_text
from bot.replay import NO_WORDS, ReplayProblem, differing, replay
from bot.web import reference
from bot.web.border import Ask, Feedback, Verify, parsed, question_from
from bot.web.context import needs, web_of
from bot.web.desk import Given
from bot.web.events import events, understood
from bot.web.feedback import Case, case_of, take
from bot.web.keys import Role
from bot.web.leaves import Opened
from bot.web.problems import Problem, missing
from bot.web.talking import go_on

if TYPE_CHECKING:
    from bot.store import Kept
    from bot.web.context import Web

router = APIRouter()
JSON = "application/json"


async def body(request: Request) -> bytes:
    """The body, if it says that it is JSON."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != JSON:
        raise Problem("wrong-type", "Send JSON: content-type application/json.")
    if request.headers.get("content-encoding", "identity").lower() != "identity":
        raise Problem("wrong-type", "Send the body as it is, without a content-encoding.")
    return await request.body()


@router.post("/v1/ask", **reference.ASK)
async def ask(request: Request) -> Response:
    """Answer a question: the outcome by the rules, and the quoted sentences it rests on."""
    return shown(request, await answered(request))


def shown(request: Request, given: Given) -> Response:
    """An answer as JSON, the same for every reader; or, where plain text is asked for, in the reader's words."""
    if request.headers.get("accept", "").startswith("text/plain"):
        return PlainTextResponse(as_text(worded(given.answer, given.question.reader)))
    return Response(given.body, media_type=JSON)


@router.post("/v1/ask/stream", **reference.STREAM)
async def stream(request: Request) -> Response:
    """Answer a question as server-sent events: what was understood, each position, each passage, then all of it."""
    first = await _understood_first(request)
    told = events(first, partial(answered, request)) if first else events(None, _at_hand(await answered(request)))
    return StreamingResponse(told, media_type="text/event-stream", headers={"cache-control": "no-store"})


async def _understood_first(request: Request) -> bytes | None:
    """What is understood, ahead of an answer that has yet to be made; None where the answer is at hand or in a talk.

    Raises what the answer would raise, so that it is still told by its status.
    """
    web, raw = web_of(request), await body(request)
    if web.desk.at_once(raw, web.today()):
        return None
    ask = parsed(Ask, raw)
    if ask.conversation is not None:
        return None
    return await web.desk.call(partial(understood, question_from(ask, web.today()), web.bot))


def _at_hand(given: Given) -> Callable[[], Awaitable[Given]]:
    async def answering() -> Given:
        return given

    return answering


async def answered(request: Request) -> Given:
    """The answer to a body, and the turn it adds to its conversation."""
    web, raw = web_of(request), await body(request)
    today = web.today()
    if given := web.desk.at_once(raw, today):
        return given
    ask = parsed(Ask, raw)
    if ask.conversation is not None:
        return (await go_on(request, ask)).given
    return await web.line.ask(raw, ask, today)


@router.post("/v1/verify", **reference.VERIFY)
async def verify(request: Request) -> Response:
    """Check somebody else's answer against the guidelines, sentence by sentence."""
    wanted = parsed(Verify, await body(request))
    try:
        verified = import_module("bot.guarding").verify
    except ImportError:
        raise Problem("not-built", "The guard is not installed here.") from None
    web = web_of(request)
    return JSONResponse(await web.desk.call(partial(verified, wanted.text, wanted.question, web.bot)))


@router.get("/v1/topics", **reference.TOPICS)
async def topics(request: Request) -> list[dict[str, Any]]:
    """List the topics: what each covers, what can be decided, and the facts that can be given."""
    return [reference.topic_as_data(topic) for topic in web_of(request).bot.topics.values()]


@router.get("/v1/guidelines/{id}", **reference.GUIDELINE)
async def guideline(request: Request, id: str) -> dict[str, Any]:  # noqa: A002 (the address's own name)
    """One source: its data, review status, and passages."""
    library = web_of(request).bot.library
    if id not in library.guidelines:
        raise missing()
    source = library.guidelines[id]
    lines = Opened(web_of(request), source).lines
    passages = [reference.passage_as_data(each.passage) for each in lines]
    return {**source.model_dump(mode="json"), "topic": library.topic_of.get(id), "passages": passages}


@router.get("/v1/passages/{id:path}", **reference.PASSAGE)
async def passage(request: Request, id: str) -> dict[str, Any]:  # noqa: A002 (the address's own name)
    """One passage: `<guideline>#<anchor>` with the # escaped, or `<guideline>/<anchor>`."""
    library = web_of(request).bot.library
    found = library.passages.get(id) or library.passages.get(id.replace("/", "#", 1))
    if found is None:
        raise missing()
    return reference.passage_as_data(found)


@router.get("/v1/answers/{fingerprint}", **reference.ANSWER)
async def answer_again(request: Request, fingerprint: str) -> Response:
    """An answer given before: the same bytes, by the same edition."""
    return shown(request, await found(web_of(request), fingerprint))


async def found(web: Web, fingerprint: str) -> Given:
    """Replay an answer. Raises `Problem` if it is unknown, was not kept, or was made with another edition."""
    return await again(web, await remembered(web, fingerprint))


async def remembered(web: Web, fingerprint: str) -> Kept:
    """How an answer was asked for. Raises `Problem` if it is unknown."""
    kept = await run_sync(lambda: web.shelf.store().kept(fingerprint)) if web.shelf.anything else None
    if kept is None:
        raise missing()
    return kept


async def again(web: Web, kept: Kept) -> Given:
    """The answer once more. Raises `Problem` if its words were not kept, or another edition made it."""
    from bot.store.records import question_of

    if kept.request is None:
        raise Problem("not-kept", NO_WORDS)
    try:
        made = await web.desk.call(partial(replay, kept, web.bot))
    except ReplayProblem as problem:
        raise Problem("other-edition", str(problem), {"differs": differing(kept, web.bot)}) from None
    return Given(question_of(kept.request), made, made.as_json())


@router.post("/v1/feedback", **reference.FEEDBACK)
async def feedback(request: Request) -> Response:
    """Say what you think of an answer. It becomes a draft gold case for a reviewer."""
    id_ = await run_sync(take, web_of(request), parsed(Feedback, await body(request)))
    return JSONResponse({"id": id_}, 201)


@router.get("/v1/feedback", **reference.FEEDBACK_LIST)
async def feedback_list(request: Request) -> list[dict[str, Any]]:
    """List feedback, newest first. Role: review."""
    needs(request, Role.REVIEW)
    web = web_of(request)
    opinions = await run_sync(lambda: web.shelf.store().opinions()) if web.shelf.anything else []
    return [{**vars(each), "given": each.given.isoformat() if each.given else None} for each in opinions]


@router.get("/v1/feedback/{id}/case", **reference.CASE)
async def feedback_case(request: Request, id: str) -> Response:  # noqa: A002 (the address's own name)
    """The draft gold case of one feedback, as YAML. Role: review."""
    needs(request, Role.REVIEW)
    case: Case | None = await run_sync(case_of, web_of(request), id)
    if case is None:
        raise missing()
    return Response(case.text, media_type="application/yaml")


@router.get("/v1/status", **reference.STATUS)
async def status(request: Request) -> dict[str, Any]:
    """What runs here: edition, sizes, and what is kept. Role: admin."""
    needs(request, Role.ADMIN)
    web = web_of(request)
    library = web.bot.library
    sizes = {"guidelines": len(library.guidelines), "passages": len(library.passages), "topics": len(web.bot.topics)}
    return {"edition": dict(web.bot.edition), **sizes, "retention": web.settings.retention}


@router.get("/healthz", **reference.HEALTH)
async def healthz() -> dict[str, str]:
    """Whether the process is alive."""
    return {"status": "ok"}


@router.get("/readyz", **reference.READY)
async def readyz(request: Request) -> Response:
    """Whether it can answer and keep what it should."""
    web = web_of(request)
    kept = not web.shelf.anything or await run_sync(_store_is_ready, web)
    state = {"status": "ready" if kept else "not ready", "store": "ok" if kept else "unavailable"}
    return JSONResponse(state, 200 if kept else 503)


def _store_is_ready(web: Web) -> bool:
    from bot.store import StoreProblem

    try:
        return web.shelf.store().ready()
    except StoreProblem:
        return False
