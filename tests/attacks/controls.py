"""What must fail: a server that tells too much, and an engine that reaches out when asked to."""

from __future__ import annotations

import sys
import traceback
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pyoxigraph

__all__ = ["reach"]

_QUERIES = (
    "SELECT * {{ SERVICE SILENT <http://{listener}/x> {{ ?s ?p ?o }} }}",
    "SELECT * {{ SERVICE SILENT <http://192.0.2.1/x> {{ ?s ?p ?o }} }}",
    "SELECT * {{ SERVICE SILENT <http://www.example.org/x> {{ ?s ?p ?o }} }}",
)


def reach(listener: str, *, afar: bool) -> None:
    """Ask an engine without walls for another server; with `afar` also beyond this machine."""
    for query in _QUERIES if afar else _QUERIES[:1]:
        list(pyoxigraph.Store().query(query.format(listener=listener)))  # type: ignore[arg-type]


class _Talkative(BaseHTTPRequestHandler):
    """Answers every request with the trace of an error, as frameworks do while one develops."""

    protocol_version = "HTTP/1.1"

    def answer(self) -> None:
        """Fail, and show how."""
        try:
            int(self.path)
        except ValueError:
            body = traceback.format_exc().encode("utf-8")
        self.send_response(500)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_GET = do_POST = do_HEAD = do_OPTIONS = answer  # noqa: N815  names that the library calls


if __name__ == "__main__":
    ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), _Talkative).serve_forever()
