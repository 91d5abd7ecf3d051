"""From a query to a response: kept answers, conditional requests, and what is said of a cut."""

from __future__ import annotations

import asyncio
import hashlib
import re
from collections.abc import Awaitable
from dataclasses import dataclass
from typing import Final, TypeVar

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from servanda.server.content import Content
from servanda.server.files import respond as sent
from servanda.server.formats import Formats, refusal_of
from servanda.server.refusal import Refusal
from servanda.server.state import State
from servanda.server.workers.job import Answer, Job

__all__ = [
    "BEGAN",
    "FRESH",
    "KEPT",
    "Kept",
    "changes",
    "collected",
    "content_of",
    "found",
    "key_of",
    "once",
    "respond",
    "told_by",
    "unless_left",
    "whole",
]

KEPT: Final = 1 << 20  # the largest answer that is kept, in bytes
BEGAN: Final = "began"
"""Where the scope of a request says when its query came, if that is a while ago."""
FRESH: Final = "public, max-age=60, must-revalidate"
_PATIENCE: Final = 0.05  # seconds after which it is looked whether the client is still there
# What gives another answer each time. Keywords have no escapes, so none is missed; where a name
# or a text holds such a word, an answer is not kept that could be.
_CHANGING: Final = re.compile(r"\b(?:NOW|RAND|UUID|STRUUID)\b", re.IGNORECASE)
_DUMP: Final = "dump/dataset.nq"

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Kept:
    """A whole answer in memory: its Content-Type, its bytes, and what its headers say of it.

    `truncated` is what cut it, `links` are values of Link, `vary` is what it was chosen by.
    """

    content_type: str
    body: bytes
    truncated: str = ""
    links: tuple[str, ...] = ()
    vary: str = "Accept"


def key_of(state: State, *parts: object) -> str:
    """The key of an answer that depends on the release, the limits and these parts (SHA-256)."""
    told = f"{state.root}{parts!r}".encode("utf-8", "surrogatepass")
    return hashlib.sha256(told).hexdigest()


def told_by(job: Job, formats: Formats) -> tuple[object, ...]:
    """What the answer to a query depends on, apart from the release: the parts of its key."""
    return job.text, job.default_graphs, job.named_graphs, formats.told


async def respond(request: Request, job: Job, formats: Formats) -> Response:
    """The response to a query, from what is kept or from a worker.

    A client that holds the answer already is told so (304) before any worker is asked: tags are
    made of all that an answer depends on, and given with good answers only. Raises Refusal as the
    pool does, which knows what kind of answer comes out and whether a format of it is wanted.
    """
    key = key_of(request.state.release, *told_by(job, formats))
    if changes(job.text):
        return await _from_worker(request, job, formats, None)
    kept = await found(request, key)
    return kept or await _from_worker(request, job, formats, key)


async def collected(request: Request, job: Job) -> Kept:
    """The whole answer of a job that names one format of each kind, kept or from a worker.

    It is at most as large as the limits allow an answer to be. Raises Refusal as the pool does.
    """
    state: State = request.state.release
    key = key_of(state, "collected", job)
    kept: Kept | None = state.answers.find(key)
    if kept is None:
        answer, body = await _asked(request, job, None if changes(job.text) else key)
        if body is None:
            body = b"".join([chunk async for chunk in answer.chunks])
        kept = Kept(answer.media_type, body, answer.truncated)
        if len(body) <= KEPT and not changes(job.text):
            state.answers.keep(key, kept, len(body))
    return kept


def changes(text: str) -> bool:
    """Whether a query may give another answer each time, so that none of it is kept."""
    plain = text.upper()  # to look for words in it takes a tenth of the time
    likely = "NOW" in plain or "RAND" in plain or "UUID" in plain
    return likely and _CHANGING.search(text) is not None


async def found(request: Request, key: str, *, vary: str = "Accept") -> Response | None:
    """What needs no work: the kept answer of this key, or 304 for a client that holds it."""
    state: State = request.state.release
    told = request.headers.get("if-none-match", "")
    # An expression for each key would be compiled for each request.
    tag = _tag(key)
    held = re.search(rf'"{tag}(?:-\w+)?"', told) if tag in told else None
    if held and request.method != "POST":
        return Response(
            status_code=304,
            headers={**_headers(state, "", vary=f"{vary}, Accept-Encoding"), "ETag": held[0]},
        )
    kept: Kept | None = state.answers.find(key)
    return None if kept is None else await _sent(request, kept, key)


async def whole(request: Request, kept: Kept, key: str) -> Response:
    """A whole answer as a response, which is kept for the next who ask."""
    state: State = request.state.release
    state.answers.keep(key, kept, len(kept.body))
    return await _sent(request, kept, key)


def once(kept: Kept) -> Response:
    """An answer that is another one next time, which nobody keeps."""
    headers = {"Vary": kept.vary, "Cache-Control": "no-store"}
    if kept.truncated:
        headers["Servanda-Truncated"] = kept.truncated
    if kept.links:
        headers["Link"] = ", ".join(kept.links)
    return Response(kept.body, headers={**headers, "Content-Type": kept.content_type})


async def _sent(request: Request, kept: Kept, key: str) -> Response:
    return await sent(request, content_of(request.state.release, kept, key), FRESH)


def content_of(state: State, kept: Kept, key: str) -> Content:
    """An answer that is kept under a key as content, which is to be cached as `FRESH` says."""
    headers = _headers(state, kept.truncated, kept.links, kept.vary)
    return Content(kept.body, kept.content_type, _tag(key), headers)


async def _from_worker(request: Request, job: Job, formats: Formats, key: str | None) -> Response:
    state: State = request.state.release
    answer, body = await _asked(request, job, key)
    chosen = formats.of(answer.kind)
    if chosen is None:
        raise refusal_of(answer.kind)
    if key is not None and body is not None:
        return await whole(request, Kept(chosen.content_type, body, answer.truncated), key)
    headers = _headers(state, answer.truncated)
    headers |= {"Content-Type": chosen.content_type, "Content-Length": str(answer.size)}
    if key is None:
        headers["Cache-Control"] = "no-store"
    else:
        headers["ETag"] = f'"{_tag(key)}"'
    return StreamingResponse(answer.chunks, headers=headers)


async def _asked(request: Request, job: Job, key: str | None) -> tuple[Answer, bytes | None]:
    """The answer of the pool, with its bytes where they may be kept.

    Clients that ask for one key at once share one answer; for None each has its own.
    """
    state: State = request.state.release
    mine = False

    async def make() -> tuple[Answer, bytes | None]:
        nonlocal mine
        mine = True
        # When it came, for one that was begun in vain.
        began = {BEGAN: request.scope[BEGAN]} if BEGAN in request.scope else {}
        answer = await state.pool.answer(job, request.state.client, **began)
        if key is None or answer.size > KEPT:
            return answer, None
        return answer, b"".join([chunk async for chunk in answer.chunks])

    if key is None:
        return await unless_left(request, make())
    try:
        answer, body = await unless_left(request, state.pending.share(key, make))
    except Refusal as refused:
        # The budget of another client is not that of this one.
        if mine or refused.status != 429:
            raise
        return await unless_left(request, make())
    # A large answer is sent once as it comes; who waited for it has it made anew.
    return (answer, body) if mine or body is not None else await unless_left(request, make())


def _tag(key: str) -> str:
    return key[:32]


def _headers(
    state: State, truncated: str, links: tuple[str, ...] = (), vary: str = "Accept"
) -> dict[str, str]:
    told = {"Vary": vary, "Cache-Control": FRESH}
    if truncated:
        told["Servanda-Truncated"] = truncated
        if _DUMP in state.served.files:
            dump = f'<{state.address}{_DUMP}>; rel="alternate"; type="application/n-quads"'
            links = (*links, dump)
    if links:
        told["Link"] = ", ".join(links)
    return told


async def unless_left(request: Request, work: Awaitable[T]) -> T:
    """What the work gives, unless the client leaves first: then the work is cancelled.

    The body of the request has been read before. Raises Refusal 499, which nobody reads.
    """
    task = asyncio.ensure_future(work)
    try:
        done, _ = await asyncio.wait({task}, timeout=_PATIENCE)
        if not done:
            leaving = asyncio.ensure_future(_left(request))
            try:
                await asyncio.wait({task, leaving}, return_when=asyncio.FIRST_COMPLETED)
            finally:
                leaving.cancel()
        if not task.done():
            raise Refusal(499, "The client has left.")
        return task.result()
    finally:
        task.cancel()


async def _left(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass
