"""A small query beside clients that send the worst, and how exactly the worst are ended."""

from __future__ import annotations

import asyncio
import http.client
import json
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import quote

from attacks.corpus import Places, queries

from serving.client import exchange, request
from serving.server import Server

__all__ = ["Crowd", "Exact", "crowd", "exactness"]

_TESTS: Final = Path(__file__).parents[1]
_QUERY: Final = "SELECT ?p ?o {{ ?s ?p ?o FILTER(?o != {}) }} LIMIT 14"


@dataclass(frozen=True, slots=True)
class Crowd:
    """p95 of a small query in seconds: alone, and among attackers; median ratio of the turns.

    `statuses` counts what the attackers got, `refused` what the small queries did not get.
    """

    alone: float
    among: float
    ratio: float
    statuses: dict[str, int]
    refused: int


@dataclass(frozen=True, slots=True)
class Exact:
    """Queries that never end: how many, and by how much the answer came after the deadline."""

    count: int
    median: float
    worst: float


class _Client:
    """Asks small queries over one connection, another one each time."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._number = 0
        self.refused = 0

    def p95(self, seconds: float) -> float:
        """p95 of the answers in so many seconds."""
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=30)
        took, until = [], time.monotonic() + seconds
        while time.monotonic() < until:
            self._number += 1
            begun = time.perf_counter()
            connection.request("GET", f"/sparql?query={quote(_QUERY.format(self._number))}")
            answer = connection.getresponse()
            answer.read()
            took.append(time.perf_counter() - begun)
            self.refused += answer.status != 200
            time.sleep(0.002)
        connection.close()
        return statistics.quantiles(took, n=20)[-1]


def crowd(server: Server, clients: int, turns: int, seconds: float, *, same: bool) -> Crowd:
    """Alone and among so many attackers, in turn; `same` lets all come from one address."""
    client = _Client(server.port)
    client.p95(1)
    alone, among, statuses = [], [], {}
    for _ in range(turns):
        alone.append(client.p95(seconds))
        whence = ["same" if same else "other"]
        # Attackers have machines of their own: here they get what time of this one is left.
        command = ["nice", "-n", "19", sys.executable, "-m", "serving.attackers"]
        command += [str(server.port), str(clients)]
        with subprocess.Popen(
            [*command, str(seconds + 3), *whence], cwd=_TESTS, stdout=subprocess.PIPE
        ) as attack:
            time.sleep(2)
            among.append(client.p95(seconds))
            said = json.loads(attack.communicate()[0])
        for status, count in said.items():
            statuses[status] = statuses.get(status, 0) + count
    ratio = statistics.median(b / a for a, b in zip(alone, among, strict=True))
    medians = statistics.median(alone), statistics.median(among)
    return Crowd(*medians, ratio, statuses, client.refused)


async def _exactness(port: int, deadline: float, count: int, at_once: int) -> Exact:
    endless = next(text for name, text, *_ in queries(Places()) if name == "endless-count")
    late: list[float] = []

    async def client(number: int) -> None:
        for turn in range(count // at_once):
            body = f"{endless}# {number} {turn}".encode()
            kind = "application/sparql-query"
            data = request("/sparql", method="POST", body=body, Content_Type=kind)
            source = f"127.3.{number}.{turn % 250 + 1}"
            answer = await exchange(port, data, patience=60, source=source)
            if answer.status == 503:
                late.append(answer.seconds - deadline)

    async with asyncio.TaskGroup() as group:
        for number in range(at_once):
            group.create_task(client(number))
    return Exact(len(late), statistics.median(late), max(late))


def exactness(server: Server, deadline: float, count: int, at_once: int) -> Exact:
    """Queries that never end, so many at once."""
    return asyncio.run(_exactness(server.port, deadline, count, at_once))
