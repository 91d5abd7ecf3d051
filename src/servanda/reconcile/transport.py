"""One HTTP request to one service: bounded in time and size, and to no other host."""

from __future__ import annotations

import time
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Final
from urllib.parse import SplitResult, urljoin, urlsplit

from servanda.errors import EngineError

if TYPE_CHECKING:
    from urllib3 import BaseHTTPResponse, PoolManager

__all__ = ["Limits", "ServiceFailedError", "TryAgainError", "fetch", "pool"]

_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
_AGAIN: Final = frozenset({429, 500, 502, 503, 504})
_GOOD: Final = 200
_CHUNK: Final = 65536
_WEB: Final = frozenset({"http", "https"})


class ServiceFailedError(EngineError):
    """The service did not answer, or not as the protocol says."""


class TryAgainError(ServiceFailedError):
    """The service may answer later; `after` is how many seconds it asked to wait, 0 if unsaid."""

    def __init__(self, message: str, after: float = 0.0) -> None:
        super().__init__(message)
        self.after = after


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds: seconds to connect or read, to wait when told so, and in all; bytes; attempts."""

    read: float = 30.0
    wait: float = 60.0
    total: float = 900.0
    size: int = 8 * 1024 * 1024
    attempts: int = 4
    redirects: int = 3


def pool() -> PoolManager:
    """Connections, of which one is in use at a time; nothing is tried again behind our back."""
    import urllib3  # noqa: PLC0415  loaded only where a service is asked

    return urllib3.PoolManager(num_pools=1, maxsize=1, retries=False)


def fetch(  # noqa: PLR0913  a request and its bounds
    connections: PoolManager,
    url: str,
    body: bytes | None,
    headers: Mapping[str, str],
    *,
    limits: Limits,
    left: Callable[[], float],
) -> bytes:
    """The body of the answer. `left` gives the seconds that are left.

    Redirects are followed on the same host only. Raises TryAgainError where later may help, and
    ServiceFailedError where it does not.
    """
    first = urlsplit(url)
    for _ in range(limits.redirects + 1):
        response = _send(connections, url, body, headers, limits, left)
        try:
            if response.status in _REDIRECTS:
                url = _redirected(first, url, response.headers.get("Location", ""))
                continue
            if response.status in _AGAIN:
                raise TryAgainError(
                    f"the service answered {response.status}",
                    _seconds(response.headers.get("Retry-After", "")),
                )
            if response.status != _GOOD:
                raise ServiceFailedError(f"the service answered {response.status}")
            return _body(response, limits, left)
        finally:
            response.close()  # what was not read is not wanted: the connection ends here
    raise ServiceFailedError("the service redirects without end")


def _send(  # noqa: PLR0913  what one request is made of
    connections: PoolManager,
    url: str,
    body: bytes | None,
    headers: Mapping[str, str],
    limits: Limits,
    left: Callable[[], float],
) -> BaseHTTPResponse:
    from urllib3.exceptions import HTTPError  # noqa: PLC0415
    from urllib3.util import Timeout  # noqa: PLC0415

    try:
        return connections.request(
            "GET" if body is None else "POST",
            url,
            body=body,
            headers={**headers, "Accept-Encoding": "identity"},
            redirect=False,
            retries=False,
            preload_content=False,
            timeout=Timeout(min(limits.read, max(left(), 0.001))),
        )
    except (HTTPError, ValueError, OSError) as error:
        raise TryAgainError(f"the service cannot be reached ({type(error).__name__})") from None


def _redirected(first: SplitResult, here: str, location: str) -> str:
    target = urljoin(here, location)
    try:
        parts = urlsplit(target)
        same = parts.hostname == first.hostname and parts.port in {first.port, None}
    except ValueError:
        same = False
    if not same or parts.scheme not in _WEB or (first.scheme == "https" != parts.scheme):
        raise ServiceFailedError("the service redirects to another host, which is not asked")
    return target


def _body(response: BaseHTTPResponse, limits: Limits, left: Callable[[], float]) -> bytes:
    from urllib3.exceptions import HTTPError  # noqa: PLC0415

    parts: list[bytes] = []
    size = 0
    try:
        while chunk := response.read1(_CHUNK, decode_content=False):
            parts.append(chunk)
            size += len(chunk)
            if size > limits.size:
                raise ServiceFailedError(f"the answer is larger than {limits.size} bytes")
            if left() <= 0:
                raise ServiceFailedError("the answer takes too long")
    except (HTTPError, OSError) as error:
        raise TryAgainError(f"the answer broke off ({type(error).__name__})") from None
    return _unpacked(b"".join(parts), response.headers.get("Content-Encoding", ""), limits)


def _unpacked(raw: bytes, encoding: str, limits: Limits) -> bytes:
    """What was sent packed though it was not asked for, unpacked up to the bound."""
    if encoding in {"", "identity"}:
        return raw
    if encoding not in {"gzip", "x-gzip"}:
        raise ServiceFailedError("the answer is packed in a way that was not asked for")
    try:
        data = zlib.decompressobj(wbits=31).decompress(raw, limits.size + 1)
    except zlib.error:
        raise ServiceFailedError("the packed answer is broken") from None
    if len(data) > limits.size:
        raise ServiceFailedError(f"the answer is larger than {limits.size} bytes")
    return data


def _seconds(after: str) -> float:
    """The seconds that `Retry-After` asks for (RFC 9110, section 10.2.3), 0 where it is unsaid."""
    if after.isascii() and after.isdigit():
        return float(after[:9])
    try:
        return max(0.0, parsedate_to_datetime(after).timestamp() - time.time())
    except (ValueError, TypeError, OverflowError):
        return 0.0
