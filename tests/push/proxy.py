"""A proxy before a store: it counts requests, ends the pushing process at one, changes answers."""

from __future__ import annotations

import http.client
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Literal
from urllib.parse import urlsplit

HOP = {"connection", "keep-alive", "transfer-encoding", "content-length", "date", "server"}

When = Literal["before", "half", "after"]


@dataclass
class Proxy:
    """`address` stands for the store; at the request of number `at`, `stop` is called.

    `when` is before the store gets that request, when it has half of its body, or when it has
    answered and the answer was not passed on. `change` changes the bodies of answers to GET.
    """

    address: str = ""
    seen: list[str] = field(default_factory=list)
    at: int = 0
    when: When = "after"
    stop: Callable[[], object] = lambda: None
    change: Callable[[bytes], bytes] = bytes


class Server(ThreadingHTTPServer):
    """The proxy, and where the store is."""

    daemon_threads = True

    def __init__(self, proxy: Proxy, store: str) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.proxy, self.there = proxy, urlsplit(store)
        proxy.address = f"http://127.0.0.1:{self.server_port}"

    def handle_error(self, *_: object) -> None:
        """The pushing process is gone: nobody is there to be answered."""


class Handler(BaseHTTPRequestHandler):
    """One connection of the pushing process."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1  # the head and the body of an answer go together
    server: Server

    def forward(self) -> None:
        """Pass one request on, or end the pushing process at it."""
        proxy = self.server.proxy
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        proxy.seen.append(f"{self.command} {self.path}")
        mine = len(proxy.seen) == proxy.at
        if mine and proxy.when != "after":
            if proxy.when == "half" and body:
                self.half(body)
            return self.end()
        status, headers, content = self.answer(body)
        if mine:
            return self.end()
        if self.command == "GET":
            content = proxy.change(content)
        self.send_response_only(status)
        for name, value in headers:
            if name.lower() not in HOP:
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)
        return None

    def answer(self, body: bytes) -> tuple[int, list[tuple[str, str]], bytes]:
        """The store's answer to the request."""
        with closing(self.store()) as store:
            headers = {k: v for k, v in self.headers.items() if k.lower() not in HOP}
            store.request(self.command, self.path, body or None, headers)
            reply = store.getresponse()
            return reply.status, reply.getheaders(), reply.read()

    def half(self, body: bytes) -> None:
        """Give the store half of the body, and no more."""
        with closing(self.store()) as store:
            store.putrequest(self.command, self.path, skip_host=True)
            for name, value in self.headers.items():
                store.putheader(name, value)
            store.endheaders()
            store.send(body[: len(body) // 2])

    def store(self) -> http.client.HTTPConnection:
        """A connection to the store."""
        there = self.server.there
        return http.client.HTTPConnection(there.hostname or "", there.port, timeout=60)

    def end(self) -> None:
        """End the pushing process."""
        self.server.proxy.stop()
        self.close_connection = True

    do_GET = do_POST = do_PUT = do_DELETE = forward  # noqa: N815  the names of the library

    def log_message(self, *_: object) -> None:
        """Say nothing of requests."""


@contextmanager
def before(store: str) -> Iterator[Proxy]:
    """A proxy before the store at that address."""
    proxy = Proxy()
    web = Server(proxy, store)
    thread = threading.Thread(target=web.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield proxy
    finally:
        web.shutdown()
        web.server_close()
        thread.join(timeout=10)
