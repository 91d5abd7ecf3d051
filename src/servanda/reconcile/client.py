"""Ask a service politely: one request at a time, with pauses, and never twice for one answer.

What was answered is kept on disk by the hash of the request, so that it can be replayed without
a network. A service that fails and a service that knows nothing are two things: the first raises.
"""

from __future__ import annotations

import hashlib
import json
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeVar

from servanda.errors import UsageError
from servanda.reconcile.transport import Limits, ServiceFailedError, TryAgainError, fetch, pool

if TYPE_CHECKING:
    from urllib3 import PoolManager

__all__ = ["Client", "NotKeptError", "Request"]

Answer = TypeVar("Answer")
_FIRST_PAUSE: Final = 1.0  # seconds; doubled with each attempt


class NotKeptError(ServiceFailedError):
    """The answer is not on disk, and asking over the network is not allowed."""


@dataclass(frozen=True, slots=True)
class Request:
    """One request: a GET, or where there is a body a POST of that media type."""

    url: str
    body: str = ""
    media_type: str = ""

    @property
    def key(self) -> str:
        """The name under which the answer is kept: SHA-256 of the request."""
        whole = json.dumps([self.url, self.media_type, self.body], ensure_ascii=False)
        return hashlib.sha256(whole.encode()).hexdigest()


@dataclass(slots=True)
class Client:
    """A client of one service.

    `agent` is the User-Agent, `cache` the folder of kept answers. With `offline` no socket is
    ever opened. `sleep` takes and `clock` gives seconds.
    """

    agent: str
    cache: Path
    offline: bool = False
    limits: Limits = field(default_factory=Limits)
    sleep: Callable[[float], None] = time.sleep
    clock: Callable[[], float] = time.monotonic
    _end: float | None = None
    _pool: PoolManager | None = None

    def ask(self, request: Request, read: Callable[[object], Answer]) -> Answer:
        """The answer as `read` understands it; kept on disk only once it was understood.

        Raises NotKeptError offline, ServiceFailedError for everything that goes wrong; so must
        `read` for an answer of another form.
        """
        said = self.kept(request)
        if said is not None:
            return read(said)
        said = self.fetched(request)
        answer = read(said)
        self.keep(request, said)
        return answer

    def kept(self, request: Request) -> object | None:
        """The answer that is kept on disk, or None."""
        path = self._path(request)
        return _json(path.read_bytes()[: self.limits.size + 1]) if path.is_file() else None

    def fetched(self, request: Request) -> object:
        """The answer of the service, which is not kept yet. Raises NotKeptError offline."""
        if self.offline:
            raise NotKeptError("the answer is not kept on disk")
        return _json(self._fetch(request))

    def keep(self, request: Request, answer: object) -> None:
        """Keep an answer on disk for that request."""
        text = json.dumps(answer, ensure_ascii=False, sort_keys=True, indent=1)
        _keep(self._path(request), text.encode("utf-8", "surrogatepass"))

    def _path(self, request: Request) -> Path:
        return self.cache / f"{request.key}.json"

    def _fetch(self, request: Request) -> bytes:
        self._pool = self._pool or pool()
        if self._end is None:
            self._end = self.clock() + self.limits.total
        headers = {"User-Agent": self.agent, "Accept": "application/json"}
        if request.media_type:
            headers["Content-Type"] = request.media_type
        body = request.body.encode() if request.media_type else None
        for attempt in range(1, self.limits.attempts + 1):
            try:
                return fetch(
                    self._pool, request.url, body, headers, limits=self.limits, left=self._left
                )
            except TryAgainError as error:
                pause = error.after or _FIRST_PAUSE * 2 ** (attempt - 1)
                if error.after > self.limits.wait:
                    message = f"{error.message} and asks to wait {error.after:.0f} seconds"
                    raise ServiceFailedError(message) from None
                if attempt == self.limits.attempts or pause >= self._left():
                    raise
                self.sleep(pause)
        raise ServiceFailedError("the service was not asked")

    def _left(self) -> float:
        return float("inf") if self._end is None else self._end - self.clock()


def _json(data: bytes) -> object:
    try:
        return json.loads(data)
    except (ValueError, RecursionError):
        raise ServiceFailedError("the answer is no JSON") from None


def _keep(path: Path, data: bytes) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
            file.write(data)
        Path(file.name).replace(path)
    except OSError as error:
        raise UsageError(
            f"the answer cannot be kept: {error.strerror}", path=path.parent, hint="Give --cache"
        ) from None
