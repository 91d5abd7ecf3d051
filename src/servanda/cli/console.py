"""The terminal: progress on standard error, errors in one line, exit codes."""

from __future__ import annotations

import sys
import time
from typing import Final

__all__ = ["Console", "printable"]

_PATIENCE: Final = 2.0  # seconds before progress is shown


class Console:
    """Progress of long work, shown on a terminal only and only when it takes over two seconds."""

    def __init__(self) -> None:
        self._start = time.monotonic()
        self._shown = False
        self._tty = sys.stderr.isatty()

    def progress(self, stage: str, done: int, total: int) -> None:
        """Show the stage and how much of it is done, in place of what was shown before."""
        if self._tty and (self._shown or time.monotonic() - self._start > _PATIENCE):
            sys.stderr.write(f"\r\x1b[K{stage} {done}/{total}")
            sys.stderr.flush()
            self._shown = True

    def clear(self) -> None:
        """Remove the progress line."""
        if self._shown:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()
            self._shown = False


def printable(text: str) -> str:
    """`text` without control characters other than line breaks: input may be hostile."""
    return "".join(char if char.isprintable() or char == "\n" else "?" for char in text)
