"""Counters and durations in the text format of Prometheus (exposition format 0.0.4)."""

from __future__ import annotations

import time
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from servanda.server.remembered import Remembered
from servanda.server.state import State

__all__ = ["CONTENT_TYPE", "Metrics"]

CONTENT_TYPE: Final = "text/plain; version=0.0.4; charset=utf-8"
_NOW: Final = frozenset({"waiting"})  # figures of the pool that are no counts since the start
_BOUNDS: Final = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)


@dataclass(slots=True)
class Metrics:
    """What the server has done since it was started; used in one thread."""

    started: float = field(default_factory=time.time)
    running: int = 0
    reloads: Counter[str] = field(default_factory=Counter)
    # Connections refused before there was a request, by reason: only the guard sees them.
    turned_away: Counter[str] = field(default_factory=Counter)
    _requests: Counter[tuple[str, int]] = field(default_factory=Counter)
    _bytes: int = 0
    _seconds: float = 0.0
    _buckets: list[int] = field(default_factory=lambda: [0] * (len(_BOUNDS) + 1))

    def request(self, method: str, status: int, seconds: float, size: int) -> None:
        """A request was answered."""
        self._requests[method, status] += 1
        self._buckets[bisect_left(_BOUNDS, seconds)] += 1
        self._seconds += seconds
        self._bytes += size

    def text(self, state: State, connections: int, remembered: Remembered) -> str:
        """All figures, of the server and of the release that it serves now."""
        return "".join(self._lines(state, connections, remembered))

    def _lines(self, state: State, connections: int, remembered: Remembered) -> Iterator[str]:
        by_class: Counter[str] = Counter()
        refused: Counter[str] = Counter()
        for (_, status), count in self._requests.items():
            by_class[f"{status // 100}xx"] += count
            if status in {408, 413, 414, 429, 431, 503}:
                refused[str(status)] += count
        yield from _counter("requests", "Requests by class of status", "class", by_class)
        yield from _counter("refused", "Requests refused by a limit, by status", "status", refused)
        yield from _counter(
            "turned_away", "Connections ended by the guard, by reason", "reason", self.turned_away
        )
        yield from _counter("reloads", "Changes of release, by outcome", "outcome", self.reloads)
        yield from self._durations()
        answers, again = state.answers, remembered
        yield from _one("sent_bytes_total", "counter", "Bytes of content sent", self._bytes)
        yield from _one("requests_running", "gauge", "Requests being answered", self.running)
        yield from _one("connections", "gauge", "Connections that are open", connections)
        yield from _one("start_seconds", "gauge", "When the server was started", self.started)
        yield from _one(
            "cache_hits_total", "counter", "Answers found in memory", answers.hits + again.hits
        )
        yield from _one("cache_misses_total", "counter", "Answers to be made", answers.misses)
        yield from _one(
            "cache_bytes", "gauge", "Bytes of answers in memory", answers.size + again.size
        )
        yield from _one("triples", "gauge", "Triples that are served", state.served.triples)
        for name, value in sorted(_figures(state).items()):
            now = name in _NOW
            about = f"Queries: {name}" if name != "started" else "Processes started for queries"
            yield from _one(
                f"queries_{name}{'' if now else '_total'}",
                "gauge" if now else "counter",
                about,
                value,
            )
        key = state.served.key[:16]
        yield from _head("release", "gauge", "The release that is served")
        yield f'servanda_release{{key="{key}",version="{_escaped(state.served.version)}"}} 1\n'

    def _durations(self) -> Iterator[str]:
        name = "request_seconds"
        yield from _head(name, "histogram", "Time from the headers of a request to its answer")
        total = 0
        for bound, count in zip((*_BOUNDS, "+Inf"), self._buckets, strict=True):
            total += count
            yield f'servanda_{name}_bucket{{le="{bound}"}} {total}\n'
        yield f"servanda_{name}_sum {self._seconds:.6f}\nservanda_{name}_count {total}\n"


def _figures(state: State) -> Mapping[str, float]:
    """What the pool tells of itself, if it tells anything: names and values."""
    told = getattr(state.pool, "figures", None)
    return told if isinstance(told, Mapping) else {}


def _head(name: str, kind: str, about: str) -> Iterable[str]:
    return (f"# HELP servanda_{name} {about}\n", f"# TYPE servanda_{name} {kind}\n")


def _one(name: str, kind: str, about: str, value: float) -> Iterator[str]:
    yield from _head(name, kind, about)
    yield f"servanda_{name} {value:.15g}\n"


def _counter(name: str, about: str, label: str, counts: Counter[str]) -> Iterator[str]:
    yield from _head(f"{name}_total", "counter", about)
    for key, count in sorted(counts.items()):
        yield f'servanda_{name}_total{{{label}="{_escaped(key)}"}} {count}\n'


def _escaped(text: str) -> str:
    return text.replace("\\", r"\\").replace('"', r"\"").replace("\n", r"\n")
