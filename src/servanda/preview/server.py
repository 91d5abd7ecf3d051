"""Serve a show to browsers on this machine, and to nobody else."""

from __future__ import annotations

import errno
import json
import sys
from contextlib import suppress
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib import resources
from typing import Final
from urllib.parse import parse_qs, unquote

from servanda.formats import web_type
from servanda.markup import render
from servanda.preview.board import Board
from servanda.preview.show import Show
from servanda.preview.told import told_in
from servanda.wording import LANGUAGES, word

__all__ = ["Server", "listen"]

_HOST: Final = "127.0.0.1"
_OWN: Final = "_preview/"
_EVENTS: Final = "_preview/events"
_BEAT: Final = 15.0  # seconds until a silent connection is tried, so that closed ones are noticed
_MOST_SECONDS: Final = 60.0
_HEAD_END: Final = b"</head>"


class Server(ThreadingHTTPServer):
    """Answers from a show and a board; each request in a thread of its own."""

    daemon_threads = True
    block_on_close = False

    def __init__(self, show: Show, board: Board, port: int) -> None:
        self.show: Final = show
        self.board: Final = board
        super().__init__((_HOST, port), _Handler)
        number = self.server_address[1]
        self.hosts: Final = frozenset({f"{_HOST}:{number}", f"localhost:{number}"})

    def handle_error(self, request: object, client_address: object) -> None:
        """A browser that leaves early is no news; anything else is."""
        if not isinstance(sys.exception(), ConnectionError | TimeoutError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]


def listen(show: Show, board: Board, port: int) -> Server:
    """A server at a port of this machine, or at any free one if that is taken."""
    try:
        return Server(show, board, port)
    except OSError as error:
        if error.errno not in (errno.EADDRINUSE, errno.EACCES) or port == 0:
            raise
        return Server(show, board, 0)


class _Handler(BaseHTTPRequestHandler):
    server: Server
    protocol_version = "HTTP/1.1"
    server_version = "servanda"
    sys_version = ""
    timeout = _MOST_SECONDS

    def do_GET(self) -> None:
        """Answer with a file of the site."""
        self._answer()

    def do_HEAD(self) -> None:
        """Answer as to GET, without the content."""
        self._answer()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Requests are no news."""

    def _answer(self) -> None:
        # A page of another site may have its name lead to this machine; it has not this name.
        if self.headers.get("Host", "").lower() not in self.server.hosts:
            self._send(HTTPStatus.FORBIDDEN, b"Forbidden\n", "text/plain")
            return
        target, _, question = self.path.partition("?")
        path = unquote(target).removeprefix("/")
        if path.endswith("/") or not path:
            path += "index.html"
        with suppress(BrokenPipeError, ConnectionError, TimeoutError):
            if path == _EVENTS:
                self._tell(parse_qs(question).get("language", [""])[0])
            else:
                self._send_file(path)

    def _send_file(self, path: str) -> None:
        # No path leads to a disk: it is looked up among the names of what there is.
        language = next((each for each in LANGUAGES if path.startswith(f"{each}/")), "en")
        status = HTTPStatus.OK
        try:
            content = _own(path) or self.server.show.file(path)
            if content is None:
                status, content = HTTPStatus.NOT_FOUND, self.server.show.missing(path, language)
        except Exception as error:  # noqa: BLE001  a page that fails must not end the preview
            status, content = HTTPStatus.INTERNAL_SERVER_ERROR, _failed(error, language)
        kind = "text/html" if status is not HTTPStatus.OK else web_type(path)
        if kind == "text/html":
            content = self._with_news(content)
        self._send(status, content, kind)

    def _with_news(self, content: bytes) -> bytes:
        """A page with the script that waits for news of it."""
        tags = render("preview_head.html", generation=self.server.board.report.generation)
        head, end, rest = content.partition(_HEAD_END)
        return head + tags.encode("utf-8") + end + rest if end else content

    def _send(self, status: HTTPStatus, content: bytes, kind: str) -> None:
        self.send_response(status)
        text = kind.startswith("text/") or kind.endswith(("json", "xml"))
        self.send_header("Content-Type", f"{kind}; charset=utf-8" if text else kind)
        self.send_header("Content-Length", str(len(content)))
        self._end_head()
        if self.command != "HEAD":
            self.wfile.write(content)

    def _tell(self, language: str) -> None:
        """Send each report as a server-sent event, for as long as somebody listens."""
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", "text/event-stream; charset=utf-8")
        self.send_header("Connection", "close")
        self._end_head()
        self.close_connection = True
        number = -1
        while self.command != "HEAD":
            newest, report = self.server.board.after(number, _BEAT)
            if newest == number:
                self.wfile.write(b":\n\n")
            else:
                said = told_in(report, language if language in LANGUAGES else "en")
                self.wfile.write(f"data: {json.dumps(said)}\n\n".encode())
            number = newest

    def _end_head(self) -> None:
        self.send_header("Cache-Control", "no-store")
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("Cross-Origin-Resource-Policy", "same-origin")
        self.end_headers()


def _own(path: str) -> bytes | None:
    """A file that only a preview has."""
    if not path.startswith(_OWN):
        return None
    folder = resources.files("servanda") / "assets" / "preview"
    known = {each.name: each for each in folder.iterdir() if each.is_file()}
    name = path.removeprefix(_OWN)
    return known[name].read_bytes() if name in known else None


def _failed(error: Exception, language: str) -> bytes:
    """The page in place of one that could not be made."""
    title = word("preview-failed", language)
    text = render("preview_failed.html", language=language, title=title, said=f"{error!r}")
    return text.encode("utf-8")
