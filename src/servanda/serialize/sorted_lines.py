"""Sorted files of N-Quads lines: the triples without their graphs, and changes by splicing."""

from __future__ import annotations

import mmap as maps
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from mmap import ACCESS_READ, mmap
from pathlib import Path
from typing import BinaryIO, Final

from servanda.serialize.copies import growing

__all__ = [
    "Range",
    "SortedLines",
    "StaleError",
    "changed_lines",
    "mapped",
    "ranges",
    "sorted_lines",
    "splice_lines",
    "write_triples",
]

_BLOCK: Final = 1 << 20
_RANGE: Final = 32 << 20
_LINE: Final = 1 << 12
_STEP: Final = 1 << 8
_END: Final = b" .\n"


class StaleError(Exception):
    """What was kept of an earlier file does not fit it, so nothing can be built on it."""


@dataclass(frozen=True, slots=True)
class Range:
    """The bytes of a file from `start` up to `end`, which are whole lines."""

    start: int
    end: int


def ranges(path: Path) -> Iterator[Range]:
    """A file cut into ranges of some megabytes."""
    size, start = path.stat().st_size, 0
    with path.open("rb") as opened:
        while start < size:
            opened.seek(min(start + _RANGE, size) - 1)
            opened.readline()
            end = opened.tell()
            yield Range(start, end)
            start = end


def write_triples(quads: Path, triples: Path, part: Range | None = None) -> None:
    """Write the triples of sorted N-Quads as sorted N-Triples, each once: of all, or of a part.

    Every quad has a named graph. The order stays: terms end with what sorts before all else.
    """
    at, end = (0, quads.stat().st_size) if part is None else (part.start, part.end)
    with quads.open("rb") as source, growing(triples) as target:
        last = _before(source, at)
        source.seek(at)
        while at < end:
            # It reads on until it has more than it was told.
            lines = source.readlines(min(_BLOCK, end - at) - 1)
            found = dict.fromkeys([_statement(line) for line in lines])
            found.pop(last, None)  # it stands in the graph before, too
            if found:
                target.write(_END.join(found) + _END)
                last = next(reversed(found))
            at += sum(map(len, lines))


def _statement(quad: bytes) -> bytes:
    # Up to the blank before the graph: ` <graph> .` has no other before its point.
    return quad[: quad.rindex(b" ", 0, -3)]


def _before(source: BinaryIO, place: int) -> bytes:
    """The statement of the line that ends at a place, empty at the beginning."""
    if not place:
        return b""
    length = _LINE
    while True:
        source.seek(max(place - length, 0))
        content = source.read(min(length, place))
        start = content.rfind(b"\n", 0, -1) + 1
        if start or length >= place:
            return _statement(content[start:])
        length *= 8


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
    with mapped(path) as content:
        yield SortedLines(content)


def splice_lines(old: Path, new: Path, removed: Iterable[bytes], added: Iterable[bytes]) -> None:
    """Write `old` to `new` without some lines and with others; what stays is copied in ranges.

    Each line ends in its line feed. Raises StaleError if a line to be removed is not there, or
    one to be added is.
    """
    gone, come = set(removed), set(added)
    place = 0
    with sorted_lines(old) as lines, old.open("rb") as source, growing(new) as target:
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


def changed_lines(old: Path, new: Path) -> Iterator[bytes]:
    """The lines that only one of two sorted files of unique lines has, in their order.

    What both have is passed in ever longer steps, so that two files with few changes are compared
    as quickly as they are read.
    """
    with mapped(old) as one, mapped(new) as other:
        at, place = 0, 0
        while at < len(one) and place < len(other):
            same = _same(one, at, other, place)
            at, place = at + same, place + same
            mine, its = _line_at(one, at), _line_at(other, place)
            if mine and (mine < its or not its):
                yield mine
                at += len(mine)
            elif its:
                yield its
                place += len(its)
        while line := _line_at(one, at):
            yield line
            at += len(line)
        while line := _line_at(other, place):
            yield line
            place += len(line)


@contextmanager
def mapped(path: Path) -> Iterator[mmap | bytes]:
    """The bytes of a file, as long as this is entered."""
    if not path.stat().st_size:
        yield b""
        return
    with path.open("rb") as opened, mmap(opened.fileno(), 0, access=ACCESS_READ) as content:
        yield content


def _same(one: mmap | bytes, at: int, other: mmap | bytes, place: int) -> int:
    """How many bytes are the same from two places on, up to the end of a line."""
    start, step = at, _STEP
    while (block := one[at : at + step]) and block == other[place : place + step]:
        if step == _BLOCK:
            _let_go(one, at, len(block))
            _let_go(other, place, len(block))
        at, place = at + len(block), place + len(block)
        step = min(2 * step, _BLOCK)
    low, high = 0, len(block)
    while low < high:
        middle = (low + high + 1) // 2
        if one[at : at + middle] == other[place : place + middle]:
            low = middle
        else:
            high = middle - 1
    return max(one.rfind(b"\n", start, at + low) + 1 - start, 0)


def _let_go(content: mmap | bytes, place: int, length: int) -> None:
    """Let the memory go that a part of a file takes: it is read again should it be wanted."""
    if sys.platform == "linux" and isinstance(content, mmap):
        before = place % maps.PAGESIZE  # pages are let go as wholes
        content.madvise(maps.MADV_DONTNEED, place - before, length + before)


def _line_at(content: mmap | bytes, place: int) -> bytes:
    return content[place : content.find(b"\n", place) + 1] if place < len(content) else b""
