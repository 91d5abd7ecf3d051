"""Finished responses, given again as they are to who asks the same in the same words.

Most requests of a public server repeat others. The connection looks here before it begins anything
else: a hit costs a look into a table and one write. What is remembered is forgotten with the
release that it tells of.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from http import HTTPStatus
from typing import Final, NamedTuple

from servanda.server.cache import Cache

__all__ = [
    "KEY",
    "Headers",
    "Key",
    "Known",
    "Remembered",
    "head_of",
    "key_of",
    "known_of",
    "line_of",
]

KEY: Final = "servanda.request"
"""Where the scope of a request holds its key."""

# What no answer depends on. A header that is not named here makes another request of it.
_INDIFFERENT: Final = frozenset(
    {
        *(b"connection", b"dnt", b"forwarded", b"from", b"host", b"keep-alive", b"priority"),
        *(b"referer", b"sec-ch-ua", b"sec-ch-ua-mobile", b"sec-ch-ua-platform", b"sec-fetch-dest"),
        *(b"sec-fetch-mode", b"sec-fetch-site", b"sec-fetch-user", b"sec-gpc", b"te"),
        *(b"upgrade-insecure-requests", b"user-agent", b"via", b"x-forwarded-for", b"x-real-ip"),
    }
)
_BODIED: Final = frozenset({b"content-length", b"transfer-encoding", b"expect", b"upgrade"})
_STATUSES: Final = frozenset({200, 203, 302, 303, 304})
_LARGEST: Final = 1 << 19
_LONGEST: Final = 4096

Headers = tuple[tuple[bytes, bytes], ...]
Key = tuple[bytes, bytes, Headers]


class Known(NamedTuple):
    """A response without its date: the line of its status, the rest of its head, its body."""

    status: int
    line: bytes
    rest: bytes
    size: int


class Remembered:
    """Responses of one release, up to `limit` bytes; `turn` begins with another.

    `hits` counts those that were given again.
    """

    def __init__(self, limit: int) -> None:
        self._limit: Final = limit
        self._release = ""
        self.hits = 0
        self._cache = Cache(limit)

    def turn(self, release: str) -> None:
        """Forget all: from now on this release is served."""
        self._release = release
        self._cache = Cache(self._limit)

    def find(self, key: Key) -> Known | None:
        """The response to a request, if it was given lately."""
        found: Known | None = self._cache.find(key)
        self.hits += found is not None
        return found

    @property
    def size(self) -> int:
        """How many bytes are kept."""
        return self._cache.size

    def keep(self, key: Key, release: str, known: Known, cached: str) -> None:
        """Remember a whole response of a release, if it may be given to others and is not large.

        `cached` is what its header Cache-Control says.
        """
        told = len(key[1]) + sum(len(name) + len(value) for name, value in key[2])
        fits = known.size <= _LARGEST and told <= _LONGEST
        if release != self._release or known.status not in _STATUSES or not fits:
            return
        if cached and "no-store" not in cached:
            self._cache.keep(key, known, len(known.rest) + told)


def known_of(status: int, headers: Iterable[tuple[bytes, bytes]], body: bytes) -> Known:
    """A response with these headers, whose names are in lower case."""
    rest = b"".join((head_of(headers), b"\r\n", body))
    return Known(status, line_of(status), rest, len(body))


def head_of(headers: Iterable[tuple[bytes, bytes]]) -> bytes:
    """Headers as they are sent, without the line that ends them."""
    return b"".join([b"%b: %b\r\n" % each for each in headers])


@lru_cache(maxsize=64)
def line_of(status: int) -> bytes:
    """The line of a status."""
    return f"HTTP/1.1 {status} {HTTPStatus(status).phrase}\r\n".encode()


def key_of(method: bytes, target: bytes, headers: Sequence[tuple[bytes, bytes]]) -> Key | None:
    """What tells a request from others; None for one that is never answered from memory."""
    if method != b"GET":
        return None
    telling = []
    for header in headers:
        name = header[0]
        if name in _INDIFFERENT:
            continue
        if name in _BODIED:
            return None
        telling.append(header)
    return method, target, tuple(telling)
