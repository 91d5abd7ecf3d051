"""A network of its own without a way out, where every attempt to leave it is seen and counted.

In a network namespace every address in the world is made to lead to this machine, and a listener
takes all connections to a range of ports and all questions for names: what a server tries to reach,
reaches the listener.
"""

from __future__ import annotations

import asyncio
import fcntl
import os
import shutil
import socket
import struct
import subprocess
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

__all__ = ["Listener", "alone", "enter", "listening", "raise_loopback"]

_MARK = "SERVANDA_ISLAND"
_SIOCSIFFLAGS = 0x8914
_UP_AND_RUNNING = 0x41
_NO_SUCH_NAME = b"\x81\x83"  # the flags of an answer (RFC 1035, section 4.1.1)
_PORTS = (80, 443, 853, 3030, 7200, 8890)


def enter(module: str, arguments: Sequence[str]) -> int | None:
    """Run a module of the tests again in a network of its own, and give its exit code.

    None says that this process is that run. Where no such network can be made, the module runs
    again in the network of the machine, and `alone` is false.
    """
    if _MARK in os.environ:
        if alone():
            raise_loopback()
        return None
    unshare = [shutil.which("unshare") or "unshare", "-Urn"]
    probe = subprocess.run(["/bin/sh", "-c", f"{unshare[0]} -Urn true"], check=False)
    own = probe.returncode == 0
    process = [*(unshare if own else []), sys.executable, "-m", module, *arguments]
    return subprocess.run(process, check=False, env={**os.environ, _MARK: f"{own:d}"}).returncode


def alone() -> bool:
    """Whether this process lives in a network of its own."""
    return os.environ.get(_MARK) == "1"


def raise_loopback() -> None:
    """Bring up the loopback of a new network, and lead every address to it if `ip` is here."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        fcntl.ioctl(probe, _SIOCSIFFLAGS, struct.pack("16sh14x", b"lo", _UP_AND_RUNNING))
    ip = shutil.which("ip", path="/usr/sbin:/sbin:/usr/bin:/bin")
    for family in ("-4", "-6") if ip else ():
        route = [str(ip), family, "route", "add", "local", "default", "dev", "lo"]
        subprocess.run(route, capture_output=True, check=False)


@dataclass(slots=True)
class Listener:
    """What was reached: `seen` has a line for each connection or question for a name."""

    port: int
    seen: list[str] = field(default_factory=list)


class _Names(asyncio.DatagramProtocol):
    """Counts questions for names, and knows none."""

    def __init__(self, listener: Listener) -> None:
        self._listener = listener
        self._transport: asyncio.DatagramTransport | None = None

    def connection_made(self, transport: asyncio.DatagramTransport) -> None:
        """Keep what answers go by."""
        self._transport = transport

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        """Note a question and who asked it."""
        self._listener.seen.append(f"name asked by {addr[0]}: {data[12:60]!r}")
        if self._transport is not None:
            self._transport.sendto(data[:2] + _NO_SUCH_NAME + data[4:], addr)


def _take(listener: Listener, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    name = writer.get_extra_info("sockname")
    listener.seen.append(f"connection to {name[0]}:{name[1]}")
    del reader
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
    writer.close()


async def _names(listener: Listener) -> asyncio.BaseTransport:
    """A listener to questions for names, on all addresses of both families if there are two."""
    everywhere = "::" if socket.has_dualstack_ipv6() else "0.0.0.0"  # noqa: S104  our own network
    loop = asyncio.get_running_loop()
    made = await loop.create_datagram_endpoint(
        lambda: _Names(listener), local_addr=(everywhere, 53)
    )
    return made[0]


@asynccontextmanager
async def listening() -> AsyncIterator[Listener]:
    """A listener on a free port and, in a network of its own, on those of servers and names."""
    listener = Listener(0)

    async def take(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        _take(listener, reader, writer)

    servers = [await asyncio.start_server(take, "127.0.0.1", 0)]
    listener.port = servers[0].sockets[0].getsockname()[1]
    names: list[asyncio.BaseTransport] = []
    if alone():
        servers += [await asyncio.start_server(take, None, port) for port in _PORTS]
        names.append(await _names(listener))
    try:
        yield listener
    finally:
        for transport in names:
            transport.close()
        for server in servers:
            server.close()
