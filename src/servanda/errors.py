"""Errors that a user meets: where, what is wrong, how to mend it."""

from __future__ import annotations

from pathlib import Path

__all__ = ["EngineError", "InputError", "ServandaError", "UsageError"]


class ServandaError(Exception):
    """An error with a place and a remedy; `exit_code` is what the command line returns.

    `line` and `column` count from 1. `str(error)` reads `path:line:column: message. hint`.
    """

    exit_code = 2

    def __init__(
        self,
        message: str,
        *,
        path: Path | str | None = None,
        line: int | None = None,
        column: int | None = None,
        hint: str | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.path = None if path is None else Path(path)
        self.line = line
        self.column = column
        self.hint = hint

    @property
    def place(self) -> str:
        """`path:line:column` as far as known, or an empty string."""
        if self.path is None:
            return ""
        known = [self.path.as_posix()]
        known += [str(number) for number in (self.line, self.column) if number is not None]
        return ":".join(known)

    def __str__(self) -> str:
        head = f"{self.place}: {self.message}" if self.place else self.message
        return f"{head}. {self.hint}" if self.hint else head


class InputError(ServandaError):
    """A file is faulty."""


class UsageError(ServandaError):
    """A call is faulty: an unknown query, a parameter of the wrong type."""


class EngineError(ServandaError):
    """A reasoner, validator or query engine failed on input that is not at fault."""

    exit_code = 3
