"""The remote road, against a real server and against servers that misbehave."""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pyoxigraph
import pytest
from pyoxigraph import Store

from servanda.errors import EngineError, UsageError
from servanda.query import run_local, run_remote

DATA = """\
<https://example.org/a> <https://example.org/p> "é"@fr .
<https://example.org/a> <https://example.org/q> <https://example.org/b> .
"""
BINARY = shutil.which("oxigraph", path=str(Path(sys.executable).parent)) or shutil.which("oxigraph")


def free_port() -> int:
    with closing(socket.socket()) as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@pytest.fixture(scope="module")
def endpoint(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    if BINARY is None:
        pytest.skip("the oxigraph server is not installed: it is in the test group")
    folder = tmp_path_factory.mktemp("server")
    (folder / "data.ttl").write_text(DATA, encoding="utf-8")
    store = ["--location", str(folder / "store")]
    load = [BINARY, "load", *store, "--file", str(folder / "data.ttl")]
    subprocess.run(load, check=True, capture_output=True)
    address = f"127.0.0.1:{free_port()}"
    server = subprocess.Popen(
        [BINARY, "serve-read-only", *store, "--bind", address, "--union-default-graph"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        wait_for(f"http://{address}/")
        yield f"http://{address}/query"
    finally:
        server.terminate()
        server.wait(timeout=10)


def wait_for(address: str) -> None:
    for _ in range(200):
        try:
            with urllib.request.urlopen(address, timeout=1):  # noqa: S310  loopback
                return
        except OSError:
            time.sleep(0.05)
    pytest.fail("the server did not start")


@pytest.mark.parametrize(
    "text",
    [
        "SELECT ?s ?o { ?s <https://example.org/q> ?o }",
        "SELECT ?o { ?s <https://example.org/p> ?o } ORDER BY STR(?o)",
        "ASK { ?s <https://example.org/q> ?o }",
        "ASK { ?s <https://example.org/none> ?o }",
        "CONSTRUCT WHERE { ?s ?p ?o }",
        "DESCRIBE <https://example.org/a>",
    ],
)
def test_the_remote_answer_is_the_local_one(endpoint: str, text: str) -> None:
    store = Store()
    store.extend(pyoxigraph.parse(DATA, pyoxigraph.RdfFormat.TURTLE))
    assert run_remote(endpoint, text) == run_local(store, text)


def test_a_server_that_refuses_the_query_is_quoted(endpoint: str) -> None:
    with pytest.raises(EngineError, match="refused the query"):
        run_remote(endpoint, "SELECT ?x { ?x ?y }")


def test_a_server_that_is_not_there() -> None:
    with pytest.raises(EngineError, match="cannot be reached"):
        run_remote(f"http://127.0.0.1:{free_port()}/sparql", "ASK {}")


@pytest.mark.parametrize("address", ["file:///etc/passwd", "ftp://x.example/", "sparql", "http://"])
def test_only_addresses_of_the_web_are_asked(address: str) -> None:
    with pytest.raises(UsageError, match="no address"):
        run_remote(address, "ASK {}")


@contextmanager
def server(status: int, kind: str, body: bytes, delay: float = 0.0) -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            time.sleep(delay)
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            return

    web = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=web.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{web.server_port}/sparql"
    finally:
        web.shutdown()
        web.server_close()
        thread.join(timeout=10)


@pytest.mark.parametrize(
    ("status", "kind", "body"),
    [
        (404, "text/plain", b"nothing here"),
        (500, "text/plain", b"out of memory"),
        (503, "text/html", b"<h1>busy</h1>"),
        (200, "text/html", b"<h1>login</h1>"),
        (200, "application/sparql-results+json", b"{"),
        (200, "application/sparql-results+json", b'{"head": {}}'),
        (200, "text/plain", b""),
    ],
)
def test_a_bad_answer_is_an_error_of_the_endpoint(status: int, kind: str, body: bytes) -> None:
    with server(status, kind, body) as address, pytest.raises(EngineError) as caught:
        run_remote(address, "SELECT * { ?s ?p ?o }")
    assert caught.value.exit_code == 3
    assert address in str(caught.value)


def test_a_slow_server_is_given_up() -> None:
    with server(200, "text/plain", b"", delay=2.5) as address, pytest.raises(EngineError):
        run_remote(address, "ASK {}", timeout=1)


def test_an_endless_answer_is_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("servanda.query.remote.MAX_ANSWER", 1000)
    body = b'{"head": {}, "boolean": true}' + b" " * 2000
    json = "application/sparql-results+json"
    with server(200, json, body) as address, pytest.raises(EngineError, match="than 1000 bytes"):
        run_remote(address, "ASK {}")
