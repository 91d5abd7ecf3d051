"""A preview from its start to its end: server, watcher, engines and their files."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from queue import Queue
from threading import Event, Thread

from servanda.preview.board import Board, Report, Told
from servanda.preview.editor import Editor
from servanda.preview.server import Server, listen
from servanda.preview.show import Show
from servanda.preview.watching import watch_workspace
from servanda.preview.worker import Done, Worker

__all__ = ["Preview", "open_preview"]

_News = frozenset[Path] | Done | None


@dataclass(frozen=True, slots=True)
class Preview:
    """A preview that listens: its address, and whether it is at the port that was wished for."""

    address: str
    at_port: bool
    server: Server

    def serve(self) -> None:
        """Answer requests until `stop` is called from another thread, or Ctrl-C is pressed."""
        self.server.serve_forever(poll_interval=0.2)

    def stop(self) -> None:
        """End `serve`."""
        self.server.shutdown()


def _nothing(_report: Report) -> None:
    """Tell nobody."""


@contextmanager
def open_preview(root: Path, *, port: int = 0, told: Told = _nothing) -> Iterator[Preview]:
    """A preview of the workspace at `root` on this machine only; `told` hears of each report.

    If `port` is taken, or 0, any free one is used. Raises InputError or UsageError if the
    workspace cannot be read at all; later faults are reported. Its files go when it ends.
    """
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="servanda-")))
        show, board = Show(folder), Board(told)
        stack.callback(show.close)
        news: Queue[_News] = Queue()
        worker = Worker(news.put)
        stack.callback(worker.stop)
        editor = Editor(root.resolve(), folder, show, board, worker)
        server = stack.enter_context(listen(show, board, port))
        _run(stack, partial(_edit, editor, news), partial(news.put, None))
        stop = Event()
        watching = partial(watch_workspace, root.resolve(), news.put, stop)
        _run(stack, watching, stop.set)
        number = server.server_address[1]
        yield Preview(f"http://127.0.0.1:{number}/", number == port, server)


def _run(stack: ExitStack, work: Callable[[], None], end: Callable[[], None]) -> None:
    """Run a thread until the stack is left, which calls `end` and waits for it."""
    thread = Thread(target=work, daemon=True)
    thread.start()
    stack.callback(thread.join)
    stack.callback(end)


def _edit(editor: Editor, news: Queue[_News]) -> None:
    """Let the editor hear of everything in its order, until there is None."""
    editor.check()
    while (each := news.get()) is not None:
        if isinstance(each, Done):
            editor.finished(each)
        else:
            editor.saved(each)
