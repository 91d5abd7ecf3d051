"""A server of ours on loopback over what a test gives it, with a pool that asks in this process."""

from __future__ import annotations

import asyncio
import json
import socket
import subprocess
import sys
import threading
import time
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pyoxigraph
import uvicorn
from pyoxigraph import (
    NamedNode,
    QueryBoolean,
    QuerySolutions,
    QueryTriples,
    RdfFormat,
    Store,
    Triple,
)
from server.asgi import client_of
from starlette.types import ASGIApp

from servanda.query.answer import Answer as Found
from servanda.query.answer import answer_of
from servanda.query.formats import format_answer
from servanda.server.limits import limits_of
from servanda.server.refusal import Refusal
from servanda.server.served import File, Served
from servanda.server.state import Asked, State, state_of
from servanda.server.workers.job import Answer, Job, Kind

SYNTAXES = {
    "ttl": RdfFormat.TURTLE,
    "nt": RdfFormat.N_TRIPLES,
    "nq": RdfFormat.N_QUADS,
    "trig": RdfFormat.TRIG,
    "jsonld": RdfFormat.JSON_LD,
    "rdf": RdfFormat.RDF_XML,
}


class NoFacts:
    """Statements by subject, where a test needs none."""

    def triples(self, iri: str) -> tuple[Triple, ...]:  # noqa: ARG002
        """None."""
        return ()


async def chunks(body: bytes) -> AsyncIterator[bytes]:
    yield body


@dataclass
class StorePool:
    """Answers in this process from a store; `asked` are the jobs that came."""

    store: Store
    truncated: str = ""
    wait: float = 0
    asked: list[Job] = field(default_factory=list)
    cancelled: int = 0

    async def answer(self, job: Job, client: str) -> Answer:  # noqa: ARG002
        """Answer as the pool does."""
        self.asked.append(job)
        try:
            await asyncio.sleep(self.wait)
        except asyncio.CancelledError:
            self.cancelled += 1
            raise
        kind, body = self._answer(job)
        return Answer(kind, "", self.truncated, len(body), chunks(body))

    async def close(self) -> None:
        """Nothing is open."""

    def _answer(self, job: Job) -> tuple[Kind, bytes]:
        named = job.default_graphs is not None or job.named_graphs is not None
        dataset = {
            "default_graph": [NamedNode(each) for each in job.default_graphs or ()],
            "named_graphs": [NamedNode(each) for each in job.named_graphs or ()],
        }
        try:
            scope = dataset if named else {"use_default_graph_as_union": True}
            found = self.store.query(job.text, base_iri="http://test.example/", **scope)
        except SyntaxError as error:
            raise Refusal(400, str(error.msg), line=1, column=1) from error
        # What the store gives may be let go of in this thread only, so none of it is kept.
        kind, told = _kind(found), answer_of(found)
        del found
        if kind is not Kind.GRAPH:
            return kind, _said(told, job.rows if kind is Kind.ROWS else job.boolean)
        if job.graph is None:
            raise Refusal(406, "no format of a graph")
        return kind, pyoxigraph.serialize(told.triples or (), format=SYNTAXES[job.graph])


def _kind(found: QueryBoolean | QuerySolutions | QueryTriples) -> Kind:
    if isinstance(found, QueryTriples):
        return Kind.GRAPH
    return Kind.BOOLEAN if isinstance(found, QueryBoolean) else Kind.ROWS


def _said(answer: Found, form: str | None) -> bytes:
    if form is None:
        raise Refusal(406, "no format")
    return format_answer(answer, form).encode()


def served_of(folder: Path, **more: Any) -> Served:  # noqa: ANN401  fields of it
    given = {"key": "k" * 64, "graphs": frozenset(), "triples": 0, **more}
    return Served(
        store=folder / "store", spellings=folder / "spellings", facts=folder / "facts", **given
    )


def app_of(state: State) -> ASGIApp:
    """The application that serves a state."""
    return client_of(state).app


@contextmanager
def listening() -> Iterator[socket.socket]:
    """A socket on loopback whose port is free."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        yield found


def url_of(found: socket.socket) -> str:
    return f"http://127.0.0.1:{found.getsockname()[1]}/"


@contextmanager
def running(app: ASGIApp, found: socket.socket) -> Iterator[str]:
    """The address of an application that runs while the context is open."""
    config = uvicorn.Config(app, log_level="warning", lifespan="off", ws="none")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [found]}, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.005)
    try:
        yield url_of(found)
    finally:
        server.should_exit = True
        thread.join()


def state_on(
    served: Served, pool: Asked, address: str = "https://data.example/", **limits: float
) -> State:
    return state_of(served, limits_of(limits), pool, NoFacts(), address=address)


@contextmanager
def serving(
    folder: Path, *data: Path, options: Mapping[str, str] = MappingProxyType({})
) -> Iterator[str]:
    """The address of the server that the command runs over files of RDF; it works in `folder`."""
    command = [sys.executable, "-m", "servanda", "serve", *map(str, data)]
    given = {"--port": "0", "--log": "none", "--workers": "1", **options}
    with subprocess.Popen(
        [*command, *chain(*given.items()), "--cache-folder", str(folder / "cache")],
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    ) as server:
        try:
            assert server.stdout is not None
            yield server.stdout.readline().split(" at ")[1].strip()
        finally:
            server.terminate()
            server.wait(timeout=20)


PARTS = ("queries", "reconciliation", "en/question")


def served_release(release: Path, folder: Path) -> Served:
    """What this part of the server needs of a release, without making all of it ready."""
    paths = [release / "ontology.ttl", release / "void.ttl", release / "manifest.json"]
    for part in PARTS:
        paths += (path for path in (release / part).rglob("*") if path.is_file())
    files = {
        path.relative_to(release).as_posix(): File(path, path.stat().st_size, "0" * 64, "")
        for path in paths
    }
    manifest = json.loads((release / "reconciliation" / "manifest.json").read_bytes())
    base = manifest["documentation"]
    return served_of(
        folder, root=release, files=files, base=base, uri_space=manifest["identifierSpace"]
    )
