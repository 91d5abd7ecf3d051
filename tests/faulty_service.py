"""A real service on loopback that answers as a test wants: each request by the next answer."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs

__all__ = ["MANIFEST", "Answer", "FaultyService", "serving"]

MANIFEST = {
    "versions": ["0.2"],
    "name": "Test",
    "identifierSpace": "http://www.wikidata.org/entity/",
    "schemaSpace": "http://www.wikidata.org/prop/direct/",
    "batchSize": 10,
}


@dataclass(frozen=True)
class Answer:
    """What is sent: `body` may be shorter than the length that `headers` promise.

    `repeat` sends the body again and again until the client has enough; after `stall` seconds.
    """

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    repeat: int = 1
    stall: float = 0.0

    @classmethod
    def of(cls, said: object, status: int = 200, **headers: str) -> Answer:
        """JSON; `_` in the names of headers stands for a hyphen."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return cls(json.dumps(said).encode(), status, named)


@dataclass
class FaultyService:
    """Its address, the answers that are left (the last one stays), and the requests that came."""

    answers: list[Answer]
    url: str = ""
    requests: list[tuple[str, str, dict[str, str], str]] = field(default_factory=list)
    let_go: threading.Event = field(default_factory=threading.Event)

    def queries(self, number: int) -> dict[str, Any]:
        """The queries of a request of version 0.2."""
        return dict(json.loads(parse_qs(self.requests[number][3])["queries"][0]))


@contextmanager
def serving(*answers: Answer) -> Iterator[FaultyService]:
    """A service that is up until the end of the block."""
    service = FaultyService(list(answers))

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            length = int(self.headers.get("Content-Length", "0"))
            body = self.rfile.read(length).decode()
            service.requests.append((self.command, self.path, dict(self.headers), body))
            answer = service.answers[0] if len(service.answers) == 1 else service.answers.pop(0)
            service.let_go.wait(answer.stall)
            self.send_response(answer.status)
            named = {"Content-Length": str(len(answer.body) * answer.repeat), **answer.headers}
            for name, value in named.items():
                self.send_header(name, value)
            self.end_headers()
            try:
                for _ in range(answer.repeat):
                    self.wfile.write(answer.body)
            except OSError:
                pass  # the client has had enough
            self.close_connection = True

        do_POST = do_GET  # noqa: N815  the name that http.server calls

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    service.url = f"http://127.0.0.1:{server.server_address[1]}/api"
    thread = threading.Thread(target=lambda: server.serve_forever(poll_interval=0.01), daemon=True)
    thread.start()
    try:
        yield service
    finally:
        service.let_go.set()
        server.shutdown()
        server.server_close()
        thread.join()
