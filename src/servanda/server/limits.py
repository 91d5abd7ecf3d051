"""The one table of limits of the server: name, default, unit, and what each is for.

Options of the command line, variables of the environment, the service description, messages and
the page of the documentation are all made from it.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, fields
from types import MappingProxyType
from typing import Any, Final

from servanda.errors import UsageError

__all__ = ["LIMITS", "Limit", "Limits", "limits_of"]

_VARIABLE: Final = "SERVANDA_"


@dataclass(frozen=True, slots=True)
class Limit:
    """One limit; `name` is the field of `Limits`, with hyphens the option, as in `--max-rows`."""

    name: str
    default: float
    unit: str
    about: str

    @property
    def option(self) -> str:
        """The option of `servanda serve`."""
        return f"--{self.name.replace('_', '-')}"

    @property
    def variable(self) -> str:
        """The variable of the environment that says the same."""
        return _VARIABLE + self.name.upper()


_CORES: Final = os.cpu_count() or 1
_MIB: Final = 1 << 20

LIMITS: Final = (
    Limit("deadline", 10, "seconds", "time of a query from its first byte to its answer"),
    Limit("max_rows", 10_000, "rows", "rows or triples of an answer; more are cut, and it says so"),
    Limit("max_answer", 20 * _MIB, "bytes", "size of an answer; more is cut, and it says so"),
    Limit("max_query", 64 << 10, "bytes", "size of a query, of a body, and of the request line"),
    Limit("max_nesting", 64, "levels", "brackets of a query within each other"),
    Limit("max_tokens", 5_000, "tokens", "words and signs of a query"),
    Limit("max_headers", 16 << 10, "bytes", "size of all headers of a request"),
    Limit(
        "request_time", 10, "seconds", "time to send a request, and to read each part of its answer"
    ),
    Limit("memory", 2 << 30, "bytes", "address space of a process that runs queries"),
    Limit("workers", max(2, _CORES), "processes", "queries of unknown cost that run at once"),
    Limit("queue", 2 * max(2, _CORES), "queries", "queries that wait when all workers are busy"),
    Limit("queries_per_worker", 10_000, "queries", "after so many a process is replaced"),
    Limit("client_queries", 2, "queries", "queries of one client at once, cheap ones not counted"),
    Limit("client_time", 60, "seconds", "time of queries of one client in a minute"),
    Limit("client_errors", 30, "errors", "failed queries of one client in a minute"),
    Limit("connections", 1_000, "connections", "connections that are open at once"),
    Limit("cache", 64 * _MIB, "bytes", "answers and pages that are kept in memory"),
)


@dataclass(frozen=True, slots=True)
class Limits:
    """A value for each row of `LIMITS`, in its unit."""

    deadline: float
    max_rows: int
    max_answer: int
    max_query: int
    max_nesting: int
    max_tokens: int
    max_headers: int
    request_time: float
    memory: int
    workers: int
    queue: int
    queries_per_worker: int
    client_queries: int
    client_time: float
    client_errors: int
    connections: int
    cache: int


_WHOLE: Final = MappingProxyType({field.name: field.type == "int" for field in fields(Limits)})


def limits_of(values: Mapping[str, float] = MappingProxyType({})) -> Limits:
    """The limits with these values by name, and the default of each other.

    Raises UsageError for one that is not above zero (the queue may be 0), or not whole where it
    must be.
    """
    found = {limit.name: values.get(limit.name, limit.default) for limit in LIMITS}
    for limit in LIMITS:
        value = found[limit.name]
        least = 0 if limit.name in {"queue", "cache"} else 1 if _WHOLE[limit.name] else 0.01
        if not least <= value < float("inf") or (_WHOLE[limit.name] and value != int(value)):
            raise UsageError(
                f"{limit.option} {value:g} is no number of {limit.unit}",
                hint=f"The default is {limit.default:g}",
            )
    typed: dict[str, Any] = {name: int(v) if _WHOLE[name] else v for name, v in found.items()}
    return Limits(**typed)
