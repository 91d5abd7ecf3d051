"""Requests a second, beside oxigraph on the same data: wrk asks both in turn."""

from __future__ import annotations

import re
import shutil
import statistics
import subprocess
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import quote

from serving.server import Server, free_port, oxigraph, running, servanda

__all__ = ["KINDS", "Kind", "Pair", "both", "kinds", "measured"]

_SCRIPT: Final = Path(__file__).parent / "addresses.lua"
_CONNECTIONS: Final = 16
_TURTLE: Final = "text/turtle"
_JSON: Final = "application/sparql-results+json"
# One client asks all: what bounds a client would bound the measurement.
_UNBOUND: Final = (
    *("--client-time", "1e6", "--client-errors", "1000000", "--client-queries", "1000"),
    *("--queue", "64", "--log", "none"),
)
KINDS: Final = (
    "dereferencing",
    "ready-made queries, repeated",
    "ready-made queries, each the first",
    "one-pattern queries, each the first",
)


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of requests: the addresses for Servanda and for oxigraph, and what is accepted."""

    name: str
    ours: list[str]
    theirs: list[str]
    accept: str


@dataclass(frozen=True, slots=True)
class Pair:
    """Requests a second of both in each round, and the median of their ratios."""

    ours: list[float]
    theirs: list[float]

    @property
    def ratio(self) -> float:
        """How many times as many as oxigraph, round by round; the median."""
        return statistics.median(a / b for a, b in zip(self.ours, self.theirs, strict=True))


def _things(release: Path) -> list[str]:
    """Paths of all resources that have data of their own, without suffix."""
    found = (path.relative_to(release / "id") for path in (release / "id").rglob("*.nt"))
    return sorted(path.with_suffix("").as_posix() for path in found)


def _iri(release: Path, thing: str) -> str:
    """The IRI of a resource: the subject in its own data that ends like its path."""
    text = (release / "id" / f"{thing}.nt").read_text("utf-8")
    found = re.search(rf"^<([^<>]*/{re.escape(thing)})> <", text, re.MULTILINE)
    return found[1] if found else ""


def kinds(release: Path) -> list[Kind]:
    """The kinds of requests for a release."""
    iris = {thing: iri for thing in _things(release) if (iri := _iri(release, thing))}
    describe = [f"CONSTRUCT {{ <{iri}> ?p ?o }} WHERE {{ <{iri}> ?p ?o }}" for iri in iris.values()]
    ready = [path.read_text("utf-8") for path in sorted((release / "queries").glob("*.rq"))]
    small = [f"SELECT ?p ?o {{ <{iri}> ?p ?o FILTER(?o != {{n}}) }}" for iri in iris.values()]

    def asked(path: str, queries: list[str]) -> list[str]:
        found = (quote(each, safe="").replace("%7Bn%7D", "{n}") for each in queries)
        return [f"{path}?query={each}" for each in found]

    first, second, third, fourth = KINDS
    new = [f"{each}\n# {{n}}" for each in ready]
    documents = [f"/doc/{thing}" for thing in iris]
    return [
        Kind(first, documents, asked("/query", describe), _TURTLE),
        Kind(second, asked("/sparql", ready), asked("/query", ready), _JSON),
        Kind(third, asked("/sparql", new), asked("/query", new), _JSON),
        Kind(fourth, asked("/sparql", small), asked("/query", small), _JSON),
    ]


@contextmanager
def both(release: Path, folder: Path) -> Iterator[tuple[Server, Server]]:
    """Servanda and oxigraph, running side by side on the graphs of a release."""
    ours, theirs = free_port(), free_port()
    folders = folder / "ours", folder / "theirs"
    with (
        running(servanda(release, ours, *_UNBOUND), ours, folders[0]) as first,
        running(oxigraph(release, folders[1] / "store", theirs), theirs, folders[1]) as second,
    ):
        yield first, second


def _wrk(server: Server, addresses: list[str], accept: str, seconds: int, first: int) -> float:
    """Requests a second. Raises RuntimeError if any answer was no success."""
    program = shutil.which("wrk")
    if program is None:
        raise FileNotFoundError("wrk is not installed; on Debian: apt-get install wrk")
    listed = server.folder / "addresses"
    listed.write_text("\n".join(addresses) + "\n", "utf-8")
    where = f"http://127.0.0.1:{server.port}"
    size = [f"-c{_CONNECTIONS}", "-t1", f"-d{seconds}s", "--timeout", "20s"]
    command = [program, *size, "-s", str(_SCRIPT), where, "--", str(listed), accept, str(first)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    if bad := re.search(r"Non-2xx.*|Socket errors.*", done.stdout):
        raise RuntimeError(f"{where}{addresses[0][:80]}: {bad[0]}")
    found = re.search(r"Requests/sec: +([\d.]+)", done.stdout)
    if found is None:
        raise RuntimeError(done.stdout + done.stderr)
    return float(found[1])


def _warm(server: Server, addresses: list[str], accept: str) -> None:
    """Ask for each address once, one after the other. Raises HTTPError if one is no success."""
    for address in addresses:
        url = f"http://127.0.0.1:{server.port}{address.replace('{n}', '-1')}"
        asked = urllib.request.Request(url, headers={"Accept": accept})
        with urllib.request.urlopen(asked, timeout=30) as answer:  # noqa: S310  our own server
            answer.read()


def measured(pair: tuple[Server, Server], kind: Kind, rounds: int, seconds: int) -> Pair:
    """Both in turn, so many rounds of so many seconds, each address having been asked for once."""
    _warm(pair[0], kind.ours, kind.accept)
    _warm(pair[1], kind.theirs, kind.accept)
    ours, theirs = [], []
    for turn in range(rounds):
        first = turn * 10_000_000
        ours.append(_wrk(pair[0], kind.ours, kind.accept, seconds, first))
        theirs.append(_wrk(pair[1], kind.theirs, kind.accept, seconds, first))
    return Pair(ours, theirs)
