"""Servers started as their users start them, in a process of their own, on a free port."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from serving.processes import alive, tree

__all__ = ["Server", "free_port", "oxigraph", "running", "servanda"]


@dataclass(frozen=True, slots=True)
class Server:
    """A running server: its port, process, what it writes, and the folder it may write to."""

    port: int
    process: subprocess.Popen[bytes]
    log: Path
    folder: Path

    @property
    def lives(self) -> bool:
        """Whether the process that was started is the one that still runs."""
        return self.process.poll() is None and alive(self.process.pid)

    def said(self) -> str:
        """What the server wrote to its log."""
        return self.log.read_text("utf-8", "replace")


def free_port() -> int:
    """A port of loopback that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def servanda(release: Path, port: int, *options: str) -> list[str]:
    """The command that serves a release."""
    program = [sys.executable, "-m", "servanda", "serve", str(release)]
    return [*program, "--host", "127.0.0.1", "--port", str(port), *options]


def oxigraph(release: Path, store: Path, port: int) -> list[str]:
    """The command that serves the same graphs with oxigraph, after loading them into `store`."""
    program = shutil.which("oxigraph", path=str(Path(sys.executable).parent))
    if program is None:
        raise FileNotFoundError("oxigraph is not installed; scripts/install test")
    files = ["dump/dataset.nq", "dump/inferred.nq", "ontology.ttl"]
    paths = [str(release / name) for name in files if (release / name).is_file()]
    store.parent.mkdir(parents=True, exist_ok=True)
    load = [program, "load", "--location", str(store), "--file", *paths]
    subprocess.run(load, check=True, capture_output=True)
    where = ["--location", str(store), "--bind", f"127.0.0.1:{port}", "--union-default-graph"]
    return [program, "serve-read-only", *where]


def _await(server: Server, patience: float) -> None:
    """Wait until the port is open; a server that ends before is an error."""
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline:
        if not server.lives:
            raise RuntimeError(f"the server ended: {server.said()}")
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", server.port)) == 0:
                return
        time.sleep(0.05)
    raise TimeoutError(f"the server did not listen within {patience} s: {server.said()}")


@contextmanager
def running(
    command: Sequence[str], port: int, folder: Path, *, patience: float = 60
) -> Iterator[Server]:
    """Start a server, and end it and whatever it started.

    Its temporary files, its cache and its log lie in `folder`. `patience` is in seconds.
    """
    for name in ("tmp", "cache"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    places = {"TMPDIR": str(folder / "tmp"), "XDG_CACHE_HOME": str(folder / "cache")}
    log = folder / "log"
    with log.open("ab") as file:
        process = subprocess.Popen(
            command,
            stdout=file,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            env={**os.environ, "PYTHONUTF8": "1", **places},
        )
    server = Server(port, process, log, folder)
    try:
        _await(server, patience)
        yield server
    finally:
        _end(server)


def _end(server: Server) -> None:
    """Ask the server to end, then see to it."""
    members = tree(server.process.pid)
    if server.lives:
        server.process.send_signal(signal.SIGTERM)
    try:
        server.process.wait(15)
    except subprocess.TimeoutExpired:
        server.process.kill()
        server.process.wait(15)
    for each in members:
        if each != server.process.pid and alive(each):
            os.kill(each, signal.SIGKILL)
