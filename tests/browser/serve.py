"""A static host for tests: a folder behind a port of the loopback interface."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

__all__ = ["served"]

_TEXT = {".html", ".css", ".js", ".svg", ".json", ".nq", ".ttl"}


class _Host(SimpleHTTPRequestHandler):
    """Sends text compressed, as every host of static files does."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        """Answer with a file."""
        path = Path(self.translate_path(self.path))
        wanted = "gzip" in self.headers.get("Accept-Encoding", "")
        if not (wanted and path.suffix in _TEXT and path.is_file()):
            super().do_GET()
            return
        body = gzip.compress(path.read_bytes(), compresslevel=5)
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(path))
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        # A browser that has moved on to another page closes the connection.
        with suppress(ConnectionError):
            self.wfile.write(body)

    def log_message(self, *said: object) -> None:
        """Say nothing: what fails is seen in the browser."""


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The address of a host that serves a folder, without a slash at its end."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Host, directory=str(folder)))
    thread = Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
