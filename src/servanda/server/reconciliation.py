"""The live reconciliation service over the entities of a release: version 0.2 and draft of 1.0.

`/reconcile` is the service of 0.2, `/reconcile/1.0` that of the draft. Both answer from the files
that the release publishes in `reconciliation/`.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from types import MappingProxyType
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from servanda.markup import render
from servanda.server.negotiation import best_language
from servanda.server.operation import FORM, body_of, decoded, pairs_of
from servanda.server.reconciling.description import described, manifest, manifest_draft
from servanda.server.reconciling.extension import (
    extension,
    extension_draft,
    proposed,
    read_extension,
)
from servanda.server.reconciling.holdings import Holdings
from servanda.server.reconciling.messages import candidates, queries, queries_draft, read_json
from servanda.server.reconciling.suggestions import (
    suggested_entities,
    suggested_properties,
    suggested_types,
)
from servanda.server.refusal import Refusal
from servanda.server.state import State
from servanda.wording import word

__all__ = ["routes"]

_READ: Final = ("GET", "HEAD")
_LETTERS: Final = 300
_FURTHEST: Final = 1_000  # suggestions that may be skipped
_SUGGEST: Final = MappingProxyType(
    {
        "entity": suggested_entities,
        "type": suggested_types,
        "property": suggested_properties,
    }
)
# A preview is shown in a frame of another page, and loads nothing.
_FRAMED: Final = "default-src 'none'; frame-ancestors *"

Pairs = dict[str, str]


def routes() -> list[Route]:
    """The addresses of both services; they share suggestions and previews."""
    found = [
        Route("/reconcile", _service, methods=["GET", "HEAD", "POST"]),
        Route("/reconcile/", _service, methods=["GET", "HEAD", "POST"]),
        Route("/reconcile/properties", _proposed, methods=list(_READ)),
        Route("/reconcile/1.0", _manifest_draft, methods=list(_READ)),
        Route("/reconcile/1.0/", _manifest_draft, methods=list(_READ)),
        Route("/reconcile/1.0/match", _match_draft, methods=["POST"]),
        Route("/reconcile/1.0/extend", _extend_draft, methods=["POST"]),
        Route("/reconcile/1.0/extend/propose", _proposed, methods=list(_READ)),
    ]
    for start in ("/reconcile", "/reconcile/1.0"):
        found.append(Route(f"{start}/suggest/{{what}}", _suggest, methods=list(_READ)))
        found.append(Route(f"{start}/preview", _preview, methods=list(_READ)))
    return found


async def _service(request: Request) -> Response:
    """What 0.2 says at its one address: candidates, an extension, or else the manifest."""
    state, holdings, language = _asked(request)
    given = await _given(request, state)
    if "queries" in given:
        batch = queries(read_json(given["queries"], "queries"), holdings.space)
        found = await state.matcher.match(list(batch.values()), state.limits.deadline)
        told = zip(batch, found, strict=True)
        return _json({key: {"result": candidates(few, holdings, language)} for key, few in told})
    if "extend" in given:
        ids, wanted = read_extension(read_json(given["extend"], "extend"))
        return _json(await extension(holdings, ids, wanted, language))
    if request.method == "POST":
        raise Refusal(400, "Send the parameter queries or extend.")
    return _json(manifest(holdings, state), fresh=True)


async def _manifest_draft(request: Request) -> Response:
    state, holdings, _ = _asked(request)
    _parameters(request, state)
    return _json(manifest_draft(holdings, state), fresh=True)


async def _match_draft(request: Request) -> Response:
    state, holdings, language = _asked(request)
    batch = queries_draft(await _body(request, state), holdings.space)
    found = await state.matcher.match(batch, state.limits.deadline)
    return _json(
        {"results": [{"candidates": candidates(few, holdings, language)} for few in found]}
    )


async def _extend_draft(request: Request) -> Response:
    state, holdings, language = _asked(request)
    ids, wanted = read_extension(await _body(request, state))
    return _json(await extension_draft(holdings, ids, wanted, language))


async def _proposed(request: Request) -> Response:
    state, holdings, language = _asked(request)
    given = _parameters(request, state)
    limit = _number(given, "limit", _FURTHEST) if "limit" in given else None
    return _json(proposed(holdings, given.get("type", ""), limit, language))


async def _suggest(request: Request) -> Response:
    state, holdings, language = _asked(request)
    given = _parameters(request, state)
    what: Callable[[Holdings, str, int, str], list[dict[str, Any]]] | None
    what = _SUGGEST.get(request.path_params["what"])
    if what is None:
        raise Refusal(404, f"Suggested are: {', '.join(_SUGGEST)}.")
    prefix = given.get("prefix", "")[:_LETTERS]
    cursor = _number(given, "cursor", _FURTHEST) if "cursor" in given else 0
    return _json({"result": what(holdings, prefix, cursor, language)})


async def _preview(request: Request) -> Response:
    """A small page of one entity, which clients show in a frame."""
    state, holdings, language = _asked(request)
    given = _parameters(request, state)
    key = given.get("id", "").removeprefix(holdings.space)
    entity = holdings.entities.get(key)
    if entity is None:
        raise Refusal(404, f"No entity has the id {key[:100]!r}.")
    if given.get("lang") in state.languages:
        language = given["lang"]
    told = described(holdings, entity, state, language)
    page = render("server_preview.html", word=word, language=language, **told)
    headers = {**_vary(), "Content-Security-Policy": _FRAMED}
    return Response(page, headers=headers, media_type="text/html; charset=utf-8")


def _asked(request: Request) -> tuple[State, Holdings, str]:
    """The release with what it holds, and the language of names. Raises Refusal 404 for nothing."""
    state: State = request.state.release
    holdings = state.matcher.holdings
    if not holdings.manifest:
        raise Refusal(404, "This server has no names to reconcile with.")
    language = best_language(request.headers.get("accept-language", ""), state.languages)
    return state, holdings, language


def _parameters(request: Request, state: State) -> Pairs:
    return _once(pairs_of(request.scope["query_string"], state.limits.max_query))


async def _given(request: Request, state: State) -> Pairs:
    pairs = pairs_of(request.scope["query_string"], state.limits.max_query)
    if request.method == "POST":
        if request.headers.get("content-type", "").partition(";")[0].strip().lower() != FORM:
            raise Refusal(415, f"Send {FORM}.", headers=(("Accept-Post", FORM),))
        pairs += decoded(await body_of(request, state.limits.max_query), "The body")
    return _once(pairs)


def _once(pairs: list[tuple[str, str]]) -> Pairs:
    given = dict(pairs)
    if len(given) != len(pairs):
        raise Refusal(400, "A parameter is given twice.")
    if "callback" in given:
        raise Refusal(400, "JSONP is not answered: every page may read this by CORS.")
    return given


async def _body(request: Request, state: State) -> object:
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/json":
        raise Refusal(415, "Send application/json.", headers=(("Accept-Post", "application/json"),))
    return read_json(await body_of(request, state.limits.max_query), "The body")


def _number(given: Pairs, name: str, most: int) -> int:
    text = given[name]
    if not (text.isascii() and text.isdigit() and len(text) < 9):
        raise Refusal(400, f"{name} must be a whole number.")
    return min(int(text), most)


def _vary() -> dict[str, str]:
    return {"Vary": "Accept-Language", "Cache-Control": "public, max-age=60"}


def _json(content: object, *, fresh: bool = False) -> Response:
    headers = {"Cache-Control": "public, max-age=60"} if fresh else _vary()
    # Escaped: what is asked for may hold half a character, which no encoding can write.
    text = json.dumps(content, ensure_ascii=True, separators=(",", ":"))
    return Response(text, headers=headers, media_type="application/json")
