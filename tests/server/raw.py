"""A server as it is started by hand, spoken to in bytes."""

from __future__ import annotations

import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

__all__ = ["Server", "heard", "serving", "status_of", "until"]


@dataclass(frozen=True)
class Server:
    """A server that runs in a process of its own; `log` is the file of its standard error."""

    process: subprocess.Popen[bytes]
    port: int
    log: Path

    def connect(self, seconds: float = 10) -> socket.socket:
        """A new connection."""
        return socket.create_connection(("127.0.0.1", self.port), timeout=seconds)

    def say(self, sent: bytes, seconds: float = 10) -> bytes:
        """All that a new connection gets for these bytes until it is closed, or time is up."""
        with self.connect(seconds) as connection:
            with suppress(ConnectionError):
                connection.sendall(sent)
            return heard(connection)

    def get(self, path: str, *headers: str) -> bytes:
        """The answer to GET on a connection that is closed after it."""
        lines = [f"GET {path} HTTP/1.1", "Host: x", "Connection: close", *headers, "", ""]
        return self.say("\r\n".join(lines).encode())

    @property
    def is_alive(self) -> bool:
        """Whether the same process answers."""
        return self.process.poll() is None and status_of(self.get("/healthz")) == 200


def heard(connection: socket.socket) -> bytes:
    """What comes until the end."""
    found = b""
    with suppress(TimeoutError, ConnectionError):
        while part := connection.recv(65536):
            found += part
    return found


def status_of(answer: bytes) -> int:
    """The status of the first answer; 0 if there is none."""
    match = re.match(rb"HTTP/1\.1 (\d{3}) ", answer)
    return int(match[1]) if match else 0


@contextmanager
def serving(folder: Path, *arguments: str | Path) -> Iterator[Server]:
    """`servanda serve` at a free port, with its log in the folder."""
    log = folder / "log"
    command = [sys.executable, "-m", "servanda", "serve", *map(str, arguments), "--port", "0"]
    with log.open("wb") as errors:
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=errors)
    try:
        assert process.stdout is not None
        line = process.stdout.readline().decode()
        found = re.search(r":(\d+)/", line)
        assert found, line + log.read_text("utf-8")
        yield Server(process, int(found[1]), log)
    finally:
        process.terminate()
        try:
            process.communicate(timeout=20)
        finally:
            process.kill()
            process.communicate()


def until(told: object, seconds: float = 10) -> bool:
    """Whether something becomes true in time."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if callable(told) and told():
            return True
        time.sleep(0.05)
    return False
