"""Addresses of the server: files as they lie, things that lead to documents, documents in any form.

The same addresses as on a host of static files, and besides: `/id/X` leads to `/doc/X` (303), which
is told in the form and language that the request wants; `/doc/X.ttl` and so on is one form. A page
lies at the same depth below `doc/` as below its language, so that all its links keep working, and
`/doc/Y.html` leads to the page Y in the language of the reader. See docs/serve.md.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Iterator
from typing import Final
from urllib.parse import unquote

from starlette.requests import Request
from starlette.responses import Response

from servanda.server.content import IMMUTABLE, REVALIDATED, Content
from servanda.server.documents import DATASET, ONTOLOGY, document_of, path_of
from servanda.server.files import respond
from servanda.server.front import front, pointed
from servanda.server.links import href
from servanda.server.negotiation import best
from servanda.server.refusal import Refusal
from servanda.server.representations import FORMATS, format_of
from servanda.server.state import State
from servanda.server.telling import HTML, VARY, document, form_of, language_of

__all__ = ["resource"]

_EARLIER: Final = re.compile(r"v/([^/]+)(?:/(.*))?", re.DOTALL)
_EDITOR: Final = re.compile(r"[a-z]{2}/sparql\.html")
_NEWEST: Final = re.compile(r"latest(?:/(.*))?", re.DOTALL)


async def resource(request: Request) -> Response:
    """The answer to GET and HEAD for an address. Raises Refusal 404 and 406."""
    state: State = request.state.release
    path: str = request.scope["path"].removeprefix("/")
    # No file is told by a way up, even if a manifest named one so.
    file = None if ".." in path.split("/") else state.served.files.get(path)
    if file is not None and not path.startswith("latest/"):
        led = pointed(request, state, path) if _EDITOR.fullmatch(path) else None
        return led or await _file(request, state, path)
    at, rest = "", path
    if newest := _NEWEST.fullmatch(path):
        return _led(request, state, newest[1] or "", 302)
    if found := _EARLIER.fullmatch(path):
        version, rest = found[1], found[2] or ""
        if version == state.served.version:
            return _led(request, state, rest, 302)
        at = f"v/{version}/"
        if version not in state.served.versions:
            raise _missing()
    for way in _WAYS:
        answer = await way(request, state, at, rest)
        if answer is not None:
            return answer
    raise _missing()


async def _file(request: Request, state: State, path: str, **headers: str) -> Response:
    file = state.served.files[path]
    cached = IMMUTABLE if path.startswith("v/") else REVALIDATED
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return await respond(request, Content(file, file.media_type, file.sha256[:32], named), cached)


async def _index(request: Request, state: State, at: str, path: str) -> Response | None:
    """A folder is told by its `index.html`, the root in the reader's language or as data."""
    if path and not path.endswith("/"):
        folder = f"{at}{path}/index.html" in state.served.files
        return _led(request, state, f"{at}{path}/", 302) if folder else None
    if f"{at}{path}index.html" not in state.served.files:
        return None
    if path or at:
        return await _file(request, state, f"{at}{path}index.html")
    vary = {"Vary": VARY}
    kinds = (HTML, *(form.media_type for form in FORMATS))
    wanted = best(request.headers.get("accept", ""), kinds)
    if wanted not in (None, HTML) and document_of(state, DATASET) is not None:
        return Response(
            status_code=303, headers={**vary, "Location": href(state, f"doc/{DATASET}")}
        )
    language = language_of(request, state)
    if language != state.languages[0]:
        return Response(status_code=302, headers={**vary, "Location": href(state, f"{language}/")})
    return await _file(request, state, "index.html", **vary)


async def _thing(request: Request, state: State, at: str, path: str) -> Response | None:
    """A thing, by the canonical IRI that its address stands for, leads to its document."""
    for each in dict.fromkeys(_paths(request, state, at, path)):
        if document_of(state, each, at) is not None:
            return _led(request, state, f"{at}doc/{each}", 303)
        stem, _, suffix = each.rpartition(".")
        # What a host of files has for pages only is there for every document.
        if path.startswith("id/") and format_of(suffix) and document_of(state, stem, at):
            return await document(request, state, each, at)
    return None


def _paths(request: Request, state: State, at: str, path: str) -> Iterator[str]:
    """The paths of the documents of what an address may stand for."""
    served = state.served
    if path.startswith("doc/"):
        return
    if path == ONTOLOGY:
        yield ONTOLOGY
    if served.base and served.uri_space == f"{served.base}{path}#":
        yield DATASET  # the names of all resources are places in that document
    if served.base and path:
        # In the data an IRI is written as it is, or with what is no plain sign escaped.
        raw: bytes = request.scope.get("raw_path") or b""
        escaped = raw.decode("latin-1").removeprefix("/").removeprefix(at)
        asked = request.scope["query_string"].decode("latin-1")
        with_query = (f"{escaped}?{asked}", f"{path}?{unquote(asked)}") if asked else ()
        for spelled in dict.fromkeys((*with_query, path, escaped)):
            yield path_of(state, served.base + spelled)
    if path.startswith("id/"):
        yield path.removeprefix("id/")


async def _document(request: Request, state: State, at: str, path: str) -> Response | None:
    known = path.startswith("doc/")
    return await document(request, state, path.removeprefix("doc/"), at) if known else None


async def _page(request: Request, state: State, at: str, path: str) -> Response | None:
    """A page without its language leads to that of the reader; that of statements is made."""
    files = state.served.files
    name = path.removeprefix("doc/").removesuffix(".html")
    language, _, rest = name.partition("/")
    if path.endswith(".html") and language in state.languages and not path.startswith("doc/"):
        found = document_of(state, rest, at)
        if found is None or not found.triples:
            return None
        content = await form_of(state, found, None, language)
        return await respond(request, content, REVALIDATED)
    chosen = language_of(request, state)
    if f"{at}{chosen}/{name}.html" not in files:
        return None
    led = _led(request, state, f"{at}{chosen}/{name}.html", 303)
    led.headers["Vary"] = "Accept-Language"
    return led


async def _variants(request: Request, state: State, at: str, path: str) -> Response | None:
    """An address without a suffix for files that differ by it, such as `catalog`."""
    files = state.served.files
    names = {form.media_type: f"{at}{path}.{form.suffix}" for form in FORMATS}
    offered = {kind: name for kind, name in names.items() if name in files}
    if not offered or path.startswith("id/"):
        return None
    wanted = best(request.headers.get("accept", ""), tuple(offered))
    if wanted is None:
        said = f"No form of this is acceptable; there are: {', '.join(offered)}"
        raise Refusal(406, said, headers=(("Vary", "Accept"),))
    place = href(state, offered[wanted])
    return await _file(request, state, offered[wanted], Vary="Accept", Content_Location=place)


def _led(request: Request, state: State, path: str, status: int) -> Response:
    """Lead to another address, with what the address asks for."""
    query = request.scope["query_string"].decode("latin-1")
    place = href(state, path) + (f"?{query}" if query else "")
    return Response(status_code=status, headers={"Location": place, "Cache-Control": REVALIDATED})


def _missing() -> Refusal:
    return Refusal(404, "There is nothing at this address")


_Way = Callable[[Request, State, str, str], Awaitable[Response | None]]
_WAYS: Final[tuple[_Way, ...]] = (_index, _thing, _document, _page, _variants, front)
