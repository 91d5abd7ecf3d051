"""The ready-made queries as addresses, for people and programs that do not speak SPARQL.

`/query/` lists them; `/query/NAME?parameter=value` answers one. A value becomes an RDF term and is
never pasted as text; a page of an answer is cut from the whole of it, so that all pages agree.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final
from urllib.parse import quote, urlencode

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from servanda.query import Query, query_form
from servanda.query.bind import example_of
from servanda.server.answering import (
    Kept,
    changes,
    collected,
    found,
    key_of,
    once,
    respond,
    told_by,
    whole,
)
from servanda.server.formats import Chosen, Formats
from servanda.server.negotiation import best
from servanda.server.operation import pairs_of
from servanda.server.paging import Page, page_of
from servanda.server.ready_made import bound, find, json_schema
from servanda.server.refusal import Refusal
from servanda.server.state import State
from servanda.server.workers.job import Job

__all__ = ["CONTROLS", "FORMATS", "listed", "offered", "question", "questions", "routes"]

# By name, and in the order in which they are preferred: what an answer of rows can be had in.
FORMATS: Final = MappingProxyType(
    {
        "objects": "application/json",
        "json": "application/sparql-results+json",
        "csv": "text/csv",
        "tsv": "text/tab-separated-values",
        "xml": "application/sparql-results+xml",
    }
)
_OF_BOOLEAN: Final = ("objects", "json", "xml")
_GRAPHS: Final = MappingProxyType(
    {
        "ttl": "text/turtle",
        "jsonld": "application/ld+json",
        "nt": "application/n-triples",
        "rdf": "application/rdf+xml",
    }
)
_LETTERS: Final = 1000  # of a value, which stands in the links to other pages as well
# What every question takes beside its own parameters.
CONTROLS: Final = ("format", "limit", "offset")


@dataclass(frozen=True, slots=True)
class _Wish:
    """What is wanted of an answer: its format, and which rows; `limit` is None for all."""

    form: str
    media_type: str
    limit: int | None
    offset: int


def routes() -> list[Route]:
    """The list of questions, and each question."""
    return [
        Route("/query", questions, methods=["GET", "HEAD"]),
        Route("/query/", questions, methods=["GET", "HEAD"]),
        Route("/query/{name}", question, methods=["GET", "HEAD"]),
    ]


async def questions(request: Request) -> Response:
    """All questions with their parameters, as JSON."""
    state: State = request.state.release
    key = key_of(state, "questions", state.address)
    response = await found(request, key)
    if response is None:
        body = json.dumps(listed(state), ensure_ascii=False, indent=1).encode()
        links = (f'<{state.address}openapi.json>; rel="service-desc"',)
        response = await whole(request, Kept("application/json", body, links=links), key)
    return response


def listed(state: State) -> dict[str, Any]:
    """The questions of a release: names, addresses, texts in three languages, parameters."""
    return {
        "openapi": f"{state.address}openapi.json",
        "questions": [_told(state, query) for query in state.questions.values()],
    }


def _told(state: State, query: Query) -> dict[str, Any]:
    told: dict[str, Any] = {
        "name": query.name,
        "url": f"{state.address}query/{quote(query.name)}",
        "title": dict(query.title),
        "description": dict(query.description),
        "parameters": [
            {
                "name": each.name,
                "type": each.datatype,
                "label": dict(each.label),
                "example": example_of(each),
                "schema": json_schema(each),
            }
            for each in query.parameters
        ],
        "formats": list(offered(query)),
    }
    if query.waits:
        told["waits"] = dict(query.waits)
    return told


def offered(query: Query) -> Mapping[str, str]:
    """The formats of the answer of a query, with their media types."""
    match query_form(query.text):
        case "SELECT":
            return FORMATS
        case "ASK":
            return {name: FORMATS[name] for name in _OF_BOOLEAN}
    return _GRAPHS


async def question(request: Request) -> Response:
    """The answer of one question.

    Raises Refusal: 404 for an unknown name, 400 for a parameter or a value that does not fit, 406
    for a format that it is not offered in, and whatever the pool raises.
    """
    state: State = request.state.release
    name, accept = request.path_params["name"], request.headers.get("accept", "")
    # To read parameters takes longer than to give an answer that is kept.
    asked = ("question", name, request.scope["query_string"], accept)
    key = state.answers.find(asked)
    response = await found(request, key) if key else None
    if response is None:
        response, key = await _answered(request, find(state.questions, name), accept)
        state.answers.keep(asked, key, len(accept) + len(request.scope["query_string"]))
    return response


async def _answered(request: Request, query: Query, accept: str) -> tuple[Response, str]:
    """The answer of a question, and the key under which it is kept."""
    state: State = request.state.release
    given = _given(request, state)
    controls: dict[str, str] = {name: given.pop(name) for name in CONTROLS if name in given}
    wish = _wish(query, controls, accept)
    text = bound(query, given)
    rows = query_form(query.text) == "SELECT"
    if wish.form == "objects" or (rows and (wish.limit is not None or wish.offset)):
        key = key_of(state, "question", query.name, text, wish, state.address)
        kept = await found(request, key)
        return kept or await _cut(request, query, given, text, wish, key), key
    chosen = Chosen(wish.form, wish.media_type)
    job, formats = _job(text, wish.form), Formats(chosen, chosen, chosen)
    key = key_of(state, *told_by(job, formats))
    return await respond(request, job, formats), key


def _given(request: Request, state: State) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, value in pairs_of(request.scope["query_string"], state.limits.max_query):
        if name in found:
            raise Refusal(400, f"The parameter {name[:100]!r} is given twice.")
        if len(value) > _LETTERS:
            said = f"The parameter {name[:100]!r} has more than {_LETTERS} characters."
            raise Refusal(400, said)
        found[name] = value
    return found


def _wish(query: Query, controls: Mapping[str, str], accept: str) -> _Wish:
    choice = offered(query)
    form = controls.get("format", "")
    if not form:
        media_type = best(accept, tuple(choice.values()))
        form = next((name for name, each in choice.items() if each == media_type), "")
        if not form:
            told = ", ".join(choice.values())
            raise Refusal(406, f"This answer is offered as: {told}", headers=(("Vary", "Accept"),))
    if form not in choice:
        raise Refusal(400, f"The format is one of {', '.join(choice)}, not {form[:100]!r}.")
    limit = _number("limit", controls["limit"], 1) if "limit" in controls else None
    return _Wish(form, choice[form], limit, _number("offset", controls.get("offset", "0"), 0))


def _number(name: str, text: str, least: int) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 9 and int(text) >= least):
        said = f"The parameter {name} takes a whole number from {least}, not {text[:100]!r}."
        raise Refusal(400, f"{said} Example: {name}=100")
    return int(text)


def _job(text: str, form: str) -> Job:
    return Job(text, rows=form, boolean=form, graph=form)


async def _cut(  # noqa: PLR0913  all of it goes into the links
    request: Request, query: Query, given: Mapping[str, str], text: str, wish: _Wish, key: str
) -> Response:
    """A page of an answer, or its rows as objects: made of the whole answer as JSON."""
    state: State = request.state.release
    answer = await collected(request, Job(text, rows="json", boolean="json", graph=None))
    page = await asyncio.to_thread(page_of, answer.body, wish.form, wish.limit, wish.offset)
    links = _links(state, query, given, wish, page)
    content_type = Chosen(wish.form, wish.media_type).content_type
    kept = Kept(content_type, page.body, answer.truncated, links)
    return once(kept) if changes(text) else await whole(request, kept, key)


def _links(
    state: State, query: Query, given: Mapping[str, str], wish: _Wish, page: Page
) -> tuple[str, ...]:
    """The pages before and after (RFC 8288); none where all rows were asked for."""
    if wish.limit is None:
        return ()
    offsets = {}
    if page.more:
        offsets["next"] = wish.offset + wish.limit
    if wish.offset:
        offsets["prev"] = max(0, wish.offset - wish.limit)
        offsets["first"] = 0
    address = f"{state.address}query/{quote(query.name)}"
    same = {**given, "format": wish.form, "limit": wish.limit}
    return tuple(
        f'<{address}?{urlencode({**same, "offset": offset})}>; rel="{relation}"'
        for relation, offset in offsets.items()
    )
