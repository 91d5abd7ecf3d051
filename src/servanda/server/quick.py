"""Small queries that are asked for the first time, answered in the shortest way.

Most requests for small queries are plain: a GET with a query and a wish for a format. What the
application does for these is done here without its tasks and layers, by the same functions. What
is not plain, is refused, or turns out otherwise is left to the application.
"""

from __future__ import annotations

import time
from functools import lru_cache, partial
from typing import Final, NamedTuple, cast

from starlette.types import Scope
from uvicorn.protocols.http.httptools_impl import RequestResponseCycle

from servanda.server.answering import BEGAN, FRESH, KEPT, Kept, changes, content_of, key_of, told_by
from servanda.server.app import REFUSED, Application, enter
from servanda.server.content import Content, may_be_coded, plain_headers
from servanda.server.encoding import CODINGS
from servanda.server.formats import Formats, refusal_of
from servanda.server.negotiation import best_coding
from servanda.server.operation import operation_of
from servanda.server.refusal import Refusal
from servanda.server.remembered import KEY, Headers, Key, Known, head_of, line_of
from servanda.server.sending import Told, common_headers
from servanda.server.sparql import PATHS, job_of
from servanda.server.state import State
from servanda.server.unfit import Give
from servanda.server.workers.bodies import Said
from servanda.server.workers.express import Again
from servanda.server.workers.job import Kind

__all__ = ["Quick"]

_ACCEPT: Final = b"accept"
_CODING: Final = b"accept-encoding"
# Headers that the answer to a query depends on in a way that is known here, or not at all.
_PLAIN: Final = frozenset({_ACCEPT, _CODING, b"accept-language", b"origin"})
_LEFT: Final = 499


class _Asked(NamedTuple):
    """A request that waits for an answer: when it came, and how it gets it."""

    cycle: RequestResponseCycle
    scope: Scope
    key: Key
    give: Give
    came: float


class _Work(NamedTuple):
    """An answer that is being made, of a release, in one of the formats, for who waits for it."""

    state: State
    key: str
    formats: Formats
    asked: list[_Asked]


class Quick:
    """Begins to answer requests of an application."""

    def __init__(self, application: Application) -> None:
        self._application: Final = application
        self._works: Final[dict[str, _Work]] = {}

    def begin(self, cycle: RequestResponseCycle, give: Give) -> bool:
        """Begin to answer a request, if it is for a query that is known to be cheap.

        If so, `give` gets a response later, or None where the application is to answer.
        """
        scope = cast("Scope", cycle.scope)
        key: Key | None = scope.get(KEY)
        if key is None or not _PLAIN.issuperset([name for name, _ in key[2]]):
            return False
        state = self._application.releases.current()
        if scope["path"].removeprefix(state.root_path) not in PATHS:
            return False
        asked = _Asked(cycle, scope, key, give, time.perf_counter())
        try:
            return self._begin(state, scope["query_string"], asked)
        except Refusal:
            return False

    def _begin(self, state: State, query: bytes, asked: _Asked) -> bool:
        """Begin the work, or wait for one that is begun. Raises Refusal for what is no query."""
        operation = operation_of(query, state.limits.max_query)
        if not operation.query or changes(operation.query):
            return False
        job, formats = job_of(operation, _wish(asked.key, _ACCEPT, "*/*"))
        key = key_of(state, *told_by(job, formats))
        work = self._works.get(key)
        if work is None:
            begin = getattr(state.pool, "begin", None)
            if begin is None or key in state.answers or key in state.pending:
                return False
            client = self._application.client(asked.scope)
            work = _Work(state, key, formats, [])
            if not begin(job, client, partial(self._heard, work)):
                return False
            self._works[key] = work
            state.hold()
            state.answers.misses += 1
        work.asked.append(asked)
        self._application.metrics.running += 1
        return True

    def _heard(self, work: _Work, said: Said | Refusal | Again) -> None:
        """The answer is there, or there is none."""
        del self._works[work.key]
        self._application.metrics.running -= len(work.asked)
        made: Content | None = None
        more: dict[str, object] = {}
        if isinstance(said, Again):
            more = {BEGAN: said.began}
        elif isinstance(said, Refusal):
            more = {REFUSED: said}
        elif isinstance(said.body, bytes) and len(said.body) <= KEPT:
            found = _made(work, said, said.body)
            made = found if isinstance(found, Content) else None
            more = {} if made else {REFUSED: found}
        else:
            said.close()  # too large to be sent at once
        for asked in work.asked:
            asked.scope.update(more)
            try:
                self._answer(work, asked, made)
            except Exception as error:  # noqa: BLE001  those who stand behind have their answers
                self._application.log.fault("quick", error)
                asked.cycle.transport.abort()
        work.state.let_go()

    def _answer(self, work: _Work, asked: _Asked, made: Content | None) -> None:
        """Answer one request with what was made for it."""
        application, scope = self._application, asked.scope
        told = Told(_LEFT)
        if made is not None and not _is_coded(made, asked.key):
            known = _known(work.state, made)
            told = Told(known.status, known.size)
            application.remembered.keep(asked.key, work.state.served.key, known, FRESH)
            asked.give(known)
        elif not asked.cycle.disconnected:
            asked.give(None)
            return
        enter(scope, work.state.root_path)
        scope["state"]["client"] = application.client(scope)
        application.note(work.state, scope, told, time.perf_counter() - asked.came)


def _wish(key: Key, name: bytes, default: str) -> str:
    """The value of a header of a request, which has it at most once or means the first."""
    for each, value in key[2]:
        if each == name:
            return value.decode("latin-1")
    return default


def _made(work: _Work, said: Said, body: bytes) -> Content | Refusal:
    """The content that is answered, which is kept for who asks the same."""
    kind = Kind(said.head["kind"])
    chosen = work.formats.of(kind)
    if chosen is None:
        return refusal_of(kind)
    kept = Kept(chosen.content_type, body, said.head["truncated"])
    work.state.answers.keep(work.key, kept, len(body))
    return content_of(work.state, kept, work.key)


def _is_coded(content: Content, key: Key) -> bool:
    """Whether a client wants the content in a coding."""
    wish = _wish(key, _CODING, "")
    return bool(wish) and may_be_coded(content) and bool(best_coding(wish, CODINGS))


def _known(state: State, content: Content) -> Known:
    """The response with a content, whose bytes are here."""
    body = content.body if isinstance(content.body, bytes) else b""
    told = plain_headers(content, FRESH)
    own = b"etag: %b\r\ncontent-length: %d\r\n\r\n" % (told.pop("ETag").encode(), len(body))
    head = _head(tuple(told.items()), common_headers(state))
    return Known(200, line_of(200), b"".join((head, own, body)), len(body))


@lru_cache(maxsize=64)
def _head(told: tuple[tuple[str, str], ...], common: Headers) -> bytes:
    """The headers that many responses have alike."""
    own = [(name.lower().encode(), value.encode("latin-1")) for name, value in told]
    return head_of((*own, *common))
