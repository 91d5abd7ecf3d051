"""The process from which those that run queries are forked: small, alone, without a network.

It is a program of its own that inherits no socket but the one it is asked over, and so do its
children. It holds what they
share (modules, spellings, names of graphs) and never opens the store, whose threads would not be
copied. It is asked over one socket: each request comes with the socket of a new process.
"""

from __future__ import annotations

import gc
import os
import signal
import socket
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path
from typing import Any, Final, NoReturn

from pyoxigraph import Literal, RdfFormat, Store, parse

from servanda.server.refusal import Refusal
from servanda.server.workers import guards
from servanda.server.workers.evaluate import Setting, evaluate
from servanda.server.workers.frames import packed, read_frame, read_frames, write_frame
from servanda.server.workers.rows import table_of

__all__ = ["main"]

_WHY: Final = b"why"
_ENDS: Final = 1000
_LIMITED: Final = 1.0  # seconds of the processor after which its limit is moved on
_PATIENCE: Final = 0.1  # seconds; its socket closes a little before it has ended
_STACK: Final = 256 << 20  # no query within the limits is nested too deeply for so much


def main(descriptor: int) -> None:
    """Fork a process for each socket that comes over the socket `descriptor`, until it closes."""
    asked = socket.socket(fileno=descriptor)
    guards.die_with_parent(int(sys.argv[2]))
    setting = read_frame(asked)
    if setting is None:
        return
    offline = guards.leave_network()
    shared = _shared(setting)
    gc.collect()
    gc.freeze()
    write_frame(asked, {"offline": offline})
    ends: dict[int, int] = {}
    while True:
        content, descriptors, _, _ = socket.recv_fds(asked, 64, 1)
        if not content:
            return
        if content.startswith(_WHY):
            pid = int(content.removeprefix(_WHY))
            write_frame(asked, {"signal": _ending(pid, ends)})
            continue
        _reap(ends)
        own = os.getpid()
        pid = os.fork()
        if pid == 0:
            asked.close()
            _work(socket.socket(fileno=descriptors[0]), setting, shared, own, content == b"low")
        os.close(descriptors[0])
        write_frame(asked, {"pid": pid})


def _reap(ends: dict[int, int]) -> None:
    """Take up how those ended that have ended; only of the last of them it is remembered."""
    with suppress(ChildProcessError):
        while True:
            pid, status = os.waitpid(-1, os.WNOHANG)
            if not pid:
                break
            ends[pid] = os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0
    while len(ends) > _ENDS:
        del ends[next(iter(ends))]


def _ending(pid: int, ends: dict[int, int]) -> int:
    """The signal that ended a process, 0 where it ended of itself or still lives."""
    until = time.monotonic() + _PATIENCE
    _reap(ends)
    while pid not in ends and time.monotonic() < until:
        time.sleep(0.002)
        _reap(ends)
    return ends.pop(pid, 0)


def _shared(setting: dict[str, Any]) -> dict[str, Any]:
    pairs = iter(parse(path=setting["spellings"], format=RdfFormat.N_TRIPLES))
    graphs = Path(setting["graphs"]).read_text(encoding="utf-8").splitlines()
    spellings = {}
    for first, second in zip(pairs, pairs, strict=True):
        if isinstance(first.object, Literal) and isinstance(second.object, Literal):
            spellings[first.object] = second.object
    in_json = table_of(spellings)
    return {"graphs": frozenset(graphs), "spellings": spellings, "in_json": in_json}


def _work(
    connection: socket.socket,
    setting: dict[str, Any],
    shared: dict[str, Any],
    parent: int,
    low: bool,  # noqa: FBT001
) -> NoReturn:
    """Answer jobs until the other side closes; this process ends here, whatever happens."""
    try:
        guards.die_with_parent(parent)
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        guards.bound_memory(setting["memory"])
        if low:
            guards.let_others_first()
        store = Store.read_only(setting["store"])
        ready = Setting(
            store=store,
            max_rows=setting["max_rows"],
            max_answer=setting["max_answer"],
            base=setting["base"],
            more=setting["more"],
            **shared,
        )
        threading.stack_size(_STACK)
        thread = threading.Thread(target=_answer, args=(connection, ready, setting["deadline"]))
        guards.close_files()
        thread.start()
        thread.join()
    finally:
        os._exit(0)


def _answer(connection: socket.socket, setting: Setting, deadline: float) -> None:
    write_frame(connection, {"ready": True})
    limited = float("-inf")
    for job in read_frames(connection):
        began = time.thread_time()
        if began - limited > _LIMITED:
            guards.limit_processor(deadline + _LIMITED)
            limited = began
        content = b""
        try:
            head, content = evaluate(setting, job)
        except Refusal as refusal:
            head = {"status": refusal.status, "message": refusal.message}
            head |= {"line": refusal.line, "column": refusal.column}
        # The time of the processor: the machine may have been busy with other work.
        head |= {"size": len(content), "took": time.thread_time() - began}
        # At once, also if the next job is there: who has asked goes on while that is done, and
        # whoever sees this process end knows which job it was.
        connection.sendall(packed(head) + content)


if __name__ == "__main__":
    # What goes wrong in a child is told by its end; its words would be lost among the log's.
    os.dup2(os.open(os.devnull, os.O_RDWR), 0)
    main(int(sys.argv[1]))
