"""All that hangs on one release while it is served, and how a newer one takes its place."""

from __future__ import annotations

import asyncio
import hashlib
import json
import os
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final, Protocol

from pyoxigraph import Triple

from servanda.digests import MANIFEST
from servanda.query import Query
from servanda.server.cache import Cache
from servanda.server.encoding import Encodings
from servanda.server.limits import Limits
from servanda.server.pending import Pending
from servanda.server.ready_made import ready_made
from servanda.server.reconciling.holdings import Holdings, read_holdings
from servanda.server.reconciling.matching import Matcher
from servanda.server.served import File, Served
from servanda.server.workers.job import Answer, Job
from servanda.wording import LANGUAGES

__all__ = ["SMALL", "Asked", "Opened", "Releases", "State", "state_of"]

# Files up to this size are held in memory whole; a larger one is sent from the disk.
SMALL: Final = 1 << 20
_LANGUAGES: Final = ("en", "fr", "zh")  # the first is for who names none


class Asked(Protocol):
    """What answers queries; `servanda.server.workers` has the one that does."""

    async def answer(self, job: Job, client: str, **began: float) -> Answer:
        """The answer to a query, which came at `began` or now. Raises Refusal."""
        ...

    async def close(self) -> None:
        """End all that it runs."""
        ...


class Told(Protocol):
    """The statements by subject; `servanda.server.facts` has the ones of a release."""

    def triples(self, iri: str) -> Sequence[Triple]:
        """The statements about a resource, as they were parsed."""
        ...

    def close(self) -> None:
        """Close what is open."""
        ...


class Opened:
    """How many requests a release is answering; the last one closes it when it is old."""

    def __init__(self) -> None:
        self.count = 0
        self.is_old = False
        self.is_closed = False
        self.closing: asyncio.Future[None] | None = None


@dataclass(frozen=True, slots=True)
class State:
    """One release with all that answers from it.

    `address` is the public address of the server with a slash at its end, `root_path` what
    addresses begin with behind a proxy, without a slash at its end; `named` says that the
    operator has given the address. `languages` are those the site has, `issued` the days of issue
    by version, `prefixes` those of the release, `questions` its ready-made queries by name,
    `matcher` what its names are matched with, `pending` the answers that are being made, `root`
    what the keys of its answers begin with.
    """

    served: Served
    limits: Limits
    pool: Asked
    facts: Told
    address: str
    answers: Cache
    encodings: Encodings
    root_path: str = ""
    named: bool = False
    languages: tuple[str, ...] = LANGUAGES
    issued: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    prefixes: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    stamps: Mapping[str, tuple[int, int]] = field(default_factory=lambda: MappingProxyType({}))
    questions: Mapping[str, Query] = field(default_factory=lambda: MappingProxyType({}))
    matcher: Matcher = field(default_factory=lambda: Matcher(Holdings()))
    pending: Pending = field(default_factory=Pending)
    opened: Opened = field(default_factory=Opened)
    root: str = field(init=False)

    def __post_init__(self) -> None:
        """What all keys of answers begin with."""
        told = repr((self.served.key, self.limits))
        object.__setattr__(self, "root", hashlib.sha256(told.encode()).hexdigest())

    def is_same(self, file: File, seen: os.stat_result) -> bool:
        """Whether a large file is still the one that was there when the release was opened."""
        stamp = self.stamps.get(file.sha256)
        return seen.st_size == file.size and stamp in (None, (seen.st_ino, seen.st_mtime_ns))

    @asynccontextmanager
    async def used(self) -> AsyncIterator[State]:
        """Keep the release open while a request is answered from it."""
        self.hold()
        try:
            yield self
        finally:
            self.opened.count -= 1
            await self._close_if_left()

    def hold(self) -> None:
        """Keep the release open until `let_go`; for what is answered without a task."""
        self.opened.count += 1

    def let_go(self) -> None:
        """One that held the release needs it no more."""
        opened = self.opened
        opened.count -= 1
        if opened.is_old and not opened.count:
            opened.closing = asyncio.ensure_future(self._close_if_left())

    async def retire(self) -> None:
        """Another release has taken its place: close as soon as nobody uses this one."""
        self.opened.is_old = True
        await self._close_if_left()

    async def _close_if_left(self) -> None:
        opened = self.opened
        if opened.is_old and not opened.count and not opened.is_closed:
            opened.is_closed = True
            await self.encodings.close()
            await self.pool.close()
            self.facts.close()
            self.served.close()


class Releases:
    """The release that is served now; `current` never gives one that is half made."""

    def __init__(self, first: State) -> None:
        self._newest = first
        self._listening: Final[list[Callable[[str], None]]] = []

    def listen(self, hears: Callable[[str], None]) -> None:
        """Tell the key of the release that is served, now and whenever it is another."""
        self._listening.append(hears)
        hears(self._newest.served.key)

    def current(self) -> State:
        """The newest release."""
        return self._newest

    async def put(self, state: State) -> None:
        """Serve another release; requests in flight finish on the one before."""
        before, self._newest = self._newest, state
        for hears in self._listening:
            hears(state.served.key)
        await before.retire()


def state_of(  # noqa: PLR0913  what a state hangs on
    served: Served,
    limits: Limits,
    pool: Asked,
    facts: Told,
    *,
    address: str,
    root_path: str = "",
    named: bool = False,
) -> State:
    """All that a release needs to be answered from; the arguments are as in `State`."""
    manifests = {"": _manifest(served, MANIFEST)}
    manifests |= {each: _manifest(served, f"v/{each}/{MANIFEST}") for each in served.versions}
    issued = {
        str(content.get("version", version)): str(content.get("issued", ""))
        for version, content in manifests.items()
        if content
    }
    told = manifests[""].get("prefixes")
    prefixes = told if isinstance(told, dict) else {}
    languages = tuple(each for each in _LANGUAGES if f"{each}/index.html" in served.files)
    return State(
        served=served,
        limits=limits,
        pool=pool,
        facts=facts,
        address=address,
        root_path=root_path,
        named=named,
        answers=Cache(limits.cache // 2),  # the other half is for finished responses
        encodings=Encodings(served.store.parent / "encoded"),
        languages=languages or _LANGUAGES,
        issued=MappingProxyType(issued),
        prefixes=MappingProxyType({str(key): str(value) for key, value in prefixes.items()}),
        stamps=MappingProxyType(_stamps(served)),
        questions=ready_made(served),
        matcher=Matcher(read_holdings(served)),
    )


def _manifest(served: Served, path: str) -> dict[str, object]:
    file = served.files.get(path)
    if file is None:
        return {}
    with suppress(OSError, ValueError):
        content = json.loads(file.path.read_bytes())
        if isinstance(content, dict):
            return content
    return {}


def _stamps(served: Served) -> dict[str, tuple[int, int]]:
    """By which large files are known again: to hash them at each request would take too long."""
    found = {}
    for file in served.files.values():
        if file.size > SMALL:
            with suppress(OSError):
                seen = file.path.stat()
                found[file.sha256] = (seen.st_ino, seen.st_mtime_ns)
    return found
