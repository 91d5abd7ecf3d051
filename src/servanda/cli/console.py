"""The terminal: progress on standard error, errors in one line, exit codes."""

from __future__ import annotations

import sys
import time
from typing import Final

__all__ = ["Console", "printable"]

_PATIENCE: Final = 2.0  # seconds before progress is shown
_MINUTES: Final = 90  # seconds from which on the time left is told in minutes


class Console:
    """Progress of long work, shown on a terminal only and only when it takes over two seconds."""

    def __init__(self) -> None:
        self._start = time.monotonic()
        self._shown = False
        self._tty = sys.stderr.isatty()
        self._stage = ("", self._start)

    def progress(self, stage: str, done: int, total: int) -> None:
        """Show the stage and how much of it is done, in place of what was shown before."""
        now = time.monotonic()
        if stage != self._stage[0]:
            self._stage = (stage, now)
        if self._tty and (self._shown or now - self._start > _PATIENCE):
            told = _told(done, total, now - self._stage[1])
            sys.stderr.write(f"\r\x1b[K{stage} {done}/{total}{told}")
            sys.stderr.flush()
            self._shown = True

    def clear(self) -> None:
        """Remove the progress line."""
        if self._shown:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()
            self._shown = False


def _told(done: int, total: int, seconds: float) -> str:
    """How fast a stage of many steps goes and how long it still takes, once that can be told."""
    if not 1 < done < total or seconds < _PATIENCE:
        return ""
    left = seconds / done * (total - done)
    time_left = f"{left / 60:.0f} min" if left > _MINUTES else f"{left:.0f} s"
    return f", {done / seconds:.1f}/s, {time_left} left"


def printable(text: str) -> str:
    """`text` without control characters other than line breaks: input may be hostile."""
    return "".join(char if char.isprintable() or char == "\n" else "?" for char in text)
