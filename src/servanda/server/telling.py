"""A document in the form and the language that a request wants, with all that headers say of it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from typing import Final

from pyoxigraph import RdfFormat, Triple
from starlette.requests import Request
from starlette.responses import Response

from servanda.server.content import IMMUTABLE, REVALIDATED, Content
from servanda.server.documents import Document, document_of
from servanda.server.files import respond, whole
from servanda.server.links import href, links_of, linkset_of, memento_of, memento_time
from servanda.server.negotiation import best, best_language
from servanda.server.pages import facts_page
from servanda.server.refusal import Refusal
from servanda.server.representations import (
    FORMATS,
    Format,
    fits,
    format_of,
    triples_of,
    written,
)
from servanda.server.state import State

__all__ = ["HTML", "VARY", "document", "form_of", "language_of"]

HTML: Final = "text/html"
_LINKSET: Final = "application/linkset+json"
VARY: Final = "Accept, Accept-Language"


def language_of(request: Request, state: State) -> str:
    """The language of the site that the reader wants most."""
    return best_language(request.headers.get("accept-language", ""), state.languages)


async def document(request: Request, state: State, path: str, at: str = "") -> Response | None:
    """A document in the form that is wanted, or in that of its suffix; None if there is none.

    `at` is the folder of an earlier release, or empty. Raises Refusal 404 and 406.
    """
    found = document_of(state, path, at)
    if found is not None:
        earlier = "" if at else _earlier(request, state, path)
        if earlier:
            headers = {"Location": href(state, earlier), "Vary": f"Accept-Datetime, {VARY}"}
            return Response(status_code=302, headers=headers)
        if _asked(request, "_profile") == "alt":
            return await respond(request, _alternates(state, found))
        form, triples = await _chosen(request, state, found)
        return await _told(request, state, found, form, triples)
    stem, _, suffix = path.rpartition(".")
    named = format_of(suffix)
    found = document_of(state, stem, at) if named or suffix == "html" else None
    return await _told(request, state, found, named, None) if found else None


def _asked(request: Request, name: str) -> str:
    """A parameter of the address, which is parsed only if it may be there."""
    there = name.encode() in request.scope["query_string"]
    return request.query_params.get(name, "") if there else ""


def _alternates(state: State, told: Document) -> Content:
    """All forms of a document: the alternates view of Content Negotiation by Profile."""
    body = json.dumps(linkset_of(state, told)).encode()
    return Content(body, _LINKSET, hashlib.sha256(body).hexdigest()[:32])


def _earlier(request: Request, state: State, path: str) -> str:
    """Where the document lies in the release that was the newest at the time that is wanted."""
    wanted = request.headers.get("accept-datetime", "")
    folder = memento_of(state, wanted) if wanted else ""
    return f"{folder}doc/{path}" if folder and document_of(state, path, folder) else ""


async def _chosen(
    request: Request, state: State, told: Document
) -> tuple[Format | None, Sequence[Triple] | None]:
    """The format that is wanted most, None for a page. Raises Refusal 406."""
    has_page = bool(told.pages or told.triples)
    offered = [*([HTML] if has_page else []), *(form.media_type for form in FORMATS)]
    accept = _asked(request, "_mediatype") or request.headers.get("accept", "")
    triples = None
    while (wanted := best(accept, offered)) not in (None, HTML):
        form = next(each for each in FORMATS if each.media_type == wanted)
        if form.suffix != "rdf":
            return form, triples
        if state.answers.find(_key(told, form.suffix, "")) is not None:
            return form, None
        triples = await _triples(state, told)
        if fits(form, triples):
            return form, triples
        offered.remove(form.media_type)
    if wanted is None:
        said = f"No form of this document is acceptable; there are: {', '.join(offered)}"
        raise Refusal(406, said, headers=(("Vary", VARY), ("Link", links_of(state, told))))
    return None, None


async def _told(
    request: Request,
    state: State,
    told: Document,
    form: Format | None,
    triples: Sequence[Triple] | None,
) -> Response:
    language = language_of(request, state) if form is None else ""
    place = f"doc/{told.path}.{form.suffix}" if form else f"{language}/{told.path}.html"
    headers = {
        "Content-Location": href(state, told.at + place),
        "Link": _links(state, told),
        "Vary": VARY,
    }
    if language:
        headers["Content-Language"] = language
    if told.at and (when := memento_time(state, told.at)):
        headers["Memento-Datetime"] = when
    content = await form_of(state, told, form, language, triples)
    cached = IMMUTABLE if told.at else REVALIDATED
    # Two forms may have the same bytes, and yet another media type.
    tag = f"{content.tag}.{form.suffix if form else language}"
    made = Content(content.body, content.media_type, tag, headers)
    return await respond(request, made, cached)


def _key(told: Document, suffix: str, language: str) -> tuple[str, ...]:
    return "document", told.at, told.path, suffix, language


def _links(state: State, told: Document) -> str:
    """The header `Link`, which is long, from memory if it is there."""
    key = ("links", told.at, told.path)
    found = state.answers.find(key)
    if isinstance(found, str):
        return found
    made = links_of(state, told)
    state.answers.keep(key, made, len(made))
    return made


async def form_of(
    state: State,
    told: Document,
    form: Format | None,
    language: str,
    triples: Sequence[Triple] | None = None,
) -> Content:
    """A form of a document: a file of the release, or what was or is made of it."""
    suffix = form.suffix if form else ""
    file = told.data.get(suffix) if form else told.pages.get(language)
    if file is not None:
        return Content(file, form.media_type if form else file.media_type, file.sha256[:32])
    key = _key(told, suffix, language)
    kept = state.answers.find(key)
    if isinstance(kept, Content):
        return kept
    found = await _triples(state, told) if triples is None else triples
    if form is None:
        body = facts_page(state, told, found, language)
    elif not fits(form, found):
        raise Refusal(404, f"This document cannot be told as {form.media_type}")
    else:
        body = written(form, found, state.prefixes)
    tag = hashlib.sha256(body).hexdigest()[:32]
    made = Content(body, form.media_type if form else HTML, tag)
    state.answers.keep(key, made, len(body))
    return made


async def _triples(state: State, told: Document) -> list[Triple]:
    """The graph of a told, from the file that tells it."""
    if told.triples:
        return sorted(set(told.triples), key=str)
    if file := told.data.get("nt"):
        return triples_of(await whole(state, file))
    return triples_of(await whole(state, told.data["ttl"]), RdfFormat.TURTLE)
