"""Files whose lines are sorted by a key that stands in them: found by halving, and replaced."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from mmap import mmap
from pathlib import Path
from typing import BinaryIO, Final

from servanda.serialize.copies import Growing, growing
from servanda.serialize.sorted_lines import StaleError, mapped

__all__ = ["Frame", "Spliced", "of_subject", "span", "spliced"]


def span(
    content: mmap | bytes, part: tuple[int, int], key: Callable[[bytes], bytes], wanted: bytes
) -> tuple[int, int]:
    """Where the lines of a key begin and end in a part of a file, which is whole lines.

    The two are equal if there are none: there they would stand. Raises StaleError if `key` finds
    none in a line.
    """
    start = _place(content, part, lambda line: key(line) < wanted)
    return start, _place(content, (start, part[1]), lambda line: key(line) <= wanted)


def of_subject(quads: mmap | bytes, subject: bytes) -> list[str]:
    """The lines of sorted N-Quads about a subject, as it is spelled."""
    begin = subject + b" "
    start = _place(quads, (0, len(quads)), lambda line: line < begin)
    lines: list[str] = []
    while quads[start : start + len(begin)] == begin:
        end = quads.find(b"\n", start) + 1
        lines.append(quads[start:end].decode())
        start = end
    return lines


def _place(content: mmap | bytes, part: tuple[int, int], is_before: Callable[[bytes], bool]) -> int:
    """Where the first line begins that is not before what is looked for."""
    low, high = part
    while low < high:
        middle = (low + high) // 2
        start = max(content.rfind(b"\n", low, middle) + 1, low)
        end = content.find(b"\n", middle, high) + 1 or high
        try:
            before = is_before(content[start:end])
        except (ValueError, KeyError, IndexError, TypeError) as error:
            raise StaleError(str(start)) from error
        if before:
            low = end
        else:
            high = start
    return low


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands around lines: before all, after each but the last, after the last, after all."""

    head: bytes
    between: bytes
    last: bytes
    tail: bytes


class Spliced:
    """A file under way: lines of one of the same frame are copied, and some of them replaced."""

    def __init__(
        self, content: mmap | bytes, source: BinaryIO, file: Growing, frame: Frame
    ) -> None:
        self._content: Final = content
        self._source: Final = source.fileno()
        self._file: Final = file
        self._frame: Final = frame
        self._end: Final = len(content) - len(frame.tail)
        self._place = len(frame.head)
        self._any = False
        if content[: self._place] != frame.head or content[self._end :] != frame.tail:
            raise StaleError("frame")
        file.write(frame.head)

    def replace(
        self, wanted: bytes, key: Callable[[bytes], bytes], lines: Sequence[bytes]
    ) -> list[bytes]:
        """Let lines, without their ends, stand in place of those of a key; these are given.

        Keys come in their order.
        """
        start, end = span(self._content, (self._place, self._end), key, wanted)
        self._copy(start)
        self._place = end
        for line in lines:
            self._separate()
            self._file.write(line)
        return self._content[start:end].splitlines(keepends=True)

    def finish(self) -> None:
        """Copy what is left. Raises StaleError if there is no line at all."""
        self._copy(self._end)
        if not self._any:
            raise StaleError("empty")
        self._file.write(self._frame.last + self._frame.tail)

    def _copy(self, end: int) -> None:
        start, frame = self._place, self._frame
        if start < end:
            self._separate()
            after = frame.last if end == self._end else frame.between
            self._file.copy(self._source, start, end - start - len(after))
            self._place = end

    def _separate(self) -> None:
        if self._any:
            self._file.write(self._frame.between)
        self._any = True


@contextmanager
def spliced(old: Path, new: Path, frame: Frame) -> Iterator[Spliced]:
    """The file `new`, which is finished when this is left without an error."""
    with mapped(old) as content, old.open("rb") as source, growing(new) as file:
        under_way = Spliced(content, source, file, frame)
        yield under_way
        under_way.finish()
