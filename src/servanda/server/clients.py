"""Who asks, and how much of the server each client has used up lately.

A budget fills again at an even pace: who has spent it all waits for as much as the next query
needs, not for the end of a minute. Memory is bounded, and IPv6 clients are told apart by the first
64 bits of their addresses, which is what one subscriber has.
"""

from __future__ import annotations

import ipaddress
import math
import re
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from servanda.errors import UsageError
from servanda.server.limits import Limits
from servanda.server.refusal import Refusal

__all__ = ["Clients", "Proxies", "client_of"]

_MOST: Final = 10_000  # clients that are remembered
_MINUTE: Final = 60.0
_V6_BITS: Final = 64
_FOR: Final = re.compile(r'(?:^|[;,\s])for="?(\[[^\]]*\]|[^;,"\s:]+)', re.IGNORECASE)

_Network = ipaddress.IPv4Network | ipaddress.IPv6Network


@dataclass(slots=True)
class _Budget:
    """What one client has used up: seconds, errors, queries that run, and when that was so."""

    seconds: float
    errors: float
    running: int
    seen: float


class Clients:
    """Budgets of clients: time and errors in a minute, and queries at once.

    `admit(client)` before a query raises Refusal 429 if a budget is spent; otherwise the query
    counts as running until `spent(client, seconds, failed=…)` says what it took. A query known to
    be cheap is given as `cheap=True` to both: it is not counted among those that run at once. What
    is refused before it is let begin is `spent` as a cheap one. Used in one thread; `clock` is in
    seconds.
    """

    def __init__(self, limits: Limits, clock: Callable[[], float] = time.monotonic) -> None:
        self._limits: Final = limits
        self._clock: Final = clock
        self._budgets: Final[OrderedDict[str, _Budget]] = OrderedDict()
        self.refused = 0

    def __len__(self) -> int:
        return len(self._budgets)

    def refusal_of(self, client: str) -> Refusal | None:
        """The Refusal of a client whose budget is spent, with the seconds to wait."""
        limits, budget = self._limits, self._budget(client)
        if budget.seconds >= limits.client_time:
            wait = (budget.seconds - limits.client_time) * _MINUTE / limits.client_time
            said = f"Your queries have taken {limits.client_time:g} seconds within a minute"
            return _refusal(said, wait)
        if budget.errors > limits.client_errors - 1:
            over = budget.errors - (limits.client_errors - 1)
            said = f"{limits.client_errors} of your queries have failed within a minute"
            return _refusal(said, over * _MINUTE / limits.client_errors)
        return None

    def check(self, client: str) -> None:
        """Raise Refusal 429 with the seconds after which to come again, if a budget is spent."""
        refusal = self.refusal_of(client)
        if refusal is not None:
            self.refused += 1
            raise refusal

    def admit(self, client: str, *, cheap: bool = False) -> None:
        """Let a query begin. Raises Refusal 429 as `check`, and for too many that run at once."""
        self.check(client)
        if cheap:
            return
        budget = self._budget(client)
        if budget.running >= self._limits.client_queries:
            self.refused += 1
            raise _refusal(f"{budget.running} of your queries are running", 1)
        budget.running += 1

    def spent(self, client: str, seconds: float, *, failed: bool, cheap: bool = False) -> None:
        """A query has ended, after so many seconds."""
        budget = self._budget(client)
        budget.seconds += seconds
        budget.errors += failed
        if not cheap:
            budget.running = max(0, budget.running - 1)

    def _budget(self, client: str) -> _Budget:
        now = self._clock()
        budget = self._budgets.get(client)
        if budget is None:
            budget = self._budgets[client] = _Budget(0, 0, 0, now)
            self._forget()
        share = (now - budget.seen) / _MINUTE
        budget.seconds = max(0.0, budget.seconds - share * self._limits.client_time)
        budget.errors = max(0.0, budget.errors - share * self._limits.client_errors)
        budget.seen = now
        self._budgets.move_to_end(client)
        return budget

    def _forget(self) -> None:
        """Let go of the client that was seen longest ago and has nothing running."""
        while len(self._budgets) > _MOST:
            idle = (client for client, budget in self._budgets.items() if not budget.running)
            oldest = next(idle, None)
            if oldest is None:
                return
            del self._budgets[oldest]


def _refusal(said: str, wait: float) -> Refusal:
    seconds = max(1, math.ceil(wait))
    return Refusal(429, f"{said}; ask again in {seconds} s", retry_after=seconds)


class Proxies:
    """The proxies whose word about their clients is taken: addresses or networks, none at first.

    Raises UsageError for what is neither.
    """

    def __init__(self, names: tuple[str, ...] = ()) -> None:
        try:
            self._networks: Final = tuple(ipaddress.ip_network(name.strip()) for name in names)
        except ValueError as error:
            raise UsageError(
                f"--trust-proxy: {error}", hint="Give addresses or networks, as in 10.0.0.0/8"
            ) from error

    def __contains__(self, address: str) -> bool:
        found = _parsed(address)
        return found is not None and any(found in network for network in self._networks)

    def __bool__(self) -> bool:
        return bool(self._networks)


def client_of(peer: str, forwarded: str, forwarded_for: str, proxies: Proxies) -> str:
    """The name of the client of a request that came from `peer`, for budgets and logs.

    The headers `Forwarded` (RFC 7239) and `X-Forwarded-For` count only if the peer is a proxy that
    is trusted: then the client is the last address that no such proxy has.
    """
    if not proxies:
        return _named(peer) or peer
    hops = [peer]
    if peer in proxies:
        said = _FOR.findall(forwarded) if forwarded else forwarded_for.split(",")
        hops = [*(_bare(each) for each in said[-32:]), peer]
    for hop in reversed(hops):
        if hop not in proxies:
            return _named(hop) or _named(peer) or peer
    return _named(hops[0]) or peer


def _bare(text: str) -> str:
    """An address without brackets and port."""
    text = text.strip().strip('"')
    if text.startswith("["):
        return text[1:].partition("]")[0]
    return text.partition(":")[0] if text.count(":") == 1 else text


def _parsed(address: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return None
    mapped = getattr(found, "ipv4_mapped", None)
    return mapped or found


@lru_cache(maxsize=4096)
def _named(address: str) -> str:
    found = _parsed(address)
    if found is None:
        return ""
    if found.version == 4:
        return str(found)
    return str(ipaddress.ip_network((int(found), _V6_BITS), strict=False))
