"""The application: what holds for every request, and which part answers which address.

Around every answer: the release it comes from, headers that keep browsers safe and let the pages
of others read it, a line of the log, and a place among the figures.
"""

from __future__ import annotations

import time
from collections.abc import Collection, Iterable
from typing import Any, Final

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Match, Route
from starlette.types import ASGIApp, Receive, Scope, Send

from servanda.server.clients import Proxies, client_of
from servanda.server.logs import Line, Log
from servanda.server.metrics import CONTENT_TYPE, Metrics
from servanda.server.refusal import Refusal
from servanda.server.refusals import fault, refused
from servanda.server.remembered import KEY, Known, Remembered, known_of
from servanda.server.resources import resource
from servanda.server.routes import routes
from servanda.server.sending import Told, around
from servanda.server.state import Releases, State

__all__ = ["REFUSED", "Application", "application", "enter"]

REFUSED: Final = "servanda.refused"
"""Where the scope of a request has the Refusal that is known already."""

_ASKED: Final = (
    "Accept, Accept-Datetime, Accept-Language, Accept-Profile, Content-Type, If-Match, "
    "If-None-Match, If-Range, Range"
)
_FORWARDED: Final = (b"forwarded", b"x-forwarded-for", b"x-forwarded-proto")


class Application:
    """The ASGI application over the releases; `state` holds what its parts share.

    `connections` are those that are open, for the figures.
    """

    def __init__(
        self, releases: Releases, log: Log, metrics: Metrics, proxies: Proxies, inner: Starlette
    ) -> None:
        self.releases: Final = releases
        self.log: Final = log
        self.metrics: Final = metrics
        self._proxies: Final = proxies
        self._inner: Final = inner
        self.connections: Collection[object] = ()
        self.remembered: Final = Remembered(releases.current().limits.cache // 2)
        releases.listen(self.remembered.turn)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request. Starting and ending is not the business of the application."""
        if scope["type"] != "http":
            return
        state = self.releases.current()
        scope.setdefault("state", {}).update(release=state, client=self.client(scope))
        told, begun = Told(), time.perf_counter()
        self.metrics.running += 1
        try:
            async with state.used():
                await self._answer(state, scope, receive, around(scope, state, send, told))
            self._remember(state, scope, told)
        except Exception as error:  # noqa: BLE001  the log alone learns what failed
            self.log.fault(f"{scope['method']} {scope['path']}", error)
            if not told.status:
                await fault()(scope, receive, around(scope, state, send, told))
        finally:
            self.metrics.running -= 1
            self.note(state, scope, told, time.perf_counter() - begun)

    def _remember(self, state: State, scope: Scope, told: Told) -> None:
        key = scope.get(KEY)
        if key is not None and told.body is not None:
            headers = [(name.lower(), value) for name, value in told.headers]
            cached = dict(headers).get(b"cache-control", b"").decode("latin-1")
            known = known_of(told.status, headers, told.body)
            self.remembered.keep(key, state.served.key, known, cached)

    def repeated(self, scope: Scope, target: bytes, known: Known) -> None:
        """Note a response that was given from memory."""
        self.metrics.request("GET", known.status, 0.0, known.size)
        if not self.log.is_silent:
            path, _, query = target.decode("ascii").partition("?")
            self.log.request(
                Line(
                    client=self.client(scope),
                    method="GET",
                    path=path,
                    query=query,
                    status=known.status,
                    seconds=0.0,
                    size=known.size,
                    agent="",
                    release=self.releases.current().served.key,
                )
            )

    async def _answer(self, state: State, scope: Scope, receive: Receive, send: Send) -> None:
        enter(scope, state.root_path)
        request = Request(scope)
        coding = request.headers.get("content-encoding", "identity").strip().lower()
        answer: ASGIApp = self._inner
        if REFUSED in scope:
            answer = refused(request, scope[REFUSED])
        elif scope["method"] == "OPTIONS":
            answer = _preflight(_methods(self._inner, scope))
        elif coding not in {"", "identity"}:
            # Nothing is unpacked here: a small body could become a large one.
            said = "Send the body as it is, without Content-Encoding"
            answer = refused(
                request, Refusal(415, said, headers=(("Accept-Encoding", "identity"),))
            )
        await answer(scope, receive, send)

    def client(self, scope: Scope) -> str:
        """Who has sent a request, for budgets and logs."""
        peer = scope.get("client")
        name = str(peer[0]) if peer else "local"
        if not self._proxies:
            return client_of(name, "", "", self._proxies)
        headers = dict(scope["headers"])
        said, said_for, scheme = (headers.get(key, b"").decode("latin-1") for key in _FORWARDED)
        if name in self._proxies and scheme in {"http", "https"}:
            scope["scheme"] = scheme
        return client_of(name, said, said_for, self._proxies)

    def note(self, state: State, scope: Scope, told: Told, seconds: float) -> None:
        """Count a request that was answered, and write its line of the log."""
        self.metrics.request(scope["method"], told.status, seconds, told.size)
        if self.log.is_silent:
            return
        agent = dict(scope["headers"]).get(b"user-agent", b"")
        self.log.request(
            Line(
                client=scope["state"]["client"],
                method=scope["method"],
                path=scope["path"],
                query=scope["query_string"].decode("latin-1"),
                status=told.status,
                seconds=seconds,
                size=told.size,
                agent=agent.decode("latin-1"),
                release=state.served.key,
            )
        )


def application(
    releases: Releases, log: Log, metrics: Metrics | None = None, proxies: Proxies | None = None
) -> Application:
    """The application that serves the releases, at all addresses of `routes` and of the files."""
    named = [Route("/healthz", _health), Route("/metrics", _figures), *routes()]
    rest = Route("/{path:path}", resource)
    inner = Starlette(
        routes=[_Unnamed(named), *named, rest],
        exception_handlers={Refusal: _refused, HTTPException: _wrong, Exception: _fault},
    )
    inner.router.redirect_slashes = False
    inner.state.current = releases.current
    made = Application(releases, log, metrics or Metrics(), proxies or Proxies(), inner)
    inner.state.application = made
    return made


class _Unnamed(Route):
    """Answers at once what cannot be any of the named routes, which are many to be tried."""

    def __init__(self, named: Iterable[Route]) -> None:
        super().__init__("/{path:path}", resource)
        self._taken: Final = frozenset(route.path.split("/", 2)[1] for route in named)

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """As for any route, but for paths that begin as one with a name does."""
        taken = scope["path"].partition("/")[2].partition("/")[0] in self._taken
        return (Match.NONE, {}) if taken else super().matches(scope)


def enter(scope: Scope, root_path: str) -> None:
    """Take off what a proxy has left before the path."""
    path: str = scope["path"]
    if root_path and (path == root_path or path.startswith(f"{root_path}/")):
        scope["path"] = path[len(root_path) :] or "/"
        raw: bytes = scope.get("raw_path") or b""
        scope["raw_path"] = raw.removeprefix(root_path.encode()) or b"/"


def _methods(inner: Starlette, scope: Scope) -> list[str]:
    """The methods that an address takes, by the first route that knows it."""
    for route in inner.routes:
        if isinstance(route, Route) and route.matches(scope)[0] is not Match.NONE:
            return sorted({*(route.methods or ()), "HEAD", "OPTIONS"})
    return []


def _preflight(methods: list[str]) -> Response:
    """What browsers ask before a page of another host may ask (Fetch, section 3.2)."""
    allowed = ", ".join(methods)
    headers = {
        "Allow": allowed,
        "Access-Control-Allow-Methods": allowed,
        "Access-Control-Allow-Headers": _ASKED,
        "Access-Control-Max-Age": "86400",
    }
    return Response(status_code=204, headers=headers)


async def _health(request: Request) -> Response:
    """Whether the server answers, and from which release."""
    state: State = request.state.release
    return PlainTextResponse(f"ok {state.served.key}\n", headers={"Cache-Control": "no-store"})


async def _figures(request: Request) -> Response:
    state: State = request.state.release
    made: Application = request.app.state.application
    text = made.metrics.text(state, len(made.connections), made.remembered)
    return Response(text, headers={"Content-Type": CONTENT_TYPE, "Cache-Control": "no-store"})


async def _refused(request: Request, error: Any) -> Response:  # noqa: ANN401  as Starlette has it
    return refused(request, error)


async def _fault(request: Request, error: Any) -> Response:  # noqa: ANN401
    del request, error  # the log has it: the error goes on to the application
    return fault()


async def _wrong(request: Request, error: Any) -> Response:  # noqa: ANN401
    """What the routing refuses: here only a method."""
    allowed = ", ".join(_methods(request.app, request.scope))
    said = f"{request.method[:20]} is not possible here; possible are: {allowed}"
    status = int(error.status_code)
    if status != 405:
        return refused(request, Refusal(status, str(error.detail)))
    return refused(request, Refusal(status, said, headers=(("Allow", allowed),)))
