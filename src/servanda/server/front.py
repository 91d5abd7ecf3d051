"""Where people begin: the page on which queries are written, pointed at this server.

A release has one of its own. Files of RDF, and releases without pages, get a small one here.
"""

from __future__ import annotations

import hashlib
from functools import lru_cache
from importlib import resources
from types import MappingProxyType
from typing import Final
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response

from servanda.markup import render
from servanda.server.content import Content
from servanda.server.files import respond
from servanda.server.links import href
from servanda.server.negotiation import best_language
from servanda.server.state import State
from servanda.site.asking.scripts import setting, words_block
from servanda.vocab import PREFIXES
from servanda.wording import LANGUAGES, word

__all__ = ["front", "pointed"]

_STYLES: Final = "assets/site.css"
_SETTINGS: Final = MappingProxyType({f"assets/sparql/{each}.js": each for each in LANGUAGES})
_ICONS: Final = frozenset({"favicon.svg", "favicon.ico"})
_EDITOR: Final = MappingProxyType({"sparql.js": "text/javascript", "sparql.css": "text/css"})
_MOST_GRAPHS: Final = 50
_VARY: Final = "Accept-Language, Host"


async def front(request: Request, state: State, at: str, path: str) -> Response | None:
    """The front page and what it loads, where the release has none; None for anything else."""
    if at:
        return None
    if path in {"", "index.html"}:
        led = pointed(request, state, "")
        # It names the host by which it was asked for, so that it is for nobody else.
        return led or await respond(request, _page(request, state), "no-store")
    made = _asset(path)
    return await respond(request, made) if made else None


def pointed(request: Request, state: State, path: str) -> Response | None:
    """Lead to the page at a path with this endpoint in its address, unless that names one.

    The address is the one by which the client has found us: the answer is for nobody else.
    """
    if b"endpoint=" in request.scope["query_string"] or not _has_editor():
        return None
    asked = [*request.query_params.multi_items(), ("endpoint", f"{_found(request, state)}sparql")]
    headers = {"Location": f"{href(state, path)}?{urlencode(asked)}", "Vary": _VARY}
    return Response(status_code=302, headers={**headers, "Cache-Control": "no-store"})


def _found(request: Request, state: State) -> str:
    host = request.headers.get("host", "")
    known = state.named or not host
    return state.address if known else f"{request.url.scheme}://{host}{state.root_path}/"


@lru_cache(maxsize=1)
def _has_editor() -> bool:
    folder = resources.files("servanda") / "assets" / "ui"
    return all((folder / name).is_file() for name in _EDITOR)


@lru_cache(maxsize=32)
def _asset(path: str) -> Content | None:
    """A file of the package that the page loads."""
    assets = resources.files("servanda") / "assets"
    if path == _STYLES:
        parts = sorted((assets / "css").iterdir(), key=lambda each: each.name)
        return _content("\n".join(part.read_text("utf-8") for part in parts), "text/css")
    if path in _ICONS:
        return _content((assets / "favicon.svg").read_text("utf-8"), "image/svg+xml")
    if path in _SETTINGS:
        start = (assets / "sparql" / "start.rq").read_text("utf-8")
        return _content(setting("servandaSparql", _settings(start)), "text/javascript")
    name = path.removeprefix("assets/")
    if path.startswith("assets/") and name in _EDITOR and _has_editor():
        return _content((assets / "ui" / name).read_text("utf-8"), _EDITOR[name])
    return None


def _settings(start: str) -> dict[str, object]:
    """What the editor knows of the data: nothing but how queries begin."""
    lists: dict[str, object] = {name: [] for name in ("classes", "properties", "groups", "pages")}
    prefixes = dict(sorted(PREFIXES.items()))
    return {**lists, "places": {}, "countries": {}, "prefixes": prefixes, "start": start}


def _page(request: Request, state: State) -> Content:
    language = best_language(request.headers.get("accept-language", ""), ("en", "fr", "zh"))
    graphs = sorted(state.served.graphs)
    start = resources.files("servanda") / "assets" / "sparql" / "start.rq"
    text = render(
        "server_front.html",
        language=language,
        root="",
        home="./",
        site=state.served.title.get(language, ""),
        title=word("sparql-title", language),
        count=state.served.triples,
        graphs=graphs[:_MOST_GRAPHS],
        more=max(0, len(graphs) - _MOST_GRAPHS),
        endpoint=f"{_found(request, state)}sparql",
        editor=_has_editor(),
        start=start.read_text("utf-8"),
        words=words_block("sparql", language),
        word=word,
    )
    made = _content(text, "text/html")
    return Content(made.body, made.media_type, made.tag, {"Vary": _VARY})


def _content(text: str, media_type: str) -> Content:
    body = text.encode()
    return Content(body, media_type, hashlib.sha256(body).hexdigest()[:32])
