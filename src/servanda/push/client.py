"""One polite HTTP connection to a store: bounded in time and size, and to no other host."""

from __future__ import annotations

import io
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import version
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from servanda.errors import EngineError, UsageError
from servanda.push.login import PASSWORD, USER, Challenge, Login, challenge_of

if TYPE_CHECKING:
    from urllib3 import BaseHTTPResponse

__all__ = ["Client", "Reply"]

_MOST: Final = 256 * 1024 * 1024  # of one answer
_CHUNK: Final = 65536
_UNAUTHORIZED: Final = 401


@dataclass(frozen=True, slots=True)
class Reply:
    """What a store answered: status, media type without parameters, body."""

    status: int
    kind: str
    body: bytes


class Client:
    """Sends one request after the other over one connection.

    `timeout` is in seconds, for the answer to one request; `connect`, for a connection and for each
    part of what is sent; `most` is in bytes, for one answer.
    Redirects are refused, whatever they point to. A request that the store cut off unanswered is
    sent once more: all that we send may be said twice without harm.
    """

    def __init__(
        self,
        login: Login | None = None,
        *,
        timeout: float = 300.0,
        connect: float = 10.0,
        most: int = _MOST,
    ) -> None:
        import urllib3  # noqa: PLC0415  loaded only when something is pushed

        self._pool = urllib3.PoolManager(num_pools=1, maxsize=1, block=True, retries=False)
        self._login = login
        self._timeout = timeout
        self._connect = min(connect, timeout)
        self._most = most
        self._challenge: Challenge | None = None
        self._count = 0
        self._own = secrets.token_hex(16)
        self._agent = f"servanda/{version('servanda')}"

    def close(self) -> None:
        """End the connection."""
        self._pool.clear()

    def request(self, method: str, url: str, body: bytes | None = None, **headers: str) -> Reply:
        """The answer to one request; `Content_Type` and the like name headers.

        Raises EngineError if there is none within the bounds, or a redirect; UsageError where the
        store wants a login and none is given, or would have the password over plain HTTP.
        """
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        reply, asked = self._once(method, url, body, named)
        if reply.status == _UNAUTHORIZED:
            if self._login is None:
                raise UsageError(
                    f"{url} asks for a login", hint=f"Set {USER} and {PASSWORD} in the environment"
                )
            self._challenge, self._count = challenge_of(asked, url), 0
            reply, _ = self._once(method, url, body, named)
        if reply.status in (_UNAUTHORIZED, 403):
            raise EngineError(f"{url} refuses the login, or what it asked for", hint=_hint(reply))
        return reply

    def said(self, reply: Reply) -> str:
        """What an answer says, in one line that is fit to be shown."""
        return self.shown(reply.body[:4000].decode("utf-8", "replace"))

    def shown(self, text: str) -> str:
        """A text that a store had a hand in, in one line that is fit to be shown."""
        plain = "".join(char if char.isprintable() else " " for char in text)
        words = " ".join(plain.split())[:300]
        return self._login.hidden(words) if self._login else words

    def _once(
        self, method: str, url: str, body: bytes | None, headers: Mapping[str, str]
    ) -> tuple[Reply, list[str]]:
        end = time.monotonic() + self._timeout
        response = self._sent(method, url, body, headers)
        try:
            if 300 <= response.status < 400:
                raise EngineError(
                    f"{url} redirects, which is not followed", hint="Give the final address"
                )
            kind = response.headers.get("Content-Type", "").split(";")[0].strip().lower()
            asked = list(response.headers.getlist("WWW-Authenticate"))
            return Reply(response.status, kind, self._body(response, url, end)), asked
        finally:
            response.release_conn()

    def _sent(
        self, method: str, url: str, body: bytes | None, headers: Mapping[str, str]
    ) -> BaseHTTPResponse:
        from urllib3 import Timeout  # noqa: PLC0415
        from urllib3.exceptions import HTTPError, ProtocolError  # noqa: PLC0415

        for attempt in (1, 2):
            try:
                return self._pool.request(
                    method,
                    url,
                    # Read in small parts, so that each of them has its time, not the whole.
                    body=None if body is None else io.BytesIO(body),
                    headers={**headers, **self._usual(method, url), **_length(body)},
                    redirect=False,
                    retries=False,
                    preload_content=False,
                    timeout=Timeout(connect=self._connect, read=self._timeout),
                )
            except ProtocolError as error:
                if attempt == 2:
                    raise _broken(url, error) from None
            except (HTTPError, ValueError, OSError) as error:
                raise _broken(url, error) from None
        raise EngineError(f"{url} cannot be reached")

    def _usual(self, method: str, url: str) -> dict[str, str]:
        usual = {
            "User-Agent": self._agent,
            "Accept-Encoding": "identity",
        }
        if self._challenge is not None and self._login is not None:
            parts = urlsplit(url)
            target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
            self._count += 1
            usual["Authorization"] = self._challenge.answer(
                self._login, method, target, self._count, self._own
            )
        return usual

    def _body(self, response: BaseHTTPResponse, url: str, end: float) -> bytes:
        from urllib3.exceptions import HTTPError  # noqa: PLC0415

        parts: list[bytes] = []
        size = 0
        try:
            while chunk := response.read1(_CHUNK, decode_content=False):
                parts.append(chunk)
                size += len(chunk)
                if size > self._most or time.monotonic() > end:
                    response.close()
                    bound = f"{self._most} bytes" if size > self._most else f"{self._timeout:g} s"
                    raise EngineError(f"{url} gave no whole answer within {bound}")
        except (HTTPError, OSError) as error:
            raise _broken(url, error) from None
        return b"".join(parts)


def _length(body: bytes | None) -> dict[str, str]:
    return {} if body is None else {"Content-Length": str(len(body))}


def _hint(reply: Reply) -> str:
    right = "may it write?" if reply.status != _UNAUTHORIZED else "are they right?"
    return f"{USER} and {PASSWORD}: {right}"


def _broken(url: str, error: Exception) -> EngineError:
    """An error that tells no more than its kind: texts of libraries may quote headers."""
    kind = type(error).__name__.removesuffix("Error")
    return EngineError(f"{url} cannot be reached, or broke off ({kind})")
