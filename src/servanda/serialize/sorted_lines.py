"""Sorted files of N-Quads lines: the triples without their graphs, and changes by splicing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from mmap import ACCESS_READ, mmap
from pathlib import Path
from typing import Final

from servanda.serialize.copies import appended

__all__ = ["SortedLines", "StaleError", "sorted_lines", "splice_lines", "write_triples"]

_BLOCK: Final = 1 << 20
_END: Final = b" .\n"


class StaleError(Exception):
    """What was kept of an earlier file does not fit it, so nothing can be built on it."""


def write_triples(quads: Path, triples: Path) -> tuple[int, int]:
    """Write the triples of sorted N-Quads as sorted N-Triples, each once; how many of both.

    Every quad has a named graph. The order stays: terms end with what sorts before all else.
    """
    read = written = 0
    last = b""
    with quads.open("rb") as source, appended(triples) as target:
        while lines := source.readlines(_BLOCK):
            # Up to the blank before the graph: ` <graph> .` has no other before its point.
            found = dict.fromkeys([line[: line.rindex(b" ", 0, -3)] for line in lines])
            read += len(lines)
            found.pop(last, None)  # it stands in another graph, too
            if found:
                target.write(_END.join(found) + _END)
                written += len(found)
                last = next(reversed(found))
    return read, written


class SortedLines:
    """A sorted file of unique lines, in which a line is found by halving."""

    def __init__(self, content: mmap | bytes) -> None:
        self._content = content

    def __contains__(self, line: bytes) -> bool:
        at = self.place(line)
        return self._content[at : at + len(line)] == line

    def begin(self, text: bytes) -> bool:
        """Whether a line begins with a text."""
        at = self.place(text)
        return self._content[at : at + len(text)] == text

    def place(self, line: bytes) -> int:
        """Where the line begins, or would begin."""
        content, low, high = self._content, 0, len(self._content)
        while low < high:
            middle = (low + high) // 2
            start = max(content.rfind(b"\n", low, middle) + 1, low)
            end = content.find(b"\n", middle) + 1 or len(content)
            if content[start:end] < line:
                low = end
            else:
                high = start
        return low


@contextmanager
def sorted_lines(path: Path) -> Iterator[SortedLines]:
    """The lines of a file, as long as this is entered."""
    if not path.stat().st_size:
        yield SortedLines(b"")
        return
    with path.open("rb") as opened, mmap(opened.fileno(), 0, access=ACCESS_READ) as content:
        yield SortedLines(content)


def splice_lines(old: Path, new: Path, removed: Iterable[bytes], added: Iterable[bytes]) -> None:
    """Write `old` to `new` without some lines and with others; what stays is copied in ranges.

    Each line ends in its line feed. Raises StaleError if a line to be removed is not there, or
    one to be added is.
    """
    gone, come = set(removed), set(added)
    place = 0
    with sorted_lines(old) as lines, old.open("rb") as source, appended(new) as target:
        for line in sorted(gone ^ come):
            at = lines.place(line)
            if (line in lines) is not (line in gone):
                raise StaleError(line.decode(errors="replace"))
            target.copy(source.fileno(), place, at - place)
            place = at
            if line in gone:
                place += len(line)
            else:
                target.write(line)
        target.copy(source.fileno(), place, old.stat().st_size - place)
