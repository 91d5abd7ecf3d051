"""A line for each request and each event: JSON for programs, short text for people.

What a client asked is nobody's business: the query of an address is left out unless the operator
wants it. Control characters never reach a terminal.
"""

from __future__ import annotations

import json
import logging
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Final, TextIO

__all__ = ["Form", "Line", "Log"]

_LONGEST: Final = 1_000


class Form(StrEnum):
    """How a log is written."""

    JSON = "json"
    TEXT = "text"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Line:
    """An answered request; `query` is that of its address, `size` the bytes of content sent."""

    client: str
    method: str
    path: str
    query: str
    status: int
    seconds: float
    size: int
    agent: str
    release: str


class Log:
    """Writes lines to `stream`. Of requests nothing is written in the form `none`."""

    def __init__(
        self,
        form: Form,
        *,
        queries: bool = False,
        stream: TextIO | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._form: Final = form
        self._queries: Final = queries
        self._stream: Final = sys.stderr if stream is None else stream
        self._clock: Final = clock

    @property
    def is_silent(self) -> bool:
        """Whether nothing is written of requests."""
        return self._form is Form.NONE

    def request(self, line: Line) -> None:
        """A request was answered."""
        if self._form is Form.NONE:
            return
        address = f"{line.path}?{line.query}" if self._queries and line.query else line.path
        address = address[:_LONGEST]
        if self._form is Form.TEXT:
            took = f"{1000 * line.seconds:.1f} ms"
            self._write(f"{line.status} {line.method} {address} {took} {line.client}")
            return
        self._as_json(
            "request",
            client=line.client,
            method=line.method,
            path=address,
            status=line.status,
            ms=round(1000 * line.seconds, 3),
            bytes=line.size,
            agent=line.agent[:200],
            release=line.release[:16],
        )

    def event(self, event: str, said: str, **more: object) -> None:
        """Something happened that an operator wants to know of."""
        if self._form is Form.JSON:
            self._as_json(event, said=said, **more)
        else:
            self._write(said)

    def fault(self, where: str, error: BaseException) -> None:
        """A fault of ours: the type of the error and where it was raised go into the log alone."""
        steps, trace = [], error.__traceback__
        while trace is not None:
            code = trace.tb_frame.f_code
            steps.append(f"{code.co_filename.rpartition('/')[2]}:{trace.tb_lineno}")
            trace = trace.tb_next
        said = f"{where}: {type(error).__name__}: {error} ({' '.join(steps[-6:])})"
        self.event("fault", said)

    def adopt(self) -> None:
        """Let the warnings of the server below come out as events of this log."""
        logger = logging.getLogger("uvicorn")
        logger.handlers = [_Events(self)]
        logger.setLevel(logging.ERROR)
        logger.propagate = False

    def _as_json(self, event: str, **fields: object) -> None:
        when = datetime.fromtimestamp(self._clock(), UTC).isoformat(timespec="milliseconds")
        self._write(json.dumps({"time": when, "event": event, **fields}, ensure_ascii=True))

    def _write(self, text: str) -> None:
        plain = text
        if not text.isprintable():
            plain = "".join(each if each.isprintable() else "?" for each in text)
        try:
            self._stream.write(plain + "\n")
            self._stream.flush()
        except (OSError, ValueError):  # a log that nobody reads any more is no reason to stop
            return


class _Events(logging.Handler):
    def __init__(self, log: Log) -> None:
        super().__init__()
        self._log: Final = log

    def emit(self, record: logging.LogRecord) -> None:
        error = record.exc_info[1] if record.exc_info else None
        if error is not None:
            self._log.fault(record.getMessage().strip(), error)
        else:
            self._log.event("server", record.getMessage().strip())
