"""The application: chat, pages and API over one bot."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.middleware.gzip import GZipMiddleware
from starlette.staticfiles import StaticFiles

from bot import slack
from bot.question import QuestionProblem
from bot.store import StoreProblem
from bot.web import api, openapi, pages, talks
from bot.web.at_once import AtOnce
from bot.web.border import faulty
from bot.web.context import Shelf, Web
from bot.web.desk import Desk
from bot.web.gate import Gate
from bot.web.newest import Newest
from bot.web.problems import BY_STATUS, NOTHING_HERE, Problem
from bot.web.showing import refuse
from guardrails.quantity import ValueProblem

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.types import ASGIApp

    from bot.settings import Settings
    from bot.wiring import Bot

STATIC = Path(__file__).parent / "static"
QUIET: Any = {"tracing": False, "metrics": False, "logs": False, "auto_configure": False}  # nothing phones home


def create_app(bot: Bot, settings: Settings, today: Callable[[], date] = date.today) -> FastAPI:
    """The whole web surface. Other surfaces add their routes to it; `app.state.web` is what they are served with."""
    web = Web(settings, Desk(bot), Shelf(settings), today)
    _ = web.keys  # a wrong file of keys is told at the start
    app = Application(
        title="Guideline Bot",
        version="1",
        docs_url=None,
        redoc_url=None,
        lifespan=_lifespan,
        telemetry=QUIET,
        redirect_slashes=False,
    )
    newest = app.state.newest = Newest.of(web, app.state)
    for router in (api.router, talks.router, pages.router):
        app.include_router(router)
    app.mount("/static", StaticFiles(directory=STATIC), "static")
    for kind, handler in HANDLERS.items():
        app.add_exception_handler(kind, handler)
    app.add_middleware(GZipMiddleware, minimum_size=1024, compresslevel=5)
    app.add_middleware(AtOnce)
    app.add_middleware(Gate, web=web, newest=newest)
    openapi.describe(app, web)
    app.state.slack = slack.mount(app, bot, settings)
    return app


class Application(FastAPI):
    """FastAPI with the gate outermost: it tells bugs and limits bodies itself, and nothing is traced."""

    def build_middleware_stack(self) -> ASGIApp:
        """The gate and what is behind it."""
        stack = super().build_middleware_stack()
        while not isinstance(stack, Gate):
            stack = stack.app  # type: ignore[attr-defined]
        return stack


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    """Open the store before the first request; let what was begun finish before the last goes."""
    web: Web = app.state.web
    if web.shelf.anything:
        try:
            web.shelf.store()
        except StoreProblem as problem:
            logging.getLogger("bot.web").warning("%s It is tried again at every request.", problem)
    yield
    if app.state.slack:
        app.state.slack.stop()
    web.desk.close()
    web.shelf.close()


async def _problem(request: Request, error: Exception) -> Response:
    return refuse(request, cast("Problem", error))


async def _question(request: Request, error: Exception) -> Response:
    return refuse(request, Problem("question", str(error)))


async def _store(request: Request, error: Exception) -> Response:
    detail = f"{error} What was kept before is still there. Try again in a moment."
    return refuse(request, Problem("store", detail, headers={"retry-after": "5"}))


async def _invalid(request: Request, error: Exception) -> Response:
    return refuse(request, faulty(cast("RequestValidationError", error).errors()))


async def _http(request: Request, error: Exception) -> Response:
    told = cast("HTTPException", error)
    code = BY_STATUS.get(told.status_code, "internal")
    allowed = Headers(told.headers).get("allow", "another method")
    says = {"not-found": NOTHING_HERE, "not-allowed": f"This address takes {allowed}."}
    detail = says.get(code, str(told.detail))
    return refuse(request, Problem(code, detail, headers=dict(told.headers or {})))


HANDLERS: dict[type[Exception], Callable[[Request, Exception], Any]] = {
    Problem: _problem,
    QuestionProblem: _question,
    ValueProblem: _question,
    StoreProblem: _store,
    RequestValidationError: _invalid,
    HTTPException: _http,
}
