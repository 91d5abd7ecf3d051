"""The error of a server that has nothing to answer from."""

from __future__ import annotations

from servanda.errors import UsageError

__all__ = ["NothingError"]


class NothingError(UsageError):
    """There is no statement to serve: a finding (exit code 1), for the call itself may be right."""

    exit_code = 1
