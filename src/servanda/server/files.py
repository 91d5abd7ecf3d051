"""Answers with content that lies ready: files of a release, and texts made of them.

A file is found in the table of the release, and no text of a request ever becomes a path. Requests
under conditions, parts and codings follow RFC 9110, sections 13, 14 and 8.4.
"""

from __future__ import annotations

import asyncio
import hashlib
import io
import os
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import BinaryIO, Final

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from servanda.server.content import REVALIDATED, Content, may_be_coded, plain_headers
from servanda.server.encoding import CODINGS, shrunk
from servanda.server.negotiation import best_coding
from servanda.server.ranges import Span, multipart, spans
from servanda.server.refusal import Refusal
from servanda.server.served import File
from servanda.server.state import SMALL, State

__all__ = ["respond", "whole"]

_PIECE: Final = 1 << 18


async def respond(request: Request, content: Content, cached: str = REVALIDATED) -> Response:
    """The answer with a content as the request wants it: whole or in part, coded, or not at all."""
    state: State = request.state.release
    headers = plain_headers(content, cached)
    small = not may_be_coded(content)
    wanted = request.headers.get("range", "") if request.method == "GET" else ""
    coding = "" if small or wanted else _coding(request)
    body, coding = await _coded(state, content, coding)
    tag = f'"{content.tag}-{coding}"' if coding else headers["ETag"]
    headers["ETag"] = tag
    refused = _condition(request, content.tag)
    if refused:
        del headers["Content-Type"]
        return Response(status_code=refused, headers=headers)
    if coding:
        headers["Content-Encoding"] = coding
    parts = spans(wanted, content.size) if wanted and _unchanged(request, tag) else None
    if parts is not None:
        return await _in_parts(state, content, headers, parts)
    if request.method == "HEAD":
        headers["Content-Length"] = str(await _length(body))
        return Response(headers=headers)
    return await _sent(state, body, headers)


async def whole(state: State, file: File) -> bytes:
    """The bytes of a file that is small enough to be held, from memory where they are kept.

    Raises Refusal if the file is no longer that of this release: another one takes its place.
    """
    found = state.answers.find(("file", file.sha256))
    if isinstance(found, bytes):
        return found
    try:
        read = file.path.read_bytes() if file.size <= SMALL else await _read(file.path)
    except OSError as error:
        raise _changed() from error
    if len(read) != file.size or hashlib.sha256(read).hexdigest() != file.sha256:
        raise _changed()
    state.answers.keep(("file", file.sha256), read, len(read))
    return read


async def _read(path: Path) -> bytes:
    return await asyncio.to_thread(path.read_bytes)


def _changed() -> Refusal:
    return Refusal(503, "The release is being replaced; ask again in a moment", retry_after=3)


def _coding(request: Request) -> str:
    return best_coding(request.headers.get("accept-encoding", ""), CODINGS)


async def _coded(state: State, content: Content, coding: str) -> tuple[bytes | Path | File, str]:
    """What is sent, and the coding that it has."""
    body = content.body
    if isinstance(body, bytes):
        return (await _shrunk(state, content, body, coding) if coding else body), coding
    if coding:
        path = await state.encodings.encoded(body, coding)
        if path is not None:
            return path, coding
    return (await whole(state, body) if body.size <= SMALL else body), ""


async def _shrunk(state: State, content: Content, body: bytes, coding: str) -> bytes:
    key = ("coded", content.tag, content.media_type, coding)
    found = state.answers.find(key)
    if isinstance(found, bytes):
        return found
    made = await asyncio.to_thread(shrunk, body, coding)
    state.answers.keep(key, made, len(made))
    return made


def _condition(request: Request, tag: str) -> int:
    """The status that a condition of the request leads to, or 0."""
    ours = {f'"{tag}"', *(f'"{tag}-{coding}"' for coding in CODINGS)}
    match = request.headers.get("if-match")
    if match is not None and match.strip() != "*" and not ours & set(_tags(match)):
        return 412
    none = request.headers.get("if-none-match")
    if none is not None and (
        none.strip() == "*" or ours & {t.removeprefix("W/") for t in _tags(none)}
    ):
        return 304
    return 0


def _tags(header: str) -> list[str]:
    return [part.strip() for part in header.split(",")][:64]


def _unchanged(request: Request, tag: str) -> bool:
    """Whether parts may be added to what the client has already."""
    header = request.headers.get("if-range")
    return header is None or header.strip() == tag


async def _length(body: bytes | Path | File) -> int:
    if isinstance(body, Path):
        return (await asyncio.to_thread(body.stat)).st_size
    return len(body) if isinstance(body, bytes) else body.size


async def _sent(state: State, body: bytes | Path | File, headers: dict[str, str]) -> Response:
    if isinstance(body, Path):
        body = await _kept(state, body)
    if isinstance(body, bytes):
        return Response(body, headers=headers)
    size = await _length(body)
    headers["Content-Length"] = str(size)
    stream = await _opened(state, body)
    return StreamingResponse(_pieces(stream, ((0, size),)), headers=headers)


async def _kept(state: State, path: Path) -> bytes | Path:
    """A coded file, from memory if it is small."""
    found = state.answers.find(path.name)
    if isinstance(found, bytes):
        return found
    if await _length(path) > SMALL:
        return path
    read = await _read(path)
    state.answers.keep(path.name, read, len(read))
    return read


async def _in_parts(
    state: State, content: Content, headers: dict[str, str], parts: tuple[Span, ...]
) -> Response:
    if not parts:
        headers["Content-Range"] = f"bytes */{content.size}"
        headers.pop("Content-Type", None)
        return Response(status_code=416, headers=headers)
    body = content.body
    stream = io.BytesIO(body) if isinstance(body, bytes) else await _opened(state, body)
    if len(parts) == 1:
        (first, end), between = parts[0], [b"", b""]
        headers["Content-Range"] = f"bytes {first}-{end - 1}/{content.size}"
    else:
        boundary = f"servanda-{content.tag}"
        between = multipart(parts, content.size, headers["Content-Type"], boundary)
        headers["Content-Type"] = f"multipart/byteranges; boundary={boundary}"
    length = sum(map(len, between)) + sum(end - first for first, end in parts)
    headers["Content-Length"] = str(length)
    return StreamingResponse(_pieces(stream, parts, between), 206, headers=headers)


async def _opened(state: State, body: Path | File) -> BinaryIO:
    """A file that is open, so that it stays what it is until it is sent.

    Raises Refusal if it is no longer that of this release.
    """
    path = body if isinstance(body, Path) else body.path
    try:
        stream = await asyncio.to_thread(path.open, "rb")
    except OSError as error:
        raise _changed() from error
    if isinstance(body, File) and not state.is_same(body, os.fstat(stream.fileno())):
        stream.close()
        raise _changed()
    return stream


async def _pieces(
    stream: BinaryIO, parts: tuple[Span, ...], between: Sequence[bytes] = (b"", b"")
) -> AsyncIterator[bytes]:
    """The parts of a file, each with what stands before it, and what ends them."""
    with stream:
        for (first, end), head in zip(parts, between, strict=False):
            if head:
                yield head
            await asyncio.to_thread(stream.seek, first)
            left = end - first
            while left and (read := await asyncio.to_thread(stream.read, min(_PIECE, left))):
                left -= len(read)
                yield read
        if between[-1]:
            yield between[-1]
