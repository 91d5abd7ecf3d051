"""Requests of all kinds without an end, and whether each answer belongs wholly to one release."""

from __future__ import annotations

import asyncio
import hashlib
import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import quote

from attacks.assault import sources
from attacks.corpus import Case, Places
from attacks.judge import Rules, faults
from attacks.mutations import malformed

from serving.attackers import worst
from serving.client import Exchange, Manner, exchange, request

__all__ = ["PROBES", "Traffic"]

_ANY: Final = frozenset({"any"})
_COUNT: Final = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
_NAMES: Final = "SELECT ?s ?o { ?s ?p ?o FILTER(isLiteral(?o)) } ORDER BY ?s ?o LIMIT 40"
# What is the same each time for one release, and not for two.
PROBES: Final = (
    "/",
    "/manifest.json",
    "/dump/dataset.nq",
    "/void.ttl",
    "/sparql",
    f"/sparql?query={quote(_COUNT)}",
    f"/sparql?query={quote(_NAMES)}",
)
_OFTEN: Final = (4, 4, 1, 4, 4, 4, 4)  # the dump is large
_KEPT: Final = 50


@dataclass(slots=True)
class Traffic:
    """Clients of one server; `learn` each release in quiet, then `run`.

    `mixed` lists answers whose content is not that of the release in their header, `wrong` those
    that break the rules for all answers, `statuses` counts, `seen` counts answers by release,
    `blamed` counts queries that were held to have ended a process which was killed from outside.
    """

    port: int
    rules: Rules
    places: Places
    ready_made: Sequence[str]
    known: dict[tuple[str, str], str] = field(default_factory=dict)
    statuses: dict[str, int] = field(default_factory=dict)
    seen: dict[str, int] = field(default_factory=dict)
    mixed: list[str] = field(default_factory=list)
    wrong: list[dict[str, Any]] = field(default_factory=list)
    sent: int = 0
    blamed: int = 0

    async def learn(self) -> str:
        """Ask all probes of the release that is served now; gives its key."""
        key = ""
        for probe in PROBES:
            answer = await self._probe(probe, "127.9.9.9")
            key = answer.headers.get("servanda-release", "")
            self.known[key, probe] = _mark(answer)
        return key

    async def _probe(self, path: str, source: str) -> Exchange:
        data = request(path, Accept="*/*", Accept_Language="en")
        return await exchange(self.port, data, patience=30, source=source)

    async def run(self, clients: int, seconds: float, seed: int) -> None:
        """Send from so many clients at once for so long."""
        until, addresses = time.monotonic() + seconds, sources()
        async with asyncio.TaskGroup() as group:
            for number in range(clients):
                chance = random.Random(f"{seed} {number}")  # noqa: S311  the same each time
                group.create_task(self._client(chance, until, addresses))

    async def _client(self, chance: random.Random, until: float, addresses: Iterator[str]) -> None:
        while time.monotonic() < until:
            if chance.random() < 0.5:
                probe = chance.choices(PROBES, _OFTEN)[0]
                await self._check(probe, next(addresses))
            else:
                await self._send(self._case(chance), next(addresses))

    async def _check(self, probe: str, source: str) -> None:
        answer = await self._probe(probe, source)
        self._count(answer)
        key = answer.headers.get("servanda-release", "")
        if answer.status == 503 or answer.ended != "whole":
            self._judge(Case(probe, b"", _ANY, "one of those that are the same each time"), answer)
        elif answer.status == 400 and b"ended the process" in answer.body:
            self.blamed += 1
        elif self.known.get((key, probe)) != _mark(answer) and len(self.mixed) < _KEPT:
            self.mixed.append(f"{probe} of {key[:12]}: {answer.status} {answer.body[:80]!r}")

    async def _send(self, case: Case, source: str) -> None:
        patience = self.rules.patience(case) + 20
        answer = await exchange(
            self.port, case.data, patience=patience, source=source, manner=case.manner
        )
        self._count(answer)
        self._judge(case, answer)

    def _count(self, answer: Exchange) -> None:
        self.sent += 1
        self.statuses[str(answer.status)] = self.statuses.get(str(answer.status), 0) + 1
        key = answer.headers.get("servanda-release", "")[:12]
        self.seen[key] = self.seen.get(key, 0) + 1

    def _judge(self, case: Case, answer: Exchange) -> None:
        # How late an answer comes is measured elsewhere: here the machine is kept busy.
        found = [each for each in faults(case, answer, self.rules) if not each.startswith("after")]
        if found and len(self.wrong) < _KEPT:
            self.wrong.append({"case": case.name, "faults": found, "begins": repr(case.data[:120])})

    def _case(self, chance: random.Random) -> Case:
        """Any other request: small, never-ending, damaged, conditional, slow, given up."""
        kind, number = chance.random(), chance.randrange(1 << 40)
        if kind < 0.04:
            query = f"{chance.choice(worst())}# {number}"
            return _query(query, Manner(leave=chance.random() < 0.5))
        if kind < 0.4:
            return _query(f"SELECT ?p ?o {{ ?s ?p ?o FILTER(?o != {number}) }} LIMIT 9", Manner())
        if kind < 0.6:
            found = malformed(number, [chance.randrange(6)], self.ready_made, self.places)
            return next(iter(found))
        if kind < 0.62:
            piece = Manner(piece=8, pause=0.05, leave=chance.random() < 0.5)
            return Case("slow", request("/"), _ANY, "byte by byte", piece, complete=False)
        path = chance.choice(("/", "/dump/dataset.nq", "/void.ttl", "/en/index.html", "/none"))
        method = chance.choice(("GET", "GET", "HEAD", "OPTIONS", "PUT"))
        headers = {"Range": f"bytes={number % 5000}-", "Accept_Encoding": "br, gzip"}
        named = {name: value for name, value in headers.items() if chance.random() < 0.5}
        data = request(path, method=method, **named)
        return Case(f"{method} {path}", data, _ANY, "a page or a file")


def _query(query: str, manner: Manner) -> Case:
    data = request(
        "/sparql",
        method="POST",
        body=query.encode("utf-8"),
        Content_Type="application/sparql-query",
    )
    return Case("query", data, _ANY, "a query", manner)


def _mark(answer: Exchange) -> str:
    return f"{answer.status} {hashlib.sha256(answer.body).hexdigest()}"
