"""The texts: sources leaf by leaf, own PDFs as printed, and the search over all passages."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Annotated, Any

from anyio.to_thread import run_sync
from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from bot.web import reference
from bot.web.border import Searched
from bot.web.card import KINDS
from bot.web.context import web_of
from bot.web.finding import FILTERS, LONGEST_QUERY, fault_of, filters, find, shown
from bot.web.leaves import Opened, leaf_asked, web_address
from bot.web.problems import Problem, missing
from bot.web.showing import page, preferences_of, wants_fragment
from bot.web.words import Words

if TYPE_CHECKING:
    from bot.web.context import Web
    from corpus.documents.picture import Picture

router = APIRouter(include_in_schema=False)


@router.get("/guidelines")
async def guidelines(request: Request) -> Response:
    """Every source: own documents first, then by kind."""
    web = web_of(request)
    found = sorted(web.bot.built_in.guidelines.values(), key=lambda each: (-(each.year or 0), each.short))
    by_kind = [(kind, [each for each in found if each.kind == kind]) for kind in KINDS]
    own = sorted((each.guideline for each in web.documents.sources.values()), key=lambda each: each.short)
    return page(request, "sources.html", by_kind=by_kind, own=own)


@router.get("/guidelines/{id}")
async def guideline(request: Request, id: str) -> Response:  # noqa: A002 (the address's own name)
    """One source: its statements, status, and the rules that quote each."""
    opened = _opened(request, id)
    library = web_of(request).bot.library
    next_ = opened.own.superseded_by if opened.own else None
    newer = [each for each in library.guidelines.values() if id in each.supersedes or each.id == next_]
    name = "source_fragment.html" if wants_fragment(request) else "source.html"
    return page(
        request,
        name,
        source=opened.source,
        introduction=library.introductions.get(id, ()),
        topic=library.topic_of.get(id),
        opened=opened,
        newer=newer,
        original=web_address(opened.source.locator),
    )


@router.get("/guidelines/{id}/pages/{n}")
async def printed(request: Request, id: str, n: int) -> Response:  # noqa: A002 (the address's own name)
    """A page of an own PDF as it was printed, the quoted words framed."""
    opened = _opened(request, id)
    picture = await _picture(request, opened, n)
    return page(request, "printed.html", source=opened.source, opened=opened, n=n, picture=picture)


@router.get("/guidelines/{id}/pages/{n}/picture")
async def picture(request: Request, id: str, n: int) -> Response:  # noqa: A002 (the address's own name)
    """The picture of a page."""
    found = await _picture(request, _opened(request, id), n)
    return Response(found.webp, media_type="image/webp", headers={"cache-control": "private, max-age=3600"})


def _opened(request: Request, id_: str) -> Opened:
    """The source of an address. Raises `Problem` if there is none."""
    web, query = web_of(request), request.query_params
    if id_ not in web.bot.library.guidelines:
        raise missing()
    return Opened(web, web.bot.library.guidelines[id_], query.get("p", ""), query.get("q", ""), leaf_asked(request))


async def _picture(request: Request, opened: Opened, n: int) -> Picture:
    """A page as a picture, drawn once while it is wanted. Raises `Problem` if there is no such page."""
    from corpus.documents.block import Unreadable
    from corpus.documents.picture import picture_of

    web, own = web_of(request), opened.own
    if own is None or own.sha256 is None or n not in opened.pages:
        raise missing()
    key = (own.sha256, n)
    found = web.pictures.get(key)
    if found is None:
        try:
            found = await run_sync(picture_of, web.settings.home, *key, limiter=web.drawing)
        except Unreadable:
            raise missing() from None
        web.pictures.put(key, found)
    return found


@router.get("/search")
async def search(request: Request) -> Response:
    """Passages by words, each with the reason it was found."""
    web, query = web_of(request), request.query_params.get("q", "").strip()[:LONGEST_QUERY]
    only = filters({name: request.query_params.getlist(name) for name in FILTERS})
    if fault := fault_of(web, only):
        raise Problem("bad-request", fault)
    found = await web.desk.call(partial(find, web, query, only)) if query else None
    words = Words(preferences_of(request).language)
    hits = shown(found) if found else ()
    return page(request, "search.html", query=query, only=only, found=found, hits=hits, picks=_picks(web, words))


def _picks(web: Web, words: Words) -> list[tuple[str, list[tuple[str, str]]]]:
    """The filters to choose from: (name, (value, what it is called)…)."""
    topics = [(topic.id, topic.title) for topic in web.bot.topics.values()]
    return [
        *([("topic", topics)] if len(topics) > 1 else []),
        ("kind", [(kind, words(f"kinds_{kind}")) for kind in KINDS]),
        ("country", sorted(((each, words.place(each)) for each in web.countries), key=lambda each: each[1])),
        ("status", [("superseded", words("status_superseded"))]),
    ]


@router.get("/v1/search", include_in_schema=True, **reference.SEARCH)
async def search_api(request: Request, wanted: Annotated[Searched, Query()]) -> list[dict[str, Any]]:
    """Find passages; each with its text and source, its scores, and the words it was found by."""
    web = web_of(request)
    said = wanted.model_dump(mode="json", exclude={"q", "limit"})
    only = filters({name: [str(value) for value in values] for name, values in said.items()})
    if fault := fault_of(web, only):
        raise Problem("bad-request", fault)
    found = await web.desk.call(partial(find, web, wanted.q, only, wanted.limit))
    return [found.hit_as_data(hit) for hit in found.hits]
