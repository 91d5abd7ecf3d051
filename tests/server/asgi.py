"""Ask an application without a socket about a release that is made ready once a session."""

from __future__ import annotations

import asyncio
import io
import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest

from servanda.server.app import Application, application
from servanda.server.facts import Facts
from servanda.server.limits import Limits, limits_of
from servanda.server.logs import Form, Log
from servanda.server.metrics import Metrics
from servanda.server.prepare import prepare
from servanda.server.refusal import Refusal
from servanda.server.state import Releases, State, state_of
from servanda.server.workers.job import Answer, Job

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8"


@dataclass
class Response:
    """An answer as a client sees it; names of headers are in lower case."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        """The body as text."""
        return self.body.decode("utf-8")


@dataclass
class NoPool:
    """A pool that answers nothing, for tests that ask no query."""

    closed: bool = False

    async def answer(self, job: Job, client: str) -> Answer:
        """Nothing."""
        raise Refusal(503, f"{client} is not answered {job.text}", retry_after=1)

    async def close(self) -> None:
        """Remember that nobody needs it any more."""
        self.closed = True


@dataclass
class Client:
    """Asks an application; `log` is what it has written."""

    app: Application
    log: io.StringIO = field(default_factory=io.StringIO)

    def get(self, target: str, accept: str = "*/*", **headers: str) -> Response:
        """The answer to GET."""
        return self.ask("GET", target, Accept=accept, **headers)

    def ask(self, method: str, target: str, body: bytes = b"", **headers: str) -> Response:
        """The answer to a request; an underscore in the name of a header stands for a hyphen."""
        return asyncio.run(self.asked(method, target, body, **headers))

    async def asked(self, method: str, target: str, body: bytes = b"", **headers: str) -> Response:
        """The same in a loop that runs."""
        found, left = Response(0, {}, b""), [body]

        async def receive() -> dict[str, Any]:
            if not left:
                await asyncio.sleep(3600)
            return {"type": "http.request", "body": left.pop(), "more_body": False}

        async def send(message: dict[str, Any]) -> None:
            if message["type"] == "http.response.start":
                found.status = message["status"]
                pairs = message["headers"]
                found.headers = {k.decode().lower(): v.decode("latin-1") for k, v in pairs}
            else:
                found.body += message.get("body", b"")

        await self.app(_scope(method, target, headers), receive, send)  # type: ignore[arg-type]
        return found


def _scope(method: str, target: str, headers: dict[str, str]) -> dict[str, Any]:
    path, _, query = target.partition("?")
    named = {name.replace("_", "-").lower(): value for name, value in headers.items()}
    return {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": unquote(path),
        "raw_path": path.encode(),
        "query_string": query.encode(),
        "root_path": "",
        "headers": [(k.encode(), v.encode("latin-1")) for k, v in named.items()],
        "client": ("192.0.2.1", 5000),
        "server": ("127.0.0.1", 8000),
    }


def cache_of(factory: pytest.TempPathFactory) -> Path:
    """The one cache of a session, so that a release is made ready once."""
    base = factory.getbasetemp()
    return (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "served"


def state_in(
    release: Path, cache: Path, limits: Limits | None = None, root_path: str = ""
) -> State:
    """The state of a release, with a pool that answers nothing."""
    served = prepare([release], cache=cache)
    address = "http://127.0.0.1:8000/"
    made = limits or limits_of()
    return state_of(
        served, made, NoPool(), Facts(served.facts), address=address, root_path=root_path
    )


def client_of(state: State) -> Client:
    """Somebody who asks the server of a release."""
    log = io.StringIO()
    return Client(application(Releases(state), Log(Form.JSON, stream=log), Metrics()), log)
