"""Columns of 64-bit numbers, of any length in a bounded memory, to count what is distinct.

A column is sorted and written away whenever all columns together grow too long. They are read
back as ranges of numbers, so that what is equal meets in one range whichever column it is in.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

__all__ = ["FULL", "Columns", "Key"]

# What a column holds, and the classes and the property that it belongs to.
Key = tuple[str, bytes, bytes]
FULL: Final = 1 << 21  # numbers that are looked at together, of eight bytes
_LOWEST, _SPAN = -(1 << 63), 1 << 64


class Columns:
    """Columns by key, to whose arrays numbers are appended; `path` is a file for the work.

    An array stays the same, and may be held on to. `most` numbers are kept in memory.
    """

    def __init__(self, path: Path, most: int = FULL) -> None:
        self._path = path
        self.most: Final = most
        self._count = 0
        # Where the runs of a column begin and end in the file, in numbers.
        self._runs: dict[Key, list[tuple[int, int]]] = defaultdict(list)
        self.arrays: dict[Key, array[int]] = defaultdict(_numbers)

    @property
    def whole(self) -> bool:
        """Whether all numbers are in the arrays."""
        return not self._count

    def settle(self) -> None:
        """Write the columns away if they are long; to be called now and then."""
        if sum(map(len, self.arrays.values())) > self.most:
            self._spill()

    def _spill(self) -> None:
        with self._path.open("ab") as file:
            for key, numbers in self.arrays.items():
                if numbers:
                    column = _column(pa.py_buffer(numbers), 0, len(numbers))
                    file.write(column.take(pc.array_sort_indices(column)).buffers()[1])
                    del column  # which kept the numbers as they are
                    self._runs[key].append((self._count, self._count + len(numbers)))
                    self._count += len(numbers)
                    del numbers[:]

    def ranges(self) -> Iterator[Mapping[Key, pa.ChunkedArray]]:
        """All columns, cut into ranges of numbers; a key without numbers in a range is left out."""
        if self.whole and sum(map(len, self.arrays.values())) <= FULL:
            yield {
                key: pa.chunked_array([_column(pa.py_buffer(numbers), 0, len(numbers))])
                for key, numbers in self.arrays.items()
                if numbers
            }
            return
        self._spill()
        parts = -(-self._count // min(self.most, FULL))
        with pa.memory_map(str(self._path)) as file:
            whole = file.read_buffer()
            for part in range(parts):
                low, high = (_LOWEST + _SPAN * at // parts for at in (part, part + 1))
                yield self._within(whole, low, high)

    def _within(self, whole: pa.Buffer, low: int, high: int) -> dict[Key, pa.ChunkedArray]:
        numbers = memoryview(whole).cast("q")
        found: dict[Key, pa.ChunkedArray] = {}
        for key, runs in self._runs.items():
            chunks = []
            for start, end in runs:
                first = bisect_left(numbers, low, start, end)
                last = bisect_left(numbers, high, first, end)
                if first < last:
                    chunks.append(_column(whole, first, last))
            if chunks:
                found[key] = pa.chunked_array(chunks)
        return found


def _numbers() -> array[int]:
    return array("q")


def _column(buffer: pa.Buffer, start: int, end: int) -> pa.Array:
    part = buffer.slice(start * 8, (end - start) * 8)
    return pa.Array.from_buffers(pa.int64(), end - start, [None, part])
