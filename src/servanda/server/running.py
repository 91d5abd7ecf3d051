"""The server as it runs: its socket, its signals, and the change from one release to the next."""

from __future__ import annotations

import asyncio
import gc
import math
import signal
import socket
from collections.abc import Callable, Iterator
from contextlib import AsyncExitStack, contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Final

import uvicorn
import uvloop

from servanda.errors import ServandaError
from servanda.server.app import Application, application
from servanda.server.clients import Clients, Proxies
from servanda.server.facts import Facts
from servanda.server.guard import Guard
from servanda.server.limits import Limits
from servanda.server.logs import Log
from servanda.server.metrics import Metrics
from servanda.server.preparing import prepared, ready
from servanda.server.quick import Quick
from servanda.server.served import Served
from servanda.server.sockets import address_of, raise_descriptors
from servanda.server.sources import Progress, mark_of
from servanda.server.state import Releases, State, state_of
from servanda.server.unfit import Bounds
from servanda.server.workers.pool import Pool

__all__ = ["Settings", "serve"]

_LOOK: Final = 2.0  # seconds between two looks at whether there is another release
_PAUSE: Final = 60.0
_KEEP_ALIVE: Final = 15  # seconds in which a connection may ask again
_BACKLOG: Final = 1024
_SPARE: Final = 512  # descriptors for files and processes, beside those of connections


@dataclass(frozen=True, slots=True)
class Settings:
    """What to serve and how it is reached; `base_url` has a slash at its end, or is empty."""

    paths: tuple[Path, ...]
    cache: Path
    base_url: str = ""
    root_path: str = ""
    trusted: tuple[str, ...] = ()
    watch: float = _LOOK


Told = Callable[[Served, str], None]


def serve(  # noqa: PLR0913  what a server is made of
    settings: Settings,
    limits: Limits,
    bound: socket.socket,
    log: Log,
    *,
    told: Told,
    progress: Progress,
) -> None:
    """Serve until SIGTERM or Ctrl-C; `told` hears what is served, and at which address.

    Requests in flight are answered before the end. Raises ServandaError if the first release
    cannot be made ready.
    """
    served = ready(settings.paths, settings.cache, progress)
    raise_descriptors(limits.connections + _SPARE)
    log.adopt()
    # What is here stays; to look for cycles in it again and again takes time from requests.
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 20)
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(_Running(settings, limits, bound, log, told).run(served))


class _Server(uvicorn.Server):
    """The server below, with signals that are ours."""

    def __init__(self, config: uvicorn.Config, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._ready: Final = ready

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave the signals to whoever runs this."""
        yield

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to take connections, and say so."""
        await super().startup(sockets)
        self._ready()


class _Running:
    def __init__(
        self, settings: Settings, limits: Limits, bound: socket.socket, log: Log, told: Told
    ) -> None:
        self._settings: Final = settings
        self._limits: Final = limits
        self._bound: Final = bound
        self._log: Final = log
        self._told: Final = told
        self._metrics: Final = Metrics()
        self._clients: Final = Clients(limits)
        self._wanted: Final = asyncio.Event()
        self._address: Final = settings.base_url or address_of(bound, settings.root_path)
        self._seen = mark_of(settings.paths)
        self._pause = settings.watch  # seconds between two tries of what has failed
        self._not_before = 0.0
        self._failure = ""

    async def run(self, served: Served) -> None:
        """Serve this release, and those that come after it."""
        releases = Releases(await self._state(served))
        app = application(releases, self._log, self._metrics, Proxies(self._settings.trusted))
        server = _Server(self._config(app), partial(self._ready, served))
        app.connections = server.server_state.connections
        self._listen(server)
        watching = asyncio.ensure_future(self._watch(releases))
        try:
            await server.serve(sockets=[self._bound])
        finally:
            watching.cancel()
            with suppress(asyncio.CancelledError):
                await watching
            await releases.current().retire()

    def _ready(self, served: Served) -> None:
        self._told(served, self._address)

    def _config(self, app: Application) -> uvicorn.Config:
        turned, begin = self._metrics.turned_away, Quick(app).begin
        bounds = Bounds(self._limits, turned, app.remembered, app.repeated, begin)
        guard: Any = partial(Guard, bounds=bounds)
        return uvicorn.Config(
            app,
            http=guard,
            ws="none",
            interface="asgi3",
            lifespan="off",
            log_config=None,
            access_log=False,
            proxy_headers=False,
            server_header=False,
            backlog=_BACKLOG,
            timeout_keep_alive=_KEEP_ALIVE,
            timeout_graceful_shutdown=math.ceil(self._limits.deadline) + 2,
        )

    def _listen(self, server: uvicorn.Server) -> None:
        """SIGTERM and Ctrl-C end, a second Ctrl-C at once; SIGHUP looks for another release."""
        loop = asyncio.get_running_loop()

        def end(by: signal.Signals) -> None:
            server.force_exit = server.should_exit and by is signal.SIGINT
            server.should_exit = True

        for each in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(each, end, each)
        loop.add_signal_handler(signal.SIGHUP, self._wanted.set)

    async def _state(self, served: Served) -> State:
        pool = Pool(served, self._limits, address=self._address, clients=self._clients)
        made = partial(
            state_of,
            address=self._address,
            root_path=self._settings.root_path,
            named=bool(self._settings.base_url),
        )
        async with AsyncExitStack() as undo:
            undo.callback(served.close)
            undo.push_async_callback(pool.close)
            await pool.start()
            facts = Facts(served.facts)
            undo.callback(facts.close)
            # Questions and names are read: others are answered meanwhile.
            state = await asyncio.to_thread(made, served, self._limits, pool, facts)
            undo.pop_all()
            return state

    async def _watch(self, releases: Releases) -> None:
        """Put the next release in the place of this one, whenever there is one."""
        while True:
            forced = await self._signalled()
            mark = mark_of(self._settings.paths)
            waits = asyncio.get_running_loop().time() < self._not_before
            if not forced and (mark == self._seen or waits):
                continue
            if await self._change(releases):
                self._seen, self._pause = mark, self._settings.watch
            else:  # a release may be half copied: look again, after longer and longer pauses
                self._pause = min(2 * self._pause, _PAUSE)
                self._not_before = asyncio.get_running_loop().time() + self._pause

    async def _signalled(self) -> bool:
        with suppress(TimeoutError):
            await asyncio.wait_for(self._wanted.wait(), self._settings.watch)
        forced = self._wanted.is_set()
        self._wanted.clear()
        return forced

    async def _change(self, releases: Releases) -> bool:
        """Serve what is there now, if it is another release; whether that went well."""
        before = releases.current().served
        try:
            served = await prepared(self._settings.paths, self._settings.cache)
            if served.key == before.key:
                served.close()
                return True
            await releases.put(await self._state(served))
            # What the one before held in cycles would stay until much else has come and gone.
            gc.collect()
        except Exception as error:  # noqa: BLE001  whatever it is, what is served goes on
            self._metrics.reloads["failed"] += 1
            if not isinstance(error, ServandaError | OSError):
                self._log.fault("reload", error)
            said = f"The new release cannot be served, the one before it still is: {error}"
            if said != self._failure:
                self._log.event("reload-failed", said, release=before.key[:16])
            self._failure = said
            return False
        self._metrics.reloads["done"] += 1
        self._failure = ""
        said = f"Serving release {served.version} ({served.key[:16]})"
        self._log.event("reload", said, release=served.key[:16])
        return True
