"""The SPARQL endpoint: SPARQL 1.1 Protocol, queries alone; without a query, what it is."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from servanda.server import description
from servanda.server.answering import found, key_of, respond, told_by
from servanda.server.formats import Formats, negotiate
from servanda.server.negotiation import best, best_language
from servanda.server.operation import METHODS, Operation, read
from servanda.server.state import State
from servanda.server.workers.job import Job

__all__ = ["PATHS", "endpoint", "job_of", "routes"]

PATHS: Final = ("/sparql", "/sparql/")

_HTML: Final = "text/html"


def routes() -> list[Route]:
    """The endpoint, with and without a slash at its end."""
    return [Route(path, endpoint, methods=list(METHODS)) for path in PATHS]


async def endpoint(request: Request) -> Response:
    """Answer a query of the protocol (section 2.1), or describe the service (SD 1.1, section 2).

    Raises Refusal for what is no query, for what no format fits, and whatever the pool raises.
    """
    state: State = request.state.release
    accept = request.headers.get("accept", "*/*")
    # To read a request takes longer than to give an answer that is kept.
    same = ("sparql", request.scope["query_string"], accept)
    key = state.answers.find(same) if request.method != "POST" else None
    response = await found(request, key) if key else None
    if response is None:
        asked = await read(request, state.limits.max_query)
        if not asked.query:
            page = _page(request, accept)
            return page or await description.respond(request, accept, asked.form)
        job, formats = job_of(asked, accept)
        response = await respond(request, job, formats)
        if request.method != "POST" and "etag" in response.headers:
            size = len(request.scope["query_string"]) + len(accept)
            state.answers.keep(same, key_of(state, *told_by(job, formats)), size)
    return response


def job_of(asked: Operation, accept: str) -> tuple[Job, Formats]:
    """What a process is asked, and the formats of the answer. Raises Refusal as `negotiate`."""
    formats = negotiate(accept, asked.form)
    return Job(asked.query, *formats.names, asked.default_graphs, asked.named_graphs), formats


def _page(request: Request, accept: str) -> Response | None:
    """The way to the page where queries are written, if the release has one, for a browser.

    The page asks the endpoint that its address names, instead of the dump that it could load.
    """
    state: State = request.state.release
    if request.scope["query_string"] or best(accept, (*description.TYPES, _HTML)) != _HTML:
        return None
    language = best_language(request.headers.get("accept-language", ""), state.languages)
    path = f"{language}/sparql.html"
    if path not in state.served.files:
        return None
    headers = {"Vary": "Accept, Accept-Language", "Cache-Control": "public, max-age=60"}
    asking = urlencode({"endpoint": f"{state.address}sparql"})
    return RedirectResponse(f"{state.address}{path}?{asking}", 303, headers=headers)
