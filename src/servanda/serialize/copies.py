"""Files written from pieces of memory and pieces of other files, which the system copies."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

__all__ = ["Growing", "copy", "growing"]

_BUFFER: Final = 1 << 20


class Growing:
    """A file that grows: bytes and ranges of other files, one after another."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._waiting: list[bytes] = []
        self._size = 0

    def write(self, content: bytes) -> None:
        """Append bytes; they may wait until there are more of them."""
        self._waiting.append(content)
        self._size += len(content)
        if self._size >= _BUFFER:
            self.flush()

    def copy(self, source: int, start: int, length: int) -> None:
        """Append a range of the file with the descriptor `source`; EOFError if it ends before."""
        self.flush()
        while length:
            done = self._copied(source, start, length)
            if not done:
                raise EOFError("the file is shorter than it was")
            start, length = start + done, length - done

    def flush(self) -> None:
        """Hand over what waits to the system."""
        content = memoryview(b"".join(self._waiting))
        self._waiting, self._size = [], 0
        while content:
            content = content[os.write(self._descriptor, content) :]

    def _copied(self, source: int, start: int, length: int) -> int:
        try:
            return os.copy_file_range(source, self._descriptor, length, start)
        except (AttributeError, OSError):
            # Not on this system, or not between these two file systems. An error of the disk
            # shows here once more.
            self.write(os.pread(source, min(length, _BUFFER), start))
            done = self._size
            self.flush()
            return done


@contextmanager
def growing(path: Path) -> Iterator[Growing]:
    """A file that begins empty, whatever stood at `path`."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o666)
    try:
        file = Growing(descriptor)
        yield file
        file.flush()
    finally:
        os.close(descriptor)


def copy(source: Path, target: Growing) -> None:
    """Append a whole file."""
    with source.open("rb") as opened:
        target.copy(opened.fileno(), 0, os.fstat(opened.fileno()).st_size)
