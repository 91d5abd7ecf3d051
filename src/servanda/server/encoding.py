"""Content codings: gzip and Brotli, made once for each file of a release and kept on disk.

RFC 9110, section 8.4, and RFC 7932.
"""

from __future__ import annotations

import asyncio
import hashlib
import os
import zlib
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from types import MappingProxyType
from typing import Final

import brotli  # type: ignore[import-untyped]

from servanda.server.served import File

__all__ = ["CODINGS", "Encodings", "compressible", "shrunk"]

# In the order in which they are preferred, with the suffix of what is kept.
CODINGS: Final = ("br", "gzip")
# Below this nothing is gained: headers and packets weigh as much.
LEAST: Final = 1_000
# What is larger is compressed while the first who want it take it as it is.
_AT_ONCE: Final = 2 << 20
_PIECE: Final = 1 << 18
_GZIP: Final = 16 + zlib.MAX_WBITS
_TEXT: Final = (
    "json",
    "+xml",
    "/xml",
    "javascript",
    "n-triples",
    "n-quads",
    "trig",
    "sparql-query",
    "svg",
)


def compressible(media_type: str) -> bool:
    """Whether a coding makes content of this type smaller."""
    return media_type.startswith("text/") or media_type.partition(";")[0].endswith(_TEXT)


def shrunk(content: bytes, coding: str) -> bytes:
    """Content in a coding of `CODINGS`."""
    piece, end = _COMPRESSORS[coding]()
    return piece(content) + end()


class Encodings:
    """Files of a release in other codings, in a folder of their own, named by their SHA-256."""

    def __init__(self, folder: Path) -> None:
        self._folder: Final = folder
        self._making: Final[dict[str, asyncio.Task[Path | None]]] = {}
        # One at a time: compressing must not take the processor from those who are answered.
        self._turn: Final = asyncio.Semaphore(1)

    async def encoded(self, file: File, coding: str) -> Path | None:
        """The file in this coding, or None if it is not made yet, or cannot be kept."""
        path = self._folder / f"{file.sha256}.{coding}"
        if path.exists():
            return path
        task = self._making.get(path.name)
        if task is None:
            task = asyncio.get_running_loop().create_task(self._made(file, coding, path))
            self._making[path.name] = task
            task.add_done_callback(lambda _: self._making.pop(path.name, None))
        return await asyncio.shield(task) if file.size <= _AT_ONCE else None

    async def close(self) -> None:
        """Give up what is being made."""
        for task in tuple(self._making.values()):
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task

    async def _made(self, file: File, coding: str, path: Path) -> Path | None:
        async with self._turn:
            try:
                made = await asyncio.to_thread(_compress, file, path, coding)
            except OSError:  # a full disk, or a folder that may not be written: sent as it is
                return None
        return path if made else None


def _compress(source: File, target: Path, coding: str) -> bool:
    """Write a file in a coding; nobody sees it before it is whole.

    False if the file is no longer what it was when the release was made ready.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    beside = target.with_name(f".{target.name}.{os.getpid()}")
    piece, end = _COMPRESSORS[coding]()
    digest = hashlib.sha256()
    try:
        with source.path.open("rb") as read, beside.open("wb") as written:
            while part := read.read(_PIECE):
                digest.update(part)
                written.write(piece(part))
            written.write(end())
        if digest.hexdigest() != source.sha256:
            return False
        beside.replace(target)
    finally:
        beside.unlink(missing_ok=True)
    return True


def _brotli() -> tuple[Callable[[bytes], bytes], Callable[[], bytes]]:
    made = brotli.Compressor(quality=6, lgwin=20)
    return made.process, made.finish


def _gzip() -> tuple[Callable[[bytes], bytes], Callable[[], bytes]]:
    made = zlib.compressobj(6, zlib.DEFLATED, _GZIP)
    return made.compress, made.flush


_COMPRESSORS: Final = MappingProxyType({"br": _brotli, "gzip": _gzip})
